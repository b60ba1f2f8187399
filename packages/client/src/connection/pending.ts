import { SeaworthyError } from '../errors.ts';
import type { Expiring, OpenCalls, Place } from './open-calls.ts';

export interface PendingOptions {
  /** Where it is kept for as long as it is open. */
  readonly open: OpenCalls<Pending>;
  /** From now; Infinity for none. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Something a caller waits for: settled once, by an answer, by its deadline, by its signal or by the client's end. */
export abstract class Pending implements Expiring {
  readonly promise: Promise<unknown>;
  readonly timeoutMs: number;
  readonly #open: OpenCalls<Pending>;
  readonly #place: Place<Pending>;
  #resolve!: (result: unknown) => void;
  #reject!: (error: SeaworthyError) => void;
  #settled = false;
  #stopListening: (() => void) | undefined;

  protected constructor({ open, timeoutMs, signal }: PendingOptions) {
    this.timeoutMs = timeoutMs;
    this.#open = open;
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#place = open.add(this);
    if (signal !== undefined) this.#listen(signal);
  }

  get settled(): boolean {
    return this.#settled;
  }

  fail(error: SeaworthyError): void {
    if (this.#end()) this.#reject(error);
  }

  /** The caller's deadline passed. */
  abstract expire(): void;

  /** Whether what was asked may have taken effect as of now. */
  protected abstract get mayHaveHappened(): boolean;

  /** Ends the wait for a reason that has nothing to do with servers. */
  abandon(code: 'aborted' | 'closed', message: string, cause?: unknown): void {
    const outcome = this.mayHaveHappened ? 'unknown' : 'none';
    const full = outcome === 'unknown' ? `${message}; it may or may not have taken effect` : message;
    this.fail(new SeaworthyError(code, full, { cause, outcome }));
  }

  protected succeedWith(result: unknown): void {
    if (this.#end()) this.#resolve(result);
  }

  /** It is settled, in whatever way. */
  protected onSettled(): void {
    // Nothing, where nobody needs to know.
  }

  #listen(signal: AbortSignal): void {
    const onAbort = (): void => {
      this.abandon('aborted', 'the call was aborted', signal.reason);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    this.#stopListening = () => {
      signal.removeEventListener('abort', onAbort);
    };
  }

  #end(): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    this.#open.remove(this.#place);
    this.#stopListening?.();
    this.onSettled();
    return true;
  }
}

/** Tells why there is no connection, where that is so and known. */
export interface Failing {
  readonly failure: SeaworthyError | undefined;
}

/** Waits until a connection stands. */
export class ReadyWait extends Pending {
  readonly #channel: Failing;

  constructor(options: PendingOptions, channel: Failing) {
    super(options);
    this.#channel = channel;
  }

  succeed(): void {
    this.succeedWith(undefined);
  }

  protected override get mayHaveHappened(): boolean {
    return false;
  }

  override expire(): void {
    this.fail(
      new SeaworthyError('unavailable', `found no server to talk to within ${this.timeoutMs} ms`, {
        cause: this.#channel.failure,
      }),
    );
  }
}
