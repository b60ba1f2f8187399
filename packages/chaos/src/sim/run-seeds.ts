import { availableParallelism } from 'node:os';

import type { Exercised, Plan, RunResult, Violation } from './plan.ts';
import { FailureFolder, type KeptFailure } from './failure-folder.ts';
import { WorkerPool, type Outcome, type WorkerPoolOptions } from './pool/worker-pool.ts';
import { countSeeds, type SeedRange } from './seed-range.ts';
import { shrink, type Shrunk } from './shrink.ts';
import { Tally, type Failure, type Remark } from './tally.ts';
import { choosePlan } from './world/choose-plan.ts';

export interface RunSeedsOptions {
  /** The seeds to draw plans from, or one plan to run as it is. */
  readonly what: SeedRange | Plan;
  /** What is not to be drawn. Without meaning for a plan. */
  readonly overrides?: Partial<Plan>;
  /** Where schedules and traces of failures are kept; null keeps none. */
  readonly folder: string | null;
  /** How many processes work at a time. Default: one for each core. */
  readonly workers?: number;
  /** Where the trace of the one run goes. */
  readonly traceFile?: string;
  /** When aborted, no more is begun, and what was found so far is told. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SeedsProgress) => void;
  /** Hears at once of a seed that failed or crashed, in the order in which they end. */
  readonly onFound?: (seed: number, what: string) => void;
  /** The most runs to spend on making one failing schedule shorter. Default 200; 0 leaves all as they are. */
  readonly shrinkRuns?: number;
  /** What workers run, and how long a run may take; for tests of this command. */
  readonly pool?: Omit<WorkerPoolOptions, 'size'>;
}

export interface SeedsProgress {
  readonly total: number;
  readonly done: number;
  readonly invalid: number;
  readonly unknown: number;
  readonly crashed: number;
  /** Milliseconds of real time since the start. */
  readonly elapsedMs: number;
  /** Schedules that are being made shorter, and the runs spent on it. */
  readonly shrinking: { readonly schedules: number; readonly runs: number } | null;
}

/** A failure as it is told; `shortened` is null where nothing was spent on it. */
export interface ToldFailure {
  readonly seed: number;
  readonly violation: Violation;
  readonly plan: Plan;
  readonly traceHash: string;
  readonly shortened: Shrunk | null;
  /** Files in the folder of the run. */
  readonly kept: KeptFailure | null;
}

/** What came of running many seeds. */
export interface SeedsResults {
  readonly verdict: 'valid' | 'invalid' | 'unknown' | 'crash';
  readonly total: number;
  readonly done: number;
  readonly interrupted: boolean;
  readonly valid: number;
  readonly failures: readonly ToldFailure[];
  /** Seeds that proved nothing, with the reason. */
  readonly unknown: readonly Remark[];
  /** Seeds whose runs ended their process, took for ever, or threw. */
  readonly crashed: readonly Remark[];
  readonly exercised: Exercised;
  readonly runsWith: Exercised;
  readonly steps: number;
  readonly virtualMs: number;
  readonly wallMs: number;
  readonly seedsPerSecond: number;
  readonly workers: number;
  /** A digest of the traces of all runs. */
  readonly digest: string;
}

/** Failures of one property that are made shorter, and failures in all: more of them teach no more. */
const SHRUNK_PER_PROPERTY = 2;
const SHRUNK_IN_ALL = 6;

/** Runs plans in processes of their own, and makes the schedules of those that fail shorter. */
export async function runSeeds(options: RunSeedsOptions): Promise<SeedsResults> {
  return await new SeedsRun(options).run();
}

class SeedsRun {
  readonly #options: RunSeedsOptions;
  readonly #pool: WorkerPool;
  readonly #workers: number;
  readonly #total: number;
  readonly #tally = new Tally();
  readonly #start = performance.now();
  #wallMs = 0;
  #shrinking: { schedules: number; runs: number } | null = null;

  constructor(options: RunSeedsOptions) {
    const { what, workers = availableParallelism(), pool } = options;
    this.#options = options;
    this.#total = isPlan(what) ? 1 : countSeeds(what);
    this.#workers = Math.min(workers, this.#total);
    this.#pool = new WorkerPool({ ...pool, size: workers });
  }

