import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES, WireError } from './errors.ts';
import { decodeReply, encodeAnswer, encodeRefusal, isRefusalRetryable, type Answer } from './reply.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const whole = fc.maxSafeNat();
const answers: fc.Arbitrary<Answer> = fc.record({
  succeeded: fc.boolean(),
  revision: whole,
  session: whole,
  current: fc.option(
    fc.record({
      value: fc.uint8Array({ maxLength: 40 }),
      createRevision: whole,
      modRevision: whole,
      version: fc.nat(0xffff_ffff),
    }),
  ),
});

describe('an answer', () => {
  it('has its golden form', () => {
    const current = { value: new Uint8Array([0x76]), createRevision: 2, modRevision: 3, version: 4 };
    expect(hex(encodeAnswer({ succeeded: true, revision: 5, current, session: 6 }))).toBe(
      '00030000' +
        '04000000' +
        '0000000000001440' +
        '0000000000000040' +
        '0000000000000840' +
        '0000000000001840' +
        '76',
    );
  });

  it('comes back as it was', () => {
    fc.assert(
      fc.property(answers, (answer) => {
        expect(decodeReply(encodeAnswer(answer))).toEqual({ ok: true, answer });
      }),
    );
  });

  it('with a revision that is no whole number is refused', () => {
    const encoded = encodeAnswer({ succeeded: true, revision: 5.5, current: null, session: 0 });
    expect(() => decodeReply(encoded)).toThrow('whole');
  });

  it('with flags that mean nothing, or a value that is not announced, is refused', () => {
    const encoded = encodeAnswer({ succeeded: true, revision: 5, current: null, session: 0 });
    expect(() => decodeReply(encoded.with(1, 8))).toThrow('flags');
    expect(() => decodeReply(new Uint8Array([...encoded, 1]))).toThrow('ends with its header');
  });
});

describe('a refusal', () => {
  it('comes back as it was', () => {
    const text = fc.option(fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(
        fc.constantFrom(...ERROR_CODES),
        fc.string(),
        text,
        text,
        (code, message, leader, leaderUrl) => {
          const refusal = { code, message, leader, leaderUrl };
          expect(decodeReply(encodeRefusal(refusal))).toEqual({ ok: false, refusal });
        },
      ),
    );
  });

  it('with a code of a later version is an error that nobody can explain', () => {
    const json = Buffer.from(JSON.stringify({ code: 'too_warm', message: 'too warm' }));
    const reply = decodeReply(new Uint8Array([1, 0, 0, 0, ...json]));
    expect(reply).toEqual({
      ok: false,
      refusal: { code: 'internal', message: 'too warm', leader: null, leaderUrl: null },
    });
  });

  it('says whether nothing happened and another try is safe', () => {
    const safe = ERROR_CODES.filter((code) =>
      isRefusalRetryable({ code, message: '', leader: null, leaderUrl: null }),
    );
    expect(safe).toEqual(['not_leader', 'busy', 'shutting_down']);
  });
});

describe('a reply of any bytes', () => {
  it('is read or refused, and nothing else', () => {
    const headed = fc.tuple(fc.constantFrom(0, 1), fc.uint8Array({ maxLength: 60 }));
    const garbage = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      headed.map(([status, rest]) => new Uint8Array([status, ...rest])),
    );
    fc.assert(
      fc.property(garbage, (bytes) => {
        try {
          decodeReply(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(WireError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
