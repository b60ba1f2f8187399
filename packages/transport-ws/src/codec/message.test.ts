import { logIndex, term, type AppendRequest, type Message } from '@seaworthy/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { TransportError } from '../errors.ts';
import { message } from './__arbitraries.ts';
import {
  decodeMessage,
  encodedMessageSize,
  encodeMessage,
  itemsOf,
  MAX_ITEMS_PER_FRAME,
  MESSAGE_VERSION,
} from './message.ts';

/** Either a message or the one kind of error there may be; anything else fails the test. */
function decodeOrBadFrame(bytes: Uint8Array): Message | null {
  try {
    return decodeMessage(bytes);
  } catch (error) {
    if (error instanceof TransportError && error.code === 'bad_frame') return null;
    throw error;
  }
}

/** What a decoder accepts it must have understood: encoding it again gives the same bytes. */
function expectUnderstood(bytes: Uint8Array): void {
  const decoded = decodeOrBadFrame(bytes);
  if (decoded !== null) expect(Buffer.from(encodeMessage(decoded)).equals(bytes)).toBe(true);
}

const GOLDEN: readonly (readonly [string, Message])[] = [
  [
    '02 01 0000000000000005 0000000000000009 0000000000000004',
    { type: 'pre-vote-request', term: term(5), last: { index: logIndex(9), term: term(4) } },
  ],
  ['02 02 0000000000000005 01', { type: 'pre-vote-response', term: term(5), granted: true }],
  [
    '02 03 0000000000000005 0000000000000009 0000000000000004 01',
    { type: 'vote-request', term: term(5), last: { index: logIndex(9), term: term(4) }, transfer: true },
  ],
  ['02 04 0000000000000005 00', { type: 'vote-response', term: term(5), granted: false }],
  [
    '02 05 0000000000000005 0000000000000009 0000000000000004 0000000000000008 0000000000000003 00000003' +
      '00 0000000000000005 00000000' +
      '01 0000000000000005 00000003 616263' +
      '02 0000000000000005 00000001 7b',
    {
      type: 'append-request',
      term: term(5),
      previous: { index: logIndex(9), term: term(4) },
      entries: [
        { index: logIndex(10), term: term(5), kind: 'noop', data: new Uint8Array(0) },
        { index: logIndex(11), term: term(5), kind: 'command', data: new Uint8Array([0x61, 0x62, 0x63]) },
        { index: logIndex(12), term: term(5), kind: 'configuration', data: new Uint8Array([0x7b]) },
      ],
      commit: logIndex(8),
      round: 3,
    },
  ],
  [
    '02 06 0000000000000005 000000000000000c 0000000000000003',
    { type: 'append-accepted', term: term(5), match: logIndex(12), round: 3 },
  ],
  [
    '02 07 0000000000000005 0000000000000009 0000000000000007 0000000000000002 0000000000000003',
    {
      type: 'append-rejected',
      term: term(5),
      previous: logIndex(9),
      hint: { index: logIndex(7), term: term(2) },
      round: 3,
    },
  ],
  [
    '02 08 001fffffffffffff 0000000100000000 00000000ffffffff',
    {
      type: 'heartbeat-request',
      term: term(Number.MAX_SAFE_INTEGER),
      commit: logIndex(2 ** 32),
      round: 2 ** 32 - 1,
    },
  ],
  ['02 09 0000000000000005 0000000000000003', { type: 'heartbeat-response', term: term(5), round: 3 }],
  [
    '02 0a 0000000000000005 0000000000000009 0000000000000004',
    { type: 'timeout-now', term: term(5), last: { index: logIndex(9), term: term(4) } },
  ],
  [
    '02 0b 0000000000000005 00000000ffffffff 0000000000000002',
    { type: 'read-request', term: term(5), incarnation: 2 ** 32 - 1, id: 2 },
  ],
  [
    '02 0c 0000000000000005 0000000000000001 0000000000000002 0000000000000003',
    { type: 'read-response', term: term(5), incarnation: 1, id: 2, index: logIndex(3) },
  ],
  [
    '02 0d 0000000000000005 0000000000000001 0000000000000002 00000002 00000001 61 00000000',
    {
      type: 'propose-request',
      term: term(5),
      incarnation: 1,
      id: 2,
      commands: [new Uint8Array([0x61]), new Uint8Array(0)],
    },
  ],
  [
    '02 0e 0000000000000005 0000000000000001 0000000000000002 0000000000000003',
    { type: 'propose-accepted', term: term(5), incarnation: 1, id: 2, first: logIndex(3) },
  ],
  [
    '02 0f 0000000000000005 0000000000000001 0000000000000002',
    { type: 'propose-refused', term: term(5), incarnation: 1, id: 2 },
  ],
  [
    '02 10 0000000000000005 0000000000000007 0000000000000009 0000000000000003',
    {
      type: 'entries-request',
      term: term(5),
      from: logIndex(7),
      through: logIndex(9),
      entriesTerm: term(3),
    },
  ],
  [
    '02 11 0000000000000005 0000000000000007 00000002' +
      '01 0000000000000003 00000001 61' +
      '00 0000000000000003 00000000',
    {
      type: 'entries-response',
      term: term(5),
      from: logIndex(7),
      entries: [
        { index: logIndex(7), term: term(3), kind: 'command', data: new Uint8Array([0x61]) },
        { index: logIndex(8), term: term(3), kind: 'noop', data: new Uint8Array(0) },
      ],
    },
  ],
];

