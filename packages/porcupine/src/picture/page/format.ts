import * as parts from '../../page/index.ts';

export { clip, count, key, plural, visible } from '../../page/index.ts';

const NANOSECONDS = 1e6;

/** A length of time in milliseconds. */
export function duration(milliseconds: number): string {
  return milliseconds === 0 ? '0 ms' : parts.duration(milliseconds * NANOSECONDS);
}

/** A moment in milliseconds; `step` is how fine the digits have to be. */
export function moment(milliseconds: number, step = 0.001): string {
  return parts.moment(milliseconds * NANOSECONDS, step * NANOSECONDS);
}
