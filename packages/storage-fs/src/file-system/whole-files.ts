import { dirname } from 'node:path';

import { attempt, errno } from '../errors.ts';
import type { FileHandle, FileSystem } from './file-system.ts';

/** Files and directories end in this while they are not yet what their name will say. */
export const TEMPORARY = '.tmp';

/** The names of files that were given up, and kept for people to look at, end in this. */
export const DAMAGED = '.damaged';

/** Runs `use` on an open file and closes it in any case. */
export async function withFile<Value>(
  file: FileHandle,
  path: string,
  use: (file: FileHandle) => Promise<Value>,
): Promise<Value> {
  try {
    return await use(file);
  } finally {
    await attempt('close', path, () => file.close());
  }
}

/** All bytes of a small file; null where there is none. */
export async function readWhole(fileSystem: FileSystem, path: string): Promise<Buffer | null> {
  let file: FileHandle;
  try {
    file = await fileSystem.open(path, 'read');
  } catch (error) {
    if (errno(error) === 'ENOENT') return null;
    return attempt('open', path, () => {
      throw error;
    });
  }
  return withFile(file, path, (open) =>
    attempt('read', path, async () => {
      const bytes = Buffer.alloc(await open.size());
      return bytes.subarray(0, await open.read(bytes, 0));
    }),
  );
}

/** Writes a small file so that after a crash either the old or the new one stands there, whole. */
export async function replaceFile(fileSystem: FileSystem, path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}${TEMPORARY}`;
  if ((await attempt('look for', temporary, () => fileSystem.kind(temporary))) !== null)
    await attempt('remove', temporary, () => fileSystem.remove(temporary));
  const file = await attempt('create', temporary, () => fileSystem.open(temporary, 'create'));
  await withFile(file, temporary, async () => {
    await attempt('write', temporary, () => file.write([bytes], 0));
    await attempt('sync', temporary, () => file.datasync());
  });
  await publish(fileSystem, temporary, path);
}

/** Gives a file another name, for good; one that is to be kept must be synced. */
export async function publish(fileSystem: FileSystem, from: string, path: string): Promise<void> {
  await attempt('rename', from, () => fileSystem.rename(from, path));
  await syncParent(fileSystem, path);
}

/** Renames what was damaged, in the place of anything that was set aside under this name before. Returns the new path. */
export async function setFileAside(fileSystem: FileSystem, path: string): Promise<string> {
  const aside = `${path}${DAMAGED}`;
  await publish(fileSystem, path, aside);
  return aside;
}

/** Makes the names beside `path` durable. */
export async function syncParent(fileSystem: FileSystem, path: string): Promise<void> {
  const parent = dirname(path);
  await attempt('sync the directory', parent, () => fileSystem.syncDirectory(parent));
}
