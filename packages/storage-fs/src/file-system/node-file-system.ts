import fs from 'node:fs';

import type { DirectoryEntry, FileHandle, FileKind, FileLock, FileSystem, OpenMode } from './file-system.ts';
import { lockFile } from './node-lock.ts';

type Done<Value> = (error: NodeJS.ErrnoException | null, value: Value) => void;

/** The callback API costs less per call than `node:fs/promises`, whose file handles and requests are tracked objects. */
function call<Value = void>(start: (done: Done<Value>) => void): Promise<Value> {
  return new Promise<Value>((resolve, reject) => {
    start((error, value) => {
      if (error === null) resolve(value);
      else reject(error);
    });
  });
}

const { O_RDWR, O_DSYNC } = fs.constants;

/**
 * Whether a write can sync itself (open(2), O_DSYNC), which takes one trip to the disk's threads instead of two. Elsewhere
 * the flag is missing, or means less than a sync does: on macOS it leaves the data in the disk's cache.
 */
const WRITES_SYNC = process.platform === 'linux';

const FLAGS: Readonly<Record<OpenMode, string | number>> = {
  read: 'r',
  write: 'r+',
  create: 'wx+',
  synced: WRITES_SYNC ? O_RDWR | O_DSYNC : 'r+',
};

function kindOf(facts: { isFile(): boolean; isDirectory(): boolean }): FileKind {
  if (facts.isFile()) return 'file';
  return facts.isDirectory() ? 'directory' : 'other';
}

/** The files of this machine, by `node:fs`. */
export class NodeFileSystem implements FileSystem {
  async open(path: string, mode: OpenMode): Promise<FileHandle> {
    const fd = await call<number>((done) => fs.open(path, FLAGS[mode], 0o640, done));
    return new NodeFileHandle(fd, WRITES_SYNC && mode === 'synced');
  }

  async kind(path: string): Promise<FileKind | null> {
    try {
      return kindOf(await call<fs.Stats>((done) => fs.stat(path, done)));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }

  async list(path: string): Promise<readonly DirectoryEntry[]> {
    const found = await call<fs.Dirent[]>((done) => fs.readdir(path, { withFileTypes: true }, done));
    const entries = found.map((entry) => ({ name: entry.name, kind: kindOf(entry) }));
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async makeDirectory(path: string): Promise<void> {
    await call((done) => fs.mkdir(path, 0o750, (error) => done(error)));
  }

  async rename(from: string, to: string): Promise<void> {
    await call((done) => fs.rename(from, to, done as fs.NoParamCallback));
  }

  async remove(path: string): Promise<void> {
    await call((done) => fs.unlink(path, done as fs.NoParamCallback));
  }

  async syncDirectory(path: string): Promise<void> {
    // Windows opens no directories; NTFS journals names by itself.
    if (process.platform === 'win32') return;
    const fd = await call<number>((done) => fs.open(path, 'r', done));
    try {
      await call((done) => fs.fsync(fd, done as fs.NoParamCallback));
    } finally {
      await call((done) => fs.close(fd, done as fs.NoParamCallback));
    }
  }

  lock(path: string): Promise<FileLock> {
    return lockFile(path);
  }
}

class NodeFileHandle implements FileHandle {
  readonly #fd: number;
  /** Whether each write is durable when it is over. */
  readonly #writesSync: boolean;

  constructor(fd: number, writesSync: boolean) {
    this.#fd = fd;
    this.#writesSync = writesSync;
  }

  async size(): Promise<number> {
    return (await call<fs.Stats>((done) => fs.fstat(this.#fd, done))).size;
  }

  async read(target: Uint8Array, position: number): Promise<number> {
    let filled = 0;
    while (filled < target.byteLength) {
      const rest = target.byteLength - filled;
      const count = await call<number>((done) =>
        fs.read(this.#fd, target, filled, rest, position + filled, done),
      );
      if (count === 0) break;
      filled += count;
    }
    return filled;
  }

  async write(buffers: readonly Uint8Array[], position: number): Promise<void> {
    let rest = buffers;
    let at = position;
    while (rest.length > 0) {
      const written = await this.#writeSome(rest, at);
      at += written;
      rest = withoutFirst(rest, written);
    }
  }

  async datasync(): Promise<void> {
    if (!this.#writesSync) await this.#sync();
  }

  async truncate(bytes: number): Promise<void> {
    await call((done) => fs.ftruncate(this.#fd, bytes, done as fs.NoParamCallback));
    if (this.#writesSync) await this.#sync();
  }

  async close(): Promise<void> {
    await call((done) => fs.close(this.#fd, done as fs.NoParamCallback));
  }

  #sync(): Promise<void> {
    return call((done) => fs.fdatasync(this.#fd, done as fs.NoParamCallback));
  }

  #writeSome(buffers: readonly Uint8Array[], position: number): Promise<number> {
    const [first] = buffers;
    if (buffers.length === 1 && first !== undefined)
      return call<number>((done) => fs.write(this.#fd, first, 0, first.byteLength, position, done));
    return call<number>((done) => fs.writev(this.#fd, buffers, position, done));
  }
}

/** What is still to be written after the first `bytes` were: a kernel may take less than it was offered. */
function withoutFirst(buffers: readonly Uint8Array[], bytes: number): readonly Uint8Array[] {
  let skip = bytes;
  for (const [index, buffer] of buffers.entries()) {
    if (skip < buffer.byteLength) return [buffer.subarray(skip), ...buffers.slice(index + 1)];
    skip -= buffer.byteLength;
  }
  return [];
}
