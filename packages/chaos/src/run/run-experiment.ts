import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';

import type { ExperimentRecord, Results } from '../check/results.ts';
import type { Environment } from '../environment/environment.ts';
import { messageOf } from '../errors.ts';
import type { HistoryEvent } from '../history/event.ts';
import { fileSink, Recorder } from '../history/recorder.ts';
import { anchorNow, toIso } from '../temporal.ts';
import { VERSION } from '../version.ts';
import { makeWorkload } from '../workload/make-workload.ts';
import { WorkloadRun } from '../workload/run-workload.ts';
import type { Experiment } from './experiment.ts';

import { pauseFor } from './pause-for.ts';
import { Progress, type Output } from './progress.ts';
import { judge } from './judge.ts';
import { RunFolder } from './run-folder.ts';
import { Watcher } from './watcher.ts';

export interface RunOptions {
  /** The folder that holds the folders of all runs. */
  readonly store: string;
  /** Default: nothing is printed. */
  readonly output?: Output;
  /** When aborted, the run winds up: faults are undone, nodes stopped, and what was recorded is checked. */
  readonly signal?: AbortSignal;
  /** Keeps what the nodes stored, in the folder of the run. */
  readonly keepData?: boolean;
  /** Milliseconds for the search of the checker. Default 120,000. */
  readonly checkTimeLimitMs?: number;
}

export interface RunOutcome {
  readonly folder: RunFolder;
  readonly experiment: ExperimentRecord;
  readonly results: Results;
  readonly history: readonly HistoryEvent[];
}

const SILENT: Output = { isTerminal: false, columns: 80, write: () => undefined };

/**
 * Runs an experiment from the first process to the verdict. Whatever happens on the way, every fault is undone, the
 * environment is stopped, and what was recorded is kept and checked. Rejects if the cluster did not come up, or the
 * environment failed.
 */
export async function runExperiment(experiment: Experiment, options: RunOptions): Promise<RunOutcome> {
  const instant = anchorNow();
  const folder = await RunFolder.create(options.store, experiment.name, instant);
  const { nodes } = experiment;
  const environment = await experiment
    .makeEnvironment({
      nodes,
      runId: randomBytes(4).toString('hex'),
      directory: folder.path,
      keepData: options.keepData ?? false,
    })
    .catch(async (error: unknown) => {
      await folder.remove();
      throw error;
    });
  await folder.becomeLatest();
  const run = new Run(experiment, environment, options, folder);
  const record: ExperimentRecord = describe(experiment, environment, toIso(instant));
  try {
    await folder.writeJson('experiment', record);
    await run.perform();
  } finally {
    await run.windUp();
  }
  const { troubles } = run;
  const final: ExperimentRecord = troubles.length === 0 ? record : { ...record, troubles };
  await folder.writeJson('experiment', final);
  await folder.writeClocks(run.watcher.clocks);
  for (const id of nodes) await folder.collectLog(id, environment.logFile(id));
  const material = { experiment: final, history: run.recorder.events, clocks: run.watcher.clocks };
  const results = await judge(folder, material, { timeLimitMs: options.checkTimeLimitMs });
  return { folder, experiment: final, results, history: run.recorder.events };
}

/** With fewer operations than this share of what the rate asks for, a run proves nothing. */
const MIN_SHARE = 1 / 3;

function describe(experiment: Experiment, environment: Environment, startedAt: string): ExperimentRecord {
  const { timeLimitSeconds, ratePerSecond } = experiment;
  return {
    name: experiment.name,
    system: environment.system.name,
    environment: environment.name,
    environmentDescription: environment.description,
    nodes: experiment.nodes,
    workload: experiment.workload,
    model: experiment.workload,
    nemeses: experiment.nemesis?.names ?? [],
    seed: experiment.seed,
    timeLimitSeconds,
    concurrency: experiment.concurrency,
    ratePerSecond,
    startedAt,
    version: VERSION,
    operationTimeoutMs: experiment.operationTimeoutMs ?? 2000,
    minOperations: experiment.minOperations ?? Math.floor(timeLimitSeconds * ratePerSecond * MIN_SHARE),
    hasRaftLogs: experiment.hasRaftLogs ?? true,
  };
}

class Run {
  readonly recorder: Recorder;
  readonly watcher: Watcher;
  readonly troubles: string[] = [];
  readonly #experiment: Experiment;
  readonly #environment: Environment;
  readonly #progress: Progress;
  readonly #clients: WorkloadRun;
  readonly #interrupted: AbortSignal;

