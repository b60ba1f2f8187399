import { afterEach, describe, expect, it } from 'vitest';

import { nodeId } from '../raft/types.ts';
import type { Member } from './lab-cluster.test.support.ts';
import { ledgers, one, type Ledger, type LedgerCluster } from './lab-ledger.test.support.ts';

type Server = Member<Ledger, string>;

let cluster: LedgerCluster;
afterEach(async () => {
  cluster.verify();
  await cluster.stop();
});

async function cast(node: object = {}, size = 3): Promise<readonly [Server, Server, Server]> {
  cluster = await ledgers(size, { node, stepMs: 1 });
  await one(cluster, 'first');
  await cluster.run(200);
  const leader = await cluster.elected();
  const [follower, other] = cluster.followersOf(leader);
  if (follower === undefined || other === undefined) throw new Error('expected three servers');
  return [leader, follower, other];
}

async function timeUntil(condition: () => boolean): Promise<number> {
  const begin = cluster.clock.monotonicNow();
  await cluster.until(condition);
  return cluster.clock.monotonicNow() - begin;
}

/** What a node told of hand-overs, in order. */
function transfers({ events }: Server): readonly string[] {
  return events.flatMap((event) => {
    if (event.type === 'transfer-started') return [`to ${event.to}`];
    return event.type === 'transfer-ended' ? ['over'] : [];
  });
}

function leads(member: Server): boolean {
  return member.node?.status().role === 'leader';
}

describe('stepping down', () => {
  it('makes the follower that is furthest lead at once, and settles what was under way', async () => {
    const [leader, follower, other] = await cast();
    cluster.hub.cut.add(other.id);
    await cluster.settled(cluster.propose(leader, 'x'));
    cluster.hub.cut.delete(other.id);
    const asked = cluster.propose(leader, 'y');
    cluster.clock.runDeferred();
    leader.node?.stepDown();
    expect(leads(leader)).toBe(false);
    await cluster.settled(asked);
    expect(asked).toMatchObject({ outcome: { ok: false, error: { code: 'outcome_unknown' } }, settled: 1 });
    expect(await timeUntil(() => leads(follower) || leads(other))).toBeLessThan(50);
    expect(leads(follower), 'the other one lacks an entry that is committed').toBe(true);
  });

  it('does nothing on a node that does not lead', async () => {
    const [leader, follower] = await cast();
    const { term } = leader.node?.status() ?? {};
    follower.node?.stepDown();
    await cluster.run(2_000);
    expect(leader.node?.status()).toMatchObject({ role: 'leader', term });
  });

  it('leaves a cluster without a leader no longer than an election takes, if nobody can take over', async () => {
    const [leader, follower, other] = await cast();
    cluster.hub.cut.add(follower.id).add(other.id);
    leader.node?.stepDown();
    await cluster.run(100);
    expect(cluster.members.some(leads)).toBe(false);
    cluster.hub.heal();
    await cluster.elected();
  });
});

describe('a leader that is removed', () => {
  it('hands over, so that the next one leads at once', async () => {
    const [leader] = await cast();
    const removed = leader.node?.changeMembership([{ type: 'remove', id: leader.id }]);
    await cluster.until(() => !leads(leader));
    expect(await timeUntil(() => cluster.leader !== undefined)).toBeLessThan(50);
    await expect(removed).resolves.toMatchObject({ outgoing: [], target: null });
    expect(cluster.leader).not.toBe(leader);
  });

  it('merely stops where that is asked for, and the next one leads after an election timeout', async () => {
    const [leader] = await cast({ removedLeader: 'step-down' });
    const removed = leader.node?.changeMembership([{ type: 'remove', id: leader.id }]);
    await cluster.until(() => !leads(leader));
    expect(await timeUntil(() => cluster.leader !== undefined)).toBeGreaterThan(300);
    await expect(removed).resolves.toMatchObject({ outgoing: [], target: null });
  });
});

