import { VirtualClock } from '@seaworthy/core/testing';
import { describe, expect, it } from 'vitest';

import { TransportError } from './errors.ts';
import { WarningGate } from './warning-gate.ts';

describe('WarningGate', () => {
  it('lets twenty warnings through per second and says how many it withheld', () => {
    const clock = new VirtualClock();
    const messages: string[] = [];
    const gate = new WarningGate(clock, ({ message }) => messages.push(message));
    const flood = (from: number): void => {
      for (let n = from; n < from + 50; n++) gate.warn(new TransportError('bad_frame', `garbage ${n}`));
    };
    flood(0);
    expect(messages).toEqual(Array.from({ length: 20 }, (_, n) => `garbage ${n}`));
    clock.advance(1_000);
    flood(50);
    expect(messages).toHaveLength(40);
    expect(messages[20]).toBe('garbage 50 (30 warnings before this one were withheld)');
    expect(messages[21]).toBe('garbage 51');
  });

  it('says the same thing once per minute', () => {
    const clock = new VirtualClock();
    const messages: string[] = [];
    const gate = new WarningGate(clock, ({ message }) => messages.push(message));
    for (let second = 0; second < 150; second++) {
      gate.warn(new TransportError('unknown_node', 'd is not a peer of a'));
      // So many others that their texts cannot all be remembered.
      for (let n = 0; n < 10; n++) gate.warn(new TransportError('bad_frame', `garbage ${second} ${n}`));
      clock.advance(1_000);
    }
    const said = messages.filter((message) => message.startsWith('d is'));
    expect(said.length).toBeGreaterThanOrEqual(3);
    expect(said.length).toBeLessThanOrEqual(30);
    messages.length = 0;
    for (let second = 0; second < 150; second++) {
      gate.warn(new TransportError('unknown_node', 'e is not a peer of a'));
      clock.advance(1_000);
    }
    expect(messages).toEqual([
      'e is not a peer of a',
      'e is not a peer of a (59 warnings before this one were withheld)',
      'e is not a peer of a (59 warnings before this one were withheld)',
    ]);
  });
});
