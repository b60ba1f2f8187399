import { afterEach, describe, expect, it } from 'vitest';

import type { NodeEvent } from '../index.ts';
import { nodeId } from '../raft/types.ts';
import type { Member } from './lab-cluster.test.support.ts';
import { FullSnapshotStore } from './runtime-gates.test.support.ts';
import { ledgers, one, type Ledger, type LedgerCluster } from './lab-ledger.test.support.ts';

let cluster: LedgerCluster;
afterEach(() => cluster.stop());

type Type = NodeEvent['type'];

/** Every kind of event there is: a new one does not compile until it is here, and is then missed by the run below. */
const TYPES: Record<Type, true> = {
  started: true,
  role: true,
  voted: true,
  truncated: true,
  'snapshot-taken': true,
  'snapshot-postponed': true,
  'snapshot-sent': true,
  'snapshot-installed': true,
  configuration: true,
  'transfer-started': true,
  'transfer-ended': true,
  progress: true,
  ignored: true,
  failed: true,
  stopped: true,
};

function of<Wanted extends Type>(
  events: readonly NodeEvent[],
  type: Wanted,
): readonly Extract<NodeEvent, { readonly type: Wanted }>[] {
  return events.filter(
    (event): event is Extract<NodeEvent, { readonly type: Wanted }> => event.type === type,
  );
}

/** A little of everything that happens to a cluster. */
async function eventfulRun(): Promise<void> {
  // There is no room for anybody's first snapshot.
  const snapshots = (): FullSnapshotStore => new FullSnapshotStore(1);
  cluster = await ledgers(3, {
    snapshots,
    node: { snapshotEveryEntries: 10, keepEntries: 1, keepEntriesForSlow: 1 },
  });
  await one(cluster, 'first');
  const leader = await cluster.elected();
  const [heir = leader, other = leader] = cluster.followersOf(leader);
  await cluster.transfer(leader, heir);
  // Commands that only the one has that is cut off, and then a follower that misses a snapshot.
  cluster.hub.cut.add(heir.id);
  cluster.propose(heir, 'lost');
  await one(cluster, 'second', 2);
  cluster.hub.heal();
  await one(cluster, 'third');
  cluster.hub.cut.add(heir.id);
  for (let count = 0; count < 25; count++) await one(cluster, `${count}`, 2);
  cluster.hub.heal();
  await one(cluster, 'together');
  const newcomer = await cluster.add(nodeId('n4'));
  await cluster.change(await cluster.elected(), [
    { type: 'add-voter', id: newcomer.id },
    { type: 'remove', id: heir.id },
  ]);
  cluster.hub.send(heir.id, newcomer.id, {
    type: 'heartbeat-request',
    term: NaN as never,
    commit: 0 as never,
    round: 0,
  });
  await cluster.run(300);
  await cluster.crash(other);
  newcomer.machine.apply = () => {
    throw new Error('broken');
  };
  await cluster.until(() => cluster.leader !== undefined);
  cluster.propose(await cluster.elected(), 'last');
  await cluster.run(1_000);
}

function incarnations({ events }: Member<Ledger, string>): readonly (readonly NodeEvent[])[] {
  const starts = events.flatMap((event, position) => (event.type === 'started' ? [position] : []));
  return starts.map((start, position) => events.slice(start, starts[position + 1]));
}

function isGrowing(numbers: readonly number[]): boolean {
  return numbers.every((number, position) => number >= (numbers[position - 1] ?? number));
}

