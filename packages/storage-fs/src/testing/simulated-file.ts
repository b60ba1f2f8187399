import type { Random } from '@seaworthy/core';

import { GrowingBytes } from './growing-bytes.ts';

/**
 * Which un-synced effects outlive a power cut: each by chance, `chance` from 0 to 1, or those for which `survives`, asked
 * once for each in a fixed order, says so.
 */
export type Survival =
  { readonly random: Random; readonly chance: number } | { readonly survives: () => boolean };

/** What a disk writes whole or not at all, in bytes. */
export const SECTOR_BYTES = 512;

export function happens(survival: Survival): boolean {
  if ('survives' in survival) return survival.survives();
  return survival.random.uint32() < survival.chance * 0x1_0000_0000;
}

/** A part of a file, in bytes; `to` is behind it. */
interface Range {
  readonly from: number;
  readonly to: number;
}

/** A write as the disk gets it; `bytes` end at `to`. */
export interface FileWrite extends Range {
  readonly type: 'write';
  readonly bytes: Uint8Array;
  /** What the disk does in the place of writing where it should; it says that it did as it was told. */
  readonly goesWrong: ((write: FileWrite) => void) | null;
}

interface Truncation extends Range {
  readonly type: 'truncate';
  readonly length: number;
}

type Change = FileWrite | Truncation;

/**
 * A file: what a reader sees, what the platters hold, and the changes between the two. Everything costs what it changes:
 * the two sides are equal but where something is pending, or astray.
 */
export class SimulatedFile {
  #content = new GrowingBytes();
  #durable = new GrowingBytes();
  #pending: Change[] = [];
  /** Where a reader sees what no sync will ever bring to the platters. */
  #astray: Range[] = [];

  get size(): number {
    return this.#content.byteLength;
  }

  get durableSize(): number {
    return this.#durable.byteLength;
  }

  /** What a reader sees, until the next change. */
  view(from?: number, to?: number): Buffer {
    return this.#content.view(from, to);
  }

  /** Takes `bytes`, which must not change any more. */
  write(at: number, bytes: Uint8Array, goesWrong: FileWrite['goesWrong'] = null): void {
    // Where it begins behind the end, zeros come between.
    const from = Math.min(at, this.#content.byteLength);
    this.#content.write(at, bytes);
    this.#pending.push({ type: 'write', from, to: at + bytes.byteLength, bytes, goesWrong });
  }

  truncate(length: number): void {
    const before = this.#content.byteLength;
    this.#content.resize(length);
    const [from, to] = [Math.min(before, length), Math.max(before, length)];
    this.#pending.push({ type: 'truncate', from, to, length });
  }

  sync(): void {
    for (const change of this.#pending) this.#reach(change);
    this.#pending = [];
  }

  /** As a kernel that drops dirty pages when it cannot write them: readers see them still, the disk never will. */
  failSync(): void {
    for (const change of this.#pending) this.#goAstray(change);
    this.#pending = [];
  }

  /** Shows what the platters hold: what was synced, and of the rest any sectors that survive. */
  crash(survival: Survival | null): void {
    const pending = this.#pending;
    this.#pending = [];
    if (survival !== null) for (const change of pending) this.#survive(change, survival);
    for (const { from, to } of pending) this.#content.takeFrom(this.#durable, from, to);
    for (const { from, to } of this.#astray) this.#content.takeFrom(this.#durable, from, to);
    this.#astray = [];
  }

  /** Inverts one bit, for readers and on the platters. */
  flip(byte: number, bit: number): void {
    this.#content.flip(byte, bit);
    this.#durable.flip(byte, bit);
  }

  /** What was meant for elsewhere lands here, as far as there is a place for it; readers see it where nothing is pending. */
  strike(at: number, bytes: Uint8Array): void {
    const fitting = bytes.subarray(0, Math.max(0, this.#durable.byteLength - at));
    if (fitting.byteLength === 0) return;
    const to = at + fitting.byteLength;
    this.#durable.write(at, fitting);
    if (this.#pending.length === 0 && to <= this.#content.byteLength) this.#content.write(at, fitting);
    else this.#goAstray({ from: at, to });
  }

  copy(): SimulatedFile {
    const copy = new SimulatedFile();
    copy.#content = this.#content.copy();
    copy.#durable = this.#durable.copy();
    copy.#pending = this.#pending.map((change) =>
      change.type === 'write' ? { ...change, goesWrong: null } : change,
    );
    copy.#astray = [...this.#astray];
    return copy;
  }

  /** Brings a part of a write to the platters, and nothing else of it. */
  reachPartly({ to, bytes }: FileWrite, length: number): void {
    this.#durable.write(to - bytes.byteLength, bytes.subarray(0, length));
  }

  #reach(change: Change): void {
    if (change.type === 'truncate') this.#durable.resize(change.length);
    else if (change.goesWrong === null)
      this.#durable.write(change.to - change.bytes.byteLength, change.bytes);
    else {
      this.#goAstray(change);
      change.goesWrong(change);
    }
  }

  #goAstray({ from, to }: Range): void {
    this.#astray.push({ from, to });
  }

  /** Any of the sectors that a write touched may have reached the disk. */
  #survive(change: Change, survival: Survival): void {
    if (change.type === 'truncate' || change.goesWrong !== null) {
      if (happens(survival)) this.#reach(change);
      return;
    }
    const begin = change.to - change.bytes.byteLength;
    for (let at = begin; at < change.to;) {
      const next = Math.min(change.to, (Math.floor(at / SECTOR_BYTES) + 1) * SECTOR_BYTES);
      if (happens(survival)) this.#durable.write(at, change.bytes.subarray(at - begin, next - begin));
      at = next;
    }
  }
}
