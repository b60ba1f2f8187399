import type { DirectoryEntry, FileHandle, FileKind, FileLock, FileSystem, OpenMode } from './file-system.ts';

/** A file system whose syncs do nothing: what durability costs is the difference. A power cut loses what it likes. */
export class UnsyncedFileSystem implements FileSystem {
  readonly #inner: FileSystem;

  constructor(inner: FileSystem) {
    this.#inner = inner;
  }

  async open(path: string, mode: OpenMode): Promise<FileHandle> {
    const file = await this.#inner.open(path, mode === 'synced' ? 'write' : mode);
    return {
      size: () => file.size(),
      read: (target, position) => file.read(target, position),
      write: (buffers, position) => file.write(buffers, position),
      datasync: () => Promise.resolve(),
      truncate: (bytes) => file.truncate(bytes),
      close: () => file.close(),
    };
  }

  kind(path: string): Promise<FileKind | null> {
    return this.#inner.kind(path);
  }

  list(path: string): Promise<readonly DirectoryEntry[]> {
    return this.#inner.list(path);
  }

  makeDirectory(path: string): Promise<void> {
    return this.#inner.makeDirectory(path);
  }

  rename(from: string, to: string): Promise<void> {
    return this.#inner.rename(from, to);
  }

  remove(path: string): Promise<void> {
    return this.#inner.remove(path);
  }

  syncDirectory(): Promise<void> {
    return Promise.resolve();
  }

  lock(path: string): Promise<FileLock> {
    return this.#inner.lock(path);
  }
}
