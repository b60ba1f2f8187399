import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { UnitScanner } from './unit-scanner.ts';

const UPGRADE = 'GET /peers HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';

/** A frame as RFC 6455 5.2 has it, with as short a length as will do. */
function frame(payload: Buffer, masked: boolean): Buffer {
  const mask = masked ? 0x80 : 0;
  const { length } = payload;
  let head: Buffer;
  if (length < 126) head = Buffer.from([0x82, mask | length]);
  else if (length < 65_536) head = Buffer.from([0x82, mask | 126, length >> 8, length & 255]);
  else {
    head = Buffer.alloc(10);
    head.set([0x82, mask | 127]);
    head.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([head, masked ? Buffer.alloc(4, 7) : Buffer.alloc(0), payload]);
}

function split(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const at = [0, ...cuts.map((cut) => cut % bytes.length).sort((a, b) => a - b), bytes.length];
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end));
}

const sizes = fc.array(fc.oneof(fc.nat(130), fc.integer({ min: 65_530, max: 65_540 })), { maxLength: 12 });

describe('the scanner', () => {
  it('passes every byte on, however the stream is chopped up', () => {
    fc.assert(
      fc.property(sizes, fc.boolean(), fc.array(fc.nat()), (lengths, masked, cuts) => {
        const frames = lengths.map((length, index) => frame(Buffer.alloc(length, index), masked));
        const stream = Buffer.concat([Buffer.from(UPGRADE), ...frames]);
        const scanner = new UnitScanner(() => true);
        const passed = Buffer.concat(split(stream, cuts).flatMap((chunk) => scanner.push(chunk)));
        expect(passed.equals(stream)).toBe(true);
        expect(scanner.passed).toBe(frames.length + 1);
      }),
      { numRuns: 60 },
    );
  });

  it('passes or drops a frame whole, however the stream is chopped up', () => {
    fc.assert(
      fc.property(sizes, fc.infiniteStream(fc.boolean()), fc.array(fc.nat()), (lengths, verdicts, cuts) => {
        const frames = lengths.map((length, index) => frame(Buffer.alloc(length, index), true));
        const kept = frames.map(() => verdicts.next().value as boolean);
        const asked = [true, ...kept];
        const scanner = new UnitScanner(() => asked.shift() ?? true);
        const stream = Buffer.concat([Buffer.from(UPGRADE), ...frames]);
        const passed = Buffer.concat(split(stream, cuts).flatMap((chunk) => scanner.push(chunk)));
        const expected = Buffer.concat([Buffer.from(UPGRADE), ...frames.filter((_, index) => kept[index])]);
        expect(passed.equals(expected)).toBe(true);
        expect(scanner.dropped).toBe(kept.filter((keep) => !keep).length);
      }),
      { numRuns: 60 },
    );
  });

  it('takes what follows a plain request chunk by chunk', () => {
    const verdicts = [true, true, false, true];
    const scanner = new UnitScanner(() => verdicts.shift() ?? false);
    expect(scanner.push(Buffer.from('POST /append HTTP/1.1\r\n\r\nbody'))).toHaveLength(2);
    expect(scanner.push(Buffer.from('lost'))).toEqual([]);
    expect(scanner.push(Buffer.from('more'))).toEqual([Buffer.from('more')]);
  });

  it('takes the body of a refusal chunk by chunk', () => {
    const scanner = new UnitScanner(() => true);
    const answer = Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\nno');
    expect(Buffer.concat(scanner.push(answer))).toEqual(answer);
    expect(scanner.passed).toBe(2);
  });

  it('does not hold back what is no HTTP at all', () => {
    const scanner = new UnitScanner(() => true);
    const bytes = Buffer.from([0, 0, 4, 1, 2, 3]);
    expect(scanner.push(bytes)).toEqual([bytes]);
  });
});
