import { afterEach, describe, expect, it } from 'vitest';

import type { NodeMetrics } from '../index.ts';
import { nodeId } from '../raft/types.ts';
import { ledgers, one, type LedgerCluster } from './lab-ledger.test.support.ts';

let cluster: LedgerCluster;
afterEach(async () => {
  cluster.verify();
  await cluster.stop();
});

type Count = {
  [Name in keyof NodeMetrics]: NodeMetrics[Name] extends number ? Name : never;
}[keyof NodeMetrics];

function metricsOf(id: string): NodeMetrics {
  const metrics = cluster.member(id).node?.metrics();
  if (metrics === undefined) throw new Error(`${id} is down`);
  return metrics;
}

function sum(name: Count): number {
  return cluster.members.reduce((total, { id }) => total + metricsOf(id)[name], 0);
}

function events(type: string): number {
  return cluster.members.flatMap((member) => member.events).filter((event) => event.type === type).length;
}

describe('the metrics of a node', () => {
  it('count commands and reads, taken and refused', async () => {
    cluster = await ledgers(3);
    const leader = await cluster.elected();
    const [follower = leader] = cluster.followersOf(leader);
    for (const text of ['a', 'bc', 'def']) await cluster.settled(cluster.propose(leader, text));
    const batch = ['x', 'y'].map((text) => cluster.propose(leader, text));
    await cluster.until(() => batch.every(({ outcome }) => outcome !== null));
    expect(metricsOf(leader.id)).toMatchObject({ proposed: 5, proposedBytes: 8, proposalsRefused: 0 });
    await cluster.settled(cluster.propose(follower, 'refused'));
    expect(metricsOf(follower.id)).toMatchObject({ proposed: 0, proposalsRefused: 1, proposalsForwarded: 0 });
    const reads = [cluster.read(leader), cluster.read(leader), cluster.read(follower)];
    await cluster.until(() => reads.every(({ outcome }) => outcome?.ok === true));
    expect(metricsOf(leader.id), 'those of one moment are one batch').toMatchObject({ readsConfirmed: 1 });
    expect(metricsOf(follower.id)).toMatchObject({ readsConfirmed: 1, readsRefused: 0 });
    cluster.hub.cut.add(follower.id);
    await cluster.run(2_000);
    await cluster.settled(cluster.read(follower));
    expect(metricsOf(follower.id)).toMatchObject({ readsRefused: 1 });
  });

  it('count every message, by its type, where it is sent and where it arrives', async () => {
    cluster = await ledgers(3);
    cluster.hub.resetTraffic();
    for (let count = 0; count < 10; count++) await one(cluster, `${count}`);
    await cluster.settled(cluster.read(await cluster.elected()));
    cluster.hub.watch = () => false;
    await cluster.run(20);
    for (const way of ['messagesSent', 'messagesReceived'] as const) {
      const totals: Record<string, number> = {};
      for (const { id } of cluster.members)
        for (const [type, count] of Object.entries(metricsOf(id)[way]))
          totals[type] = (totals[type] ?? 0) + count;
      if (way === 'messagesSent') expect(totals).toEqual(cluster.hub.traffic.byType);
      else expect(totals['append-accepted']).toBeGreaterThanOrEqual(20);
    }
  });

  it('agree with the events, and with each other', async () => {
    cluster = await ledgers(3, { node: { snapshotEveryEntries: 10, keepEntries: 1, keepEntriesForSlow: 1 } });
    await one(cluster, 'first');
    const first = await cluster.elected();
    cluster.hub.cut.add(first.id);
    cluster.propose(first, 'lost');
    await one(cluster, 'second', 2);
    cluster.hub.heal();
    await one(cluster, 'third');
    cluster.hub.cut.add(first.id);
    for (let count = 0; count < 25; count++) await one(cluster, `${count}`, 2);
    cluster.hub.heal();
    await one(cluster, 'together');
    const newcomer = await cluster.add(nodeId('n4'));
    await cluster.change(await cluster.elected(), [{ type: 'add-voter', id: newcomer.id }]);
    await one(cluster, 'last');
    await cluster.run(300);
    for (const [name, type] of [
      ['truncations', 'truncated'],
      ['snapshotsTaken', 'snapshot-taken'],
      ['snapshotsSent', 'snapshot-sent'],
      ['snapshotsInstalled', 'snapshot-installed'],
      ['configurations', 'configuration'],
    ] as const) {
      expect(sum(name), name).toBe(events(type));
      expect(sum(name), name).toBeGreaterThan(0);
    }
    const roles = cluster.members.flatMap((member) => member.events).filter((event) => event.type === 'role');
    expect(sum('electionsWon')).toBe(roles.filter(({ role }) => role === 'leader').length);
    expect(sum('campaigns')).toBe(roles.filter(({ role }) => role === 'candidate').length);
    for (const { id, node } of cluster.members) {
      const metrics = metricsOf(id);
      expect(metrics.entriesWritten).toBeGreaterThan(0);
      expect(metrics.writes).toBeGreaterThan(0);
      expect(metrics.entriesCommitted, id).toBeLessThanOrEqual(node?.status().commit ?? 0);
      expect(metrics).toMatchObject({ uncommittedBytes: 0, unappliedBytes: 0, snapshotsFailed: 0 });
    }
  });

  it('count snapshots that did not arrive', async () => {
    cluster = await ledgers(3, {
      node: { snapshotEveryEntries: 10, keepEntries: 1, keepEntriesForSlow: 1, snapshotBytesPerSecond: 500 },
    });
    await one(cluster, 'first');
    const leader = await cluster.elected();
    const [late = leader] = cluster.followersOf(leader);
    cluster.hub.cut.add(late.id);
    for (let count = 0; count < 60; count++) await one(cluster, `${count}`, 2);
    cluster.hub.heal();
    await cluster.run(400);
    cluster.hub.breakSnapshots(late.id);
    await cluster.until(() => metricsOf(leader.id).snapshotsSent === 1);
    expect(metricsOf(leader.id).snapshotsFailed).toBe(1);
  });

  it('only grow, but for what waits at the moment', async () => {
    cluster = await ledgers(3);
    const leader = await cluster.elected();
    const before = metricsOf(leader.id);
    for (let count = 0; count < 10; count++) await one(cluster, `${count}`);
    leader.node?.stepDown();
    await cluster.run(1_000);
    const after = metricsOf(leader.id);
    for (const [name, value] of Object.entries(after)) {
      const earlier: unknown = before[name as keyof NodeMetrics];
      if (typeof value === 'number' && typeof earlier === 'number')
        expect(value, name).toBeGreaterThanOrEqual(earlier);
    }
    expect(before.proposed, 'what was read once does not change').toBe(0);
  });
});
