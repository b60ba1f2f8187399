import fc from 'fast-check';

import { configuration, encodeConfiguration } from '../raft/configuration.ts';
import { NO_NUMBERS } from '../testing/absurd.ts';
import { names } from '../testing/scripting.ts';

/** A number, as it is relative to the node that hears it. */
export interface Count {
  readonly of: 'term' | 'last' | 'commit' | 'zero';
  readonly plus: number;
}

const near = fc.record<Count>({
  of: fc.constantFrom('term', 'last', 'commit', 'zero'),
  plus: fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: -2, max: 3 }) },
    fc.constantFrom(9, 1_000, 2 ** 20, 2 ** 40),
  ),
});
const count = fc.oneof(
  { weight: 12, arbitrary: near },
  fc
    .constantFrom(...NO_NUMBERS, 2 ** 40, 2 ** 40 + 1, 2 ** 48, Number.MAX_SAFE_INTEGER)
    .map((plus): Count => ({ of: 'zero', plus })),
);
const position = fc.record({ index: count, term: count });
const member = fc.constantFrom('n1', 'n2', 'n3', 'n4', 'n9', 'x');
const members = fc.uniqueArray(member, { maxLength: 4 });
const data = fc.oneof(
  fc.uint8Array({ maxLength: 12 }),
  fc.tuple(members, members, members).map(([voters, learners, outgoing]) =>
    encodeConfiguration({
      ...configuration(names(...voters), names(...learners.filter((id) => !voters.includes(id)))),
      outgoing: names(...outgoing),
    }),
  ),
);
const entry = fc.record({
  index: count,
  term: count,
  kind: fc.constantFrom('noop', 'command', 'configuration'),
  data,
});
/** Entries that follow one another; most are of one term. */
const run = fc.array(
  fc.record({ kind: fc.constantFrom('noop', 'command', 'configuration'), data, later: fc.boolean() }),
  {
    maxLength: 4,
  },
);
const name = { incarnation: fc.oneof(count, fc.constant(31)), id: fc.nat(4) };

const message = fc.oneof(
  fc.record({ type: fc.constant('pre-vote-request'), term: count, last: position }),
  fc.record({ type: fc.constant('pre-vote-response'), term: count, granted: fc.boolean() }),
  fc.record({ type: fc.constant('vote-request'), term: count, last: position, transfer: fc.boolean() }),
  fc.record({ type: fc.constant('vote-response'), term: count, granted: fc.boolean() }),
  fc.record({
    type: fc.constant('append-request'),
    term: count,
    previous: position,
    entries: fc.array(entry, { maxLength: 3 }),
    commit: count,
    round: count,
  }),
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('append-request'),
      term: near,
      /** An entry of the node's own log, from its end; the entries follow it. */
      behind: fc.nat(6),
      run,
      commit: count,
      round: fc.nat(3),
    }),
  },
  fc.record({ type: fc.constant('append-accepted'), term: count, match: count, round: count }),
  fc.record({
    type: fc.constant('append-rejected'),
    term: count,
    previous: count,
    hint: position,
    round: count,
  }),
  fc.record({ type: fc.constant('heartbeat-request'), term: count, commit: count, round: count }),
  fc.record({ type: fc.constant('heartbeat-response'), term: count, round: count }),
  fc.record({ type: fc.constant('timeout-now'), term: count, last: position }),
  fc.record({ type: fc.constant('read-request'), term: count, ...name }),
  fc.record({ type: fc.constant('read-response'), term: count, ...name, index: count }),
  fc.record({
    type: fc.constant('propose-request'),
    term: count,
    ...name,
    commands: fc.array(fc.uint8Array({ maxLength: 3 }), { maxLength: 3 }),
  }),
  fc.record({ type: fc.constant('propose-accepted'), term: count, ...name, first: count }),
  fc.record({ type: fc.constant('propose-refused'), term: count, ...name }),
);

/** What happens to a node: mostly that somebody says something to it. */
export const act = fc.oneof(
  { weight: 14, arbitrary: fc.record({ do: fc.constant('receive' as const), from: member, message }) },
  fc.record({
    do: fc.constant('offer' as const),
    from: fc.constantFrom('n2', 'n3', 'n9'),
    term: count,
    index: count,
    ofTerm: count,
    voters: members,
  }),
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      { do: 'tick' as const },
      { do: 'write' as const },
      { do: 'propose' as const },
      { do: 'read' as const },
    ),
  },
  fc.constantFrom(
    { do: 'snapshot' as const },
    { do: 'campaign' as const },
    { do: 'step-down' as const },
    { do: 'unreachable' as const },
  ),
  fc.record({
    do: fc.constant('change' as const),
    words: fc.array(
      fc.tuple(fc.constantFrom('+', '~', '-'), member).map((pair) => pair.join('')),
      { maxLength: 3 },
    ),
  }),
  fc.record({ do: fc.constant('transfer' as const), to: member }),
);
export type Act = typeof act extends fc.Arbitrary<infer Value> ? Value : never;
