import {
  LockHeldError,
  type DirectoryEntry,
  type FileHandle,
  type FileKind,
  type FileLock,
  type FileSystem,
  type OpenMode,
} from '../file-system/file-system.ts';
import { FaultPlan, fault, type Fault, type FileOperation } from './fault-plan.ts';
import { DamagePlan, type Damage, type DamageOptions } from './damage.ts';
import { directoryAt, fileAt, findNode, placeOf, SimulatedDirectory } from './simulated-directory.ts';
import { SimulatedFile, type Survival } from './simulated-file.ts';

/** How a {@link SimulatedFileSystem} differs from one that is quick, endless and sound. */
export interface SimulatedFileSystemOptions {
  /** The sum of all file sizes beyond which a write fails with `ENOSPC`, in bytes. Default: none. */
  readonly capacityBytes?: number;
  /** Is awaited before each call takes effect; for latency in virtual time, or to hold a call. */
  readonly before?: (operation: FileOperation, path: string) => Promise<void>;
}

/**
 * A file system in memory that keeps what was synced apart from what was not. {@link crash} loses the latter, all of
 * it or any sectors of it; calls fail by {@link fail}, {@link cutPowerAfter} and {@link fullAfter}; the disk lies and rots
 * by {@link tearNext}, {@link misdirectNext}, {@link rot} and {@link flipBit}. Paths are POSIX; `/` exists. It knows no
 * time and no chance but what it is given, and every call costs what it changes.
 */
export class SimulatedFileSystem implements FileSystem {
  /** See {@link SimulatedFileSystemOptions.capacityBytes}. */
  capacityBytes: number;
  readonly #before: ((operation: FileOperation, path: string) => Promise<void>) | null;
  #root = new SimulatedDirectory();
  #plan = new FaultPlan();
  #damage = new DamagePlan(() => this.#root.files());
  /** Handles and locks of a boot end with it. */
  #boot = 1;
  #locks = new Set<string>();
  /** The sum of all file sizes; null where it is to be counted anew. */
  #used: number | null = 0;

  constructor(options: SimulatedFileSystemOptions = {}) {
    this.capacityBytes = options.capacityBytes ?? Infinity;
    this.#before = options.before ?? null;
  }

  /** The calls made so far. */
  get calls(): number {
    return this.#plan.calls;
  }

  /** Makes one call, or several, fail. */
  fail(planned: Fault): void {
    this.#plan.add(planned);
  }

  /** Cuts the power in the `count`-th call from now: it is done but not synced, and it and all later calls reject with `EPOWER`. */
  cutPowerAfter(count: number): void {
    this.#plan.cutPowerAfter(count);
  }

  /** Leaves room for so many bytes more; then the disk is full (`ENOSPC`). `Infinity` makes room again. */
  fullAfter(bytes: number): void {
    this.capacityBytes = this.usedBytes + bytes;
  }

