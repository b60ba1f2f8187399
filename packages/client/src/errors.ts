import { isRetryable, type ErrorCode } from './wire/index.ts';

/** Codes that a client gives on its own; the others are a server's, see {@link ErrorCode}. */
export type ClientErrorCode =
  /** The deadline passed while the call waited for an answer or for its turn. It did not take effect. */
  | 'timeout'
  /** The deadline passed and no server could be found that takes the call. It did not take effect. */
  | 'unavailable'
  /** The caller's signal was aborted. */
  | 'aborted'
  /** The client was closed. */
  | 'closed'
  /** An argument or option is not what it must be; nothing was sent. */
  | 'invalid_argument'
  /** The server does not speak the protocol, or belongs to another cluster. */
  | 'protocol';

/** A stable name for what went wrong; it never changes its meaning. */
export type SeaworthyErrorCode = ErrorCode | ClientErrorCode;

/**
 * Whether what was asked may have changed the store, or may still change it: `none` is certain that it did not and
 * will not, `unknown` is not certain of anything. Always `none` for reads.
 */
export type Outcome = 'none' | 'unknown';

const BRAND = Symbol.for('seaworthy.client.error');
const RETRYABLE_CLIENT_CODES: ReadonlySet<string> = new Set<ClientErrorCode>(['timeout', 'unavailable']);

export interface SeaworthyErrorOptions {
  readonly cause?: unknown;
  /** Default `none`. */
  readonly outcome?: Outcome;
}

/** Everything a client throws or rejects with. Switch on `code`; the message is for people. */
export class SeaworthyError extends Error {
  override readonly name = 'SeaworthyError';
  readonly code: SeaworthyErrorCode;
  /** See {@link Outcome}. */
  readonly outcome: Outcome;
  /** Nothing happened, and the same call may succeed if it is made again. */
  readonly retryable: boolean;

  constructor(code: SeaworthyErrorCode, message: string, options: SeaworthyErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.outcome = options.outcome ?? 'none';
    const kind = RETRYABLE_CLIENT_CODES.has(code) || isRetryable(code as ErrorCode);
    this.retryable = this.outcome === 'none' && kind;
    Object.defineProperty(this, BRAND, { value: true });
  }
}

/** Whether `value` is a {@link SeaworthyError}, be it from another copy of this package. */
export function isSeaworthyError(value: unknown): value is SeaworthyError {
  return value instanceof Error && BRAND in value;
}

export function invalidArgument(message: string): SeaworthyError {
  return new SeaworthyError('invalid_argument', message);
}

/** The words of whatever was thrown. */
export function messageOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  // A refused connection to a name with several addresses is an AggregateError without a message.
  const first: unknown = thrown instanceof AggregateError ? thrown.errors[0] : undefined;
  return thrown.message !== '' || first === undefined ? thrown.message : messageOf(first);
}
