import { Temporal as PolyfilledTemporal } from '@js-temporal/polyfill';

import { ChaosError } from './errors.ts';

/**
 * Dates and times for people. Only this module knows where `Temporal` comes from: the runtime's own where it has one,
 * else the polyfill, whose instants have no more than milliseconds. So nothing is ever ordered or measured by it;
 * that is the recorder's monotonic clock.
 */
type TemporalApi = typeof PolyfilledTemporal;

const Temporal: TemporalApi = (globalThis as { Temporal?: TemporalApi }).Temporal ?? PolyfilledTemporal;

export type Instant = PolyfilledTemporal.Instant;

/** The moment that a run is told to have begun at. */
export function anchorNow(): Instant {
  return Temporal.Now.instant();
}

/** Throws `RangeError` unless `text` is an ISO 8601 instant with a zone. */
export function parseInstant(text: string): Instant {
  return Temporal.Instant.from(text);
}

/** ISO 8601 with the offset of this computer, to the second: `2026-03-01T12:30:00+01:00`. */
export function toIso(instant: Instant, timeZone = Temporal.Now.timeZoneId()): string {
  return instant.toString({ timeZone, smallestUnit: 'second' });
}

/** A name for a folder that sorts by time and contains no colon: `20260301T113000.123Z`. */
export function toFolderName(instant: Instant): string {
  return instant.toString({ smallestUnit: 'millisecond' }).replaceAll(/[-:]/g, '');
}

/** The instant that {@link toFolderName} named; undefined if it is no such name. */
export function fromFolderName(name: string): Instant | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d\.\d{3})Z(?:-\d+)?$/.exec(name);
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  try {
    return Temporal.Instant.from(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  } catch {
    return undefined;
  }
}

const SHORT = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/;
const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/** Reads `60`, `60s`, `2m`, `1h`, `500ms` or ISO 8601's `PT1M30S`; answers in milliseconds. Throws `bad_arguments`. */
export function parseDuration(text: string): number {
  const trimmed = text.trim();
  const short = SHORT.exec(trimmed);
  if (short !== null) {
    const unit = (short[2] ?? 's') as keyof typeof UNIT_MS;
    return Math.round(Number(short[1]) * UNIT_MS[unit]);
  }
  if (/^p/i.test(trimmed)) {
    try {
      return Math.round(Temporal.Duration.from(trimmed).total('milliseconds'));
    } catch {
      // A duration in years has no fixed length, and anything else is not one at all.
    }
  }
  throw new ChaosError(
    'bad_arguments',
    `expected a duration such as 60, 60s, 2m or PT1M30S, found ${JSON.stringify(text)}`,
  );
}

/** `850 ms`, `12.3 s`, `2 min 5 s`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 59_950) return `${(milliseconds / 1000).toFixed(1)} s`;
  const whole = Temporal.Duration.from({ seconds: Math.round(milliseconds / 1000) }).round({
    largestUnit: 'hours',
  });
  const parts = [
    [whole.hours, 'h'],
    [whole.minutes, 'min'],
    [whole.seconds, 's'],
  ] as const;
  return parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}

/** `1 March 2026, 12:30:00 GMT+1`, in this computer's zone. */
export function formatInstant(instant: Instant, timeZone = Temporal.Now.timeZoneId()): string {
  return instant.toLocaleString('en-GB', { dateStyle: 'long', timeStyle: 'long', timeZone });
}
