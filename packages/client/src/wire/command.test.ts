import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  COMMAND_HEADER_BYTES,
  encodeCommand,
  OPERATION_NUMBERS,
  peekOperation,
  stampSession,
  stampTime,
  type Request,
} from './command.ts';
import { CommandReader, decodeCommand } from './command-reader.ts';
import { WireError } from './errors.ts';
import { DEFAULT_LIMITS } from './limits.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const bytes = (minLength = 0) => fc.uint8Array({ minLength, maxLength: 40 });
const requests: fc.Arbitrary<Request> = fc.oneof(
  fc.constantFrom({ op: 'open-session' } as const, { op: 'close-session' } as const),
  fc.record({ op: fc.constant('get' as const), key: bytes(1), serializable: fc.boolean() }),
  fc.record({ op: fc.constantFrom('put' as const, 'append' as const), key: bytes(1), value: bytes() }),
  fc.record({ op: fc.constant('delete' as const), key: bytes(1) }),
  fc.record({
    op: fc.constant('cas' as const),
    key: bytes(1),
    expected: fc.option(bytes()),
    value: bytes(),
  }),
);
const marks = fc.record({
  session: fc.maxSafeNat(),
  sequence: fc.nat(0xffff_ffff),
  floor: fc.nat(0xffff_ffff),
});

describe('the golden form of a command', () => {
  const mark = { session: 5, sequence: 3, floor: 2 };

  it.each<[string, Request, string]>([
    [
      'put',
      { op: 'put', key: text('k'), value: text('v1') },
      '11000000' +
        '03000000' +
        '0000000000000000' +
        '0000000000001440' +
        '02000000' +
        '01000000' +
        '6b' +
        '7631',
    ],
    [
      'serializable get',
      { op: 'get', key: text('k'), serializable: true },
      '10010000' + '03000000' + '0000000000000000' + '0000000000001440' + '02000000' + '01000000' + '6b',
    ],
    [
      'cas from a value',
      { op: 'cas', key: text('k'), expected: text('a'), value: text('b') },
      '14020000' +
        '03000000' +
        '0000000000000000' +
        '0000000000001440' +
        '02000000' +
        '01000000' +
        '6b' +
        '01000000' +
        '61' +
        '62',
    ],
    [
      'cas from absence',
      { op: 'cas', key: text('k'), expected: null, value: text('b') },
      '14000000' +
        '03000000' +
        '0000000000000000' +
        '0000000000001440' +
        '02000000' +
        '01000000' +
        '6b' +
        '00000000' +
        '62',
    ],
    [
      'open-session',
      { op: 'open-session' },
      '01000000' + '03000000' + '0000000000000000' + '0000000000001440' + '02000000' + '00000000',
    ],
  ])('of %s', (_, request, golden) => {
    expect(hex(encodeCommand(request, mark))).toBe(golden);
  });

  it('gives every operation the number it always had', () => {
    expect(OPERATION_NUMBERS).toEqual({
      'open-session': 1,
      'close-session': 2,
      get: 16,
      put: 17,
      append: 18,
      delete: 19,
      cas: 20,
    });
  });
});

