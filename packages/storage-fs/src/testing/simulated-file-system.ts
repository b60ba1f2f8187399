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
import { SimulatedDirectory, SimulatedFile, type SimulatedNode, type Survival } from './simulated-node.ts';

/** How a {@link SimulatedFileSystem} differs from one that is quick, endless and sound. */
export interface SimulatedFileSystemOptions {
  /** The sum of all file sizes beyond which a write fails with `ENOSPC`, in bytes. Default: none. */
  readonly capacityBytes?: number;
  /** Is awaited before each call takes effect; for latency in virtual time, or to hold a call. */
  readonly before?: (operation: FileOperation, path: string) => Promise<void>;
}

/**
 * A file system in memory that keeps what was synced apart from what was not. {@link crash} loses the latter, all of
 * it or any sectors of it; faults are injected by {@link fail}, {@link cutPowerAfter}, {@link flipBit} and
 * {@link capacityBytes}. Paths are POSIX; `/` exists.
 */
export class SimulatedFileSystem implements FileSystem {
  /** See {@link SimulatedFileSystemOptions.capacityBytes}. */
  capacityBytes: number;
  readonly #before: ((operation: FileOperation, path: string) => Promise<void>) | null;
  #root = new SimulatedDirectory();
  #plan = new FaultPlan();
  /** Handles and locks of a boot end with it. */
  #boot = 1;
  #locks = new Set<string>();

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

  /** Forgets what was not synced, save what `survival` lets through, and starts anew: faults, handles and locks are gone. */
  crash(survival: Survival | null = null): void {
    this.#root.crash(survival);
    this.restart();
  }

  /** Ends the process but not the machine: everything written stays, handles and locks are gone. */
  restart(): void {
    this.#plan = new FaultPlan();
    this.#locks = new Set();
    this.#boot += 1;
  }

  /** A copy of the whole disk; every name must be synced. */
  copy(): SimulatedFileSystem {
    const copy = new SimulatedFileSystem({ capacityBytes: this.capacityBytes });
    copy.#root = this.#root.copy();
    return copy;
  }

  /** The paths of all files, sorted. */
  files(): readonly string[] {
    return [...walk(this.#root, '')].sort();
  }

  /** The contents of a file, as a reader sees them. */
  contents(path: string): Uint8Array {
    return new Uint8Array(this.#file(path).content);
  }

  /** Puts a file there, durably; its directory must exist. */
  put(path: string, bytes: Uint8Array): void {
    const { directory, name } = this.#place(path);
    const file = new SimulatedFile();
    file.write(0, Buffer.from(bytes));
    file.sync();
    directory.put(name, file);
    directory.sync();
  }

  /** Inverts one bit, in memory and on the disk. */
  flipBit(path: string, byte: number, bit: number): void {
    const file = this.#file(path);
    for (const side of new Set([file.content, file.durable]))
      if (byte < side.byteLength) side.writeUInt8(side.readUInt8(byte) ^ (1 << bit), byte);
  }

  async open(path: string, mode: OpenMode): Promise<FileHandle> {
    return this.#call('open', path, () => {
      const { directory, name } = this.#place(path);
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
      const node = this.#find(path);
      if (node === null) return null;
      return node instanceof SimulatedFile ? 'file' : 'directory';
    });
  }

  async list(path: string): Promise<readonly DirectoryEntry[]> {
    return this.#call('list', path, () =>
      [...this.#directory(path).names]
        .map(([name, node]): DirectoryEntry => ({
          name,
          kind: node instanceof SimulatedFile ? 'file' : 'directory',
        }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    );
  }

  async makeDirectory(path: string): Promise<void> {
    await this.#call('makeDirectory', path, () => {
      const { directory, name } = this.#place(path);
      if (directory.names.has(name)) throw fault('EEXIST', path);
      directory.put(name, new SimulatedDirectory());
    });
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#call('rename', from, () => {
      const source = this.#place(from);
      const target = this.#place(to);
      const node = source.directory.names.get(source.name);
      if (node === undefined) throw fault('ENOENT', from);
      if (source.directory !== target.directory) throw fault('EXDEV', from);
      source.directory.rename(source.name, target.name, node);
    });
  }

  async remove(path: string): Promise<void> {
    await this.#call('remove', path, () => {
      const { directory, name } = this.#place(path);
      const node = directory.names.get(name);
      if (node === undefined) throw fault('ENOENT', path);
      if (!(node instanceof SimulatedFile)) throw fault('EISDIR', path);
      directory.remove(name);
    });
  }

  async syncDirectory(path: string): Promise<void> {
    await this.#call('syncDirectory', path, (isLast) => {
      const directory = this.#directory(path);
      if (!isLast) directory.sync();
    });
  }

  async lock(path: string): Promise<FileLock> {
    return this.#call('lock', path, () => {
      const { directory, name } = this.#place(path);
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
      size: () => call('size', () => file.content.byteLength),
      read: (target, position) =>
        call('read', () => file.content.copy(target, 0, position, position + target.byteLength)),
      write: (buffers, position) => call('write', () => this.#write(path, file, buffers, position)),
      datasync: () =>
        call(
          'datasync',
          (isLast) => {
            if (!isLast) file.sync();
          },
          () => file.failSync(),
        ),
      truncate: (bytes) => call('truncate', () => file.truncate(bytes)),
      close: () =>
        call('close', () => {
          boot = 0;
        }),
    };
  }

  /** A full disk takes what it can of a write. */
  #write(path: string, file: SimulatedFile, buffers: readonly Uint8Array[], position: number): void {
    const bytes = Buffer.concat(buffers);
    const grows = Math.max(0, position + bytes.byteLength - file.content.byteLength);
    const room = this.capacityBytes === Infinity ? Infinity : this.capacityBytes - this.#usedBytes();
    const missing = Math.max(0, grows - Math.max(0, room));
    file.write(position, bytes.subarray(0, Math.max(0, bytes.byteLength - missing)));
    if (missing > 0) throw fault('ENOSPC', path);
  }

  #usedBytes(): number {
    return this.files().reduce((sum, path) => sum + this.#file(path).content.byteLength, 0);
  }

  #find(path: string): SimulatedNode | null {
    let node: SimulatedNode = this.#root;
    for (const name of path.split('/').filter((part) => part !== '')) {
      if (node instanceof SimulatedFile) throw fault('ENOTDIR', path);
      const next = node.names.get(name);
      if (next === undefined) return null;
      node = next;
    }
    return node;
  }

  #directory(path: string): SimulatedDirectory {
    const node = this.#find(path);
    if (node === null) throw fault('ENOENT', path);
    if (node instanceof SimulatedFile) throw fault('ENOTDIR', path);
    return node;
  }

  #file(path: string): SimulatedFile {
    const node = this.#find(path);
    if (!(node instanceof SimulatedFile)) throw fault(node === null ? 'ENOENT' : 'EISDIR', path);
    return node;
  }

  #place(path: string): { directory: SimulatedDirectory; name: string } {
    const cut = path.lastIndexOf('/');
    return { directory: this.#directory(path.slice(0, cut)), name: path.slice(cut + 1) };
  }
}

function* walk(directory: SimulatedDirectory, path: string): Generator<string> {
  for (const [name, node] of directory.names) {
    if (node instanceof SimulatedFile) yield `${path}/${name}`;
    else yield* walk(node, `${path}/${name}`);
  }
}
