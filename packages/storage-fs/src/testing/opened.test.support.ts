import type { StoredLog } from '@seaworthy/core';
import { SeededRandom } from '@seaworthy/core/testing';

import { StorageError } from '../errors.ts';
import { openStorage, type Storage, type StorageOptions } from '../storage.ts';
import type { StorageWarning } from '../warnings.ts';
import type { SimulatedFileSystem } from './simulated-file-system.ts';

export const DIRECTORY = '/data/n1';

export interface Opened extends Storage {
  readonly log: StoredLog;
  readonly warnings: readonly StorageWarning[];
}

/** Opens the storage of node n1 on a simulated disk, with small segments. */
export function openOn(
  fileSystem: SimulatedFileSystem,
  options: Partial<StorageOptions> = {},
): Promise<Storage> {
  return openStorage({
    directory: DIRECTORY,
    clusterId: 'harbour',
    nodeId: 'n1',
    fileSystem,
    random: new SeededRandom(1),
    segmentBytes: 4096,
    ...options,
  });
}

/** Opens and loads. Where the load fails, the storage is closed again. */
export async function load(
  fileSystem: SimulatedFileSystem,
  options: Partial<StorageOptions> = {},
): Promise<Opened> {
  const warnings: StorageWarning[] = [];
  const storage = await openOn(fileSystem, { onWarning: (warning) => warnings.push(warning), ...options });
  try {
    return { ...storage, log: await storage.logStore.load(), warnings };
  } catch (error) {
    await storage.close();
    throw error;
  }
}

/** What a call failed with; fails itself when it did not, or with anything but a StorageError. */
export async function failureOf(call: Promise<unknown>): Promise<StorageError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof StorageError) return error;
    throw error;
  }
  throw new Error('expected a StorageError, but the call succeeded');
}

export async function* chunksOf(...chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield await Promise.resolve(chunk);
}

export async function joined(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}
