import { SeaworthyError } from '../errors.ts';
import type { Session } from '../session/session.ts';
import { Slab } from '../slab.ts';
import type { SessionMark, Answer, Refusal, Reply, Request } from '../wire/index.ts';
import { commandBytes, stampSession, writeCommand } from '../wire/index.ts';
import { Pending, type Failing, type PendingOptions } from './pending.ts';

/** What is to become of a call after an attempt: it has its result; it is sent again; its session is gone. */
export type Verdict = 'settled' | 'again' | 'expired';

export interface CallOptions extends PendingOptions {
  readonly request: Request;
  /** What the promise resolves to. */
  readonly toResult: (answer: Answer) => unknown;
  /** The way it takes. */
  readonly channel: Failing;
}

/** Shared by all clients of the process, so that it fills up. Nobody but calls has pieces of it. */
const slab = new Slab();

/**
 * One request from its making to its result, over as many attempts as it takes. It alone decides what is known of its
 * effect: an attempt that was handed to a socket and got no clear answer may take effect at any later time, so only an
 * answer that belongs to the very same command can make the outcome certain again (thesis §6.3).
 */
export class Call extends Pending {
  readonly request: Request;
  readonly bytes: Uint8Array;
  /** Calls are sent in this order. */
  order = 0;
  /** Attempts that ended without a clear answer, so far. */
  unclearAttempts = 0;
  #attemptOpen = false;
  #mark: SessionMark | undefined;
  #session: Session | undefined;
  #lastError: unknown;
  readonly #toResult: (answer: Answer) => unknown;
  readonly #channel: Failing;

  constructor(options: CallOptions) {
    super(options);
    this.request = options.request;
    this.bytes = slab.take(commandBytes(options.request));
    writeCommand(options.request, this.bytes);
    this.#toResult = options.toResult;
    this.#channel = options.channel;
  }

  /** The session and number that make sending this call again harmless; undefined for none. */
  get mark(): SessionMark | undefined {
    return this.#mark;
  }

  /** Makes this call one of a session's. Never after an attempt whose effect is unknown. */
  join(session: Session): SessionMark {
    if (this.mayHaveHappened)
      throw new Error('a command that may have taken effect was given a second identity');
    this.#session = session;
    this.#mark = session.begin();
    return this.#mark;
  }

  /** The bytes for an attempt that begins now. */
  beginAttempt(): Uint8Array {
    if (this.#mark !== undefined && this.unclearAttempts === 0) {
      // As long as no copy of it is about, the command takes the latest floor along, or the answers that the server
      // keeps would pile up behind a long queue. Afterwards, the bytes stay as they are.
      stampSession(this.bytes, { ...this.#mark, floor: this.#session?.floor ?? this.#mark.floor });
    }
    this.#attemptOpen = true;
    return this.bytes;
  }

  /** The connection ended before an answer came. */
  lost(error: SeaworthyError): Verdict {
    return this.#unclear(error);
  }

  receive(reply: Reply): Verdict {
    if (!reply.ok) return this.#refused(reply.refusal);
    this.#attemptOpen = false;
    this.succeedWith(this.#toResult(reply.answer));
    return 'settled';
  }

  /** Ends a call that no server would accept, or that the client cannot send. */
  refuse(error: SeaworthyError): void {
    if (!this.mayHaveHappened) this.fail(error);
    else this.#failUnknown('a later attempt was refused for good', error);
  }

  override expire(): void {
    const cause = this.#lastError ?? this.#channel.failure;
    const after = `within ${this.timeoutMs} ms`;
    if (this.mayHaveHappened) {
      this.#failUnknown(`no clear answer came ${after}`, cause);
    } else if (this.#attemptOpen || this.unclearAttempts > 0 || cause === undefined) {
      this.fail(new SeaworthyError('timeout', `no answer came ${after}`, { cause }));
    } else {
      this.fail(new SeaworthyError('unavailable', `no server took the request ${after}`, { cause }));
    }
  }

  protected override onSettled(): void {
    if (this.#mark !== undefined) this.#session?.finish(this.#mark.sequence);
  }

  protected override get mayHaveHappened(): boolean {
    return this.#changes && (this.#attemptOpen || this.unclearAttempts > 0);
  }

  /** Opening a session changes the store too, but a session that nobody knows of changes nothing for anybody. */
  get #changes(): boolean {
    const { op } = this.request;
    return op !== 'get' && op !== 'open-session';
  }

  #refused(refusal: Refusal): Verdict {
    const error = new SeaworthyError(refusal.code, refusal.message);
    switch (refusal.code) {
      case 'not_leader':
      case 'busy':
      case 'shutting_down':
        this.#attemptOpen = false;
        this.#lastError = error;
        return 'again';
      case 'outcome_unknown':
      case 'internal':
        return this.#unclear(error);
      case 'session_expired':
        this.#attemptOpen = false;
        if (this.#mark !== undefined && !this.mayHaveHappened) return 'expired';
        break;
      case 'invalid_request':
      case 'unknown_operation':
      case 'key_too_long':
      case 'value_too_large':
      case 'frame_too_large':
        this.#attemptOpen = false;
        break;
    }
    this.refuse(error);
    return 'settled';
  }

  #unclear(error: SeaworthyError): Verdict {
    this.#attemptOpen = false;
    this.unclearAttempts++;
    this.#lastError = error;
    if (!this.#changes || this.#mark !== undefined) return 'again';
    this.#failUnknown('without a session it is not sent again', error);
    return 'settled';
  }

  #failUnknown(why: string, cause: unknown): void {
    const message = `the ${this.request.op} may or may not have taken effect: ${why}`;
    this.fail(new SeaworthyError('outcome_unknown', message, { cause, outcome: 'unknown' }));
  }
}
