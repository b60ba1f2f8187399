import { describe, expect, it } from 'vitest';

import type { Message } from '../raft/message.ts';
import { ScriptedCluster, type Envelope } from '../testing/scripted-cluster.ts';
import { change, forgetLeader, stabilizeWithout } from '../testing/scripting.ts';
import { SeededRandom } from '../testing/seeded-random.ts';
import { beat, QUICK } from '../testing/stage.ts';

/** Everything that was ever sent in a run with elections, a divergent log, a snapshot and changes of the members. */
function eventful(): { cluster: ScriptedCluster; sent: Envelope[] } {
  const cluster = new ScriptedCluster({
    size: 3,
    spares: 1,
    limits: { ...QUICK, keepEntries: 1, keepEntriesForSlow: 0, maxAppendBytes: 4 },
  });
  const sent: Envelope[] = [];
  const watch = (): void => {
    for (const envelope of cluster.network) if (!sent.includes(envelope)) sent.push(envelope);
  };
  const settle = (...cut: readonly string[]): void => {
    watch();
    cluster.stabilize((envelope) => {
      if (!sent.includes(envelope)) sent.push(envelope);
      return !cut.includes(envelope.from) && !cut.includes(envelope.to);
    });
  };
  cluster.step('n1', { type: 'campaign' });
  settle();
  cluster.propose('n1', 'a', 'b', 'c');
  settle();
  cluster.step('n2', { type: 'read', id: 1 });
  cluster.propose('n3', 'd');
  settle();
  cluster.propose('n1', 'lost', 'as', 'well');
  settle('n2', 'n3');
  forgetLeader(cluster, 'n2', 'n3');
  cluster.step('n2', { type: 'campaign' });
  settle('n1');
  for (let count = 0; count < 8; count++) cluster.propose('n2', `${count}`);
  settle('n1');
  cluster.node('n2').snapshot();
  beat(cluster, 'n2');
  settle();
  change(cluster, 'n2', '+n4', '-n3');
  settle();
  cluster.step('n2', { type: 'transfer', to: cluster.node('n4').id });
  settle();
  cluster.tick('n4');
  settle();
  expect(cluster.node('n4').view).toMatchObject({
    role: 'leader',
    configuration: { voters: ['n1', 'n2', 'n4'] },
  });
  return { cluster, sent };
}

const TYPES: readonly Message['type'][] = [
  'vote-request',
  'vote-response',
  'append-request',
  'append-accepted',
  'append-rejected',
  'heartbeat-request',
  'heartbeat-response',
  'timeout-now',
  'read-request',
  'read-response',
  'propose-request',
  'propose-accepted',
];

describe('a whole run’s messages, replayed in any order after every node was restarted', () => {
  it.each([1, 2, 3, 4, 5, 6])(
    'change nothing that is committed, and the cluster goes on (order %i)',
    (seed) => {
      const { cluster, sent } = eventful();
      expect(new Set(sent.map(({ message }) => message.type))).toEqual(new Set(TYPES));
      const applied = cluster.node('n4').applied.map(({ index, term }) => `${term}/${index}`);
      const random = new SeededRandom(seed);
      for (const { id } of cluster.nodes) cluster.crash(id);
      for (const { id } of cluster.nodes) cluster.restart(id);
      // The scripted cluster checks Raft's properties after each of these.
      for (let count = 0; count < 2 * sent.length; count++) {
        cluster.network.push(random.pick(sent));
        cluster.deliver(cluster.network.length - 1);
        const busy = random.pick(cluster.nodes);
        if (random.chance(0.3)) cluster.completeWrite(busy.id);
        if (random.chance(0.1)) cluster.tick(busy.id);
        if (random.chance(0.3)) cluster.deliver(random.below(cluster.network.length + 1));
      }
      cluster.stabilize();
      for (let rounds = 0; rounds < 200 && cluster.node('n1').view.commit < applied.length + 2; rounds++) {
        for (const { id } of cluster.nodes) cluster.tick(id);
        cluster.stabilize();
        const { leader } = cluster;
        if (leader !== undefined) cluster.propose(leader.id, 'afterwards');
        stabilizeWithout(cluster);
      }
      for (const name of ['n1', 'n2', 'n4']) {
        const after = cluster.node(name).applied.map(({ index, term }) => `${term}/${index}`);
        expect(after.slice(0, applied.length), name).toEqual(applied);
        expect(after.length, name).toBeGreaterThan(applied.length);
      }
    },
  );
});
