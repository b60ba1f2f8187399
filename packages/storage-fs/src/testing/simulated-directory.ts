import { fault } from './fault-plan.ts';
import { happens, SimulatedFile, type Survival } from './simulated-file.ts';

/** What a name stands for. */
export type SimulatedNode = SimulatedFile | SimulatedDirectory;

type NameChange = (names: Map<string, SimulatedNode>) => void;

/** A directory: its names as seen, its names on the platters, and the changes between the two, in order. */
export class SimulatedDirectory {
  names = new Map<string, SimulatedNode>();
  durable = new Map<string, SimulatedNode>();
  #pending: NameChange[] = [];

  put(name: string, node: SimulatedNode): void {
    this.#change((names) => void names.set(name, node));
  }

  remove(name: string): void {
    this.#change((names) => void names.delete(name));
  }

  rename(from: string, to: string, node: SimulatedNode): void {
    this.#change((names) => {
      names.delete(from);
      names.set(to, node);
    });
  }

  sync(): void {
    for (const change of this.#pending) change(this.durable);
    this.#pending = [];
  }

  crash(survival: Survival | null): void {
    if (survival !== null) for (const change of this.#pending) if (happens(survival)) change(this.durable);
    this.#pending = [];
    this.names = new Map(this.durable);
    for (const node of this.names.values()) node.crash(survival);
  }

  /** A copy of a directory with nothing left to sync. */
  copy(): SimulatedDirectory {
    if (this.#pending.length > 0) throw new Error('only a directory whose names are synced can be copied');
    const copy = new SimulatedDirectory();
    for (const [name, node] of this.names) copy.names.set(name, node.copy());
    copy.durable = new Map(copy.names);
    return copy;
  }

  /** The files in it and below it, with their paths. */
  *files(path = ''): Generator<readonly [path: string, file: SimulatedFile], void, undefined> {
    for (const [name, node] of this.names) {
      if (node instanceof SimulatedFile) yield [`${path}/${name}`, node];
      else yield* node.files(`${path}/${name}`);
    }
  }

  #change(change: NameChange): void {
    change(this.names);
    this.#pending.push(change);
  }
}

/** What stands under a path, or null. The functions below fail as a file system does. */
export function findNode(root: SimulatedDirectory, path: string): SimulatedNode | null {
  let node: SimulatedNode = root;
  for (const name of path.split('/').filter((part) => part !== '')) {
    if (node instanceof SimulatedFile) throw fault('ENOTDIR', path);
    const next = node.names.get(name);
    if (next === undefined) return null;
    node = next;
  }
  return node;
}

export function directoryAt(root: SimulatedDirectory, path: string): SimulatedDirectory {
  const node = findNode(root, path);
  if (node === null) throw fault('ENOENT', path);
  if (node instanceof SimulatedFile) throw fault('ENOTDIR', path);
  return node;
}

export function fileAt(root: SimulatedDirectory, path: string): SimulatedFile {
  const node = findNode(root, path);
  if (!(node instanceof SimulatedFile)) throw fault(node === null ? 'ENOENT' : 'EISDIR', path);
  return node;
}

/** The directory that a path leads to, and the name in it, whether or not anything stands there. */
export function placeOf(
  root: SimulatedDirectory,
  path: string,
): { readonly directory: SimulatedDirectory; readonly name: string } {
  const cut = path.lastIndexOf('/');
  return { directory: directoryAt(root, path.slice(0, cut)), name: path.slice(cut + 1) };
}
