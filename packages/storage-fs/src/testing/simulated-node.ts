import type { Random } from '@seaworthy/core';

/** Which un-synced effects outlive a power cut: each by chance, `chance` from 0 to 1. */
export interface Survival {
  readonly random: Random;
  readonly chance: number;
}

/** What a disk writes whole or not at all, in bytes. */
export const SECTOR_BYTES = 512;

export function happens(survival: Survival): boolean {
  return survival.random.uint32() < survival.chance * 0x1_0000_0000;
}

type Change =
  | { readonly type: 'write'; readonly at: number; readonly bytes: Buffer }
  | { readonly type: 'truncate'; readonly bytes: number };

/** A file: what a reader sees, what the platters hold, and the changes between the two. */
export class SimulatedFile {
  content: Buffer = Buffer.alloc(0);
  durable: Buffer = Buffer.alloc(0);
  #pending: Change[] = [];

  write(at: number, bytes: Buffer): void {
    this.#change({ type: 'write', at, bytes: Buffer.from(bytes) });
  }

  truncate(bytes: number): void {
    this.#change({ type: 'truncate', bytes });
  }

  sync(): void {
    for (const change of this.#pending) this.durable = applied(this.durable, change);
    this.#pending = [];
  }

  /** As a kernel that drops dirty pages when it cannot write them: readers see them still, the disk never will. */
  failSync(): void {
    this.#pending = [];
  }

  crash(survival: Survival | null): void {
    if (survival !== null)
      for (const change of this.#pending) this.durable = survived(this.durable, change, survival);
    this.#pending = [];
    this.content = Buffer.from(this.durable);
  }

  copy(): SimulatedFile {
    const copy = new SimulatedFile();
    copy.content = Buffer.from(this.content);
    copy.durable = Buffer.from(this.durable);
    copy.#pending = [...this.#pending];
    return copy;
  }

  #change(change: Change): void {
    this.content = applied(this.content, change);
    this.#pending.push(change);
  }
}

function resized(content: Buffer, bytes: number): Buffer {
  if (bytes <= content.byteLength) return content.subarray(0, bytes);
  const longer = Buffer.alloc(bytes);
  content.copy(longer);
  return longer;
}

function applied(content: Buffer, change: Change): Buffer {
  if (change.type === 'truncate') return resized(content, change.bytes);
  const target = resized(content, Math.max(content.byteLength, change.at + change.bytes.byteLength));
  change.bytes.copy(target, change.at);
  return target;
}

/** Any of the sectors that a write touched may have reached the disk. */
function survived(content: Buffer, change: Change, survival: Survival): Buffer {
  if (change.type === 'truncate') return happens(survival) ? applied(content, change) : content;
  let result = content;
  const end = change.at + change.bytes.byteLength;
  for (let at = change.at; at < end;) {
    const next = Math.min(end, (Math.floor(at / SECTOR_BYTES) + 1) * SECTOR_BYTES);
    if (happens(survival))
      result = applied(result, {
        type: 'write',
        at,
        bytes: change.bytes.subarray(at - change.at, next - change.at),
      });
    at = next;
  }
  return result;
}

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

  #change(change: NameChange): void {
    change(this.names);
    this.#pending.push(change);
  }
}
