import { cpSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { SeededRandom } from '@seaworthy/core/testing';

import { openStorage, type Storage } from '../storage.ts';
import type { FileOperation } from './fault-plan.ts';
import { DIRECTORY } from './opened.test.support.ts';
import { SimulatedFileSystem } from './simulated-file-system.ts';

const SETTINGS = { clusterId: 'harbour', nodeId: 'n1', segmentBytes: 16 * 1024 } as const;

/** A directory whose storage can be opened again and again. */
export interface StorageHarness {
  openStorage(): Promise<Storage>;
  crash(): Promise<void>;
  end(): Promise<void>;
}

/** On a simulated disk, of which a crash keeps any of what was not synced. */
export class SimulatedHarness implements StorageHarness {
  readonly fileSystem = new SimulatedFileSystem();
  readonly #random: SeededRandom;
  readonly #fails: FileOperation;
  #open: Storage | null = null;

  constructor(options: { readonly seed: number; readonly fails?: FileOperation }) {
    this.#random = new SeededRandom(options.seed);
    this.#fails = options.fails ?? 'write';
  }

  async openStorage(): Promise<Storage> {
    await this.#open?.close();
    this.#open = await openStorage({
      ...SETTINGS,
      directory: DIRECTORY,
      fileSystem: this.fileSystem,
      random: this.#random,
    });
    return this.#open;
  }

  crash(): Promise<void> {
    this.#open = null;
    this.fileSystem.crash({ random: this.#random, chance: this.#random.pick([0, 0.5, 1]) });
    return Promise.resolve();
  }

  failNext(): void {
    this.fileSystem.fail({ operation: this.#fails, code: 'EIO' });
  }

  end(): Promise<void> {
    return Promise.resolve();
  }
}

/** On the files of this machine. A crash is a copy of the directory, taken while the store is at work. */
export class RealHarness implements StorageHarness {
  readonly #opened: Storage[] = [];
  readonly #root: Promise<string> = mkdtemp(join(tmpdir(), 'storage-fs-conformance-'));
  #lives = 0;

  async openStorage(): Promise<Storage> {
    await this.#opened.at(-1)?.close();
    const storage = await openStorage({ ...SETTINGS, directory: await this.#directory() });
    this.#opened.push(storage);
    return storage;
  }

  async crash(): Promise<void> {
    const before = await this.#directory();
    this.#lives += 1;
    cpSync(before, await this.#directory(), {
      recursive: true,
      filter: (path) => !path.endsWith('/lock'),
    });
  }

  async end(): Promise<void> {
    await Promise.allSettled(this.#opened.map((storage) => storage.close()));
    await rm(await this.#root, { recursive: true });
  }

  async #directory(): Promise<string> {
    return join(await this.#root, `life-${this.#lives}`);
  }
}
