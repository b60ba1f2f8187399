import { describe, expect, it } from 'vitest';

import { configuration, isJoint } from '../raft/configuration.ts';
import { nodeId, term, type NodeId } from '../raft/types.ts';
import { ScriptedCluster } from '../testing/scripted-cluster.ts';
import {
  at,
  change,
  deliver,
  fits,
  flush,
  forgetLeader,
  hear,
  names,
  only,
  stabilizeAmong,
  stabilizeWithout,
  textsOf,
} from '../testing/scripting.ts';
import { SeededRandom } from '../testing/seeded-random.ts';

/** Nothing that stands in the log behind `index` reaches anybody. */
function stabilizeUpTo(cluster: ScriptedCluster, index: number): void {
  cluster.stabilize(
    ({ message }) =>
      message.type !== 'append-request' || message.entries.every((entry) => entry.index <= index),
  );
}

describe('changes that meet', () => {
  it('hydro#3192: two removals begun by leaders that take turns never commit apart, whatever is lost on the way', () => {
    let [removals, leaders] = [0, 0];
    for (let seed = 1; seed <= 120; seed++) {
      const random = new SeededRandom(seed);
      const cluster = new ScriptedCluster({ size: 4, seed });
      // The network falls in halves, most of the time: a leader reaches its neighbour, nobody, or everybody.
      const pairs = random.pick([
        ['n1 n2', 'n3 n4'],
        ['n1 n3', 'n2 n4'],
        ['n1 n4', 'n2 n3'],
      ]);
      const reach = (id: NodeId): string => {
        const own = pairs.find((pair) => pair.includes(id)) ?? id;
        return random.pick([own, own, own, id, 'n1 n2 n3 n4']);
      };
      cluster.elect('n1');
      removals += only(
        change(cluster, 'n1', `-${random.pick(['n2', 'n3', 'n4'])}`),
        'membership-accepted',
      ).length;
      stabilizeAmong(cluster, ...reach(nodeId('n1')).split(' '));
      for (let phase = 0; phase < 4; phase++) {
        const { id } = random.pick(cluster.nodes);
        for (const type of ['step-down', 'forget-leader'] as const)
          for (const other of cluster.nodes) cluster.step(other.id, { type });
        cluster.drop();
        // Whoever leads may be asked for a change before its term has committed anything.
        const reached = reach(id);
        for (let attempt = 0; attempt < 3; attempt++) {
          cluster.step(id, { type: 'campaign' });
          cluster.stabilize(({ from, to, message }) => {
            const vote = message.type === 'vote-request' || message.type === 'vote-response';
            return vote ? random.chance(0.9) : reached.includes(from) && reached.includes(to);
          });
        }
        if (cluster.node(id).view.role !== 'leader') continue;
        leaders++;
        const begun = change(cluster, id, `-${random.pick(cluster.nodes).id}`);
        removals += only(begun, 'membership-accepted').length;
        stabilizeAmong(cluster, ...reach(id).split(' '));
      }
    }
    // Raft's properties were checked after every step; what is left to show is that there was something to check.
    expect(leaders).toBeGreaterThan(60);
    expect(removals).toBeGreaterThan(130);
  });

  it('etcd#11284: of two removals in quick succession the second waits for the first, so no term gets two leaders', () => {
    const cluster = new ScriptedCluster({ size: 5 });
    cluster.elect('n1');
    expect(only(change(cluster, 'n1', '-n5'), 'membership-accepted')).toHaveLength(1);
    for (const allowed of [2, 3]) {
      expect(only(change(cluster, 'n1', '-n4'), 'membership-refused')).toMatchObject([
        { reason: 'in_progress' },
      ]);
      stabilizeUpTo(cluster, allowed);
      cluster.tick('n1', 5);
    }
    // n4 and n5, which may know of nothing, are no majority of anything that is in effect anywhere.
    forgetLeader(cluster, 'n4', 'n5');
    for (let attempt = 0; attempt < 3; attempt++) {
      cluster.step('n4', { type: 'campaign' });
      stabilizeAmong(cluster, 'n4', 'n5');
      expect(cluster.node('n4').view.role).not.toBe('leader');
    }
    cluster.elect('n1');
    cluster.stabilize();
    expect(cluster.node('n1').view.configuration).toEqual(configuration(names('n1', 'n2', 'n3', 'n4')));
    expect(only(change(cluster, 'n1', '-n4'), 'membership-accepted')).toHaveLength(1);
    cluster.stabilize();
    expect(cluster.node('n1').view.configuration).toEqual(configuration(names('n1', 'n2', 'n3')));
  });

  it('openraft (interleaved changes): no call leaves a joint configuration behind, nor does a leader that dies in it', () => {
    const cluster = new ScriptedCluster({ size: 3, spares: 1 });
    cluster.elect('n1');
    change(cluster, 'n1', '+n4', '-n3');
    stabilizeUpTo(cluster, 3);
    expect(cluster.node('n1').view).toMatchObject({ commit: 3, configurationIndex: 4 });
    for (const word of ['-n2', '~n4', '+n3', '-n4']) {
      const [refused] = only(change(cluster, 'n1', word), 'membership-refused');
      expect(refused?.reason).toBe('in_progress');
    }
    cluster.crash('n1');
    expect(isJoint(cluster.node('n2').view.configuration)).toBe(true);
    forgetLeader(cluster, 'n2', 'n3', 'n4');
    cluster.elect('n2');
    cluster.restart('n1');
    cluster.tick('n2', 5);
    cluster.stabilize();
    for (const name of ['n1', 'n2', 'n4'])
      expect(cluster.node(name).view.configuration).toEqual(configuration(names('n1', 'n2', 'n4')));
  });

  it('camunda#60086: a joint configuration that a new leader found in its log is not left before it commits', () => {
    const cluster = new ScriptedCluster({ size: 3 });
    cluster.elect('n1');
    change(cluster, 'n1', '-n3');
    deliver(cluster, { to: 'n2', type: 'append-request' });
    flush(cluster, 'n2');
    cluster.crash('n1');
    cluster.restart('n1');
    cluster.crash('n2');
    cluster.restart('n2');
    expect(cluster.node('n2').view).toMatchObject({ commit: 0, configurationIndex: 2 });
    forgetLeader(cluster, 'n1', 'n3');
    cluster.step('n2', { type: 'campaign' });
    stabilizeUpTo(cluster, 2);
    expect(cluster.node('n2').view).toMatchObject({ role: 'leader', commit: 0, last: 3 });
    expect(isJoint(cluster.node('n2').view.configuration)).toBe(true);
    cluster.tick('n2', 5);
    cluster.stabilize();
    expect(cluster.node('n2').view.commit).toBe(4);
    expect(cluster.node('n2').view.configuration).toEqual(configuration(names('n1', 'n2')));
  });
});

