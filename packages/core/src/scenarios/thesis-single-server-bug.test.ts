import { describe, expect, it } from 'vitest';

import { decodeConfiguration } from '../raft/configuration.ts';
import type { Message } from '../raft/message.ts';
import { ScriptedCluster } from '../testing/scripted-cluster.ts';
import {
  change,
  fits,
  flush,
  forgetLeader,
  only,
  stabilizeAmong,
  stabilizeWithout,
} from '../testing/scripting.ts';

/**
 * Thesis §4.1 as it was corrected on raft-dev in July 2015. n1 begins a change that hardly anybody hears of. n2, elected
 * by n3 and n4, begins another one and commits it with n3. If n1 can then lead again with n4, by its own change's
 * majority, what n2 committed is lost.
 */
describe('raft-dev 2015: two changes that were begun by two leaders', () => {
  /** n1 is asked for its change and loses touch as soon as the change is one that decides. */
  function afterFirstChange(word: string): ScriptedCluster {
    const cluster = new ScriptedCluster({ size: 4, spares: 2 });
    cluster.elect('n1');
    const accepted = only(change(cluster, 'n1', word), 'membership-accepted');
    expect(accepted).toHaveLength(1);
    cluster.stabilize(({ to, message }) => to !== 'n6' && (to === 'n5' || !carriesNewVoters(message)));
    const { voters, outgoing } = cluster.node('n1').view.configuration;
    expect(voters).not.toEqual(['n1', 'n2', 'n3', 'n4']);
    expect(outgoing).toEqual(['n1', 'n2', 'n3', 'n4']);
    expect(cluster.node('n1').view.configurationIndex).toBeGreaterThan(cluster.node('n1').view.commit);
    return cluster;
  }

  function carriesNewVoters(message: Message): boolean {
    if (message.type !== 'append-request') return false;
    return message.entries.some(({ kind, data }) => {
      const decoded = kind === 'configuration' ? decodeConfiguration(data) : '';
      return typeof decoded !== 'string' && decoded.outgoing.length > 0;
    });
  }

  /** n2 is elected by n3 and n4, and asks for its own change before and after its term has committed anything. */
  function secondChange(cluster: ScriptedCluster, word: string): void {
    forgetLeader(cluster, 'n2', 'n3', 'n4');
    cluster.step('n2', { type: 'campaign' });
    cluster.stabilize(
      ({ from, to, message }) =>
        ![from, to].some((id) => id === 'n1' || id === 'n5') && message.type !== 'append-request',
    );
    expect(cluster.node('n2').view.role).toBe('leader');
    const early = only(change(cluster, 'n2', word), 'membership-refused');
    expect(early).toMatchObject([{ reason: 'in_progress' }]);
    cluster.tick('n2', 5);
    stabilizeWithout(cluster, 'n1', 'n5');
    expect(cluster.node('n2').view.commit).toBe(cluster.node('n2').view.last);
    expect(only(change(cluster, 'n2', word), 'membership-accepted')).toHaveLength(1);
    // n4 hears nothing of it; n2 and n3, with the newcomer, are a majority of the members to be.
    stabilizeAmong(cluster, 'n2', 'n3', 'n6');
  }

  for (const [form, first, second] of [
    ['one is added and one removed', '+n5', '-n1'],
    ['two are added', '+n5', '+n6'],
    ['two are removed', '-n2', '-n1'],
  ] as const) {
    it(`${form}: do not commit on majorities that share nobody`, () => {
      const cluster = afterFirstChange(first);
      const led = cluster.node('n1').view;
      secondChange(cluster, second);
      // Half of the members before it are no majority of them, so the second change waits.
      const { commit, configurationIndex } = cluster.node('n2').view;
      expect(commit).toBeLessThan(configurationIndex);
      // n1 tries to lead again with whoever may not know of n2's change.
      for (let attempt = 0; attempt < 4; attempt++) {
        cluster.step('n1', { type: 'step-down' });
        cluster.drop();
        forgetLeader(cluster, 'n1', 'n4', 'n5');
        cluster.step('n1', { type: 'campaign' });
        stabilizeAmong(cluster, 'n1', 'n4', 'n5');
        expect(cluster.node('n1').view.role).not.toBe('leader');
      }
      expect(cluster.node('n1').view.configuration).toEqual(led.configuration);
      // The network heals: the second change is gone through with, and what n1 began is gone.
      forgetLeader(cluster, 'n1', 'n4', 'n5');
      for (let round = 0; round < 25; round++) {
        for (const { id } of cluster.nodes) {
          cluster.tick(id, 2);
          flush(cluster, id);
        }
        cluster.stabilize();
      }
      const leader = cluster.leader?.view;
      expect(leader?.configuration).toMatchObject({ outgoing: [], target: null });
      expect(leader?.commit).toBe(leader?.last);
      const survivors = leader?.configuration.voters ?? [];
      for (const id of survivors) expect(cluster.node(id).termAt(led.configurationIndex)).not.toBe(led.term);
      expect(cluster.network.filter(fits({ type: 'vote-request' }))).toEqual([]);
    });
  }
});
