import type { ClockReading, ClockSetting, Environment } from '../environment/environment.ts';
import type { Evidence, Injection, Measured } from './injection.ts';

export interface ClockFaultOptions {
  readonly environment: Environment;
  readonly node: string;
  readonly setting: ClockSetting;
  readonly note: string;
}

/** Sets a node's clocks, and measures by how much they moved against the host's. */
export function clockFault({ environment, node, setting, note }: ClockFaultOptions): Injection {
  const { clocks, rate } = setting;
  let before: ClockReading | undefined;
  let since = 0;
  const shift = async (): Promise<Shift | undefined> => {
    const now = await environment.readClock(node).catch(() => undefined);
    return before === undefined || now === undefined ? undefined : difference(before, now);
  };
  return {
    needs: clocks === 'wall' ? ['clock-wall'] : ['clock-wall', 'clock-monotonic'],
    nodes: [node],
    description: `${describe(node, setting)}${note}`,
    inject: async () => {
      before = await environment.readClock(node).catch(() => undefined);
      since = performance.now();
      await environment.setClock(node, setting);
    },
    verify: async () => judge(setting, 0, await shift()),
    // What a rate does shows only with time.
    verifyLate: async () =>
      rate === 1 ? undefined : judge(setting, performance.now() - since, await shift()),
    undo: () => environment.resetClock(node),
    leftOver: async () => {
      const after = await environment.readClock(node).catch(() => undefined);
      if (after === undefined || Math.abs(after.wallOffsetMs) <= 50 + after.uncertaintyMs) return undefined;
      return `the wall clock of ${node} is still ${after.wallOffsetMs} ms from the host's`;
    },
  };
}

interface Shift {
  readonly wallMs: number;
  readonly monotonicMs: number;
  readonly uncertaintyMs: number;
}

function difference(before: ClockReading, now: ClockReading): Shift {
  return {
    wallMs: now.wallOffsetMs - before.wallOffsetMs,
    monotonicMs: now.monotonicOffsetMs - before.monotonicOffsetMs,
    uncertaintyMs: now.uncertaintyMs + before.uncertaintyMs,
  };
}

/** Installed if both clocks moved as asked, `elapsedMs` after the setting was made. */
function judge(setting: ClockSetting, elapsedMs: number, reached: Shift | undefined): Evidence {
  const { offsetMs, rate, clocks } = setting;
  if (reached === undefined) {
    return { status: 'indeterminate', reason: 'the clocks could not be read', measured: {} };
  }
  const measured = measure(reached, clocks);
  const driftMs = (rate - 1) * elapsedMs;
  const wallMs = offsetMs + driftMs;
  const monotonicMs = clocks === 'wall' ? 0 : Math.max(0, offsetMs) + driftMs;
  const slackMs = 100 + reached.uncertaintyMs + Math.abs(rate - 1) * 200;
  const moved =
    Math.abs(reached.wallMs - wallMs) <= slackMs && Math.abs(reached.monotonicMs - monotonicMs) <= slackMs;
  if (moved) return { status: 'installed', measured };
  const expected = `${Math.round(wallMs)} ms (wall) and ${Math.round(monotonicMs)} ms (monotonic)`;
  const found = `${reached.wallMs} ms and ${reached.monotonicMs} ms`;
  return { status: 'indeterminate', reason: `expected a skew of ${expected}, found ${found}`, measured };
}

function measure({ wallMs, monotonicMs, uncertaintyMs }: Shift, clocks: ClockSetting['clocks']): Measured {
  return {
    wallOffsetMs: wallMs,
    ...(clocks === 'wall' ? {} : { monotonicOffsetMs: monotonicMs }),
    uncertaintyMs,
  };
}

function describe(node: string, { offsetMs, rate, clocks }: ClockSetting): string {
  const which = clocks === 'wall' ? 'wall clock' : 'clocks';
  if (rate !== 1) return `${which} of ${node} run${clocks === 'wall' ? 's' : ''} at ${rate} times the speed`;
  const seconds = `${Math.abs(offsetMs / 1000).toFixed(1)} s`;
  return `${which} of ${node} set ${seconds} ${offsetMs < 0 ? 'back' : 'ahead'}`;
}
