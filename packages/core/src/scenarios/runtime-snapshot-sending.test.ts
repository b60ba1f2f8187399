import { afterEach, describe, expect, it } from 'vitest';

import type { SnapshotMeta } from '../raft/types.ts';
import { MemorySnapshotStore } from '../testing/memory-snapshot-store.ts';
import type { Member } from './lab-cluster.test.support.ts';
import { ledgers, one, type Ledger, type LedgerCluster } from './lab-ledger.test.support.ts';

type Server = Member<Ledger, string>;

let cluster: LedgerCluster;
afterEach(async () => {
  cluster.verify();
  await cluster.stop();
});

/** Counts what is read of it, and from where. */
class CountingStore extends MemorySnapshotStore {
  readonly offsets: number[] = [];
  bytes = 0;

  override async *read(meta: SnapshotMeta, offset = 0): AsyncGenerator<Uint8Array, void, undefined> {
    this.offsets.push(offset);
    for await (const chunk of super.read(meta, offset)) {
      this.bytes += chunk.byteLength;
      yield chunk;
    }
  }
}

const LINES = 400;

/** A follower that needs a snapshot of some kilobytes, as soon as it can be reached again. */
async function behind(node: object = {}): Promise<readonly [leader: Server, late: Server, bytes: number]> {
  cluster = await ledgers(3, {
    snapshots: () => new CountingStore(),
    node: { snapshotEveryEntries: 10_000, keepEntries: 0, keepEntriesForSlow: 0, ...node },
  });
  await one(cluster, 'first');
  const leader = await cluster.elected();
  const [late = leader] = cluster.followersOf(leader);
  cluster.hub.cut.add(late.id);
  for (let count = 0; count < LINES; count++) cluster.propose(leader, `line ${count}`);
  await one(cluster, 'second', 2);
  for (const { node: other } of cluster.members) await other?.takeSnapshot();
  return [leader, late, leader.machine.lines.reduce((sum, line) => sum + JSON.stringify(line).length + 1, 0)];
}

function sent({ events }: Server): readonly boolean[] {
  return events.flatMap((event) => (event.type === 'snapshot-sent' ? [event.ok] : []));
}

function storeOf({ snapshots }: Server): CountingStore {
  return snapshots as CountingStore;
}

describe('a snapshot on its way to a follower', () => {
  it('is sent no faster than was asked for, while everything else goes on', async () => {
    const rate = 5_000;
    const [leader, late, bytes] = await behind({ snapshotBytesPerSecond: rate });
    const begin = cluster.clock.monotonicNow();
    cluster.hub.heal();
    let during = 0;
    while (sent(leader).length === 0) {
      await one(cluster, `meanwhile ${during++}`, 2);
      await cluster.run(100);
    }
    const tookMs = cluster.clock.monotonicNow() - begin;
    expect(sent(leader)).toEqual([true]);
    // The last part leaves when all the others have had their time.
    expect(tookMs).toBeGreaterThan(((bytes * 0.9) / rate) * 1_000);
    expect(tookMs).toBeLessThan(((bytes * 1.3) / rate) * 1_000 + 1_000);
    expect(during).toBeGreaterThan(5);
    await cluster.until(() => late.machine.lines.length === leader.machine.lines.length);
    expect(cluster.leader, 'nobody campaigned').toBe(leader);
  });

  it('goes on where a broken way left off', async () => {
    const [leader, late, bytes] = await behind({ snapshotBytesPerSecond: 5_000 });
    cluster.hub.heal();
    const store = storeOf(leader);
    const before = store.bytes;
    await cluster.until(() => store.bytes - before > bytes / 2);
    cluster.hub.breakSnapshots(late.id);
    await cluster.until(() => late.machine.lines.length === leader.machine.lines.length, 60_000);
    expect(sent(leader)).toEqual([false, true]);
    const [first = 0, second = 0] = store.offsets.slice(-2);
    expect(first).toBe(0);
    expect(second).toBeGreaterThan(bytes / 3);
    expect(store.bytes - before, 'hardly anything was sent twice').toBeLessThan(bytes * 1.2);
  });

  it('goes on where it left off even if the receiver went down in between', async () => {
    const [leader, late, bytes] = await behind({ snapshotBytesPerSecond: 5_000 });
    cluster.hub.heal();
    const store = storeOf(leader);
    const before = store.bytes;
    await cluster.until(() => store.bytes - before > bytes / 2);
    await cluster.restart(late);
    await cluster.until(() => late.machine.lines.length === leader.machine.lines.length, 60_000);
    expect(store.offsets.at(-1)).toBeGreaterThan(bytes / 3);
    expect(store.bytes - before).toBeLessThan(bytes * 1.2);
  });

  it('is begun anew when another leader sends another one', async () => {
    const [leader, late, bytes] = await behind({ snapshotBytesPerSecond: 5_000 });
    cluster.hub.heal();
    const store = storeOf(leader);
    const before = store.bytes;
    await cluster.until(() => store.bytes - before > bytes / 2);
    await cluster.crash(leader);
    const next = await cluster.elected();
    await cluster.until(() => late.machine.lines.length >= LINES, 60_000);
    expect(storeOf(next).offsets[0]).toBe(0);
    await one(cluster, 'last', 2);
    expect(late.machine.lines).toEqual(next.machine.lines);
  });

  it('comes to its end by and by, however often its way breaks', async () => {
    const [leader, late] = await behind({ snapshotBytesPerSecond: 5_000 });
    cluster.hub.heal();
    const store = storeOf(leader);
    for (let count = 0; count < 6; count++) {
      const { bytes } = store;
      await cluster.until(() => store.bytes > bytes + 500 || late.machine.lines.length >= LINES);
      cluster.hub.breakSnapshots(late.id);
    }
    await cluster.until(() => late.machine.lines.length === leader.machine.lines.length, 60_000);
    expect(sent(leader).filter((ok) => !ok).length).toBeGreaterThanOrEqual(3);
    expect(sent(leader).at(-1)).toBe(true);
  });

  it('is not sent once appends are enough again', async () => {
    const [leader, late] = await behind();
    cluster.hub.heal();
    await cluster.until(() => late.machine.lines.length === leader.machine.lines.length);
    expect(sent(leader)).toEqual([true]);
    for (let more = 0; more < 10; more++) await one(cluster, `more ${more}`);
    await leader.node?.takeSnapshot();
    await one(cluster, 'last');
    expect(sent(leader)).toEqual([true]);
  });
});
