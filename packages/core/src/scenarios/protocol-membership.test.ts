import { describe, expect, it } from 'vitest';

import { decodeConfiguration } from '../raft/configuration.ts';
import type { ScriptedCluster } from '../testing/scripted-cluster.ts';
import {
  change,
  deliver,
  fits,
  flush,
  forgetLeader,
  hold,
  only,
  release,
  stabilizeAmong,
  stabilizeWithout,
  textsOf,
} from '../testing/scripting.ts';
import { beat, ledByN1 } from '../testing/stage.ts';

function members(cluster: ScriptedCluster, name = 'n1'): readonly (readonly string[])[] {
  const { voters, outgoing, learners } = cluster.node(name).view.configuration;
  return [voters, outgoing, learners];
}

function settle(cluster: ScriptedCluster, leader = 'n1'): void {
  cluster.stabilize();
  beat(cluster, leader);
  beat(cluster, leader);
}

describe('a change of the members', () => {
  it('is an entry of the log, and in effect from the moment it is in there, on each node for itself', () => {
    const cluster = ledByN1();
    const effects = change(cluster, 'n1', '-n3');
    const [entry] = only(effects, 'persist').flatMap(({ entries }) => entries);
    expect(entry).toMatchObject({ index: 2, term: 1, kind: 'configuration' });
    expect(entry === undefined ? '' : decodeConfiguration(entry.data)).toMatchObject({
      voters: ['n1', 'n2'],
      outgoing: ['n1', 'n2', 'n3'],
    });
    expect([members(cluster, 'n1')[0], members(cluster, 'n2')[0]]).toEqual([
      ['n1', 'n2'],
      ['n1', 'n2', 'n3'],
    ]);
    deliver(cluster, { to: 'n2', type: 'append-request' });
    expect(members(cluster, 'n2')[0]).toEqual(['n1', 'n2']);
    expect(cluster.node('n2').view.commit).toBe(1);
  });

  it('adds a voter once it has caught up', () => {
    const cluster = ledByN1({ spares: 1 });
    cluster.propose('n1', 'a', 'b');
    cluster.stabilize();
    change(cluster, 'n1', '+n4');
    expect(members(cluster)).toEqual([['n1', 'n2', 'n3'], [], ['n4']]);
    settle(cluster);
    expect(members(cluster)).toEqual([['n1', 'n2', 'n3', 'n4'], [], []]);
    expect(members(cluster, 'n4')).toEqual(members(cluster));
    expect(textsOf(cluster.node('n4'))).toEqual(['a', 'b']);
  });

  it('adds a learner, which stays one', () => {
    const cluster = ledByN1({ spares: 1 });
    change(cluster, 'n1', '~n4');
    settle(cluster);
    cluster.propose('n1', 'x');
    settle(cluster);
    expect(members(cluster)).toEqual([['n1', 'n2', 'n3'], [], ['n4']]);
    expect(textsOf(cluster.node('n4'))).toEqual(['x']);
    forgetLeader(cluster, 'n4');
    cluster.step('n4', { type: 'campaign' });
    expect(cluster.node('n4').view).toMatchObject({ role: 'follower', votedFor: null });
  });

  it('makes a learner a voter that can be elected', () => {
    const cluster = ledByN1({ size: 1, learners: 1 });
    change(cluster, 'n1', '+n2');
    settle(cluster);
    expect(members(cluster)).toEqual([['n1', 'n2'], [], []]);
    forgetLeader(cluster, 'n1');
    cluster.step('n1', { type: 'step-down' });
    cluster.drop();
    forgetLeader(cluster, 'n1', 'n2');
    cluster.elect('n2');
    expect(cluster.node('n1').view).toMatchObject({ role: 'follower', leader: 'n2' });
  });

  it('removes a voter, and it takes one less to decide', () => {
    const cluster = ledByN1({ size: 2 });
    change(cluster, 'n1', '-n2');
    settle(cluster);
    expect(members(cluster)).toEqual([['n1'], [], []]);
    cluster.crash('n2');
    cluster.propose('n1', 'x');
    flush(cluster, 'n1');
    expect(textsOf(cluster.node('n1'))).toEqual(['x']);
  });

  it('removes a learner, which gets nothing any more', () => {
    const cluster = ledByN1({ size: 2, learners: 1 });
    change(cluster, 'n1', '-n3');
    settle(cluster);
    expect(members(cluster)).toEqual([['n1', 'n2'], [], []]);
    cluster.tick('n1', 5);
    cluster.stabilize();
    cluster.tick('n1', 6);
    cluster.stabilize();
    cluster.propose('n1', 'x');
    expect(cluster.network.filter(fits({ to: 'n3' }))).toEqual([]);
    expect(cluster.node('n1').view.peers.map(({ id }) => id)).toEqual(['n2']);
  });

  it('gives the newcomer time: that it has not answered yet makes no leader step down', () => {
    const cluster = ledByN1({ size: 1, spares: 1 });
    cluster.tick('n1', 9);
    change(cluster, 'n1', '+n2');
    stabilizeWithout(cluster, 'n2');
    for (let ticks = 0; ticks < 30; ticks++) beat(cluster, 'n1', 'n1');
    // A newcomer that never answers is never a voter.
    expect(members(cluster)).toEqual([['n1'], [], ['n2']]);
    expect(cluster.node('n1').view.role).toBe('leader');
    settle(cluster);
    cluster.propose('n1', 'x');
    settle(cluster);
    expect(members(cluster)).toEqual([['n1', 'n2'], [], []]);
    for (let ticks = 0; ticks < 9; ticks++) beat(cluster, 'n1', 'n1');
    expect(cluster.node('n1').view.role).toBe('leader');
    beat(cluster, 'n1', 'n1');
    expect(cluster.node('n1').view.role, 'now it is a voter, and silent').toBe('follower');
  });

  it('goes on by itself when a newcomer was slow at first', () => {
    const cluster = ledByN1({ spares: 1 });
    change(cluster, 'n1', '+n4');
    // The newcomer is started a little later than it is asked for.
    for (let ticks = 0; ticks < 15; ticks++) beat(cluster, 'n1', 'n1', 'n2', 'n3');
    for (let ticks = 0; ticks < 100; ticks++) beat(cluster, 'n1');
    expect(cluster.node('n4').view.commit).toBe(cluster.node('n1').view.commit);
    expect(members(cluster)).toEqual([['n1', 'n2', 'n3', 'n4'], [], []]);
  });

  it('lets go what waited for a voter that is removed', () => {
    const cluster = ledByN1({ size: 2 });
    change(cluster, 'n1', '-n2');
    const joint = hold(cluster, { to: 'n2', type: 'append-request' });
    cluster.propose('n1', 'waiting');
    cluster.drop();
    flush(cluster, 'n1');
    expect(cluster.node('n1').view.commit).toBe(1);
    release(cluster, joint);
    deliver(cluster, { to: 'n2' });
    flush(cluster, 'n2');
    deliver(cluster, { from: 'n2' });
    // n2 has agreed to the joint configuration, and to nothing behind it.
    cluster.crash('n2');
    flush(cluster, 'n1');
    expect(textsOf(cluster.node('n1'))).toEqual(['waiting']);
    expect(members(cluster)).toEqual([['n1'], [], []]);
  });

  it('swaps all members in one step, and the old ones can stop afterwards', () => {
    const cluster = ledByN1({ size: 3, spares: 3 });
    cluster.propose('n1', 'x');
    cluster.stabilize();
    change(cluster, 'n1', '+n4', '+n5', '+n6', '-n1', '-n2', '-n3');
    cluster.stabilize();
    const leader = cluster.leader?.id ?? '';
    expect(['n4', 'n5', 'n6']).toContain(leader);
    settle(cluster, leader);
    expect(members(cluster, leader)).toEqual([['n4', 'n5', 'n6'], [], []]);
    for (const name of ['n1', 'n2', 'n3']) cluster.crash(name);
    cluster.propose(leader, 'y');
    settle(cluster, leader);
    for (const name of ['n4', 'n5', 'n6']) expect(textsOf(cluster.node(name))).toEqual(['x', 'y']);
  });
});

