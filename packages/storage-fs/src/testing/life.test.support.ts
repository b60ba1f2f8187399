import { configuration, logIndex, type Entry, type SnapshotMeta, type StoredLog } from '@seaworthy/core';
import { SeededRandom } from '@seaworthy/core/testing';
import { expect } from 'vitest';

import type { Storage } from '../storage.ts';
import {
  describeLog,
  EMPTY,
  lastOf,
  position,
  randomBytes,
  randomOperation,
} from './log-model.test.support.ts';
import { chunksOf, joined, type Opened } from './opened.test.support.ts';
import { SimulatedFileSystem, type SimulatedFileSystemOptions } from './simulated-file-system.ts';

/** A snapshot's data follow from its index, so that any of them can be checked. */
function snapshotBytes(index: number): Uint8Array {
  const random = new SeededRandom(index);
  return randomBytes(random, random.below(1500));
}

function snapshotMeta(index: number): SnapshotMeta {
  return { ...position(index, 1), id: `s${index}`, configuration: configuration([]) };
}

/** What a disk may hold at one moment. */
export interface Expectations {
  /** Every log that may be found. */
  readonly possible: readonly StoredLog[];
  /** The newest snapshot that was acknowledged, and the newest that was begun. */
  readonly snapshot: { readonly acknowledged: number; readonly begun: number };
}

/** Fails unless what was opened is what may be there. */
export function expectLog({ possible }: Expectations, log: StoredLog): void {
  expect(possible.map(describeLog)).toContain(describeLog(log));
}

export async function expectSnapshots({ snapshot }: Expectations, storage: Storage): Promise<void> {
  const { acknowledged, begun } = snapshot;
  const latest = await storage.snapshotStore.latest();
  expect(latest?.index ?? 0).toBeGreaterThanOrEqual(acknowledged);
  expect(latest?.index ?? 0).toBeLessThanOrEqual(begun);
  if (latest === null) return;
  const stored = await joined(storage.snapshotStore.read(latest));
  expect(stored.equals(snapshotBytes(latest.index))).toBe(true);
}

/** Fails unless the entries that are read from the disk are those that were loaded. */
export async function expectReads({ log, logStore }: Opened): Promise<void> {
  const entries: Entry[] = [];
  while (entries.length < log.entries.length) {
    const next = logIndex(log.base.index + 1 + entries.length);
    const found = await logStore.read(next, lastOf(log).index, 2000);
    expect(found?.length).toBeGreaterThan(0);
    entries.push(...(found ?? []));
  }
  expect(describeLog({ ...log, entries })).toBe(describeLog(log));
}

/** A node at work, and what its disk may hold at each moment. */
export class Life implements Expectations {
  readonly fileSystem: SimulatedFileSystem;
  readonly random: SeededRandom;
  /** The last one is what the process, while it lives, takes for its log. */
  possible: readonly StoredLog[] = [EMPTY];
  snapshot = { acknowledged: 0, begun: 0 };

  constructor(seed: number, options: SimulatedFileSystemOptions = {}) {
    this.random = new SeededRandom(seed);
    this.fileSystem = new SimulatedFileSystem(options);
  }

  found(log: StoredLog): void {
    expectLog(this, log);
    this.possible = [log];
  }

  /** Makes calls in bursts without waiting for each; resolves or rejects when all of them have settled. */
  async work(storage: Storage): Promise<void> {
    for (let burst = 0; burst < 6; burst++) {
      const calls = Array.from({ length: 1 + this.random.below(8) }, () => this.call(storage));
      if (this.random.chance(0.3)) calls.push(this.takeSnapshot(storage));
      if (this.random.chance(0.1)) calls.push(storage.snapshotStore.prune(1));
      const failed = (await Promise.allSettled(calls)).find((result) => result.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    }
    if (this.random.chance(0.3)) await storage.close();
  }

  private async call(storage: Storage): Promise<void> {
    const current = this.possible.at(-1) ?? EMPTY;
    const operation = randomOperation(this.random, current);
    const outcomes = operation.outcomes(current);
    this.possible = [...this.possible, ...outcomes];
    const complete = outcomes.at(-1) ?? current;
    await operation.run(storage.logStore);
    // What was possible before this call was acknowledged is not any more.
    this.possible = this.possible.slice(this.possible.indexOf(complete));
  }

  private async takeSnapshot(storage: Storage): Promise<void> {
    const index = this.snapshot.begun + 1;
    this.snapshot = { ...this.snapshot, begun: index };
    await storage.snapshotStore.write(snapshotMeta(index), chunksOf(snapshotBytes(index)));
    this.snapshot = { ...this.snapshot, acknowledged: index };
  }
}
