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

async function cast(node: object): Promise<readonly [leader: Server, late: Server]> {
  cluster = await ledgers(3, { node });
  await one(cluster, 'first');
  const leader = await cluster.elected();
  const [late = leader] = cluster.followersOf(leader);
  return [leader, late];
}

async function commit(count: number, servers: number): Promise<void> {
  for (let done = 0; done < count; done++) await one(cluster, `${done}`, servers);
  await cluster.run(50);
}

function firstStored({ node }: Server): number {
  return node?.inspect().view.firstStored ?? 0;
}

function installed({ events }: Server): number {
  return events.filter(({ type }) => type === 'snapshot-installed').length;
}

describe('what stays in the log behind a snapshot', () => {
  it('is as many entries as was asked for, in memory and on disk', async () => {
    const [leader] = await cast({ snapshotEveryEntries: 10, keepEntries: 4, keepEntriesForSlow: 4 });
    await commit(25, 3);
    for (const member of cluster.members) {
      const { snapshot = 0 } = member.node?.status() ?? {};
      expect(snapshot).toBeGreaterThanOrEqual(20);
      expect(firstStored(member)).toBe(snapshot - 4 + 1);
      const { base, entries } = await member.log.load();
      expect(base.index).toBe(snapshot - 4);
      expect(entries.at(-1)?.index).toBe(member.node?.status().last);
    }
    expect(leader.machine.texts).toHaveLength(26);
  });

  it('is more for a follower that answers but has a slow disk, which then needs no snapshot', async () => {
    const [leader, late] = await cast({ snapshotEveryEntries: 10, keepEntries: 2, keepEntriesForSlow: 100 });
    late.log.stuck = true;
    await commit(45, 2);
    const match = leader.node?.status().peers.find(({ id }) => id === late.id)?.match ?? 0;
    expect(leader.node?.status().snapshot).toBeGreaterThanOrEqual(40);
    expect(firstStored(leader), 'up to what it has').toBe(match + 1);
    late.log.unstick();
    await cluster.until(() => late.machine.texts.length === 46);
    expect(installed(late)).toBe(0);
    // Once it is there, the next snapshot takes it all away.
    await commit(12, 3);
    expect(firstStored(leader)).toBeGreaterThan(40);
  });

  it('is not more than a limit for it, after which it gets a snapshot', async () => {
    const [leader, late] = await cast({ snapshotEveryEntries: 10, keepEntries: 2, keepEntriesForSlow: 15 });
    cluster.hub.watch = (_from, to, { type }) => to !== late.id || type !== 'append-request';
    await commit(45, 2);
    const { snapshot = 0, peers = [] } = leader.node?.status() ?? {};
    expect(peers.find(({ id }) => id === late.id)).toMatchObject({ recentlyActive: true });
    expect(firstStored(leader)).toBe(snapshot - 15 + 1);
    cluster.hub.watch = () => true;
    await cluster.until(() => late.machine.texts.length === 46);
    expect(installed(late)).toBe(1);
  });

  it('is nothing for a follower that does not answer', async () => {
    const [leader, late] = await cast({
      snapshotEveryEntries: 10,
      keepEntries: 2,
      keepEntriesForSlow: 1_000,
    });
    cluster.hub.cut.add(late.id);
    await cluster.run(1_000);
    await commit(25, 2);
    const { snapshot = 0 } = leader.node?.status() ?? {};
    expect(firstStored(leader)).toBe(snapshot - 2 + 1);
    cluster.hub.heal();
    await cluster.until(() => late.machine.texts.length === 26);
    expect(installed(late)).toBeGreaterThan(0);
  });

  it('is bounded by bytes as well, with large commands', async () => {
    const [leader] = await cast({ snapshotEveryEntries: 1_000, snapshotEveryBytes: 10_000, keepEntries: 1 });
    for (let count = 0; count < 30; count++) await one(cluster, 'x'.repeat(3_000));
    await cluster.run(50);
    const { entries } = await leader.log.load();
    expect(entries.length).toBeLessThanOrEqual(5);
    expect(leader.node?.metrics().snapshotsTaken).toBeGreaterThanOrEqual(6);
  });

  it('need not be anything: a leader without a single entry brings a stranger up to date', async () => {
    const [leader] = await cast({ snapshotEveryEntries: 1_000, keepEntries: 0, keepEntriesForSlow: 0 });
    await commit(20, 3);
    await leader.node?.takeSnapshot();
    const { last = 0, snapshot } = leader.node?.status() ?? {};
    expect(snapshot).toBe(last);
    expect(firstStored(leader), 'nothing is stored').toBe(last + 1);
    const newcomer = await cluster.add(nodeId('n4'));
    await cluster.change(leader, [{ type: 'add-voter', id: newcomer.id }]);
    await cluster.until(() => newcomer.machine.texts.length === 21);
    expect(installed(newcomer)).toBe(1);
    expect(newcomer.machine.lines).toEqual(leader.machine.lines);
  });

  it('outlives a restart as it was', async () => {
    const [leader, late] = await cast({ snapshotEveryEntries: 10, keepEntries: 4, keepEntriesForSlow: 4 });
    await commit(25, 3);
    const before = firstStored(late);
    await cluster.restart(late);
    expect(firstStored(late)).toBe(before);
    expect(late.node?.status()).toMatchObject({ last: leader.node?.status().last });
    await one(cluster, 'last');
  });
});