  constructor(experiment: Experiment, environment: Environment, options: RunOptions, folder: RunFolder) {
    const { timeLimitSeconds, seed } = experiment;
    this.#experiment = experiment;
    this.#environment = environment;
    this.#interrupted = options.signal ?? new AbortController().signal;
    // Every client listens to it.
    setMaxListeners(0, this.#interrupted);
    this.recorder = new Recorder(fileSink(folder.file('history')));
    this.watcher = new Watcher({ environment, recorder: this.recorder });
    this.#progress = new Progress({
      output: options.output ?? SILENT,
      recorder: this.recorder,
      leader: () => this.watcher.leader,
      timeLimitSeconds,
    });
    const { keys } = experiment;
    this.#clients = new WorkloadRun({
      workload: makeWorkload(experiment.workload, { seed, ...(keys === undefined ? {} : { keys }) }),
      recorder: this.recorder,
      makeClient: experiment.makeClient,
      concurrency: experiment.concurrency,
      ratePerSecond: experiment.ratePerSecond,
      operationTimeoutMs: experiment.operationTimeoutMs ?? 2000,
      seed,
    });
  }

  async perform(): Promise<void> {
    this.#progress.start();
    await this.#setUp();
    await this.#mainPhase();
    await this.#finalReads();
  }

  /** Ends everything that may still go on; every step is taken, whatever becomes of the others. */
  async windUp(): Promise<void> {
    if (this.#interrupted.aborted) this.troubles.push('the run was interrupted');
    this.recorder.abandonOpen('the run ended');
    const steps = [
      () => this.#clients.close(),
      () => this.watcher.stop(),
      () => this.#environment.stop(),
      () => this.recorder.end(),
    ];
    const failures: unknown[] = [];
    for (const step of steps) await step().catch((error: unknown) => failures.push(error));
    this.#progress.stop();
    if (failures.length > 0) throw new AggregateError(failures, messageOf(failures[0]));
  }

  async #setUp(): Promise<void> {
    const { leaderTimeoutMs = 30_000 } = this.#experiment;
    const environment = this.#environment;
    this.#phase('set-up', 'starting the nodes');
    await environment.start();
    this.watcher.start();
    if (this.#interrupted.aborted) return;
    const { node, term } = await this.watcher
      .waitForLeader(leaderTimeoutMs, this.#interrupted)
      .catch((error: unknown) => {
        if (this.#interrupted.aborted) return { node: undefined, term: 0 };
        throw error;
      });
    if (node === undefined) return;
    this.#progress.say(`${environment.nodes.length} nodes are up; ${node} leads term ${term}.`);
    await this.#clients.open(environment.nodes);
  }

  async #mainPhase(): Promise<void> {
    if (this.#interrupted.aborted) return;
    const { timeLimitSeconds, quietMs = 3000 } = this.#experiment;
    this.#phase('main', 'operations and faults');
    const end = new AbortController();
    const faults = new AbortController();
    const endAll = (): void => {
      end.abort();
      faults.abort();
    };
    this.#interrupted.addEventListener('abort', endAll, { once: true });
    const timer = setTimeout(() => faults.abort(), timeLimitSeconds * 1000);
    const work = this.#clients.mainPhase(end.signal, this.#interrupted);
    try {
      await Promise.all([this.#hurt(faults.signal), pauseFor(timeLimitSeconds * 1000, this.#interrupted)]);
      if (!this.#interrupted.aborted) {
        this.#phase('quiet', 'all faults are undone');
        await pauseFor(quietMs, this.#interrupted);
      }
    } finally {
      clearTimeout(timer);
      this.#interrupted.removeEventListener('abort', endAll);
      end.abort();
      await work;
    }
  }

  /** A nemesis that fails leaves a run that says little, not one that says nothing. */
  async #hurt(signal: AbortSignal): Promise<void> {
    const { nemesis } = this.#experiment;
    const start = this.recorder.now();
    try {
      await nemesis?.run({
        environment: this.#environment,
        recorder: this.recorder,
        leader: () => this.watcher.leader?.node,
        elapsedMs: () => (this.recorder.now() - start) / 1e6,
        signal,
      });
    } catch (error) {
      this.troubles.push(`the nemesis failed: ${messageOf(error)}`);
    }
  }

  async #finalReads(): Promise<void> {
    if (this.#interrupted.aborted) return;
    this.#phase('final reads', 'every key is read once more');
    const unread = await this.#clients.finalReads(this.#interrupted);
    if (unread > 0 && !this.#interrupted.aborted)
      this.troubles.push(`${unread} keys could not be read at the end, although all faults were undone`);
  }

  #phase(name: string, description: string): void {
    this.recorder.note({ kind: 'phase', description: `${name}: ${description}` });
    this.#progress.phase(name);
  }
}