describe('the events of a node', () => {
  it('tell of everything that happens, in an order that makes sense', async () => {
    await eventfulRun();
    const seen = new Set(cluster.members.flatMap(({ events }) => events.map(({ type }) => type)));
    expect([...seen].sort()).toEqual(Object.keys(TYPES).sort());
    for (const member of cluster.members)
      for (const events of incarnations(member)) expectSensible(member, events);
    const taken = cluster.members.flatMap(({ events }) =>
      of(events, 'snapshot-taken').map(({ index }) => index),
    );
    for (const { id, events } of cluster.members)
      for (const installed of of(events, 'snapshot-installed')) {
        expect(taken, 'somebody took what was installed').toContain(installed.index);
        const sender = cluster.member(installed.from);
        const sent = of(sender.events, 'snapshot-sent').filter(({ to, ok }) => to === id && ok);
        expect(sent.map(({ index }) => index)).toContain(installed.index);
      }
  });

  function expectSensible({ id }: Member<Ledger, string>, events: readonly NodeEvent[]): void {
    expect(events[0]?.type).toBe('started');
    expect(of(events, 'started')).toHaveLength(1);
    const ends = events.flatMap(({ type }, position) =>
      type === 'stopped' || type === 'failed' ? [position] : [],
    );
    if (ends.length > 0)
      expect(Math.min(...ends), `${id} says nothing after its end`).toBeGreaterThanOrEqual(events.length - 2);
    const roles = of(events, 'role');
    expect(isGrowing(roles.map(({ term }) => term))).toBe(true);
    for (const [position, { role, term, leader }] of roles.entries()) {
      const before = roles[position - 1];
      if (role === 'leader') {
        expect(leader).toBe(id);
        expect(before, 'a leader was a candidate').toMatchObject({ role: 'candidate', term });
        const own = events.findIndex((e) => e.type === 'voted' && e.term === term && e.candidate === id);
        expect(own, 'whose vote for itself was durable').toBeGreaterThan(0);
        expect(own).toBeLessThan(events.indexOf(roles[position] as NodeEvent));
      }
      if (role === 'candidate') expect(leader).toBeNull();
    }
    const votes = of(events, 'voted').map(({ term }) => term);
    expect(new Set(votes).size, 'one vote a term').toBe(votes.length);
    expect(isGrowing(of(events, 'snapshot-taken').map(({ index }) => index))).toBe(true);
    expect(isGrowing(of(events, 'snapshot-installed').map(({ index }) => index))).toBe(true);
    for (const { from, through } of of(events, 'truncated')) expect(from).toBeLessThanOrEqual(through);
    expect(of(events, 'transfer-ended').length).toBe(of(events, 'transfer-started').length);
    const progress = of(events, 'progress');
    expect(isGrowing(progress.map(({ commit }) => commit))).toBe(true);
    expect(isGrowing(progress.map(({ applied }) => applied))).toBe(true);
    for (const { commit, applied, last, peers } of progress) {
      expect(applied).toBeLessThanOrEqual(commit);
      expect(commit).toBeLessThanOrEqual(last);
      for (const { match } of peers) expect(match).toBeLessThanOrEqual(last);
    }
  }

  it('are enough to draw the picture that the node itself would show', async () => {
    cluster = await ledgers(3);
    for (let count = 0; count < 10; count++) await one(cluster, `${count}`);
    const leader = await cluster.elected();
    const [heir = leader] = cluster.followersOf(leader);
    await cluster.transfer(leader, heir);
    await one(cluster, 'next to last');
    const learner = await cluster.add(nodeId('n4'));
    await cluster.change(heir, [{ type: 'add-learner', id: learner.id }]);
    await one(cluster, 'last');
    await cluster.run(500);
    for (const { node, events } of cluster.members) {
      const role = of(events, 'role').at(-1);
      const progress = of(events, 'progress').at(-1);
      const configuration = of(events, 'configuration').at(-1)?.configuration;
      expect(node?.status()).toMatchObject({
        role: role?.role,
        term: role?.term,
        leader: role?.leader,
        commit: progress?.commit,
        applied: progress?.applied,
        last: progress?.last,
        peers: progress?.peers,
        configuration,
        voters: configuration?.voters,
        learners: configuration?.learners,
      });
    }
    cluster.verify();
  });

  it('about progress come at most once a tick, and not while nothing changes', async () => {
    cluster = await ledgers(3, { node: { heartbeatMs: 100 } });
    const leader = await cluster.elected();
    const begin = of(leader.events, 'progress').length;
    for (let count = 0; count < 200; count++) {
      cluster.propose(leader, `${count}`);
      await cluster.run(5);
    }
    const during = of(leader.events, 'progress').length - begin;
    expect(during).toBeGreaterThan(20);
    expect(during, 'fifty ticks').toBeLessThanOrEqual(51);
    await cluster.run(500);
    const quiet = of(leader.events, 'progress').length;
    await cluster.run(1_000);
    expect(of(leader.events, 'progress').length).toBe(quiet);
  });

  it('go to whoever subscribed, from then on, until they do not want them any more', async () => {
    cluster = await ledgers(3);
    const leader = await cluster.elected();
    const heard: NodeEvent[] = [];
    const unsubscribe = leader.node?.subscribe((event) => heard.push(event));
    const before = leader.events.length;
    leader.node?.stepDown();
    await cluster.elected();
    expect(heard.length).toBeGreaterThan(0);
    expect(heard).toEqual(leader.events.slice(before));
    unsubscribe?.();
    const count = heard.length;
    (await cluster.elected()).node?.stepDown();
    await cluster.run(1_000);
    expect(heard).toHaveLength(count);
    expect(leader.events.length).toBeGreaterThan(before + count);
  });
});
