import { fileURLToPath } from 'node:url';

import type { Exercised, Fault, Plan, RunResult, Violation } from '../plan.ts';
import type { Engine } from './protocol.ts';

/** The program of workers that do as their seeds say. */
export const SCRIPTED_WORKER = fileURLToPath(new URL('./__scripted-worker.ts', import.meta.url));

/** What the scripted engine makes of a seed that is none of these is a valid run. */
export const SEEDS = {
  fails: 12,
  exits: 13,
  exhausts: 14,
  throws: 15,
  hangs: 16,
  rejects: 17,
  quiet: 18,
  undecided: 19,
} as const;

const NOTHING: Exercised = {
  elections: 1,
  truncations: 0,
  snapshotsTaken: 0,
  snapshotsInstalled: 0,
  configurations: 0,
  recoveries: 0,
  crashes: 0,
  partitions: 0,
  pauses: 0,
  clockFaults: 0,
  diskFaults: 0,
  repairs: 0,
  transfers: 0,
  operations: 10,
  unknownOperations: 0,
};

export function planOf(seed: number, faults: readonly Fault[] = [], changes: Partial<Plan> = {}): Plan {
  return {
    seed,
    durationMs: 10_000,
    size: 5,
    spares: 1,
    link: { minDelayMs: 1, maxDelayMs: 5, loss: 0.1, duplication: 0.1, reordering: 1 },
    electionTimeoutMs: 500,
    heartbeatMs: 100,
    snapshotEveryEntries: 100,
    keepEntries: 5,
    clients: 4,
    operationsPerSecond: 16,
    keys: 3,
    leaseDrift: null,
    forwardProposals: false,
    maxAppendBytes: 262_144,
    maxLogMemoryBytes: 1_000_000,
    faults,
    ...changes,
  };
}

export function resultOf(
  plan: Plan,
  violation: Violation | null,
  changes: Partial<RunResult> = {},
): RunResult {
  return {
    plan,
    verdict: violation === null ? 'valid' : 'invalid',
    reason: null,
    violation,
    exercised: { ...NOTHING, elections: 2 },
    traceHash: `hash of ${JSON.stringify(plan)}`,
    steps: 100,
    virtualMs: violation?.atMs ?? plan.durationMs,
    ...changes,
  };
}

/** A system that breaks whenever a node crashes while another pauses. */
export const scriptedEngine: Engine = async (plan, options) => {
  options?.trace?.(`seed ${plan.seed}`);
  switch (plan.seed) {
    case SEEDS.fails:
      return resultOf(plan, { property: 'liveness', message: 'no write succeeded', atMs: 500 });
    case SEEDS.exits:
      process.stderr.write('going down\n');
      return process.exit(7);
    case SEEDS.exhausts:
      return exhaust();
    case SEEDS.throws:
      throw new Error('the engine is broken');
    case SEEDS.hangs:
      for (;;);
    case SEEDS.rejects:
      void Promise.reject(new Error('nobody listens'));
      return await new Promise(() => undefined);
    case SEEDS.quiet:
      return resultOf(plan, null, { verdict: 'unknown', reason: 'it was quiet', exercised: NOTHING });
    case SEEDS.undecided:
      return resultOf(plan, null, { verdict: 'unknown', reason: 'the checker gave up' });
    default:
      return resultOf(plan, violationOf(plan));
  }
};

export function violationOf({ faults, durationMs, size }: Plan): Violation | null {
  const crash = faults.find(({ type, atMs }) => type === 'crash' && atMs < durationMs);
  const pause = faults.find(({ type, atMs }) => type === 'pause' && atMs < durationMs);
  if (crash === undefined || pause === undefined || size < 3) return null;
  const atMs = Math.max(crash.atMs, pause.atMs) + 5;
  return { property: 'log-matching', message: 'two logs differ', atMs };
}

function exhaust(): never {
  const kept: number[][] = [];
  for (;;) kept.push(Array.from({ length: 1_000_000 }, (_, place) => place + kept.length));
}
