import assert from 'node:assert/strict';

import type { SnapshotStore } from '../../../ports/snapshot-store.ts';
import { configuration } from '../../../raft/configuration.ts';
import { logIndex, nodeId, term, type SnapshotMeta } from '../../../raft/types.ts';

export const MIB: number = 1024 * 1024;

/** What a source of chunks throws when it is told to break. */
export const BROKEN = new Error('the source broke');

export function meta(index: number, id = `s-${index}`, ofTerm = 1): SnapshotMeta {
  const voters = ['n1', 'n2', 'n3'].map(nodeId);
  return { index: logIndex(index), term: term(ofTerm), id, configuration: configuration(voters) };
}

/** Bytes that depend on `seed` and on their place, so that any mix-up shows. */
export function bytes(length: number, seed: number): Uint8Array {
  const all = new Uint8Array(length);
  let state = (seed * 2_654_435_761) >>> 0 || 1;
  for (let place = 0; place < length; place++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    all[place] = state >>> 24;
  }
  return all;
}

export async function* pieces(
  all: Uint8Array,
  pieceBytes = 70_001,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (let from = 0; from < all.byteLength; from += pieceBytes)
    yield await Promise.resolve(all.subarray(from, from + pieceBytes));
}

/** Brings all of it, and then fails instead of ending. */
export async function* broken(
  all: Uint8Array,
  pieceBytes?: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  yield* pieces(all, pieceBytes);
  throw BROKEN;
}

/** Brings all of it, and then neither fails nor ends before it is told to. */
export class Stuck {
  readonly chunks: AsyncIterable<Uint8Array>;
  #open: () => void = () => undefined;
  #reached: () => void = () => undefined;
  /** Resolves when everything was taken. */
  readonly taken: Promise<void>;

  constructor(all: Uint8Array, pieceBytes?: number) {
    const gate = new Promise<void>((resolve) => (this.#open = resolve));
    this.taken = new Promise((resolve) => (this.#reached = resolve));
    const reached = this.#reached;
    this.chunks = (async function* () {
      yield* pieces(all, pieceBytes);
      reached();
      await gate;
    })();
  }

  goOn(): void {
    this.#open();
  }
}

export async function joined(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return concatenated(parts);
}

export function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let place = 0;
  for (const part of parts) {
    all.set(part, place);
    place += part.byteLength;
  }
  return all;
}

export function assertSameBytes(found: Uint8Array, expected: Uint8Array): void {
  assert.equal(found.byteLength, expected.byteLength, 'number of bytes');
  if (Buffer.compare(found, expected) === 0) return;
  assert.fail(`byte ${found.findIndex((byte, at) => byte !== expected[at])} is not what was stored`);
}

/** Asserts that `stored` is the newest snapshot, and what its bytes are. */
export async function assertNewest(
  store: SnapshotStore,
  stored: SnapshotMeta,
  expected: Uint8Array,
): Promise<void> {
  assert.deepEqual(plain(await store.latest()), plain(stored));
  assertSameBytes(await joined(store.read(stored)), expected);
}

/** Compares by content, whatever the prototypes. */
function plain(value: SnapshotMeta | null): unknown {
  return JSON.parse(JSON.stringify(value));
}

export async function assertNotStored(store: SnapshotStore, absent: SnapshotMeta): Promise<void> {
  await assert.rejects(joined(store.read(absent)), `snapshot ${absent.id} can be read`);
}

/** Receives the beginning of a snapshot, then the source fails. */
export async function interrupted(
  store: SnapshotStore,
  of: SnapshotMeta,
  offset: number,
  part: Uint8Array,
): Promise<void> {
  await assert.rejects(store.receive(of, offset, broken(part)), 'a source that failed was acknowledged');
}
