import { afterEach, describe, expect, it } from 'vitest';

import type { SnapshotMeta } from '../raft/types.ts';
import { MemorySnapshotStore } from '../testing/memory-snapshot-store.ts';
import { RunningCluster, type RunningMember } from '../testing/running-cluster.ts';

const OPTIONS = { keepEntries: 0, keepEntriesForSlow: 0 };
const CHUNK_BYTES = 3;

/** A store that notes from where it was read, and calls `onChunk` with the number of each chunk that leaves it. */
class WatchedStore extends MemorySnapshotStore {
  readonly offsets: number[] = [];
  onChunk: (count: number) => void = () => undefined;

  override async *read(meta: SnapshotMeta, offset = 0): AsyncGenerator<Uint8Array, void, undefined> {
    this.offsets.push(offset);
    let count = 0;
    for await (const chunk of super.read(meta, offset)) {
      this.onChunk(++count);
      yield chunk;
    }
  }
}

describe('thesis §5: InstallSnapshot', () => {
  let cluster: RunningCluster;
  afterEach(() => cluster.stop());

  /** A leader with a snapshot of 40 bytes, and a follower that was cut off before the first of them. */
  async function withOneBehind(): Promise<{
    leader: RunningMember;
    behind: RunningMember;
    sent: WatchedStore;
  }> {
    cluster = new RunningCluster(3, {
      options: OPTIONS,
      chunkBytes: CHUNK_BYTES,
      snapshots: (previous) => new WatchedStore(previous),
    });
    await cluster.start();
    const leader = await cluster.leader();
    const behind = cluster.members.find(({ id }) => id !== leader.id) ?? leader;
    cluster.hub.cut.add(behind.id);
    for (let count = 0; count < 10; count++) await cluster.propose(leader, `${count}...`);
    await leader.node.takeSnapshot();
    return { leader, behind, sent: leader.snapshots as WatchedStore };
  }

  async function caughtUp({ id }: RunningMember, { machine }: RunningMember): Promise<void> {
    await cluster.until(() => cluster.member(id).machine.text === machine.text);
  }

  it('comes in chunks, replaces the follower’s state, and entries follow it', async () => {
    const { leader, behind, sent } = await withOneBehind();
    let chunks = 0;
    sent.onChunk = (count) => (chunks = count);
    cluster.hub.cut.clear();
    await caughtUp(behind, leader);
    expect([chunks, sent.offsets]).toEqual([Math.ceil(40 / CHUNK_BYTES), [0]]);
    await cluster.propose(leader, 'after');
    await caughtUp(behind, leader);
    expect(behind.node.status()).toMatchObject({ snapshot: leader.node.status().snapshot });
  });

  it('is gone on with where it was cut off', async () => {
    const { leader, behind, sent } = await withOneBehind();
    sent.onChunk = (count) => {
      if (count === 6) cluster.hub.cut.add(behind.id);
    };
    cluster.hub.cut.clear();
    await cluster.until(() => cluster.hub.cut.has(behind.id));
    sent.onChunk = () => undefined;
    expect(behind.machine.text).toBe('');
    cluster.hub.cut.clear();
    await caughtUp(behind, leader);
    expect(sent.offsets).toHaveLength(2);
    expect(sent.offsets[1]).toBeGreaterThanOrEqual(4 * CHUNK_BYTES);
  });

  it('is gone on with after a restart of the follower in its midst, which until then has the state it had', async () => {
    const { leader, behind, sent } = await withOneBehind();
    sent.onChunk = (count) => {
      if (count === 6) cluster.hub.cut.add(behind.id);
    };
    cluster.hub.cut.clear();
    await cluster.until(() => cluster.hub.cut.has(behind.id));
    sent.onChunk = () => undefined;
    await cluster.restart(behind.id);
    expect(cluster.member(behind.id).node.status().snapshot).toBe(0);
    expect(await cluster.member(behind.id).snapshots.latest()).toBeNull();
    cluster.hub.cut.clear();
    await caughtUp(behind, leader);
    expect(sent.offsets[1]).toBeGreaterThanOrEqual(4 * CHUNK_BYTES);
    expect(cluster.member(behind.id).node.status().snapshot).toBe(11);
  });

  it('begins anew when the leader has a newer one by then', async () => {
    const { leader, behind, sent } = await withOneBehind();
    sent.onChunk = (count) => {
      if (count === 6) cluster.hub.cut.add(behind.id);
    };
    cluster.hub.cut.clear();
    await cluster.until(() => cluster.hub.cut.has(behind.id));
    sent.onChunk = () => undefined;
    await cluster.propose(leader, 'more');
    await leader.node.takeSnapshot();
    cluster.hub.cut.clear();
    await caughtUp(behind, leader);
    expect(sent.offsets).toEqual([0, 0]);
    expect(cluster.member(behind.id).node.status().snapshot).toBe(12);
  });

  it('is sent again, and by the next leader, when the first one stops in its midst', async () => {
    const { leader, behind, sent } = await withOneBehind();
    const other = cluster.members.find(({ id }) => id !== leader.id && id !== behind.id) ?? leader;
    await cluster.until(() => other.machine.text === leader.machine.text);
    await other.node.takeSnapshot();
    sent.onChunk = (count) => {
      if (count === 6) cluster.hub.cut.add(leader.id);
    };
    cluster.hub.cut.clear();
    await cluster.until(() => cluster.hub.cut.has(leader.id));
    await caughtUp(behind, other);
    const resent = (other.snapshots as WatchedStore).offsets;
    // The bytes may be others, though they stand for the same entries.
    expect(resent.slice(0, 1)).toEqual([0]);
    expect(await cluster.propose(await cluster.leader(), 'on')).toMatchObject({ ok: true });
  });
});
