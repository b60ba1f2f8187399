import { availableParallelism } from 'node:os';
import { conclude, findReason } from '../conclusion.ts';
import { ArgumentError } from '../errors.ts';
import { partitionBy } from '../model.ts';
import type { Model, Partition } from '../model.ts';
import { isOptional } from '../operation.ts';
import type { Operation } from '../operation.ts';
import { settle, validateOperations } from '../options.ts';
import type { CheckOptions } from '../options.ts';
import type { CheckResult, CheckStats, PartitionResult, Progress } from '../result.ts';
import { importModel, toPortable } from './import-model.ts';
import type { ModelReference } from './import-model.ts';
import { ABORTED, commonTime, createFlags, INVALID } from './protocol.ts';
import type { Finding, Job } from './protocol.ts';
import { deal } from './share.ts';
import { runThread } from './thread.ts';

export interface ParallelOptions<I = unknown, O = unknown> extends Omit<CheckOptions<I, O>, 'now'> {
  /** Threads, at most; never more than there are partitions. Default: what the machine runs at once. */
  readonly workers?: number;
}

/**
 * Like `check`, with partitions dealt out to threads. The verdicts are the same; of the statistics, `peakBytes` is the
 * sum of what the threads held at most. The memory limit is shared among them, and what a share of it was too little
 * for is checked once more with all of it. An abort ends the threads; what they know by then is in the result.
 *
 * Operations are copied into the threads: they must be of what `structuredClone` takes.
 *
 * @throws {ArgumentError} when operations, options or the model make no sense, or cannot be sent to a thread.
 * @throws {ModelError} when a function of the model throws.
 */
export async function checkParallel<I, O>(
  operations: readonly Operation<I, O>[],
  reference: ModelReference,
  options: ParallelOptions<I, O> = {},
): Promise<CheckResult<I, O>> {
  const { workers = availableParallelism() } = options;
  if (!Number.isInteger(workers) || workers < 1) {
    throw new ArgumentError(`expected workers to be a whole number of at least 1, found ${workers}`);
  }
  settle(options, operations.length);
  validateOperations(operations);
  const model = (await importModel(reference)) as Model<unknown, I, O>;
  return await new ParallelCheck(operations, model, reference, options).run(workers);
}

class ParallelCheck<I, O> {
  readonly #start = commonTime();
  readonly #flags = createFlags();
  readonly #operations: readonly Operation<I, O>[];
  readonly #model: Model<unknown, I, O>;
  readonly #reference: ModelReference;
  readonly #options: ParallelOptions<I, O>;
  readonly #partitions: readonly Partition<I, O>[];
  readonly #findings: Finding[] = [];
  readonly #stats: CheckStats[] = [];

  constructor(
    operations: readonly Operation<I, O>[],
    model: Model<unknown, I, O>,
    reference: ModelReference,
    options: ParallelOptions<I, O>,
  ) {
    this.#operations = operations;
    this.#model = model;
    this.#reference = reference;
    this.#options = options;
    this.#partitions = partitionBy(model, operations);
  }

  async run(workers: number): Promise<CheckResult<I, O>> {
    const { signal } = this.#options;
    const abort = () => void Atomics.store(this.#flags, ABORTED, 1);
    if (signal?.aborted === true) abort();
    signal?.addEventListener('abort', abort);
    try {
      await this.#check(deal(this.#partitions, workers));
      if (!this.#isStopped()) await this.#check(this.#starved());
    } finally {
      // Whatever still runs, for one that threw, ends.
      abort();
      signal?.removeEventListener('abort', abort);
    }
    return this.#result();
  }

  /** One thread for each share of partitions. */
  async #check(shares: readonly (readonly number[])[]): Promise<void> {
    const progress = new Map<number, Progress>();
    await Promise.all(
      shares.map(async (numbers, thread) => {
        const { findings, stats } = await runThread(this.#job(numbers, shares.length), this.#model.name, {
          signal: this.#options.signal,
          onProgress: (told) => {
            progress.set(thread, told);
            this.#tell([...progress.values()]);
          },
        });
        for (const [i, number] of numbers.entries()) this.#findings[number] = this.#correct(findings[i]!);
        this.#stats.push(stats);
      }),
    );
  }

  #job(numbers: readonly number[], threads: number): Job {
    const {
      workers: _,
      signal: _signal,
      onProgress: _onProgress,
      timeLimit = Infinity,
      ...options
    } = this.#options;
    return {
      reference: toPortable(this.#reference),
      partitions: numbers.map((number) => this.#partitions[number]!),
      options: {
        ...options,
        memoryLimit: settle(this.#options, this.#operations.length).memoryLimit / threads,
      },
      deadline: this.#start + timeLimit,
      flags: this.#flags,
    };
  }

  /** Threads take a stop for an abort. */
  #correct(finding: Finding): Finding {
    if (finding.reason !== 'aborted' || this.#options.signal?.aborted === true) return finding;
    return { ...finding, reason: 'stopped' };
  }

  #isStopped(): boolean {
    if (this.#options.signal?.aborted === true) return true;
    return this.#options.stopOnInvalid !== false && Atomics.load(this.#flags, INVALID) !== 0;
  }

  /** Partitions that need more memory than a share of it, for a single thread that has it all. */
  #starved(): number[][] {
    if (this.#stats.length < 2) return [];
    const numbers = [...this.#findings.keys()].filter(
      (number) => this.#findings[number]!.reason === 'memory',
    );
    return numbers.length === 0 ? [] : [numbers];
  }

  #tell(all: readonly Progress[]): void {
    const total = (value: (progress: Progress) => number) => sum(all.map(value));
    this.#options.onProgress?.({
      partitions: this.#partitions.length,
      done: total(({ done }) => done),
      operations: this.#operations.length,
      operationsDone: total(({ operationsDone }) => operationsDone),
      invalid: total(({ invalid }) => invalid),
      steps: total(({ steps }) => steps),
      bytes: total(({ bytes }) => bytes),
      elapsed: commonTime() - this.#start,
    });
  }

  #result(): CheckResult<I, O> {
    const partitions = this.#partitions.map(({ operations }, i): PartitionResult<I, O> => ({
      ...this.#findings[i]!,
      operations,
    }));
    const verdict = conclude(partitions);
    const total = (value: (stats: CheckStats) => number) => sum(this.#stats.map(value));
    return {
      verdict,
      ...(verdict === 'unknown' ? { reason: findReason(partitions) } : {}),
      partitions,
      stats: {
        operations: this.#operations.length,
        optional: this.#operations.filter(isOptional).length,
        steps: total(({ steps }) => steps),
        configurations: total(({ configurations }) => configurations),
        peakBytes: total(({ peakBytes }) => peakBytes),
        elapsed: commonTime() - this.#start,
      },
    };
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
