import { describe, expect, it } from 'vitest';

import { entry, hardState, write } from '../testing/log-model.test.support.ts';
import { load, type Opened } from '../testing/opened.test.support.ts';
import { SimulatedFileSystem } from '../testing/simulated-file-system.ts';
import type { SyncMode } from '../storage.ts';

/** A disk that counts syncs of segments, and holds each until it is let go on. */
class HeldDisk {
  syncs = 0;
  #held: (() => void)[] = [];
  holds = false;
  readonly fileSystem = new SimulatedFileSystem({
    before: async (operation, path) => {
      if (operation !== 'datasync' || !path.endsWith('.wal')) return;
      this.syncs += 1;
      if (this.holds) await new Promise<void>((resolve) => this.#held.push(resolve));
    },
  });

  /** Resolves when a sync is being held. */
  async isHolding(): Promise<void> {
    while (this.#held.length === 0) await new Promise((resolve) => setImmediate(resolve));
  }

  async letOneGo(): Promise<void> {
    await this.isHolding();
    this.#held.shift()?.();
  }
}

async function open(disk: HeldDisk, sync: SyncMode = 'group'): Promise<Opened> {
  const opened = await load(disk.fileSystem, { segmentBytes: 1 << 20, sync });
  disk.syncs = 0;
  return opened;
}

describe('group commit', () => {
  it('makes a vote wait for the sync under way and its own, however much was waiting before it', async () => {
    const disk = new HeldDisk();
    const { logStore } = await open(disk);
    disk.holds = true;
    const first = logStore.append(write(entry(1, 1, new Uint8Array(100_000))));
    await disk.isHolding();
    const waiting = Array.from({ length: 500 }, (_, at) =>
      logStore.append(write(entry(at + 2, 1, new Uint8Array(1000)))),
    );
    let voted = false;
    const vote = logStore.append({ hardState: hardState(2, 'n2'), entries: [] }).then(() => (voted = true));
    await disk.letOneGo();
    await first;
    expect(voted).toBe(false);
    await disk.letOneGo();
    await Promise.all([vote, ...waiting]);
    expect(disk.syncs).toBe(2);
  });

  it.each([
    ['group', 1],
    ['each', 40],
    ['none', 0],
  ] as const)('with "%s", forty calls at once cost %i syncs', async (sync, syncs) => {
    const disk = new HeldDisk();
    const { logStore } = await open(disk, sync);
    await Promise.all(Array.from({ length: 40 }, (_, at) => logStore.append(write(entry(at + 1, 1)))));
    expect(disk.syncs).toBe(syncs);
  });

  it('writes large entries from the very memory they came in', async () => {
    const disk = new SimulatedFileSystem();
    const written: Uint8Array[] = [];
    const open = disk.open.bind(disk);
    disk.open = async (path, mode) => {
      const file = await open(path, mode);
      return {
        ...file,
        write: (buffers, position) => {
          written.push(...buffers);
          return file.write(buffers, position);
        },
      };
    };
    const { logStore } = await load(disk, { segmentBytes: 1 << 20 });
    const data = new Uint8Array(8192).fill(3);
    await logStore.append(write(entry(1, 1, data)));
    expect(written).toContain(data);
  });
});
