import { performance } from 'node:perf_hooks';
import type { ProcessMeter } from './recorder.ts';

/** This process. */
export const processMeter: ProcessMeter = {
  cpuSeconds: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1_000_000;
  },
  activeMs: () => performance.eventLoopUtilization().active,
};
