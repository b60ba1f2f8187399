import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WireError } from './errors.ts';
import {
  decodeItems,
  decodeWelcome,
  encodeItems,
  encodeWelcome,
  FRAME_REPLIES,
  FRAME_REQUESTS,
  FRAME_WELCOME,
} from './frame.ts';
import { DEFAULT_LIMITS } from './limits.ts';

const items = fc.array(fc.record({ id: fc.nat(0xffff_ffff), bytes: fc.uint8Array({ maxLength: 20 }) }), {
  maxLength: 8,
});

describe('a frame of items', () => {
  it('has its golden form', () => {
    const frame = encodeItems(FRAME_REQUESTS, [
      { id: 1, bytes: new Uint8Array([0xaa]) },
      { id: 0xffff_ffff, bytes: new Uint8Array(0) },
    ]);
    expect(Buffer.from(frame).toString('hex')).toBe(
      '01' + '01000000' + '01000000' + 'aa' + 'ffffffff' + '00000000',
    );
    expect(encodeItems(FRAME_REPLIES, [])).toEqual(new Uint8Array([0x82]));
  });

  it('comes back as it was', () => {
    fc.assert(
      fc.property(items, (given) => {
        expect(decodeItems(encodeItems(FRAME_REPLIES, given))).toEqual(given);
      }),
    );
  });

  it('that is cut short anywhere is refused, or ends between two items', () => {
    fc.assert(
      fc.property(items, fc.nat(), (given, cut) => {
        const frame = encodeItems(FRAME_REQUESTS, given);
        const part = frame.subarray(0, 1 + (cut % frame.length));
        try {
          expect(given.slice(0, decodeItems(part).length)).toEqual(decodeItems(part));
        } catch (error) {
          expect(error).toBeInstanceOf(WireError);
        }
      }),
    );
  });

  it('of any bytes is read or refused, and nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (garbage) => {
        try {
          decodeItems(garbage);
        } catch (error) {
          expect(error).toBeInstanceOf(WireError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a welcome', () => {
  const welcome = { node: 'n1', cluster: 'c', leader: null, limits: DEFAULT_LIMITS };
  const frameOf = (value: unknown): Uint8Array =>
    new Uint8Array([FRAME_WELCOME, ...new TextEncoder().encode(JSON.stringify(value))]);

  it('comes back as it was', () => {
    expect(decodeWelcome(encodeWelcome(welcome))).toEqual(welcome);
    expect(decodeWelcome(encodeWelcome({ ...welcome, leader: 'n2' })).leader).toBe('n2');
  });

  it.each<[string, Uint8Array]>([
    ['of no bytes', new Uint8Array(0)],
    ['of another kind', new Uint8Array([FRAME_REPLIES])],
    ['that is not UTF-8', new Uint8Array([FRAME_WELCOME, 0xff])],
    ['that is not JSON', new Uint8Array([FRAME_WELCOME, 0x7b])],
    ['that is null', frameOf(null)],
    ['without limits', frameOf({ ...welcome, limits: undefined })],
    ['with a leader that is a number', frameOf({ ...welcome, leader: 5 })],
    ['with a limit of zero', frameOf({ ...welcome, limits: { ...DEFAULT_LIMITS, inFlight: 0 } })],
    ['with a limit that is text', frameOf({ ...welcome, limits: { ...DEFAULT_LIMITS, keyBytes: '9' } })],
  ])('%s is refused', (_, frame) => {
    expect(() => decodeWelcome(frame)).toThrow(WireError);
  });

  it('of any JSON is read or refused, and nothing else', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        try {
          decodeWelcome(frameOf(value));
        } catch (error) {
          expect(error).toBeInstanceOf(WireError);
        }
      }),
    );
  });
});
