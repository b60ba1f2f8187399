import { describe, expect, it } from 'vitest';

import type { TransportErrorCode } from '../errors.ts';
import { closeCodeOf, closeReason, errorCodeOf } from './close-codes.ts';

describe('close codes', () => {
  it.each<TransportErrorCode>([
    'bad_frame',
    'wrong_cluster',
    'unknown_node',
    'unauthenticated',
    'wrong_version',
  ])('carry %s to the other side', (code) => {
    expect(errorCodeOf(closeCodeOf(code))).toBe(code);
  });

  it('count a breach of the WebSocket protocol as a bad frame, and anything else as a lost connection', () => {
    expect([1002, 1009, 1000, 1006, 4999].map(errorCodeOf)).toEqual([
      'bad_frame',
      'bad_frame',
      'unreachable',
      'unreachable',
      'unreachable',
    ]);
  });

  it('keep a reason within a control frame without breaking a character', () => {
    expect(closeReason('short')).toBe('short');
    for (const filler of ['', 'x', 'xx', 'xxx']) {
      const reason = closeReason(filler + '€'.repeat(100));
      expect(Buffer.byteLength(reason)).toBeLessThanOrEqual(123);
      expect(Buffer.byteLength(reason)).toBeGreaterThan(119);
      expect(reason).toMatch(/^x*€+$/);
    }
  });
});
