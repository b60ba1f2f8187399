import { fileURLToPath } from 'node:url';

import { ChaosError } from '../../errors.ts';
import type { ClockReading, ClockSetting } from '../environment.ts';
import type { SystemUnderTest } from '../system.ts';

/** The module that is preloaded into a node; it is plain JavaScript, and the same file in `src` for a built package. */
export const CLOCK_SHIM: string = fileURLToPath(
  new URL('../../../src/environment/clock/clock-shim.cjs', import.meta.url),
);

/** Both clocks as the host's. */
export const HOST_CLOCK: ClockSetting = { offsetMs: 0, rate: 1, clocks: 'wall-and-monotonic' };

const RATES = { slowest: 0.01, fastest: 100 };

/** Throws `fault_unsupported` unless the setting means something. */
export function checkClockSetting(setting: ClockSetting): void {
  const { offsetMs, rate } = setting;
  if (!Number.isFinite(offsetMs) || !(rate >= RATES.slowest && rate <= RATES.fastest)) {
    const expected = `a finite offset and a rate from ${RATES.slowest} to ${RATES.fastest}`;
    throw new ChaosError('fault_unsupported', `expected ${expected}, found ${offsetMs} ms and ${rate}`);
  }
}

/** What the shim reads. `sequence` tells a setting from an equal one before it. */
export function shimSetting(setting: ClockSetting, sequence: number, sinceMs: number): string {
  return JSON.stringify({ sequence, sinceMs, ...setting });
}

/** The variables that make a Node.js process follow `file`. */
export function shimEnvironment(
  file: string,
  shim: string,
  more: readonly string[] = [],
): Record<string, string> {
  const options = [shim, ...more].map((path) => `--require ${JSON.stringify(path)}`);
  return { NODE_OPTIONS: options.join(' '), SEAWORTHY_CLOCK_FILE: file };
}

/** Asks a node what its clocks show; the best of a few attempts, by the uncertainty. */
export async function readNodeClock(
  system: SystemUnderTest,
  clientUrl: string,
  timeoutMs = 2000,
): Promise<ClockReading> {
  let best: ClockReading | undefined;
  const signal = AbortSignal.timeout(timeoutMs);
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const [wallBefore, before] = [Date.now(), performance.now()];
    const { clock } = await system.status(clientUrl, signal);
    const halfMs = (performance.now() - before) / 2;
    if (clock === undefined)
      throw new ChaosError('fault_unsupported', `${system.name} does not tell its clocks`);
    const reading = {
      wallOffsetMs: Math.round(clock.wallMs - wallBefore - halfMs),
      monotonicOffsetMs: Math.round(clock.monotonicMs - before - halfMs),
      // Wall clocks are read in whole milliseconds, on both sides.
      uncertaintyMs: Math.ceil(halfMs) + 1,
    };
    if (best === undefined || reading.uncertaintyMs < best.uncertaintyMs) best = reading;
    if (best.uncertaintyMs <= 5) break;
  }
  return best as ClockReading;
}

/** Whether a node's wall clock shows what `setting`, made at `sinceMs` of the host's, asks for. */
export function showsSetting(reading: ClockReading, setting: ClockSetting, sinceMs: number): boolean {
  const elapsedMs = Date.now() - sinceMs;
  const expectedMs = setting.offsetMs + (setting.rate - 1) * elapsedMs;
  return (
    Math.abs(reading.wallOffsetMs - expectedMs) <= reading.uncertaintyMs + 20 * Math.max(1, setting.rate)
  );
}

/** Waits until the node shows the setting; gives up quietly, as a node that does not answer is no error here. */
export async function awaitSetting(
  read: () => Promise<ClockReading>,
  setting: ClockSetting,
  sinceMs: number,
  timeoutMs: number,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline) {
    const reading = await read().catch(() => undefined);
    if (reading === undefined || showsSetting(reading, setting, sinceMs)) return;
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}