  /** The sum of all file sizes. */
  get usedBytes(): number {
    if (this.#used === null) {
      this.#used = 0;
      for (const [, file] of this.#root.files()) this.#used += file.size;
    }
    return this.#used;
  }

  /**
   * Of the next write to a file whose path contains `path`, a beginning that `random` chooses reaches the platters, though
   * its sync succeeds. Readers see all of it until the next {@link crash}.
   */
  tearNext(options: DamageOptions): void {
    this.#damage.tearNext(options);
  }

  /**
   * The next write to a file whose path contains `path` lands elsewhere, so many sectors off, in any file or in one whose
   * path contains `onto`, though its sync succeeds. Readers see it where it should be until the next {@link crash}.
   */
  misdirectNext(options: DamageOptions & { readonly onto?: string }): void {
    this.#damage.misdirectNext(options);
  }

  /** Inverts one bit, which `random` chooses, of the durable bytes of a file whose path contains `path`; null without any. */
  rot(options: DamageOptions): Damage | null {
    return this.#damage.rot(options);
  }

  /** What was torn, misdirected and rotten so far, in order. */
  get damage(): readonly Damage[] {
    return this.#damage.done;
  }

  /** Forgets what was not synced, save what `survival` lets through, and starts anew: faults, handles and locks are gone. */
  crash(survival: Survival | null = null): void {
    this.#root.crash(survival);
    this.#used = null;
    this.restart();
  }

  /** Ends the process but not the machine: everything written stays, handles and locks are gone. */
  restart(): void {
    this.#plan = new FaultPlan();
    this.#damage.clear();
    this.#locks = new Set();
    this.#boot += 1;
  }

  /** A copy of the whole disk, what is not synced too. Faults, handles and locks are not part of it. */
  copy(): SimulatedFileSystem {
    const copy = new SimulatedFileSystem({ capacityBytes: this.capacityBytes });
    copy.#root = this.#root.copy();
    copy.#used = this.#used;
    return copy;
  }

  /** The paths of all files, sorted. */
  files(): readonly string[] {
    return Array.from(this.#root.files(), ([path]) => path).sort();
  }

  /** The contents of a file, as a reader sees them. */
  contents(path: string): Uint8Array {
    return new Uint8Array(fileAt(this.#root, path).view());
  }

  /** Puts a file there, durably; its directory must exist. */
  put(path: string, bytes: Uint8Array): void {
    const { directory, name } = placeOf(this.#root, path);
    const file = new SimulatedFile();
    file.write(0, Buffer.from(bytes));
    file.sync();
    directory.put(name, file);
    directory.sync();
    this.#used = null;
  }

  /** Inverts one bit, in memory and on the disk. */
  flipBit(path: string, byte: number, bit: number): void {
    fileAt(this.#root, path).flip(byte, bit);
  }

  async open(path: string, mode: OpenMode): Promise<FileHandle> {
    return this.#call('open', path, () => {
      const { directory, name } = placeOf(this.#root, path);
      const found = directory.names.get(name);
      if (mode === 'create') {
        if (found !== undefined) throw fault('EEXIST', path);
        const file = new SimulatedFile();
        directory.put(name, file);
        return this.#handle(path, file);
      }
      if (found === undefined) throw fault('ENOENT', path);
      if (!(found instanceof SimulatedFile)) throw fault('EISDIR', path);
      return this.#handle(path, found);
    });
  }

  async kind(path: string): Promise<FileKind | null> {
    return this.#call('kind', path, () => {
      const node = findNode(this.#root, path);
      if (node === null) return null;
      return node instanceof SimulatedFile ? 'file' : 'directory';
    });
  }

  async list(path: string): Promise<readonly DirectoryEntry[]> {
    return this.#call('list', path, () =>
      [...directoryAt(this.#root, path).names]
        .map(([name, node]): DirectoryEntry => ({
          name,
          kind: node instanceof SimulatedFile ? 'file' : 'directory',
        }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    );
  }

  async makeDirectory(path: string): Promise<void> {
    await this.#call('makeDirectory', path, () => {
      const { directory, name } = placeOf(this.#root, path);
      if (directory.names.has(name)) throw fault('EEXIST', path);
      directory.put(name, new SimulatedDirectory());
    });
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#call('rename', from, () => {
      const source = placeOf(this.#root, from);
      const target = placeOf(this.#root, to);
      const node = source.directory.names.get(source.name);
      if (node === undefined) throw fault('ENOENT', from);
      if (source.directory !== target.directory) throw fault('EXDEV', from);
      source.directory.rename(source.name, target.name, node);
      this.#used = null;
    });
  }

  async remove(path: string): Promise<void> {
    await this.#call('remove', path, () => {
      const { directory, name } = placeOf(this.#root, path);
      const node = directory.names.get(name);
      if (node === undefined) throw fault('ENOENT', path);
      if (!(node instanceof SimulatedFile)) throw fault('EISDIR', path);
      directory.remove(name);
      this.#used = null;
    });
  }

  async syncDirectory(path: string): Promise<void> {
    await this.#call('syncDirectory', path, (isLast) => {
      const directory = directoryAt(this.#root, path);
      if (!isLast) directory.sync();
    });
  }

  async lock(path: string): Promise<FileLock> {
    return this.#call('lock', path, () => {
      const { directory, name } = placeOf(this.#root, path);
      if (this.#locks.has(path)) throw new LockHeldError(path, 1);
      if (!directory.names.has(name)) directory.put(name, new SimulatedFile());
      const locks = this.#locks;
      locks.add(path);
      return {
        weak: false,
        release: async () => {
          await Promise.resolve();
          locks.delete(path);
        },
      };
    });
  }

  /** `run` learns whether the power goes with this call; then what it does must not become durable by itself. */
  async #call<Value>(
    operation: FileOperation,
    path: string,
    run: (isLast: boolean) => Value,
    onFault?: () => void,
  ): Promise<Value> {
    await Promise.resolve();
    await this.#before?.(operation, path);
    const step = this.#plan.next(operation, path);
    if (step.type === 'fail') {
      onFault?.();
      throw step.error;
    }
    const value = run(step.type === 'last');
    if (step.type === 'last') throw fault('EPOWER', path);
    return value;
  }

  #handle(path: string, file: SimulatedFile): FileHandle {
    let boot = this.#boot;
    const call = <Value>(
      operation: FileOperation,
      run: (isLast: boolean) => Value,
      onFault?: () => void,
    ): Promise<Value> => {
      if (boot !== this.#boot) return Promise.reject(fault('EBADF', path));
      return this.#call(operation, path, run, onFault);
    };
    return {
      size: () => call('size', () => file.size),
      read: (target, position) =>
        call('read', () => file.view(position, position + target.byteLength).copy(target)),
      write: (buffers, position) => call('write', () => this.#write(path, file, buffers, position)),
      datasync: () =>
        call(
          'datasync',
          (isLast) => {
            if (!isLast) file.sync();
          },
          () => file.failSync(),
        ),
      truncate: (bytes) =>
        call('truncate', () => {
          file.truncate(bytes);
          this.#used = null;
        }),
      close: () =>
        call('close', () => {
          boot = 0;
        }),
    };
  }

  /** A full disk takes what it can of a write. */
  #write(path: string, file: SimulatedFile, buffers: readonly Uint8Array[], position: number): void {
    const bytes = Buffer.concat(buffers);
    const grows = Math.max(0, position + bytes.byteLength - file.size);
    const room =
      grows === 0 || this.capacityBytes === Infinity ? Infinity : this.capacityBytes - this.usedBytes;
    const missing = Math.max(0, grows - Math.max(0, room));
    const taken = bytes.subarray(0, Math.max(0, bytes.byteLength - missing));
    file.write(position, taken, this.#damage.next(file));
    // A file that was removed while it is open counts for nothing; then the sum is too large until it is counted anew.
    if (this.#used !== null) this.#used += grows - missing;
    if (missing > 0) throw fault('ENOSPC', path);
  }
}
