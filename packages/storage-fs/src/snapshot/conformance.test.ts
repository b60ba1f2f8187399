import type { SnapshotMeta, SnapshotStore } from '@seaworthy/core';
import {
  snapshotStoreConformance,
  snapshotStoreFaultConformance,
  type SnapshotStoreFaultHarness,
  type SnapshotStoreHarness,
} from '@seaworthy/core/testing';
import { describe, it } from 'vitest';

import { RealHarness, SimulatedHarness, type StorageHarness } from '../testing/harnesses.test.support.ts';
import { DIRECTORY } from '../testing/opened.test.support.ts';
import { encodeSnapshotHeader, FOOTER_BYTES, snapshotName } from './snapshot-format.ts';

class SnapshotHarness<Inner extends StorageHarness> implements SnapshotStoreHarness {
  protected readonly inner: Inner;

  constructor(inner: Inner) {
    this.inner = inner;
  }

  async open(): Promise<SnapshotStore> {
    return (await this.inner.openStorage()).snapshotStore;
  }

  crash(): Promise<void> {
    return this.inner.crash();
  }
}

class FaultHarness extends SnapshotHarness<SimulatedHarness> implements SnapshotStoreFaultHarness {
  failNext(): void {
    this.inner.failNext();
  }

  damage(meta: SnapshotMeta, at: number): Promise<void> {
    const path = `${DIRECTORY}/snapshots/${snapshotName(meta)}`;
    const { fileSystem } = this.inner;
    const begin = encodeSnapshotHeader('harbour', meta).bytes.byteLength + 8;
    const end = fileSystem.contents(path).byteLength - FOOTER_BYTES - 1;
    fileSystem.flipBit(path, Math.round(begin + at * (end - begin)), 3);
    return Promise.resolve();
  }
}

const CASES = snapshotStoreConformance.map((each) => [each.name, each] as const);
const FAULT_CASES = snapshotStoreFaultConformance.map((each) => [each.name, each] as const);

describe('snapshots on a simulated disk', () => {
  it.each(CASES)('%s', async (_, each) => {
    for (let seed = 1; seed <= 3; seed++) await each.run(new SnapshotHarness(new SimulatedHarness({ seed })));
  });
});

describe.each(['write', 'datasync'] as const)('snapshots on a disk whose %s fails', (fails) => {
  it.each(FAULT_CASES)('%s', async (_, each) => {
    for (let seed = 1; seed <= 3; seed++)
      await each.run(new FaultHarness(new SimulatedHarness({ seed, fails })));
  });
});

describe('snapshots on the files of this machine', () => {
  it.each(CASES)('%s', async (_, each) => {
    const inner = new RealHarness();
    try {
      await each.run(new SnapshotHarness(inner));
    } finally {
      await inner.end();
    }
  });
});
