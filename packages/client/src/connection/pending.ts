import { SeaworthyError } from '../errors.ts';
import type { Cancel, ClientClock } from '../ports.ts';

export interface PendingOptions {
  readonly clock: ClientClock;
  /** From now; Infinity for none. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** What can be ended without any server's doing, whatever its result would be. */
export interface Abandonable {
  abandon(code: 'aborted' | 'closed', message: string, cause?: unknown): void;
  onSettled(run: () => void): void;
}

/** Something a caller waits for: settled once, by an answer, by its deadline, by its signal or by the client's end. */
export abstract class Pending<Result> implements Abandonable {
  readonly promise: Promise<Result>;
  protected readonly timeoutMs: number;
  #resolve!: (result: Result) => void;
  #reject!: (error: SeaworthyError) => void;
  #settled = false;
  #onSettled: (() => void)[] = [];

  protected constructor({ clock, timeoutMs, signal }: PendingOptions) {
    this.timeoutMs = timeoutMs;
    this.promise = new Promise<Result>((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    if (timeoutMs !== Infinity) {
      const cancel: Cancel = clock.schedule(timeoutMs, () => {
        this.expire();
      });
      this.#onSettled.push(cancel);
    }
    if (signal !== undefined) this.#listen(signal);
  }

  get settled(): boolean {
    return this.#settled;
  }

  /** Calls `run` when this is settled, in whatever way. */
  onSettled(run: () => void): void {
    this.#onSettled.push(run);
  }

  succeed(result: Result): void {
    if (this.#end()) this.#resolve(result);
  }

  fail(error: SeaworthyError): void {
    if (this.#end()) this.#reject(error);
  }

  /** The caller's deadline passed. */
  protected abstract expire(): void;

  /** Whether what was asked may have taken effect as of now. */
  protected abstract get mayHaveHappened(): boolean;

  /** Ends the wait for a reason that has nothing to do with servers. */
  abandon(code: 'aborted' | 'closed', message: string, cause?: unknown): void {
    const outcome = this.mayHaveHappened ? 'unknown' : 'none';
    const full = outcome === 'unknown' ? `${message}; it may or may not have taken effect` : message;
    this.fail(new SeaworthyError(code, full, { cause, outcome }));
  }

  #listen(signal: AbortSignal): void {
    const onAbort = (): void => {
      this.abandon('aborted', 'the call was aborted', signal.reason);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    this.#onSettled.push(() => {
      signal.removeEventListener('abort', onAbort);
    });
  }

  #end(): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    for (const run of this.#onSettled) run();
    this.#onSettled = [];
    return true;
  }
}

/** Waits until a connection stands. */
export class ReadyWait extends Pending<void> {
  readonly #why: () => unknown;

  constructor(options: PendingOptions, why: () => unknown) {
    super(options);
    this.#why = why;
  }

  protected override get mayHaveHappened(): boolean {
    return false;
  }

  protected override expire(): void {
    this.fail(
      new SeaworthyError('unavailable', `found no server to talk to within ${this.timeoutMs} ms`, {
        cause: this.#why(),
      }),
    );
  }
}
