import { spawn } from 'node:child_process';
import { link, open, readFile, rename, stat, unlink, writeFile, type FileHandle } from 'node:fs/promises';
import os from 'node:os';

import { errno } from '../errors.ts';
import { LockHeldError, type FileLock } from './file-system.ts';
import { describeThisProcess, isAlive, parseOwner } from './node-process-owner.ts';

/*
 * Node offers no file locks, and what is usually done instead fails in just the places where servers live:
 *
 * - A file with a process id says nothing to another container. There every server is process 1, so a second container
 *   on the same volume takes a living owner for a dead one.
 * - An abstract or TCP socket belongs to one network namespace, and so to one container. A socket in the directory may
 *   be 107 bytes deep at most, and must be stolen from the dead by a race.
 *
 * `flock(2)` has none of these faults: the kernel drops it with the last descriptor, kill -9 or not, and it holds across
 * containers that share a volume. Such a lock belongs to the open file, not to the process, so a short-lived `flock`
 * program (util-linux, busybox) that inherits our descriptor can take it for us and go. Where that program is missing,
 * the file with a process id stands in, and the caller is told so (`weak`).
 */

/** Takes the lock that `path` stands for; see {@link FileLock}. */
export async function lockFile(path: string): Promise<FileLock> {
  for (;;) {
    const handle = await open(path, 'a+', 0o640);
    const outcome = await flock(handle.fd);
    if (outcome === 'unsupported') {
      await handle.close();
      return lockByProcessId(path);
    }
    if (outcome === 'held') {
      await handle.close();
      throw new LockHeldError(path, parseOwner(await readText(path))?.pid ?? null);
    }
    // Someone may have removed the file between our opening and our locking it; then we hold nothing that others see.
    if (await isStill(path, handle)) return keepLock(handle);
    await handle.close();
  }
}

async function keepLock(handle: FileHandle): Promise<FileLock> {
  await handle.truncate(0);
  await handle.appendFile(describeThisProcess());
  // The file stays when the lock is released: to remove it is to let two processes lock two files of one name.
  return { weak: false, release: () => handle.close() };
}

function flock(fd: number): Promise<'taken' | 'held' | 'unsupported'> {
  if (os.platform() === 'win32') return Promise.resolve('unsupported');
  return new Promise((resolve) => {
    const child = spawn('flock', ['-n', '-x', '3'], { stdio: ['ignore', 'ignore', 'ignore', fd] });
    child.once('error', () => resolve('unsupported'));
    child.once('exit', (status) => {
      if (status === 0) resolve('taken');
      else resolve(status === 1 ? 'held' : 'unsupported');
    });
  });
}

async function isStill(path: string, handle: FileHandle): Promise<boolean> {
  const ours = await handle.stat();
  try {
    const named = await stat(path);
    return named.ino === ours.ino && named.dev === ours.dev;
  } catch (error) {
    if (errno(error) === 'ENOENT') return false;
    throw error;
  }
}

/** Exported for tests; {@link lockFile} comes here where `flock` is missing. */
export async function lockByProcessId(path: string): Promise<FileLock> {
  for (;;) {
    if (await createOwned(path)) return { weak: true, release: () => unlink(path) };
    const text = await readText(path);
    const owner = parseOwner(text);
    if (owner !== null && isAlive(owner)) throw new LockHeldError(path, owner.pid);
    await removeStale(path, text);
  }
}

/** The file appears under its name with its contents, by a link: an empty one would look abandoned. */
async function createOwned(path: string): Promise<boolean> {
  const draft = besides(path, 'new');
  await writeFile(draft, describeThisProcess(), { mode: 0o640 });
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (errno(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await unlink(draft);
  }
}

let drafts = 0;

function besides(path: string, purpose: string): string {
  return `${path}.${purpose}.${process.pid}.${drafts++}`;
}

/** Moves the file aside before removing it, and looks again: another process may have taken the lock meanwhile. */
async function removeStale(path: string, judged: string): Promise<void> {
  const aside = besides(path, 'stale');
  try {
    await rename(path, aside);
  } catch (error) {
    if (errno(error) === 'ENOENT') return;
    throw error;
  }
  if ((await readText(aside)) === judged) await unlink(aside);
  else await rename(aside, path);
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errno(error) === 'ENOENT') return '';
    throw error;
  }
}
