import { ChaosError } from '../../errors.ts';
import { shimEnvironment, shimSetting } from '../clock/clock-control.ts';
import type { ClockSetting } from '../environment.ts';
import type { SystemUnderTest } from '../system.ts';

const FOLDER = '/opt/seaworthy-clock';
const SHIM = `${FOLDER}/clock-shim.cjs`;
const SETTING = `${FOLDER}/setting.json`;
const FAKETIME = `${FOLDER}/faketime`;

/** Where Debian keeps it; the loader replaces $LIB by the folder of its architecture. */
const LIBFAKETIME = '/usr/$LIB/faketime/libfaketime.so.1';

/**
 * How the clocks of one kind of program are set in a container, from outside and while it runs.
 *
 * Programs for Node.js preload the shim, which sets both clocks to the point. Others get libfaketime, for the wall
 * clock alone: set back, a monotonic clock that it fakes stops all timers until it has caught up; and a rate cannot be
 * changed together with an offset while the program runs.
 */
export interface ClockFiles {
  readonly folder: string;
  /** For the environment of the program. */
  readonly variables: Readonly<Record<string, string>>;
  /** One of them must be there; empty if nothing is needed. */
  readonly needs: readonly string[];
  readonly setsMonotonic: boolean;
  /** A setting is in force at the latest after so long. */
  readonly settleMs: number;
  /** What to write where. Throws `fault_unsupported`. */
  file(
    setting: ClockSetting,
    sequence: number,
    sinceMs: number,
  ): { readonly path: string; readonly text: string };
}

export function clockFiles(runtime: SystemUnderTest['runtime']): ClockFiles {
  return runtime === 'node' ? shimFiles : faketimeFiles;
}

const shimFiles: ClockFiles = {
  folder: FOLDER,
  variables: shimEnvironment(SETTING, SHIM),
  needs: [],
  setsMonotonic: true,
  settleMs: 1000,
  file: (setting, sequence, sinceMs) => ({ path: SETTING, text: shimSetting(setting, sequence, sinceMs) }),
};

const faketimeFiles: ClockFiles = {
  folder: FOLDER,
  variables: {
    LD_PRELOAD: LIBFAKETIME,
    FAKETIME_TIMESTAMP_FILE: FAKETIME,
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    // Reading the file at each call would make the clock some 65 times slower.
    FAKETIME_CACHE_DURATION: '1',
    FAKETIME_DISABLE_SHM: '1',
  },
  needs: ['x86_64', 'aarch64', 'arm'].map((cpu) => `/usr/lib/${cpu}-linux-gnu/faketime/libfaketime.so.1`),
  setsMonotonic: false,
  settleMs: 3000,
  file: ({ offsetMs, rate }) => {
    if (rate !== 1)
      throw new ChaosError('fault_unsupported', 'libfaketime cannot change the rate of a clock that runs');
    const sign = offsetMs < 0 ? '-' : '+';
    return { path: FAKETIME, text: `${sign}${(Math.abs(offsetMs) / 1000).toFixed(3)}\n` };
  },
};
