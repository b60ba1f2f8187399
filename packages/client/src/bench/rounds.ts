import { drain, reportProgress, waitAtMost, type LoadContext, type LoadProgress } from './context.ts';
import { Engine, type LoadObserver } from './engine.ts';
import { loadOperations } from './operations.ts';
import { closedLoop, openLoop } from './pacing.ts';
import { Recorder } from './recorder.ts';

/** Warm-up and rounds: stretches of one load that goes on without a pause, each with a recorder of its own. */
export class Rounds implements LoadObserver {
  readonly #context: LoadContext;
  readonly #done: Recorder[] = [];
  #recorder: Recorder;

  constructor(context: LoadContext) {
    this.#context = context;
    this.#recorder = this.#newRecorder();
  }

  /** The recorders of the rounds; after a signal, of those that had begun, and the last of them may be short. */
  async run(): Promise<readonly Recorder[]> {
    const { plan, clock, connections, signal } = this.#context;
    const pacing = plan.rate === null ? closedLoop : openLoop(plan.rate, clock.monotonicNow());
    const operations = loadOperations(plan);
    const engine = new Engine({
      ...{ connections, clock, pacing, operations },
      inFlight: plan.inFlight,
      observer: this,
    });
    engine.start();
    if (plan.warmupSeconds > 0) await this.#stretch('warm-up', plan.warmupSeconds);
    while (this.#done.length < plan.rounds && signal?.aborted !== true) {
      this.#report();
      this.#recorder = this.#newRecorder(this.#recorder.lastSuccessAt);
      this.#done.push(this.#recorder);
      await this.#stretch('round', plan.seconds);
      const now = clock.monotonicNow();
      this.#recorder.end(now, pacing.backlog(now));
    }
    this.#recorder.countErrors('unanswered', await drain(this.#context, engine));
    this.#report();
    return this.#done;
  }

  onStart(intendedAt: number, possibleAt: number, startedAt: number): void {
    this.#recorder.onStart(intendedAt, possibleAt, startedAt);
  }

  onDone(intendedAt: number, endedAt: number, error: unknown): void {
    this.#recorder.onDone(intendedAt, endedAt, error);
  }

  /** Tells of the round that ended last, if there is one. */
  #report(): void {
    const recorder = this.#done.at(-1);
    if (recorder !== undefined) this.#context.onRound(recorder.result(), this.#done.length);
  }

  async #stretch(phase: LoadProgress['phase'], seconds: number): Promise<void> {
    const stopReports = reportProgress(this.#context, phase, this.#done.length, this.#recorder);
    await waitAtMost(this.#context.clock, seconds * 1000, this.#context.aborted);
    stopReports();
  }

  #newRecorder(lastSuccessAt?: number): Recorder {
    const { clock, meter, plan } = this.#context;
    return new Recorder(clock.monotonicNow(), meter, plan.rate !== null, lastSuccessAt);
  }
}
