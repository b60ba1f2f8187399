import type { Clock } from '@seaworthy/core';

/** Waits for `work`, but not longer than `ms`. Says whether it came to its end in time; its failure counts as one. */
export async function within(clock: Clock, ms: number, work: Promise<unknown>): Promise<boolean> {
  return await new Promise<boolean>((resolve) => {
    const cancel = clock.schedule(ms, () => resolve(false));
    const over = (): void => {
      cancel();
      resolve(true);
    };
    work.then(over, over);
  });
}
