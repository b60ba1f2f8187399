import type { SnapshotMeta, SnapshotStore } from '@seaworthy/core';
import {
  snapshotStoreConformance,
  snapshotStoreFaultConformance,
  type SnapshotStoreFaultHarness,
  type SnapshotStoreHarness,
} from '@seaworthy/core/testing';
import { describe, expect, it } from 'vitest';

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

/** A store that is right but for what a mutant overrides. */
class Wrapped implements SnapshotStore {
  protected readonly inner: SnapshotStore;

  constructor(inner: SnapshotStore) {
    this.inner = inner;
  }

  latest(): Promise<SnapshotMeta | null> {
    return this.inner.latest();
  }
  write(meta: SnapshotMeta, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    return this.inner.write(meta, chunks);
  }
  received(meta: SnapshotMeta): Promise<number> {
    return this.inner.received(meta);
  }
  receive(meta: SnapshotMeta, offset: number, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    return this.inner.receive(meta, offset, chunks);
  }
  read(meta: SnapshotMeta, offset?: number): AsyncIterable<Uint8Array> {
    return this.inner.read(meta, offset);
  }
  prune(keep: number): Promise<void> {
    return this.inner.prune(keep);
  }
}

class AcknowledgesAWriteThatFailed extends Wrapped {
  override write(meta: SnapshotMeta, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    return this.inner.write(meta, chunks).catch(() => undefined);
  }
}

class AcknowledgesAReceptionThatFailed extends Wrapped {
  override receive(meta: SnapshotMeta, offset: number, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    return this.inner.receive(meta, offset, chunks).catch(() => undefined);
  }
}

class SkipsWhatIsDamaged extends Wrapped {
  override latest(): Promise<SnapshotMeta | null> {
    return this.inner.latest().catch(() => null);
  }
}

class EndsWhereItIsDamaged extends Wrapped {
  override async *read(meta: SnapshotMeta, offset?: number): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      yield* this.inner.read(meta, offset);
    } catch {
      return;
    }
  }
}

class GivesOutWhatIsDamaged extends Wrapped {
  override async *read(meta: SnapshotMeta, offset?: number): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      yield* this.inner.read(meta, offset);
    } catch (error) {
      yield new Uint8Array(10);
      throw error;
    }
  }
}

class VerifiesWholeReadsOnly extends Wrapped {
  override async *read(meta: SnapshotMeta, offset = 0): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      yield* this.inner.read(meta, offset);
    } catch (error) {
      if (offset === 0) throw error;
    }
  }
}

describe('a snapshot store that', () => {
  const mutants = [
    [AcknowledgesAWriteThatFailed, 'leaves nothing of a write when the disk fails'],
    [AcknowledgesAReceptionThatFailed, 'never believes in what the disk failed to store of a reception'],
    [
      SkipsWhatIsDamaged,
      'says that the newest snapshot is damaged, and never falls back to an older one in silence',
    ],
    [EndsWhereItIsDamaged, 'gives out nothing that is damaged, and never ends as if all were well'],
    [GivesOutWhatIsDamaged, 'gives out nothing that is damaged, and never ends as if all were well'],
    [VerifiesWholeReadsOnly, 'notices damage behind the byte that it reads from'],
  ] as const;
  const named = mutants.map(([mutant, name]) => [mutant.name, mutant, name] as const);
  it.each(named)('%s is caught by its case', async (_, mutant, name) => {
    class MutantHarness extends FaultHarness {
      override async open(): Promise<SnapshotStore> {
        return new mutant(await super.open());
      }
    }
    const each = snapshotStoreFaultConformance.find((one) => one.name === name);
    await expect(each?.run(new MutantHarness(new SimulatedHarness({ seed: 1 })))).rejects.toThrow();
  });
});