describe('leadership that is handed over', () => {
  it('goes to the follower that has most, if none is named', async () => {
    const [leader, follower, other] = await cast();
    cluster.hub.cut.add(other.id);
    for (const text of ['a', 'b', 'c']) await one(cluster, text, 2);
    const done = await cluster.finished(leader.node?.transferLeadership() ?? Promise.resolve(false));
    expect(done).toBe(true);
    await cluster.until(() => leads(follower));
  });

  it('stays where it is when it is to go to the node itself, to a stranger, or to a learner', async () => {
    const [leader] = await cast();
    const learner = await cluster.add(nodeId('n4'));
    await cluster.change(leader, [{ type: 'add-learner', id: learner.id }]);
    for (const id of [leader.id, nodeId('stranger'), learner.id]) {
      const transferred = leader.node?.transferLeadership(id) ?? Promise.resolve(true);
      expect(await cluster.finished(transferred), id).toBe(false);
    }
    const after = await cluster.settled(cluster.propose(leader, 'x'));
    expect(after.outcome).toMatchObject({ ok: true });
  });

  it('answers each of several who wait for the same heir', async () => {
    const [leader, follower] = await cast();
    const both = Promise.all([
      leader.node?.transferLeadership(follower.id),
      leader.node?.transferLeadership(follower.id),
    ]);
    expect(await cluster.finished(both)).toEqual([true, true]);
    expect(transfers(leader), 'one hand-over, whoever asked for it').toEqual([`to ${follower.id}`, 'over']);
  });

  it('answers who asked for another heir meanwhile only when that is over', async () => {
    const [leader, follower, other] = await cast();
    cluster.hub.cut.add(follower.id);
    const first = leader.node?.transferLeadership(follower.id) ?? Promise.resolve(true);
    await cluster.run(5);
    const second = leader.node?.transferLeadership(other.id) ?? Promise.resolve(false);
    expect(await cluster.finished(second)).toBe(true);
    expect(leads(leader)).toBe(false);
    await first;
    expect(transfers(leader)).toEqual([`to ${follower.id}`, 'over', `to ${other.id}`, 'over']);
  });
});

describe('a forced campaign', () => {
  it('elects at once where the others know that the leader is gone', async () => {
    const [leader, follower, other] = await cast();
    await cluster.crash(leader);
    follower.node?.forgetLeader();
    other.node?.forgetLeader();
    follower.node?.campaign();
    expect(await timeUntil(() => leads(follower))).toBeLessThan(50);
  });

  it('is heard by nobody who hears a leader', async () => {
    const [leader, follower, other] = await cast();
    await cluster.crash(leader);
    follower.node?.campaign();
    await cluster.run(100);
    expect(leads(follower), 'the other one does not know yet that the leader is gone').toBe(false);
    expect(other.node?.status().term).toBeLessThan(follower.node?.status().term ?? 0);
    await cluster.elected();
  });

  it('does nothing on a leader, on a learner, and on who is no member', async () => {
    const [leader] = await cast();
    const learner = await cluster.add(nodeId('n4'));
    const stranger = await cluster.add(nodeId('n5'));
    await cluster.change(leader, [{ type: 'add-learner', id: learner.id }]);
    const { term } = leader.node?.status() ?? {};
    for (const { node } of [leader, learner, stranger]) node?.campaign();
    await cluster.run(1_000);
    expect(leader.node?.status()).toMatchObject({ role: 'leader', term });
    for (const { node } of [learner, stranger]) expect(node?.metrics().campaigns).toBe(0);
  });
});

describe('forgetting the leader', () => {
  it('lets a node be asked for its vote, and know nobody to pass reads on to, until it hears of a leader', async () => {
    const [leader, follower] = await cast();
    follower.node?.forgetLeader();
    expect(follower.node?.status().leader).toBeNull();
    const reading = await cluster.settled(cluster.read(follower), 20);
    expect(reading.outcome).toMatchObject({ ok: false, error: { code: 'not_leader', leader: null } });
    await cluster.run(200);
    expect(follower.node?.status().leader, 'it was a mistake').toBe(leader.id);
    expect(leads(leader)).toBe(true);
  });

  it('does nothing on a leader', async () => {
    const [leader] = await cast();
    leader.node?.forgetLeader();
    expect(leader.node?.status()).toMatchObject({ role: 'leader', leader: leader.id });
  });

  it('does nothing where leases rest on what a node remembers', async () => {
    const [leader, follower] = await cast({ leases: { maxClockDrift: 0.1 } });
    follower.node?.forgetLeader();
    expect(follower.node?.status().leader).toBe(leader.id);
  });
});
