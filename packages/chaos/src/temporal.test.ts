import { describe, expect, it } from 'vitest';

import {
  anchorNow,
  formatDuration,
  formatInstant,
  fromFolderName,
  parseDuration,
  parseInstant,
  toFolderName,
  toIso,
} from './temporal.ts';

describe('durations', () => {
  it.each([
    ['60', 60_000],
    ['60s', 60_000],
    ['2m', 120_000],
    ['1.5m', 90_000],
    ['1h', 3_600_000],
    ['250ms', 250],
    ['PT1M', 60_000],
    ['PT1M30S', 90_000],
    [' 5s ', 5000],
  ])('reads %s', (text, expected) => {
    expect(parseDuration(text)).toBe(expected);
  });

  it.each(['', 'soon', '-5', '5 parsecs', 'P1Y', '1e9', 'PT'])(
    'refuses %j and says what it wants',
    (text) => {
      expect(() => parseDuration(text)).toThrow(/expected a duration such as 60, 60s, 2m or PT1M30S/);
    },
  );

  it('prints them for people', () => {
    expect(formatDuration(850)).toBe('850 ms');
    expect(formatDuration(12_340)).toBe('12.3 s');
    expect(formatDuration(125_000)).toBe('2 min 5 s');
    expect(formatDuration(3_600_000)).toBe('1 h');
  });
});

describe('instants', () => {
  const instant = parseInstant('2026-03-01T11:30:00.123Z');

  it('name folders, and are found again', () => {
    expect(toFolderName(instant)).toBe('20260301T113000.123Z');
    expect(fromFolderName('20260301T113000.123Z')?.equals(instant)).toBe(true);
    expect(fromFolderName('20260301T113000.123Z-2')?.equals(instant)).toBe(true);
    expect(fromFolderName('20261399T113000.123Z')).toBeUndefined();
    expect(fromFolderName('latest')).toBeUndefined();
  });

  it('are printed with their zone', () => {
    expect(toIso(instant, 'Europe/Berlin')).toBe('2026-03-01T12:30:00+01:00');
    expect(formatInstant(instant, 'Europe/Berlin')).toMatch(/1 March 2026.*12:30:00/);
  });

  it('can be taken now', () => {
    expect(Math.abs(anchorNow().epochMilliseconds - Date.now())).toBeLessThan(1000);
  });
});
