/** Why a server did not do what was asked. */
export const ERROR_CODES = [
  /** This server does not lead; nothing was done. */
  'not_leader',
  /** The command may or may not take effect, now or later. */
  'outcome_unknown',
  /** The session is not, or no longer, known; the command had no effect. */
  'session_expired',
  /** Too much is waiting; nothing was done. */
  'busy',
  /** The server is stopping; nothing was done. */
  'shutting_down',
  /** The request does not have the form it must have. */
  'invalid_request',
  'unknown_operation',
  'key_too_long',
  'value_too_large',
  'frame_too_large',
  /** The server failed in a way that it cannot explain. */
  'internal',
] as const;

/** A stable name for what went wrong; it never changes its meaning. */
export type ErrorCode = (typeof ERROR_CODES)[number];

/** Codes that say: nothing happened, and the same request may succeed later or elsewhere. */
const RETRYABLE: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['not_leader', 'busy', 'shutting_down']);

export function isRetryable(code: ErrorCode): boolean {
  return RETRYABLE.has(code);
}

/** Bytes that are not what the protocol says they must be. */
export class WireError extends Error {
  override readonly name = 'WireError';
  readonly code: ErrorCode;
  readonly retryable = false;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
