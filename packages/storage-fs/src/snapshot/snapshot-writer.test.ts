import { describe, expect, it } from 'vitest';

import { configuration } from '@seaworthy/core';

import { position } from '../testing/log-model.test.support.ts';
import { chunksOf, load } from '../testing/opened.test.support.ts';
import { SimulatedFileSystem } from '../testing/simulated-file-system.ts';

const MIB = 1024 * 1024;

describe('SnapshotWriter', () => {
  it('syncs a large snapshot as it goes, never much at once', async () => {
    let unsynced = 0;
    let most = 0;
    const fileSystem = new SimulatedFileSystem({
      before: (operation, path) => {
        if (!path.includes('/writing-')) return Promise.resolve();
        if (operation === 'write') unsynced += 1;
        if (operation === 'datasync') unsynced = 0;
        most = Math.max(most, unsynced);
        return Promise.resolve();
      },
    });
    const { snapshotStore, close } = await load(fileSystem);
    const meta = { ...position(3, 1), id: 's', configuration: configuration([]) };
    await snapshotStore.write(meta, chunksOf(...Array.from({ length: 20 }, () => new Uint8Array(MIB))));
    const written = fileSystem.files().find((path) => path.endsWith('.snap')) ?? '';
    const bytes = fileSystem.contents(written).byteLength;
    expect(bytes).toBeGreaterThan(20 * MIB);
    // Chunks are a part of a MiB each, so that this many writes are a quarter of it at most.
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThan(bytes / 4 / (64 * 1024));
    await close();
  });
});