describe('leaders and members that leave', () => {
  it('etcd#11038: a leader that was removed says nothing any more, and calls nobody to vote', () => {
    const cluster = new ScriptedCluster({ size: 3, limits: { removedLeader: 'step-down' } });
    cluster.elect('n1');
    change(cluster, 'n1', '-n1');
    cluster.stabilize();
    expect(cluster.node('n1').view).toMatchObject({ role: 'follower', configurationIndex: 3, commit: 3 });
    cluster.tick('n1', 500);
    expect(cluster.network).toEqual([]);
    expect(cluster.node('n1').view.role).toBe('follower');
  });

  it('etcd-io/raft#77, #79: a leader that is demoted leads through the joint configuration, and leaves with it', () => {
    const cluster = new ScriptedCluster({ size: 3, spares: 1, limits: { removedLeader: 'step-down' } });
    cluster.elect('n1');
    change(cluster, 'n1', '~n1', '+n4');
    stabilizeUpTo(cluster, 3);
    const { commit, role, configuration: current } = cluster.node('n1').view;
    // The joint configuration is committed, n1 is a voter of its old half only; it goes on, and takes proposals.
    expect([commit, role, current.learners]).toEqual([3, 'leader', names('n1')]);
    expect(only(cluster.propose('n1', 'x'), 'proposed')).toHaveLength(1);
    cluster.stabilize();
    cluster.tick('n1', 5);
    cluster.stabilize();
    expect(cluster.node('n1').view.role).toBe('follower');
    forgetLeader(cluster, 'n2', 'n3');
    cluster.elect('n4');
    expect(cluster.node('n4').view.configuration).toEqual(
      configuration(names('n2', 'n3', 'n4'), names('n1')),
    );
    expect(textsOf(cluster.node('n4'))).toEqual(['x']);
  });

  it('openraft#1805: a learner that was made a voter campaigns for its leader only once its disk knows', () => {
    const cluster = new ScriptedCluster({ size: 1, learners: 1 });
    cluster.elect('n1');
    change(cluster, 'n1', '+n2');
    // n2 has caught up; the joint configuration, in which it votes, is on n1 alone.
    stabilizeUpTo(cluster, 2);
    const { last, configuration: current } = cluster.node('n1').view;
    expect([last, current.voters]).toEqual([3, names('n1', 'n2')]);
    const call = { type: 'timeout-now', term: term(1), last: at(3, 1) } as const;
    hear(cluster, 'n2', 'n1', call);
    expect(cluster.node('n2').view.role).toBe('follower');
    cluster.tick('n1', 5);
    deliver(cluster, { to: 'n2', type: 'heartbeat-request' });
    deliver(cluster, { from: 'n2', type: 'heartbeat-response' });
    for (let count = 0; cluster.node('n2').view.last < 3 && count < 9; count++) {
      deliver(cluster, { to: 'n2', type: 'append-request' });
      if (cluster.network.some(fits({ from: 'n2' }))) deliver(cluster, { from: 'n2' });
    }
    expect(cluster.node('n2').view).toMatchObject({ last: 3, durable: 2 });
    hear(cluster, 'n2', 'n1', call);
    expect(cluster.node('n2').view.role).toBe('follower');
    flush(cluster, 'n2');
    hear(cluster, 'n2', 'n1', call);
    expect(cluster.node('n2').view.role).toBe('candidate');
  });

  it('openraft#1808: the members of a snapshot replace what a follower believed, uncommitted configurations included', () => {
    const limits = { keepEntries: 0, keepEntriesForSlow: 0 };
    const cluster = new ScriptedCluster({ size: 3, spares: 1, limits });
    cluster.elect('n1');
    // n3 believes itself on the way out by a configuration that only it and n1 ever held.
    change(cluster, 'n1', '-n3');
    deliver(cluster, { to: 'n3', type: 'append-request' });
    flush(cluster, 'n3');
    cluster.crash('n1');
    cluster.crash('n3');
    cluster.restart('n1');
    forgetLeader(cluster, 'n1', 'n2');
    cluster.step('n2', { type: 'campaign' });
    stabilizeWithout(cluster, 'n3');
    change(cluster, 'n2', '+n4');
    cluster.propose('n2', 'x');
    stabilizeWithout(cluster, 'n3');
    cluster.node('n2').snapshot();
    cluster.restart('n3');
    expect(cluster.node('n3').view.configuration.outgoing).toEqual(names('n1', 'n2', 'n3'));
    for (let count = 0; count < 3; count++) {
      cluster.tick('n2', 5);
      cluster.stabilize();
    }
    const members = configuration(names('n1', 'n2', 'n3', 'n4'));
    expect(cluster.node('n3').view.snapshot).toBe(cluster.node('n2').view.snapshot);
    expect(cluster.node('n3').view.configuration).toEqual(members);
    cluster.step('n3', { type: 'campaign' });
    flush(cluster, 'n3');
    expect(cluster.network.map(({ to }) => to)).toEqual(names('n1', 'n2', 'n4'));
    cluster.drop();
    cluster.crash('n3');
    cluster.restart('n3');
    expect(cluster.node('n3').view.configuration).toEqual(members);
  });

  it('openraft#1810: a follower that never answers holds nothing up, and gets no more than one append to answer', () => {
    const cluster = new ScriptedCluster({ size: 3 });
    cluster.step('n1', { type: 'campaign' });
    stabilizeWithout(cluster, 'n3');
    let appends = 0;
    for (let count = 0; count < 100; count++) {
      cluster.propose('n1', 'x');
      cluster.tick('n1');
      appends += cluster.network.filter(fits({ to: 'n3', type: 'append-request' })).length;
      stabilizeWithout(cluster, 'n3');
    }
    expect(cluster.node('n1').view).toMatchObject({ role: 'leader', commit: 101 });
    expect(appends).toBe(0);
  });
});

