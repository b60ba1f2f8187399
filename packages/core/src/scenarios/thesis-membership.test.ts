import { describe, expect, it } from 'vitest';

import { configuration, isJoint } from '../raft/configuration.ts';
import type { Configuration } from '../raft/types.ts';
import { ScriptedCluster } from '../testing/scripted-cluster.ts';
import {
  change,
  deliver,
  fits,
  flush,
  forgetLeader,
  names,
  only,
  stabilizeAmong,
  stabilizeWithout,
  textsOf,
} from '../testing/scripting.ts';

const LIMITS = { electionTicks: 10, heartbeatTicks: 2, keepEntries: 0, keepEntriesForSlow: 0 };

function configurationOf(cluster: ScriptedCluster, name: string): Configuration {
  return cluster.node(name).view.configuration;
}

/** Lets time pass on everybody who is up, and everything arrive. */
function pass(cluster: ScriptedCluster, ticks: number): void {
  for (let count = 0; count < ticks; count++) {
    for (const { id, alive } of cluster.nodes) if (alive) cluster.tick(id);
    cluster.stabilize();
  }
}

describe('thesis §4.2.1: newcomers catch up before they vote', () => {
  it('a newcomer that falls behind round after round becomes a voter after the first round that is short enough', () => {
    const cluster = new ScriptedCluster({ size: 1, spares: 1, limits: LIMITS });
    cluster.elect('n1');
    change(cluster, 'n1', '+n2');
    cluster.stabilize(({ message }) => message.type !== 'append-accepted');
    for (let round = 0; round < 3; round++) {
      // So much comes in during a round of 15 ticks that the next one has something to bring.
      for (let count = 0; count < 15; count++) {
        cluster.tick('n1');
        cluster.propose('n1', `${round}/${count}`);
        flush(cluster, 'n1');
        cluster.drop(fits({ type: 'append-accepted' }));
        cluster.stabilize(({ message }) => message.type !== 'append-accepted');
      }
      cluster.tick('n1', 2);
      // One acknowledgement ends the round, and it took too long.
      while (!cluster.network.some(fits({ from: 'n2', type: 'append-accepted' }))) {
        if (cluster.node('n2').pendingWrites > 0) cluster.completeWrite('n2');
        else cluster.deliver();
      }
      deliver(cluster, { from: 'n2', type: 'append-accepted' });
      cluster.drop();
      expect(configurationOf(cluster, 'n1').voters, `after round ${round}`).toEqual(names('n1'));
    }
    cluster.propose('n1', 'last');
    pass(cluster, 4);
    expect(configurationOf(cluster, 'n1')).toEqual(configuration(names('n1', 'n2')));
  });

  // A first round that took longer than an election timeout, as the transfer of a snapshot does, is followed by no other
  // one while nothing is proposed: CatchUp.reached is asked by append-accepted alone, and nothing is sent to a newcomer
  // that has everything. A lone later proposal ends a round that lasted since then, too long again.
  it('a newcomer whose snapshot took long becomes a voter of a leader that has nothing new to tell', () => {
    const cluster = new ScriptedCluster({ size: 1, spares: 1, limits: LIMITS });
    cluster.elect('n1');
    cluster.propose('n1', 'a', 'b');
    cluster.stabilize();
    cluster.node('n1').snapshot();
    change(cluster, 'n1', '+n2');
    for (let count = 0; count < 15; count++) {
      cluster.tick('n1');
      flush(cluster, 'n1');
      while (cluster.network.length > 0) {
        cluster.deliver();
        flush(cluster, 'n2');
      }
    }
    cluster.stabilize();
    expect(cluster.node('n1').view.peers).toMatchObject([{ id: 'n2', match: cluster.node('n1').view.last }]);
    pass(cluster, 100);
    expect(configurationOf(cluster, 'n1')).toEqual(configuration(names('n1', 'n2')));
  });

  it('a newcomer that cannot be reached costs nothing: no vote, no commit, and the change can be called off', () => {
    const cluster = new ScriptedCluster({ size: 3, spares: 1, limits: LIMITS });
    cluster.elect('n1');
    cluster.crash('n4');
    change(cluster, 'n1', '+n4', '-n3');
    cluster.crash('n2');
    for (let count = 0; count < 50; count++) {
      cluster.propose('n1', String(count));
      cluster.tick('n1');
      stabilizeAmong(cluster, 'n1', 'n3');
    }
    // n1 and n3 are two of three, though n3 is to go: nobody goes and nobody comes before n4 has caught up.
    expect(textsOf(cluster.node('n1'))).toHaveLength(50);
    expect(configurationOf(cluster, 'n1')).toMatchObject({
      voters: names('n1', 'n2', 'n3'),
      learners: names('n4'),
      target: { voters: names('n1', 'n2', 'n4') },
    });
    expect(only(change(cluster, 'n1', '-n4', '+n3'), 'membership-accepted')).toHaveLength(1);
    stabilizeAmong(cluster, 'n1', 'n3');
    expect(configurationOf(cluster, 'n1')).toEqual(configuration(names('n1', 'n2', 'n3')));
  });

  it('a change that waits for a newcomer is gone on with by the next leader', () => {
    const cluster = new ScriptedCluster({ size: 3, spares: 1, limits: LIMITS });
    cluster.elect('n1');
    change(cluster, 'n1', '+n4');
    stabilizeWithout(cluster, 'n4');
    cluster.crash('n1');
    forgetLeader(cluster, 'n2', 'n3');
    cluster.elect('n2');
    pass(cluster, 4);
    expect(configurationOf(cluster, 'n2')).toEqual(configuration(names('n1', 'n2', 'n3', 'n4')));
  });
});

