import { VirtualClock } from '@seaworthy/core/testing';
import { describe, expect, it } from 'vitest';

import { TransportError } from './errors.ts';
import { WarningGate } from './warning-gate.ts';

describe('WarningGate', () => {
  it('lets twenty warnings through per second and says how many it withheld', () => {
    const clock = new VirtualClock();
    const messages: string[] = [];
    const gate = new WarningGate(clock, ({ message }) => messages.push(message));
    const flood = (): void => {
      for (let n = 0; n < 50; n++) gate.warn(new TransportError('bad_frame', 'garbage'));
    };
    flood();
    expect(messages).toEqual(Array.from({ length: 20 }, () => 'garbage'));
    clock.advance(1_000);
    flood();
    expect(messages).toHaveLength(40);
    expect(messages[20]).toBe('garbage (30 warnings before this one were withheld)');
    expect(messages[21]).toBe('garbage');
  });
});
