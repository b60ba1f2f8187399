import { backoffDelay, type Backoff } from '../connection/backoff.ts';
import type { Call } from '../connection/call.ts';
import { isSeaworthyError, SeaworthyError } from '../errors.ts';
import type { Cancel, ClientPorts } from '../ports.ts';
import { encodeCommand, type Answer } from '../wire/index.ts';
import { Session } from './session.ts';

export interface SessionKeeperOptions {
  readonly ports: ClientPorts;
  readonly backoff: Backoff;
  /** Asks for a new session, once; rejects with a {@link SeaworthyError}. */
  readonly open: () => Promise<Answer>;
  /** Takes a call that is one of the session's now. */
  readonly submit: (call: Call) => void;
}

/** Opens a session when the first write needs one, gives every write its place in it, and replaces it when it expired. */
export class SessionKeeper {
  readonly #options: SessionKeeperOptions;
  /** In the order they were made; without a session yet, or settled meanwhile. */
  #waiting: Call[] = [];
  #session: Session | undefined;
  #opening = false;
  #retry: Cancel | undefined;
  /** Sessions that were lost in a row, all but the first of them before they had carried a single write. */
  #barren = 0;
  #closed = false;

  constructor(options: SessionKeeperOptions) {
    this.#options = options;
  }

  submit(call: Call): void {
    if (this.#session?.exhausted === true) {
      this.#session = undefined;
      this.#barren = 0;
    }
    if (this.#session === undefined) {
      this.#waiting.push(call);
      this.#open();
    } else {
      this.#join(call, this.#session);
    }
  }

  /** The server does not know the session of `call`, which had no effect. */
  expired(call: Call): void {
    const session = this.#session;
    if (session !== undefined && session.id === call.mark?.session) {
      this.#session = undefined;
      this.#barren = session.used ? 1 : this.#barren + 1;
    }
    this.submit(call);
  }

  /** Ends the keeping; returns the command that tells the server so, if there is a session. */
  close(): Uint8Array | undefined {
    this.#closed = true;
    this.#retry?.();
    const session = this.#session;
    this.#session = undefined;
    if (session === undefined || session.exhausted) return undefined;
    return encodeCommand({ op: 'close-session' }, session.begin());
  }

  #join(call: Call, session: Session): void {
    call.join(session);
    this.#options.submit(call);
  }

  #open(): void {
    if (this.#opening || this.#retry !== undefined || this.#closed) return;
    const { backoff, ports } = this.#options;
    if (this.#barren < 2) {
      void this.#openNow();
      return;
    }
    this.#retry = ports.clock.schedule(backoffDelay(backoff, this.#barren - 2, ports.random), () => {
      this.#retry = undefined;
      void this.#openNow();
    });
  }

  async #openNow(): Promise<void> {
    if (!this.#isWanted()) return;
    this.#opening = true;
    try {
      const answer = await this.#options.open();
      this.#opening = false;
      if (!this.#closed) this.#opened(new Session(answer.session));
    } catch (error) {
      this.#opening = false;
      this.#failed(error);
    }
  }

  #opened(session: Session): void {
    this.#session = session;
    const calls = this.#waiting;
    this.#waiting = [];
    for (const call of calls) if (!call.settled) this.#join(call, session);
  }

  /** Writes that wait have deadlines of their own, so only a refusal for good concerns them. */
  #failed(error: unknown): void {
    if (this.#closed) return;
    if (isSeaworthyError(error) && error.retryable) {
      if (this.#isWanted()) this.#open();
      return;
    }
    const code = isSeaworthyError(error) ? error.code : 'internal';
    const calls = this.#waiting;
    this.#waiting = [];
    for (const call of calls)
      call.fail(new SeaworthyError(code, 'no session could be opened', { cause: error }));
  }

  #isWanted(): boolean {
    this.#waiting = this.#waiting.filter((call) => !call.settled);
    return this.#waiting.length > 0;
  }
}
