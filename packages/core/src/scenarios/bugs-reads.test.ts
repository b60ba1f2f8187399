import { describe, expect, it } from 'vitest';

import type { Effect } from '../raft/effect.ts';
import type { ReadRequest } from '../raft/message.ts';
import { ScriptedCluster } from '../testing/scripted-cluster.ts';
import {
  change,
  deliver,
  fits,
  flush,
  forgetLeader,
  hold,
  names,
  only,
  release,
  stabilizeAmong,
  stabilizeWithout,
} from '../testing/scripting.ts';

function ask(cluster: ScriptedCluster, name: string, id: number, now?: number): Effect[] {
  return cluster.step(name, { type: 'read', id, ...(now === undefined ? {} : { now }) });
}

/** Three nodes, n1 leads, and everybody knows that its first entry is committed. */
function ledByN1(limits = {}): ScriptedCluster {
  const cluster = new ScriptedCluster({ size: 3, limits });
  cluster.elect('n1');
  cluster.tick('n1', 5);
  cluster.stabilize();
  return cluster;
}

/** n2 takes over from n1, which hears nothing of it, and commits a command. */
function replaceN1(cluster: ScriptedCluster): void {
  forgetLeader(cluster, 'n2', 'n3');
  cluster.step('n2', { type: 'campaign' });
  stabilizeAmong(cluster, 'n2', 'n3');
  cluster.propose('n2', 'new');
  stabilizeAmong(cluster, 'n2', 'n3');
  expect(cluster.node('n2').view).toMatchObject({ role: 'leader', commit: 3 });
}

describe('etcd: confirmations of reads', () => {
  it('etcd#20418: a late acknowledgement of an earlier round does not confirm a newer read', () => {
    const cluster = ledByN1();
    ask(cluster, 'n1', 1);
    deliver(cluster, { to: 'n2', type: 'heartbeat-request' });
    const late = hold(cluster, { from: 'n2', to: 'n1' });
    cluster.drop();
    replaceN1(cluster);
    ask(cluster, 'n1', 2);
    cluster.drop();
    release(cluster, late);
    cluster.deliver();
    // The first read was asked for before anything was written elsewhere; the second one after.
    expect(cluster.node('n1').reads).toEqual([{ id: 1, index: 1 }]);
    cluster.tick('n1', 25);
    expect(cluster.node('n1').reads).toHaveLength(1);
    expect(cluster.node('n1').view.role).toBe('follower');
  });

  it('etcd#20418: a read that is asked for again gets a name of its own, and answers to the first name are void', () => {
    const cluster = ledByN1();
    ask(cluster, 'n2', 7);
    stabilizeAmong(cluster, 'n1', 'n2', 'n3');
    expect(cluster.node('n2').reads.splice(0)).toEqual([{ id: 7, index: 1 }]);

    ask(cluster, 'n2', 8);
    const first = requestOf(cluster);
    cluster.stabilize(({ message }) => message.type !== 'read-response');
    cluster.tick('n2', 10);
    const second = requestOf(cluster);
    expect(second.id).toBeGreaterThan(first.id);
    expect(second.incarnation).toBe(first.incarnation);
    cluster.propose('n1', 'x');
    cluster.drop(fits({ type: 'read-request' }));
    stabilizeWithout(cluster, 'n2');
    const { term } = first;
    const stale = { type: 'read-response', term, incarnation: first.incarnation, index: 1 } as const;
    receiveAtN2(cluster, { ...stale, id: first.id });
    expect(cluster.node('n2').reads).toEqual([]);
    receiveAtN2(cluster, { ...stale, id: second.id, index: 2 });
    expect(cluster.node('n2').reads).toEqual([{ id: 8, index: 2 }]);
  });

  it('etcd#20418: an answer that was meant for a node before its restart is void afterwards', () => {
    const cluster = ledByN1();
    ask(cluster, 'n2', 1);
    const before = requestOf(cluster);
    cluster.stabilize(({ message }) => message.type !== 'read-response');
    cluster.crash('n2');
    cluster.restart('n2');
    cluster.tick('n1', 5);
    cluster.stabilize();
    ask(cluster, 'n2', 1);
    const after = requestOf(cluster);
    expect(after.id).toBe(before.id);
    cluster.drop();
    const { term, incarnation, id } = before;
    receiveAtN2(cluster, { type: 'read-response', term, incarnation, id, index: 1 });
    expect(cluster.node('n2').reads).toEqual([]);
  });

  it('etcd#20418: an acknowledgement of the same leader’s earlier term confirms nothing', () => {
    const cluster = ledByN1();
    ask(cluster, 'n1', 1);
    deliver(cluster, { to: 'n2', type: 'heartbeat-request' });
    const late = hold(cluster, { from: 'n2', to: 'n1' });
    expect(late[0]?.message).toMatchObject({ type: 'heartbeat-response', round: 1 });
    cluster.drop();
    cluster.step('n1', { type: 'step-down' });
    cluster.drop();
    forgetLeader(cluster, 'n2', 'n3');
    cluster.elect('n1');
    ask(cluster, 'n1', 2);
    cluster.drop();
    release(cluster, late);
    cluster.deliver();
    expect(cluster.node('n1').view).toMatchObject({ role: 'leader', term: 2 });
    expect(cluster.node('n1').reads).toEqual([]);
  });

  it('etcd#7331, TiKV#6340, RedisRaft#18: a new leader answers no read before it committed an entry of its term', () => {
    const cluster = ledByN1();
    cluster.propose('n1', 'x');
    stabilizeWithout(cluster, 'n3');
    cluster.crash('n1');
    forgetLeader(cluster, 'n2', 'n3');
    cluster.step('n2', { type: 'campaign' });
    stabilizeWithoutAppends(cluster);
    const { view } = cluster.node('n2');
    // `x` was acknowledged to its client, and the new leader does not know it yet.
    expect(view).toMatchObject({ role: 'leader', commit: 1, last: 3 });
    cluster.tick('n2', 5);
    stabilizeWithoutAppends(cluster);
    ask(cluster, 'n2', 1);
    ask(cluster, 'n3', 1);
    cluster.tick('n2', 5);
    stabilizeWithoutAppends(cluster);
    expect([cluster.node('n2').reads, cluster.node('n3').reads]).toEqual([[], []]);
    cluster.tick('n2', 5);
    cluster.stabilize();
    expect(cluster.node('n2').reads).toEqual([{ id: 1, index: 3 }]);
    expect(cluster.node('n3').reads).toEqual([{ id: 1, index: 3 }]);
  });
});