describe('thesis §4.2.2: a leader removes itself', () => {
  it('and leads until its removal has committed, without counting itself, and hands over', () => {
    const cluster = new ScriptedCluster({ size: 3, limits: LIMITS });
    cluster.elect('n1');
    change(cluster, 'n1', '-n1');
    cluster.propose('n1', 'x');
    expect(cluster.node('n1').view.role).toBe('leader');
    cluster.stabilize();
    expect(cluster.node('n1').view.role).toBe('follower');
    expect(cluster.leader?.id).toMatch(/^n[23]$/);
    expect(cluster.leader?.view.term).toBe(2);
    expect(configurationOf(cluster, cluster.leader?.id ?? '')).toEqual(configuration(names('n2', 'n3')));
    expect(textsOf(cluster.node(cluster.leader?.id ?? ''))).toEqual(['x']);
  });

  it('and stays leader of a removal that no majority of the others has', () => {
    const cluster = new ScriptedCluster({ size: 3, limits: LIMITS });
    cluster.elect('n1');
    change(cluster, 'n1', '-n1');
    cluster.stabilize(
      ({ to, message }) =>
        to !== 'n3' || message.type !== 'append-request' || message.entries.every(({ index }) => index < 3),
    );
    expect(cluster.node('n1').view).toMatchObject({ role: 'leader', commit: 2, last: 3 });
    expect(cluster.node('n2').view.durable).toBe(3);
    cluster.tick('n1', 2);
    cluster.stabilize();
    expect(cluster.node('n1').view).toMatchObject({ role: 'follower', commit: 3 });
  });
});

describe('thesis §4.2.3: a server that was removed', () => {
  it('and never heard of it disturbs nobody: it asks for pre-votes, gets none, and raises no term', () => {
    const cluster = new ScriptedCluster({ size: 4, limits: LIMITS });
    cluster.elect('n1');
    pass(cluster, 2);
    change(cluster, 'n1', '-n4');
    stabilizeWithout(cluster, 'n4');
    expect(configurationOf(cluster, 'n1')).toEqual(configuration(names('n1', 'n2', 'n3')));
    for (let count = 0; count < 15; count++) {
      cluster.tick('n1');
      stabilizeWithout(cluster, 'n4');
    }
    // Nobody tells it any more, and it hears nothing; but everybody hears it.
    let asked = 0;
    for (let count = 0; count < 100; count++) {
      for (const { id } of cluster.nodes) cluster.tick(id);
      asked += cluster.network.filter(fits({ from: 'n4', type: 'pre-vote-request' })).length;
      cluster.stabilize();
    }
    expect(asked).toBeGreaterThan(5);
    expect(cluster.node('n1').view).toMatchObject({ role: 'leader', term: 1 });
    for (const { view } of cluster.nodes) expect(view.term).toBe(1);
  });

  it('is not listened to with a newer term either, as long as a leader lives', () => {
    const cluster = new ScriptedCluster({ size: 4, limits: LIMITS });
    cluster.elect('n1');
    pass(cluster, 2);
    change(cluster, 'n1', '-n4');
    stabilizeWithout(cluster, 'n4');
    for (let count = 0; count < 15; count++) {
      cluster.tick('n1');
      stabilizeWithout(cluster, 'n4');
    }
    for (let count = 0; count < 20; count++) {
      cluster.step('n4', { type: 'campaign' });
      for (const name of ['n1', 'n2', 'n3']) cluster.tick(name);
      cluster.stabilize();
    }
    expect(cluster.node('n4').view.term).toBe(21);
    expect(cluster.node('n1').view).toMatchObject({ role: 'leader', term: 1 });
    expect(only(cluster.propose('n1', 'x'), 'proposed')).toHaveLength(1);
  });

  it('cannot make the leader step down by answering its farewell with a newer term', () => {
    const cluster = new ScriptedCluster({ size: 4, limits: LIMITS });
    cluster.elect('n1');
    change(cluster, 'n1', '-n4');
    stabilizeWithout(cluster, 'n4');
    for (let count = 0; count < 3; count++) cluster.step('n4', { type: 'campaign' });
    flush(cluster, 'n4');
    cluster.drop();
    cluster.tick('n1', 2);
    deliver(cluster, { to: 'n4', type: 'heartbeat-request' });
    const [answer] = cluster.network.filter(fits({ from: 'n4' }));
    expect(answer?.message).toMatchObject({ type: 'heartbeat-response', term: 4 });
    cluster.stabilize();
    expect(cluster.node('n1').view).toMatchObject({ role: 'leader', term: 1 });
  });

  it('that hears of its removal ends its campaigns for good', () => {
    const cluster = new ScriptedCluster({ size: 3, limits: LIMITS });
    cluster.elect('n1');
    change(cluster, 'n1', '-n3');
    cluster.stabilize();
    cluster.tick('n1', 2);
    cluster.stabilize();
    expect(configurationOf(cluster, 'n3')).toEqual(configuration(names('n1', 'n2')));
    cluster.tick('n3', 500);
    expect(cluster.network).toEqual([]);
  });
});

