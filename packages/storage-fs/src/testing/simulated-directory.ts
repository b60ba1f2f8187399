import { fault } from './fault-plan.ts';
import { happens, SimulatedFile, type Survival } from './simulated-file.ts';

/** What a name stands for. */
export type SimulatedNode = SimulatedFile | SimulatedDirectory;

/** `node` is to have the name `name`, or none where it is null; `from` is the name it gives up. */
interface NameChange {
  readonly name: string;
  readonly node: SimulatedNode | null;
  readonly from?: string;
}

/** What became of each node in a copy: one node may have several names. */
type Copies = Map<SimulatedNode, SimulatedNode>;

/** A directory: its names as seen, its names on the platters, and the changes between the two, in order. */
export class SimulatedDirectory {
  names = new Map<string, SimulatedNode>();
  durable = new Map<string, SimulatedNode>();
  #pending: NameChange[] = [];

  put(name: string, node: SimulatedNode): void {
    this.#change({ name, node });
  }

  remove(name: string): void {
    this.#change({ name, node: null });
  }

  rename(from: string, to: string, node: SimulatedNode): void {
    this.#change({ name: to, node, from });
  }

  sync(): void {
    for (const change of this.#pending) apply(change, this.durable);
    this.#pending = [];
  }

  crash(survival: Survival | null): void {
    if (survival !== null)
      for (const change of this.#pending) if (happens(survival)) apply(change, this.durable);
    this.#pending = [];
    this.names = new Map(this.durable);
    for (const node of this.names.values()) node.crash(survival);
  }

  /** A copy of everything in it, what is not synced too. */
  copy(copies: Copies = new Map()): SimulatedDirectory {
    const copy = new SimulatedDirectory();
    for (const [name, node] of this.names) copy.names.set(name, copyOf(node, copies));
    for (const [name, node] of this.durable) copy.durable.set(name, copyOf(node, copies));
    copy.#pending = this.#pending.map((change) => ({
      ...change,
      node: change.node === null ? null : copyOf(change.node, copies),
    }));
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
    apply(change, this.names);
    this.#pending.push(change);
  }
}

function apply({ name, node, from }: NameChange, names: Map<string, SimulatedNode>): void {
  if (from !== undefined) names.delete(from);
  if (node === null) names.delete(name);
  else names.set(name, node);
}

function copyOf(node: SimulatedNode, copies: Copies): SimulatedNode {
  const known = copies.get(node);
  if (known !== undefined) return known;
  const copy = node instanceof SimulatedFile ? node.copy() : node.copy(copies);
  copies.set(node, copy);
  return copy;
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
