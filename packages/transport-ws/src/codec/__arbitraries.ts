import type { AppendRequest, Entry, EntryKind, LogIndex, LogPosition, Message, Term } from '@seaworthy/core';
import fc from 'fast-check';

const NUMBERS_WORTH_A_LOOK = [0, 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 52, Number.MAX_SAFE_INTEGER];

/** Whole numbers below 2^53, often where a word ends. */
export const u53: fc.Arbitrary<number> = fc.oneof(
  fc.maxSafeNat(),
  fc.constantFrom(...NUMBERS_WORTH_A_LOOK),
  fc.nat(1_000),
);

const term = u53 as fc.Arbitrary<Term>;
const index = u53 as fc.Arbitrary<LogIndex>;
const position: fc.Arbitrary<LogPosition> = fc.record({ index, term });
const granted = fc.boolean();
const MAX_ENTRIES = 20;

const appendRequest: fc.Arbitrary<Message> = fc
  .record({
    term,
    previous: fc.record({
      index: fc
        .oneof(fc.nat(1_000), fc.maxSafeNat())
        .map((n) => Math.min(n, Number.MAX_SAFE_INTEGER - MAX_ENTRIES)),
      term,
    }),
    parts: fc.array(
      fc.record({
        term,
        kind: fc.constantFrom<EntryKind>('noop', 'command', 'configuration'),
        data: fc.uint8Array({ maxLength: 300 }),
      }),
      { maxLength: MAX_ENTRIES },
    ),
    commit: index,
    round: u53,
  })
  .map(({ parts, previous, ...rest }) => ({
    type: 'append-request',
    ...rest,
    previous: previous as LogPosition,
    entries: parts.map((part, place): Entry => ({
      index: (previous.index + place + 1) as LogIndex,
      ...part,
    })),
  }));

const entriesResponse: fc.Arbitrary<Message> = appendRequest.map((append) => {
  const { previous, entries } = append as AppendRequest;
  return { type: 'entries-response', term: append.term, from: (previous.index + 1) as LogIndex, entries };
});

/** Any message that core can send. */
export const message: fc.Arbitrary<Message> = fc.oneof(
  fc.record({ type: fc.constant('pre-vote-request' as const), term, last: position }),
  fc.record({ type: fc.constant('pre-vote-response' as const), term, granted }),
  fc.record({ type: fc.constant('vote-request' as const), term, last: position, transfer: fc.boolean() }),
  fc.record({ type: fc.constant('vote-response' as const), term, granted }),
  appendRequest,
  fc.record({ type: fc.constant('append-accepted' as const), term, match: index, round: u53 }),
  fc.record({
    type: fc.constant('append-rejected' as const),
    term,
    previous: index,
    hint: position,
    round: u53,
  }),
  fc.record({ type: fc.constant('heartbeat-request' as const), term, commit: index, round: u53 }),
  fc.record({ type: fc.constant('heartbeat-response' as const), term, round: u53 }),
  fc.record({ type: fc.constant('timeout-now' as const), term, last: position }),
  fc.record({ type: fc.constant('read-request' as const), term, incarnation: u53, id: u53 }),
  fc.record({ type: fc.constant('read-response' as const), term, incarnation: u53, id: u53, index }),
  fc.record({
    type: fc.constant('propose-request' as const),
    term,
    incarnation: u53,
    id: u53,
    commands: fc.array(fc.uint8Array({ maxLength: 100 }), { maxLength: 20 }),
  }),
  fc.record({
    type: fc.constant('propose-accepted' as const),
    term,
    incarnation: u53,
    id: u53,
    first: index,
  }),
  fc.record({ type: fc.constant('propose-refused' as const), term, incarnation: u53, id: u53 }),
  fc.record({
    type: fc.constant('entries-request' as const),
    term,
    from: index,
    through: index,
    entriesTerm: term,
  }),
  entriesResponse,
);