describe('a new leader', () => {
  /** n1 began to remove n5; n2 has the joint configuration, and n1 is gone. */
  function inherited(): ScriptedCluster {
    const cluster = ledByN1({ size: 5 });
    change(cluster, 'n1', '-n5');
    deliver(cluster, { to: 'n2', type: 'append-request' });
    flush(cluster, 'n2');
    cluster.crash('n1');
    cluster.drop();
    forgetLeader(cluster, 'n2', 'n3', 'n4', 'n5');
    cluster.step('n2', { type: 'campaign' });
    cluster.stabilize(({ message }) => message.type !== 'append-request');
    return cluster;
  }

  it('with a change in its log that may not have committed takes no other before that one is over', () => {
    const cluster = inherited();
    expect(cluster.node('n2').view).toMatchObject({ role: 'leader', configurationIndex: 2, commit: 1 });
    expect(only(change(cluster, 'n2', '-n1'), 'membership-refused')).toMatchObject([
      { reason: 'in_progress' },
    ]);
    settle(cluster, 'n2');
    expect(members(cluster, 'n2')).toEqual([['n1', 'n2', 'n3', 'n4'], [], []]);
    expect(only(change(cluster, 'n2', '-n1'), 'membership-accepted')).toHaveLength(1);
  });

  it('ends a change that its predecessor began, without being asked', () => {
    const cluster = inherited();
    settle(cluster, 'n2');
    cluster.restart('n1');
    settle(cluster, 'n2');
    for (const name of ['n1', 'n2', 'n3', 'n4'])
      expect(members(cluster, name)).toEqual([['n1', 'n2', 'n3', 'n4'], [], []]);
  });

  it('that never heard of the change undoes it, and whoever had it in its log goes back', () => {
    const cluster = ledByN1({ size: 5 });
    change(cluster, 'n1', '-n4', '-n5');
    deliver(cluster, { to: 'n2', type: 'append-request' });
    flush(cluster, 'n2');
    cluster.drop();
    expect(members(cluster, 'n2')[0]).toEqual(['n1', 'n2', 'n3']);
    forgetLeader(cluster, 'n3', 'n4', 'n5');
    cluster.step('n3', { type: 'campaign' });
    stabilizeAmong(cluster, 'n3', 'n4', 'n5');
    beat(cluster, 'n3');
    beat(cluster, 'n3');
    for (const { id } of cluster.nodes)
      expect(members(cluster, id)).toEqual([['n1', 'n2', 'n3', 'n4', 'n5'], [], []]);
  });
});
