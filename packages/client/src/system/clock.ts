import type { ClientClock } from '../ports.ts';

/** The computer's clock. */
export const systemClock: ClientClock = {
  monotonicNow: () => performance.now(),
  schedule: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => {
      clearTimeout(timer);
    };
  },
  defer: (run) => {
    setImmediate(run);
  },
};
