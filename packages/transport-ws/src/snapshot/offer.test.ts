import { configuration, logIndex, nodeId, term, type SnapshotOffer } from '@seaworthy/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { openFrame } from '../codec/frame.ts';
import { buildJsonFrame } from '../codec/json.ts';
import { TransportError } from '../errors.ts';
import { offerFields, readOffer } from './offer.ts';

const OFFER: SnapshotOffer = {
  term: term(9),
  meta: {
    index: logIndex(Number.MAX_SAFE_INTEGER),
    term: term(8),
    id: '9-8-a-x-1',
    configuration: configuration(['a', 'b', 'c'].map(nodeId), [nodeId('d')], { a: 'host:1' }),
  },
};

const CONFIGURATION = OFFER.meta.configuration;

function bodyOf(fields: Readonly<Record<string, unknown>>): Uint8Array {
  return openFrame(buildJsonFrame('offer', fields)).body;
}

describe('readOffer', () => {
  it('reads what was offered', () => {
    expect(readOffer(bodyOf(offerFields(OFFER)), 1_000)).toEqual(OFFER);
  });

  it.each([
    [{ term: -1 }, /whole number as "term"/],
    [{ index: 1.5 }, /whole number as "index"/],
    [{ indexTerm: '8' }, /whole number as "indexTerm"/],
    [{ id: 'a b' }, /id of a snapshot/],
    [{ configuration: null }, /"configuration": expected an object/],
    [{ configuration: { ...CONFIGURATION, voters: ['a', '-'] } }, /distinct node ids as "voters"/],
    [{ configuration: { ...CONFIGURATION, voters: ['a', 'a'] } }, /distinct node ids as "voters"/],
    [{ configuration: { ...CONFIGURATION, learners: ['a'] } }, /a is both a voter and a learner/],
    [{ configuration: { ...CONFIGURATION, witnesses: [] } }, /unknown field "witnesses"/],
  ])('refuses %j', (change, expected) => {
    expect(() => readOffer(bodyOf({ ...offerFields(OFFER), ...change }), 1_000)).toThrow(expected);
  });

  it('refuses a header that is too long', () => {
    expect(() => readOffer(bodyOf({ ...offerFields(OFFER), padding: 'x'.repeat(1_000) }), 1_000)).toThrow(
      'expected at most 1000 bytes',
    );
  });

  it('answers any bytes and any JSON with an offer or bad_frame', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 100 }),
      fc.json().map((text) => new TextEncoder().encode(text)),
    );
    fc.assert(
      fc.property(bytes, (body) => {
        try {
          readOffer(body, 1_000);
        } catch (error) {
          expect(error).toBeInstanceOf(TransportError);
          expect((error as TransportError).code).toBe('bad_frame');
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
