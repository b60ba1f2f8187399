import { createHash } from 'node:crypto';

import type { Exercised, RunResult, Violation } from './plan.ts';

/** A run that violated a property. */
export interface Failure {
  readonly seed: number;
  readonly violation: Violation;
  readonly result: RunResult;
}

/** A seed, and in which words it went wrong or came to nothing. */
export interface Remark {
  readonly seed: number;
  readonly reason: string;
}

/** Names of what runs go through, in the order in which people read them. */
export const EXERCISED: Readonly<Record<keyof Exercised, string>> = {
  elections: 'elections',
  truncations: 'truncations',
  snapshotsTaken: 'snapshots taken',
  snapshotsInstalled: 'snapshots installed',
  configurations: 'configuration changes',
  recoveries: 'recoveries',
  crashes: 'crashes',
  partitions: 'partitions',
  pauses: 'pauses',
  clockFaults: 'clock faults',
  diskFaults: 'disk faults',
  repairs: 'repairs of damaged logs',
  transfers: 'transfers',
  operations: 'operations',
  unknownOperations: 'operations of unknown outcome',
};

export const EXERCISED_NAMES = Object.keys(EXERCISED) as readonly (keyof Exercised)[];

/** Adds up what came of many runs. */
export class Tally {
  readonly failures: Failure[] = [];
  readonly unknown: Remark[] = [];
  readonly crashed: Remark[] = [];
  readonly exercised = Object.fromEntries(EXERCISED_NAMES.map((name) => [name, 0])) as {
    -readonly [Name in keyof Exercised]: number;
  };
  /** In how many runs each thing happened at all. */
  readonly runsWith = { ...this.exercised };
  valid = 0;
  /** Runs of unknown verdict that did go through something: their histories could not be judged. */
  undecided = 0;
  steps = 0;
  virtualMs = 0;
  readonly #traces = new Map<number, string>();

  get done(): number {
    return this.valid + this.unknown.length + this.failures.length + this.crashed.length;
  }

  add(seed: number, result: RunResult): void {
    this.#traces.set(seed, result.traceHash);
    this.steps += result.steps;
    this.virtualMs += result.virtualMs;
    for (const name of EXERCISED_NAMES) {
      this.exercised[name] += result.exercised[name];
      if (result.exercised[name] > 0) this.runsWith[name]++;
    }
    const { verdict, violation, reason } = result;
    if (violation !== null) this.failures.push({ seed, violation, result });
    else if (verdict === 'valid') this.valid++;
    else {
      this.unknown.push({ seed, reason: reason ?? 'no reason was given' });
      if (!isQuiet(result)) this.undecided++;
    }
  }

  crash(seed: number, reason: string): void {
    this.crashed.push({ seed, reason });
  }

  /** A digest of all traces, in the order of their seeds: the same runs give the same, whenever and wherever. */
  get digest(): string {
    const hash = createHash('sha256');
    const traces = [...this.#traces].sort(([one], [other]) => one - other);
    for (const [seed, trace] of traces) hash.update(`${seed} ${trace}\n`);
    return hash.digest('hex');
  }

  /** Runs end in any order; what is told about them shall not depend on it. */
  sort(): void {
    for (const list of [this.failures, this.unknown, this.crashed]) list.sort((a, b) => a.seed - b.seed);
  }
}

/** Whether a run met nothing that could have gone wrong. */
function isQuiet({ exercised }: RunResult): boolean {
  const { operations, elections, truncations, snapshotsInstalled, configurations, recoveries } = exercised;
  return (
    operations === 0 ||
    (elections <= 1 && truncations + snapshotsInstalled + configurations + recoveries === 0)
  );
}