describe('transfers that end', () => {
  const ENDS: Readonly<Record<string, (cluster: ScriptedCluster) => void>> = {
    'by the election timeout': (cluster) => {
      for (let count = 0; count < 10; count++) {
        cluster.tick('n1');
        stabilizeAmong(cluster, 'n1', 'n3');
      }
      expect(cluster.node('n1').view.role).toBe('leader');
    },
    'because the leader heard of a newer term': (cluster) =>
      void hear(cluster, 'n1', 'n3', { type: 'heartbeat-response', term: term(7), round: 0 }),
    'because the leader steps down': (cluster) => void cluster.step('n1', { type: 'step-down' }),
    'because another one begins': (cluster) =>
      void cluster.step('n1', { type: 'transfer', to: nodeId('n3') }),
  };

  for (const [how, end] of Object.entries(ENDS)) {
    it(`hashicorp/raft#696, #413, #487, #570, #581: ${how}, and whoever leads then takes proposals`, () => {
      let ended = 0;
      const cluster = new ScriptedCluster({
        size: 3,
        limits: { electionTicks: 10, heartbeatTicks: 2 },
        onEffect: (_, effect) => (ended += effect.type === 'transfer-ended' ? 1 : 0),
      });
      cluster.elect('n1');
      cluster.propose('n1', 'a');
      cluster.step('n1', { type: 'transfer', to: nodeId('n2') });
      cluster.drop();
      expect(only(cluster.propose('n1', 'b'), 'refused')).toMatchObject([{ reason: 'busy' }]);
      expect(ended).toBe(0);
      end(cluster);
      expect(ended).toBe(1);
      cluster.drop();
      for (const { id, view } of cluster.nodes) if (view.role !== 'leader') forgetLeader(cluster, id);
      if (cluster.node('n1').view.role === 'leader') {
        cluster.tick('n1', 12);
        cluster.drop();
        forgetLeader(cluster, 'n1');
      }
      cluster.step('n1', { type: 'campaign' });
      cluster.stabilize();
      expect(cluster.node('n1').view).toMatchObject({ role: 'leader', transferTo: null });
      expect(only(cluster.propose('n1', 'c'), 'proposed')).toHaveLength(1);
      cluster.stabilize();
      expect(textsOf(cluster.node('n1'))).toEqual(['a', 'c']);
    });
  }

  it('hashicorp/raft#696: at once, to nobody, to itself, to a learner, and to a voter that is being left behind', () => {
    const cluster = new ScriptedCluster({ size: 3, learners: 1 });
    cluster.elect('n1');
    change(cluster, 'n1', '-n3');
    for (const to of names('n9', 'n1', 'n4', 'n3')) {
      const effects = cluster.step('n1', { type: 'transfer', to });
      expect(effects, to).toEqual([{ type: 'transfer-ended' }]);
      expect(cluster.node('n1').view.transferTo).toBeNull();
    }
    expect(only(cluster.propose('n1', 'x'), 'proposed')).toHaveLength(1);
    // And one that is under way keeps the members as they are.
    cluster.stabilize();
    cluster.propose('n1', 'y');
    cluster.step('n1', { type: 'transfer', to: nodeId('n2') });
    expect(only(change(cluster, 'n1', '-n2'), 'membership-refused')).toMatchObject([
      { reason: 'in_progress' },
    ]);
  });
});