function fromHex(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
}

describe('encodeMessage and decodeMessage', () => {
  it.each(GOLDEN)('keep to the published format: %s', (hex, expected) => {
    expect(Buffer.from(encodeMessage(expected)).toString('hex')).toBe(hex.replaceAll(' ', ''));
    expect(decodeMessage(fromHex(hex))).toEqual(expected);
  });

  it('are inverse to each other, and the size is known beforehand', () => {
    fc.assert(
      fc.property(message, (original) => {
        const bytes = encodeMessage(original);
        expect(bytes.byteLength).toBe(encodedMessageSize(original));
        expect(decodeMessage(bytes)).toEqual(original);
      }),
      { numRuns: 1_000 },
    );
  });

  it('give payloads as views of the frame', () => {
    const bytes = fromHex(GOLDEN[4]?.[0] ?? '');
    const { entries } = decodeMessage(bytes) as AppendRequest;
    expect(entries.map(({ data }) => data.buffer === bytes.buffer)).toEqual([true, true, true]);
  });
});

describe('decodeMessage', () => {
  it('answers random bytes with a message or bad_frame', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.integer({ min: 0, max: 16 }), (bytes, type) => {
        expectUnderstood(bytes);
        // Most random bytes fail at the first two; these get further.
        expectUnderstood(new Uint8Array([MESSAGE_VERSION, type, ...bytes]));
      }),
      { numRuns: 3_000 },
    );
  });

  it('answers flipped bits with a message or bad_frame', () => {
    fc.assert(
      fc.property(message, fc.array(fc.nat(), { minLength: 1, maxLength: 4 }), (original, flips) => {
        const bytes = encodeMessage(original);
        for (const flip of flips) {
          const bit = flip % (bytes.byteLength * 8);
          bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        }
        expectUnderstood(bytes);
      }),
      { numRuns: 3_000 },
    );
  });

  it('refuses every truncation and every excess', () => {
    fc.assert(
      fc.property(
        message,
        fc.nat(),
        fc.uint8Array({ minLength: 1, maxLength: 9 }),
        (original, cut, excess) => {
          const bytes = encodeMessage(original);
          expect(decodeOrBadFrame(bytes.subarray(0, cut % bytes.byteLength))).toBeNull();
          expect(decodeOrBadFrame(new Uint8Array([...bytes, ...excess]))).toBeNull();
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['an empty frame', '', /expected 1 more bytes/],
    ['another version', '03 0a 0000000000000005', /expected message version 2, got 3/],
    ['an unknown type', '02 12 0000000000000005', /unknown message type 18/],
    ['a number of 2^53', '02 0a 0020000000000000', /below 2\^53/],
    ['a vote that is neither yes nor no', '02 04 0000000000000005 02', /expected 0 or 1/],
    [
      'four billion entries in a few bytes',
      '02 05 0000000000000005 0000000000000009 0000000000000004 0000000000000008 0000000000000003 ffffffff',
      /4294967295 entries cannot fit/,
    ],
    [
      'ten million commands in a few bytes',
      '02 0d 0000000000000005 0000000000000001 0000000000000002 00989680 00000000',
      /10000000 commands cannot fit in 4 bytes/,
    ],
    [
      'a command longer than the frame',
      '02 0d 0000000000000005 0000000000000001 0000000000000002 00000001 00000002 61',
      /expected 2 more bytes, got 1/,
    ],
    [
      'a position beyond every log, in timeout-now',
      '02 0a 0000000000000005 0020000000000000 0000000000000004',
      /below 2\^53/,
    ],
    ['a negative incarnation', '02 0b 0000000000000005 ffffffffffffffff 0000000000000002', /below 2\^53/],
    [
      'a fraction, as a float would spell it',
      '02 0c 0000000000000005 0000000000000001 0000000000000002 7ff8000000000000',
      /below 2\^53/,
    ],
    [
      'an entry longer than the frame',
      '02 05 0000000000000005 0000000000000009 0000000000000004 0000000000000008 0000000000000003 00000001 01 0000000000000005 ffffffff',
      /expected 4294967295 more bytes, got 0/,
    ],
    [
      'an unknown kind of entry',
      '02 05 0000000000000005 0000000000000009 0000000000000004 0000000000000008 0000000000000003 00000001 03 0000000000000005 00000000',
      /unknown kind of entry 3/,
    ],
    [
      'entries beyond the last index',
      '02 05 0000000000000005 001fffffffffffff 0000000000000004 0000000000000008 0000000000000003 00000001 01 0000000000000005 00000000',
      /log indices below/,
    ],
  ])('refuses %s', (_what, hex, expected) => {
    expect(() => decodeMessage(fromHex(hex))).toThrow(expected);
    expect(decodeOrBadFrame(fromHex(hex))).toBeNull();
  });
});

describe('the number of things in a message', () => {
  const request = (count: number): Message => {
    const commands = Array.from({ length: count }, () => new Uint8Array(0));
    return { type: 'propose-request', term: term(1), incarnation: 1, id: 1, commands };
  };

  it('is bounded before anything is made of them', () => {
    const largest = encodeMessage(request(MAX_ITEMS_PER_FRAME - 1));
    expect(itemsOf(decodeMessage(largest))).toBe(MAX_ITEMS_PER_FRAME);
    const tooLarge = encodeMessage(request(MAX_ITEMS_PER_FRAME));
    expect(() => decodeMessage(tooLarge)).toThrow(
      /expected at most 262143 more messages, entries and commands/,
    );
    expect(decodeOrBadFrame(tooLarge)).toBeNull();
  });

  it('is bounded for entries as well', () => {
    const entries = Array.from({ length: MAX_ITEMS_PER_FRAME }, (_, place) => ({
      index: logIndex(place + 1),
      term: term(1),
      kind: 'noop' as const,
      data: new Uint8Array(0),
    }));
    const previous = { index: logIndex(0), term: term(0) };
    const append = {
      type: 'append-request',
      term: term(1),
      previous,
      commit: logIndex(0),
      round: 0,
    } as const;
    expect(decodeOrBadFrame(encodeMessage({ ...append, entries }))).toBeNull();
    expect(decodeOrBadFrame(encodeMessage({ ...append, entries: entries.slice(1, 1) }))).not.toBeNull();
  });
});

describe('encodeMessage', () => {
  const append = (index: number): Message => ({
    type: 'append-request',
    term: term(1),
    previous: { index: logIndex(4), term: term(1) },
    entries: [{ index: logIndex(index), term: term(1), kind: 'noop', data: new Uint8Array(0) }],
    commit: logIndex(0),
    round: 0,
  });

  it('asserts that entries follow the previous position', () => {
    expect(() => encodeMessage(append(5))).not.toThrow();
    expect(() => encodeMessage(append(6))).toThrow('expected 5, got 6');
  });

  it('asserts that numbers are whole and exact', () => {
    const round = Number.MAX_SAFE_INTEGER + 1;
    expect(() => encodeMessage({ type: 'heartbeat-response', term: term(1), round })).toThrow(
      'not a whole number',
    );
  });
});