describe('thesis §4.3: the leader crashes in each phase of a change', () => {
  /** n1 replaces n2 and n3 by n4 and n5: entry 2 waits for the newcomers, 3 is joint, 4 ends it. */
  const PHASES: readonly (readonly [phase: string, last: number, heardBy: readonly string[]])[] = [
    ['before anybody heard that newcomers are to come', 2, []],
    ['when only one other knows that newcomers are to come', 2, ['n2']],
    ['when the newcomers have been made learners', 2, ['n2', 'n3', 'n4', 'n5']],
    ['when only the leader is in the joint configuration', 3, []],
    ['when the joint configuration is on the new half alone', 3, ['n4', 'n5']],
    ['when the joint configuration is on the old half alone', 3, ['n2', 'n3']],
    ['when the joint configuration is on both halves', 3, ['n2', 'n4']],
    ['when only the leader has left the joint configuration', 4, []],
    ['when the new half has left the joint configuration', 4, ['n4', 'n5']],
    ['when the old half alone has heard that it is left', 4, ['n2', 'n3']],
  ];

  for (const [phase, last, heardBy] of PHASES) {
    it(`${phase}: the change is gone through with or not, and everybody agrees which`, () => {
      const cluster = new ScriptedCluster({ size: 3, spares: 2, limits: LIMITS });
      cluster.elect('n1');
      change(cluster, 'n1', '+n4', '+n5', '-n2', '-n3');
      cluster.stabilize(({ to, message }) => {
        if (message.type !== 'append-request') return true;
        const end = message.previous.index + message.entries.length;
        return end < last || (end === last && heardBy.includes(to));
      });
      expect(cluster.node('n1').view.last, 'the phase is reached').toBeGreaterThanOrEqual(last);
      cluster.crash('n1');
      for (const name of heardBy) expect(cluster.node(name).view.last).toBe(last);
      const { commit } = { commit: cluster.invariants.committed.length };
      // Those who are left go on where they can; then n1 is back, without what never reached its disk.
      pass(cluster, 60);
      cluster.restart('n1');
      pass(cluster, 60);
      const leader = cluster.leader?.view;
      expect(leader?.commit).toBeGreaterThan(commit);
      expect(leader?.configuration).toMatchObject({ outgoing: [], target: null });
      const isNew = leader?.configuration.voters.includes(names('n5')[0] ?? leader.id) ?? false;
      expect(leader?.configuration).toEqual(
        configuration(isNew ? names('n1', 'n4', 'n5') : names('n1', 'n2', 'n3')),
      );
      // A configuration that newcomers have committed along with the others is never taken back.
      if (last > 3) expect(isNew).toBe(true);
      for (const voter of leader?.configuration.voters ?? []) {
        expect(cluster.node(voter).view.leader).toBe(leader?.id);
        expect(isJoint(configurationOf(cluster, voter))).toBe(false);
      }
    });
  }
});
