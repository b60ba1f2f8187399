import assert from 'node:assert/strict';

import type { SnapshotBytes, StateMachine } from '../../../ports/state-machine.ts';
import { logIndex, term, type Entry } from '../../../raft/types.ts';
import { SeededRandom } from '../../seeded-random.ts';
import type { StateMachineHarness } from './harness.ts';

/** A log as a machine gets to see it: other kinds of entries lie between the commands, and terms change. */
export function logOf(harness: StateMachineHarness, seed: number, count = 200): Entry[] {
  const chance = new SeededRandom(seed + 1_000);
  let index = 0;
  const indices = Array.from({ length: count }, () => (index += chance.chance(0.1) ? 2 : 1));
  let ofTerm = 1;
  return harness.commands(new SeededRandom(seed), indices).map((data, place) => {
    ofTerm += chance.chance(0.05) ? 1 : 0;
    return { index: logIndex(indices[place] ?? 0), term: term(ofTerm), kind: 'command', data };
  });
}

/** A machine that applied `log`, as one batch. */
export function machineOf(harness: StateMachineHarness, log: readonly Entry[]): StateMachine<unknown> {
  const machine = harness.create();
  machine.apply(log);
  return machine;
}

export async function read(bytes: SnapshotBytes): Promise<Uint8Array> {
  if (bytes instanceof Uint8Array) return new Uint8Array(bytes);
  const parts: Uint8Array[] = [];
  for await (const part of bytes) parts.push(new Uint8Array(part));
  return new Uint8Array(Buffer.concat(parts));
}

export async function* pieces(
  all: Uint8Array,
  pieceBytes: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (let from = 0; from < all.byteLength; from += pieceBytes)
    yield await Promise.resolve(all.subarray(from, from + pieceBytes));
}

export async function restored(
  harness: StateMachineHarness,
  bytes: Uint8Array,
  pieceBytes = 65_536,
): Promise<StateMachine<unknown>> {
  const machine = harness.create();
  await machine.restore(pieces(bytes, pieceBytes));
  return machine;
}

export async function describeState(
  harness: StateMachineHarness,
  machine: StateMachine<unknown>,
): Promise<unknown> {
  return plain(harness.describe === undefined ? await read(machine.snapshot()) : harness.describe(machine));
}

export async function assertSameState(
  harness: StateMachineHarness,
  found: StateMachine<unknown>,
  expected: StateMachine<unknown>,
  what = 'the state',
): Promise<void> {
  assertSame(await describeState(harness, found), await describeState(harness, expected), what);
}

export function assertSame(found: unknown, expected: unknown, what = 'the results'): void {
  assert.deepEqual(plain(found), plain(expected), `${what}: expected to be the same`);
}

/** Bytes as text, and objects without their prototypes: what is compared is content. */
function plain(value: unknown): unknown {
  if (ArrayBuffer.isView(value))
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex');
  if (value instanceof Map) return [...(value as Map<unknown, unknown>)].map(plain);
  if (value instanceof Set) return [...(value as Set<unknown>)].map(plain);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}