  get #isInterrupted(): boolean {
    return this.#options.signal?.aborted === true;
  }

  async run(): Promise<SeedsResults> {
    const close = (): void => this.#pool.close();
    this.#options.signal?.addEventListener('abort', close);
    try {
      const plans = this.#plans();
      await Promise.all(Array.from({ length: this.#workers }, () => this.#runAll(plans)));
      this.#wallMs = performance.now() - this.#start;
      this.#tally.sort();
      const told = await this.#tellFailures();
      return this.#results(told);
    } finally {
      this.#options.signal?.removeEventListener('abort', close);
      this.#pool.close();
    }
  }

  *#plans(): Generator<Plan> {
    const { what, overrides = {} } = this.#options;
    if (isPlan(what)) yield what;
    else for (let seed = what.first; seed <= what.last; seed++) yield choosePlan(seed, overrides);
  }

  /** Several of these share `plans`: each takes the next one when it is done with the last. */
  async #runAll(plans: Iterator<Plan>): Promise<void> {
    while (!this.#isInterrupted) {
      const next = plans.next();
      if (next.done === true) return;
      const { value: plan } = next;
      const outcome = await this.#pool.run(plan, { traceFile: this.#options.traceFile ?? null });
      this.#take(plan.seed, outcome);
      this.#tell();
    }
  }

  #take(seed: number, outcome: Outcome): void {
    const { onFound } = this.#options;
    if (outcome.type === 'result') {
      const { violation } = outcome.result;
      this.#tally.add(seed, outcome.result);
      if (violation !== null) onFound?.(seed, `${violation.property}: ${firstLine(violation.message)}`);
    } else if (outcome.type === 'crash') {
      this.#tally.crash(seed, outcome.reason);
      onFound?.(seed, `crashed: ${firstLine(outcome.reason)}`);
    }
  }

  async #tellFailures(): Promise<ToldFailure[]> {
    const { failures } = this.#tally;
    const chosen = choose(failures);
    if (chosen.size > 0) this.#shrinking = { schedules: chosen.size, runs: 0 };
    return await Promise.all(
      failures.map(async (failure): Promise<ToldFailure> => {
        const { seed, violation, result } = failure;
        const shortened = chosen.has(failure) ? await this.#shrink(result) : null;
        const kept = chosen.has(failure) ? await this.#keep(failure, shortened) : null;
        return { seed, violation, plan: result.plan, traceHash: result.traceHash, shortened, kept };
      }),
    );
  }

  async #shrink(result: RunResult): Promise<Shrunk | null> {
    const { shrinkRuns = 200 } = this.#options;
    if (shrinkRuns === 0 || this.#isInterrupted) return null;
    const tryPlan = async (plan: Plan): Promise<RunResult | null> => {
      const outcome = await this.#pool.run(plan, { urgent: true });
      if (this.#shrinking !== null) this.#shrinking.runs++;
      this.#tell();
      return outcome.type === 'result' ? outcome.result : null;
    };
    return await shrink(result, tryPlan, { maxRuns: shrinkRuns });
  }

  /** Writes down what it takes to look at a failure: its plans, and the trace of the shorter one. */
  async #keep({ seed, result }: Failure, shortened: Shrunk | null): Promise<KeptFailure | null> {
    const { folder: root } = this.#options;
    if (root === null) return null;
    const folder = await FailureFolder.create(root, seed);
    const { plan, traceHash } = shortened ?? result;
    await folder.writePlans(result.plan, plan);
    const outcome = await this.#pool.run(plan, { traceFile: folder.traceFile, urgent: true });
    const again = outcome.type === 'result' ? outcome.result.traceHash : null;
    return folder.kept({ hasTrace: again !== null, repeats: again === null ? null : again === traceHash });
  }

  #tell(): void {
    const { done, failures, unknown, crashed } = this.#tally;
    this.#options.onProgress?.({
      total: this.#total,
      done,
      invalid: failures.length,
      unknown: unknown.length,
      crashed: crashed.length,
      elapsedMs: performance.now() - this.#start,
      shrinking: this.#shrinking,
    });
  }

  #results(failures: readonly ToldFailure[]): SeedsResults {
    const { valid, unknown, crashed, done, exercised, runsWith, steps, virtualMs } = this.#tally;
    const wallMs = this.#wallMs;
    return {
      verdict: this.#verdict(),
      total: this.#total,
      done,
      interrupted: this.#isInterrupted,
      valid,
      failures,
      unknown,
      crashed,
      exercised,
      runsWith,
      steps,
      virtualMs,
      wallMs,
      seedsPerSecond: wallMs === 0 ? 0 : (done * 1000) / wallMs,
      workers: this.#workers,
      digest: this.#tally.digest,
    };
  }

  /**
   * What is wrong outweighs what is unknown, and that outweighs what is right. A seed that happens to draw a quiet run
   * does not take from what the others prove, as long as those are the greater part; a history that could not be
   * judged does.
   */
  #verdict(): SeedsResults['verdict'] {
    const { failures, crashed, valid, undecided, done } = this.#tally;
    if (failures.length > 0) return 'invalid';
    if (crashed.length > 0) return 'crash';
    return undecided > 0 || done < this.#total || valid * 2 <= done ? 'unknown' : 'valid';
  }
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

function isPlan(what: SeedRange | Plan): what is Plan {
  return 'faults' in what;
}

/** The first failures of each property. */
function choose(failures: readonly Failure[]): ReadonlySet<Failure> {
  const counts = new Map<string, number>();
  const chosen = new Set<Failure>();
  for (const failure of failures) {
    const { property } = failure.violation;
    const count = counts.get(property) ?? 0;
    if (count === SHRUNK_PER_PROPERTY || chosen.size === SHRUNK_IN_ALL) continue;
    counts.set(property, count + 1);
    chosen.add(failure);
  }
  return chosen;
}