describe('a command', () => {
  it('comes back as it was, wherever its bytes lie', () => {
    fc.assert(
      fc.property(requests, marks, fc.nat(7), (request, mark, offset) => {
        const encoded = encodeCommand(request, mark);
        const room = new Uint8Array(encoded.length + offset);
        room.set(encoded, offset);
        expect(decodeCommand(room.subarray(offset), DEFAULT_LIMITS)).toEqual({ request, ...mark, time: 0 });
        expect(peekOperation(encoded)).toBe(request.op);
      }),
    );
  });

  it('is read among others, as if it stood alone, even after one that was malformed', () => {
    const reader = new CommandReader();
    fc.assert(
      fc.property(
        fc.array(fc.tuple(requests, marks), { maxLength: 5 }),
        fc.uint8Array(),
        (commands, garbage) => {
          expect(() => reader.read(garbage)).toThrow(WireError);
          const encoded = commands.map(([request, mark]) => encodeCommand(request, mark));
          const all = Buffer.concat(encoded);
          let start = 0;
          for (const [position, [request, mark]] of commands.entries()) {
            const end = start + (encoded[position]?.length ?? 0);
            reader.read(all, DEFAULT_LIMITS, start, end);
            const { session, sequence, floor, keyLength, keyAndValue, valueLength } = reader;
            expect({ session, sequence, floor }).toEqual(mark);
            expect(reader.request).toEqual(request);
            expect([...reader.key]).toEqual([...keyAndValue.subarray(0, keyLength)]);
            expect([...reader.value]).toEqual([...keyAndValue.subarray(keyAndValue.length - valueLength)]);
            start = end;
          }
        },
      ),
    );
  });

  it('is stamped in place, with nothing else changed', () => {
    fc.assert(
      fc.property(
        requests,
        marks,
        fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
        (request, mark, time) => {
          const encoded = encodeCommand(request);
          stampSession(encoded, mark);
          expect(hex(encoded)).toBe(hex(encodeCommand(request, mark)));
          stampTime(encoded, time);
          expect(decodeCommand(encoded)).toEqual({ request, ...mark, time });
        },
      ),
    );
  });

  it('has one form only: whatever decodes encodes to the same bytes', () => {
    const almost = fc
      .tuple(requests, fc.array(fc.tuple(fc.nat(60), fc.nat(255)), { maxLength: 3 }))
      .map(([request, changes]) => {
        const encoded = encodeCommand(request);
        for (const [at, value] of changes) if (at < encoded.length) encoded[at] = value;
        return encoded;
      });
    fc.assert(
      fc.property(fc.oneof(almost, fc.uint8Array({ maxLength: 80 })), (garbage) => {
        let command;
        try {
          command = decodeCommand(garbage, DEFAULT_LIMITS);
        } catch (error) {
          expect(error).toBeInstanceOf(WireError);
          return;
        }
        const again = encodeCommand(command.request, command);
        stampTime(again, command.time);
        // -0 is the one number with two forms.
        if (!Object.is(command.time, -0) && !Object.is(command.session, -0))
          expect(hex(again)).toBe(hex(garbage));
      }),
      { numRuns: 2000 },
    );
  });

  it.each<[string, (encoded: Uint8Array) => Uint8Array, string]>([
    [
      'shorter than its header',
      (encoded) => encoded.subarray(0, COMMAND_HEADER_BYTES - 1),
      'invalid_request',
    ],
    ['of an unknown operation', (encoded) => encoded.with(0, 99), 'unknown_operation'],
    ['with an unknown flag', (encoded) => encoded.with(1, 4), 'invalid_request'],
    ['with a flag of another operation', (encoded) => encoded.with(1, 1), 'invalid_request'],
    ['with reserved bytes', (encoded) => encoded.with(3, 1), 'invalid_request'],
    ['whose key reaches beyond its end', (encoded) => encoded.with(28, 200), 'invalid_request'],
    ['whose key is empty', (encoded) => encoded.with(28, 0), 'invalid_request'],
    ['whose session is negative', (encoded) => encoded.with(23, 0xc0), 'invalid_request'],
    ['whose time is not a number', (encoded) => encoded.with(15, 0x7f).with(14, 0xf8), 'invalid_request'],
  ])('%s is refused', (_, spoil, code) => {
    const encoded = encodeCommand(
      { op: 'put', key: text('k'), value: text('v') },
      { session: 5, sequence: 1, floor: 1 },
    );
    expect(() => decodeCommand(spoil(encoded))).toThrow(
      expect.objectContaining({ name: 'WireError', code }) as Error,
    );
  });

  it('is held to limits', () => {
    const limits = { ...DEFAULT_LIMITS, keyBytes: 2, valueBytes: 3 };
    const check = (request: Request): string | undefined => {
      try {
        decodeCommand(encodeCommand(request), limits);
        return undefined;
      } catch (error) {
        return (error as WireError).code;
      }
    };
    expect(check({ op: 'put', key: text('kk'), value: text('vvv') })).toBeUndefined();
    expect(check({ op: 'get', key: text('kkk'), serializable: false })).toBe('key_too_long');
    expect(check({ op: 'append', key: text('k'), value: text('vvvv') })).toBe('value_too_large');
    expect(check({ op: 'cas', key: text('k'), expected: text('vvvv'), value: text('v') })).toBe(
      'value_too_large',
    );
    expect(check({ op: 'cas', key: text('k'), expected: null, value: text('vvvv') })).toBe('value_too_large');
  });

  it('of absence that names a value is refused', () => {
    const encoded = encodeCommand({ op: 'cas', key: text('k'), expected: text('a'), value: text('b') });
    expect(() => decodeCommand(encoded.with(1, 0))).toThrow('absent');
  });
});