function requestOf(cluster: ScriptedCluster): ReadRequest {
  const message = cluster.network.findLast(fits({ from: 'n2', type: 'read-request' }))?.message;
  if (message?.type !== 'read-request') throw new Error('n2 asked for nothing');
  return message;
}

function receiveAtN2(cluster: ScriptedCluster, message: object): void {
  cluster.step('n2', { type: 'receive', from: cluster.node('n1').id, message: message as ReadRequest });
}

function stabilizeWithoutAppends(cluster: ScriptedCluster): void {
  cluster.stabilize(({ message }) => message.type !== 'append-request');
}

describe('others: confirmations of reads', () => {
  it('TiKV#7971, #10347: reads that share a confirmation keep an index each, none from before it was asked for', () => {
    const cluster = ledByN1();
    ask(cluster, 'n1', 1);
    const firstRound = hold(cluster, { to: 'n2', type: 'heartbeat-request' });
    cluster.drop();
    cluster.propose('n1', 'x');
    deliver(cluster, { to: 'n3', type: 'append-request' });
    flush(cluster, 'n1');
    flush(cluster, 'n3');
    deliver(cluster, { from: 'n3', to: 'n1' });
    expect(cluster.node('n1').view.commit).toBe(2);
    ask(cluster, 'n1', 2);
    const secondRound = hold(cluster, { to: 'n2', type: 'heartbeat-request' });
    cluster.drop();
    release(cluster, firstRound);
    deliver(cluster, { to: 'n2' });
    deliver(cluster, { from: 'n2', to: 'n1' });
    expect(cluster.node('n1').reads.splice(0)).toEqual([{ id: 1, index: 1 }]);
    ask(cluster, 'n1', 3);
    cluster.drop();
    release(cluster, secondRound);
    deliver(cluster, { to: 'n2' });
    deliver(cluster, { from: 'n2', to: 'n1', type: 'heartbeat-response' });
    expect(cluster.node('n1').reads).toEqual([{ id: 2, index: 2 }]);
  });

  it('TiKV#4688, openraft#1747: a lease answers no read while leadership is being handed over', () => {
    const cluster = withLease();
    ask(cluster, 'n1', 1, 101);
    expect(cluster.node('n1').reads.splice(0)).toEqual([{ id: 1, index: 1 }]);
    // n2 lacks an entry, so it is not asked to campaign yet.
    cluster.propose('n1', 'x');
    cluster.drop();
    flush(cluster, 'n1');
    cluster.step('n1', { type: 'transfer', to: cluster.node('n2').id });
    expect(cluster.network.some(fits({ type: 'timeout-now' }))).toBe(false);
    ask(cluster, 'n1', 2, 102);
    expect(cluster.node('n1').reads).toEqual([]);
    expect(cluster.network.filter(fits({ type: 'heartbeat-request' }))).toHaveLength(2);
  });

  it('openraft#1749: a lease does not come back after a transfer that failed, for its heir may still win', () => {
    const cluster = withLease();
    cluster.step('n1', { type: 'transfer', to: cluster.node('n2').id });
    const late = hold(cluster, { type: 'timeout-now' });
    for (let now = 101; now < 140; now++) {
      cluster.step('n1', { type: 'tick', now });
      cluster.stabilize();
    }
    expect(cluster.node('n1').view).toMatchObject({ role: 'leader', transferTo: null });
    release(cluster, late);
    deliver(cluster, { to: 'n2' });
    stabilizeAmong(cluster, 'n2', 'n3');
    expect(cluster.node('n2').view).toMatchObject({ role: 'leader', commit: 2 });
    // n1 had an answer from everybody a millisecond ago.
    ask(cluster, 'n1', 1, 140);
    expect(cluster.node('n1').reads).toEqual([]);
  });

  it('openraft#1747: rounds of reads do not keep the others from electing the heir', () => {
    const cluster = ledByN1();
    cluster.step('n1', { type: 'transfer', to: cluster.node('n2').id });
    const asked = hold(cluster, { type: 'timeout-now' });
    ask(cluster, 'n1', 1);
    deliver(cluster, { to: 'n3', type: 'heartbeat-request' });
    release(cluster, asked);
    ask(cluster, 'n1', 2);
    deliver(cluster, { to: 'n3', type: 'heartbeat-request' });
    cluster.drop(fits({ to: 'n1' }));
    deliver(cluster, { to: 'n2', type: 'timeout-now' });
    stabilizeAmong(cluster, 'n2', 'n3');
    expect(cluster.node('n2').view.role).toBe('leader');
    expect(cluster.node('n1').reads).toEqual([]);
  });

  it('hashicorp/raft#359, d-engine#381: a leader that nobody confirms answers no read, and refuses them in the end', () => {
    const cluster = ledByN1({ electionTicks: 10 });
    const refusals: Effect[] = [];
    for (let id = 1; id <= 30; id++) {
      ask(cluster, 'n1', id);
      refusals.push(...only(cluster.step('n1', { type: 'tick' }), 'reads-refused'));
      cluster.drop();
    }
    expect(cluster.node('n1').reads).toEqual([]);
    expect(refusals).toEqual([{ type: 'reads-refused', id: Number.MAX_SAFE_INTEGER, leader: null }]);
  });

  it('async-raft: a read in a joint configuration is confirmed by a majority of each half, not of both together', () => {
    const cluster = new ScriptedCluster({ size: 3, spares: 2 });
    cluster.elect('n1');
    change(cluster, 'n1', '+n4', '+n5', '-n2', '-n3');
    // The joint configuration is in effect from its place in the leader's log on; nobody else has heard of it.
    cluster.stabilize(
      ({ message }) => message.type !== 'append-request' || message.entries.every(({ index }) => index < 3),
    );
    const { configuration: current } = cluster.node('n1').view;
    expect([current.voters, current.outgoing]).toEqual([names('n1', 'n4', 'n5'), names('n1', 'n2', 'n3')]);
    ask(cluster, 'n1', 1);
    deliver(cluster, { to: 'n2', type: 'heartbeat-request' });
    deliver(cluster, { to: 'n3', type: 'heartbeat-request' });
    deliver(cluster, { from: 'n2', type: 'heartbeat-response' });
    deliver(cluster, { from: 'n3', type: 'heartbeat-response' });
    expect(cluster.node('n1').reads).toEqual([]);
    deliver(cluster, { to: 'n5', type: 'heartbeat-request' });
    deliver(cluster, { from: 'n5', type: 'heartbeat-response' });
    expect(cluster.node('n1').reads).toHaveLength(1);
  });
});

/** Three nodes, n1 leads and holds a lease that was begun at 100 and confirmed by everybody. */
function withLease(): ScriptedCluster {
  const limits = { electionTicks: 10, heartbeatTicks: 1, leaseMs: 8 };
  const cluster = new ScriptedCluster({ size: 3, limits });
  forgetLeader(cluster, 'n1', 'n2', 'n3');
  cluster.elect('n1');
  cluster.step('n1', { type: 'tick', now: 100 });
  cluster.stabilize();
  return cluster;
}
