import assert from 'node:assert/strict';

import type { LogStore, LogWrite, StoredLog } from '../../../ports/log-store.ts';
import {
  logIndex,
  nodeId,
  term,
  type Entry,
  type EntryKind,
  type HardState,
  type LogPosition,
} from '../../../raft/types.ts';

/** What a store should hold. It is never changed; a call leads to another one. */
export interface LogModel {
  readonly hardState: HardState;
  /** Where the history of this log begins: 0, or where it was reset to. */
  readonly origin: LogPosition;
  /** What was compacted away since; a store may still have it. */
  readonly forgotten: readonly Entry[];
  readonly base: LogPosition;
  readonly entries: readonly Entry[];
}

export type Call =
  | { readonly type: 'append'; readonly write: LogWrite }
  | { readonly type: 'compact'; readonly through: LogPosition }
  | { readonly type: 'reset'; readonly base: LogPosition };

export function at(index: number, ofTerm: number): LogPosition {
  return { index: logIndex(index), term: term(ofTerm) };
}

export function vote(ofTerm: number, candidate: string | null = null): HardState {
  return { term: term(ofTerm), votedFor: candidate === null ? null : nodeId(candidate) };
}

export function entry(
  index: number,
  ofTerm: number,
  data: string | Uint8Array = `entry ${index} of term ${ofTerm}`,
  kind: EntryKind = 'command',
): Entry {
  return {
    ...at(index, ofTerm),
    kind,
    data: typeof data === 'string' ? new TextEncoder().encode(data) : data,
  };
}

/** Entries `from` to `to` of one term. */
export function entries(from: number, to: number, ofTerm: number): Entry[] {
  return Array.from({ length: to - from + 1 }, (_, offset) => entry(from + offset, ofTerm));
}

export function append(...added: readonly Entry[]): Call {
  return { type: 'append', write: { hardState: null, entries: added } };
}

export function remember(hardState: HardState, ...added: readonly Entry[]): Call {
  return { type: 'append', write: { hardState, entries: added } };
}

export function compact(index: number, ofTerm: number): Call {
  return { type: 'compact', through: at(index, ofTerm) };
}

export function reset(index: number, ofTerm: number): Call {
  return { type: 'reset', base: at(index, ofTerm) };
}

export const EMPTY: LogModel = {
  hardState: vote(0),
  origin: at(0, 0),
  forgotten: [],
  base: at(0, 0),
  entries: [],
};

export function perform(store: LogStore, call: Call): Promise<void> {
  switch (call.type) {
    case 'append':
      return store.append(call.write);
    case 'compact':
      return store.compact(call.through);
    case 'reset':
      return store.reset(call.base);
  }
}

/** What a crash may leave of a call, the whole of it last: a prefix of "hard state, then entries". */
export function outcomes(model: LogModel, call: Call): readonly [...LogModel[], LogModel] {
  switch (call.type) {
    case 'append':
      return appendOutcomes(model, call.write);
    case 'compact':
      return [compacted(model, call.through)];
    case 'reset':
      return [{ ...model, origin: call.base, forgotten: [], base: call.base, entries: [] }];
  }
}

/** What a store holds after these calls. */
export function after(calls: readonly Call[], model: LogModel = EMPTY): LogModel {
  return calls.reduce((current, call) => outcomes(current, call).at(-1) ?? current, model);
}

function appendOutcomes(model: LogModel, { hardState, entries: added }: LogWrite): [...LogModel[], LogModel] {
  let current = hardState === null ? model : { ...model, hardState };
  const found: [...LogModel[], LogModel] = [current];
  for (const one of added) {
    const kept = current.entries.slice(0, one.index - current.base.index - 1);
    current = { ...current, entries: [...kept, one] };
    found.push(current);
  }
  return found;
}

function compacted(model: LogModel, through: LogPosition): LogModel {
  if (through.index <= model.base.index) return model;
  const count = through.index - model.base.index;
  return {
    ...model,
    base: through,
    forgotten: [...model.forgotten, ...model.entries.slice(0, count)],
    entries: model.entries.slice(count),
  };
}

/** Asserts that a store holds what it should. */
export function assertHolds(stored: StoredLog, model: LogModel): void {
  const wrong = whyNot(stored, model);
  assert.ok(wrong === null, wrong ?? '');
}

/** Asserts that a store holds one of the things that it may. */
export function assertHoldsOneOf(stored: StoredLog, models: readonly LogModel[]): LogModel {
  const found = models.findLast((model) => whyNot(stored, model) === null);
  if (found === undefined)
    assert.fail(
      `none of ${models.length} possible logs was found, nor the last: ${whyNot(stored, models.at(-1) ?? EMPTY)}`,
    );
  return found;
}

function whyNot(stored: StoredLog, model: LogModel): string | null {
  const { term: ofTerm, votedFor } = stored.hardState;
  if (ofTerm !== model.hardState.term || votedFor !== model.hardState.votedFor)
    return `expected ${JSON.stringify(model.hardState)}, found ${JSON.stringify(stored.hardState)}`;
  const { origin, forgotten, base } = model;
  if (stored.base.index < origin.index || stored.base.index > base.index)
    return `expected a base from ${origin.index} to ${base.index}, found ${stored.base.index}`;
  const expected = [origin, ...forgotten].find(({ index }) => index === stored.base.index);
  if (expected?.term !== stored.base.term)
    return `expected the base ${stored.base.index} in term ${expected?.term}, found ${stored.base.term}`;
  const wanted = [...forgotten, ...model.entries].filter(({ index }) => index > stored.base.index);
  return whyNotEntries(stored.entries, wanted);
}

/** Asserts that these are the same entries. */
export function assertSameEntries(found: readonly Entry[], wanted: readonly Entry[]): void {
  const wrong = whyNotEntries(found, wanted);
  assert.ok(wrong === null, wrong ?? '');
}

function whyNotEntries(found: readonly Entry[], wanted: readonly Entry[]): string | null {
  for (const [place, expected] of wanted.entries()) {
    const one = found[place];
    if (one === undefined || describe(one) !== describe(expected) || !sameBytes(one.data, expected.data))
      return `expected ${describe(expected)}, found ${one === undefined ? 'nothing' : describe(one)}`;
  }
  const more = found[wanted.length];
  return more === undefined ? null : `found ${describe(more)}, which should not be there`;
}

function describe({ index, term: ofTerm, kind, data }: Entry): string {
  return `entry ${index} of term ${ofTerm}, a ${kind} of ${data.byteLength} bytes`;
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

/** Opens and loads. */
export async function opened(harness: {
  open(): Promise<LogStore>;
}): Promise<{ readonly store: LogStore; readonly stored: StoredLog }> {
  const store = await harness.open();
  return { store, stored: await store.load() };
}
