import type { NodeId } from '@seaworthy/core';

/**
 * What went wrong between two nodes.
 *
 * - `invalid_argument`: an option or an address is wrong; the message says what was expected.
 * - `listen_failed`: the own address could not be bound.
 * - `unreachable`: the peer cannot be reached, or the connection to it was lost.
 * - `timeout`: the peer was reached but did not introduce itself in time.
 * - `wrong_version`, `wrong_cluster`, `unknown_node`, `unauthenticated`: an introduction was refused because the two
 *   sides speak different versions, belong to different clusters, do not know each other, or do not share the secret.
 * - `bad_frame`: what arrived breaks the format, the limits or the order of frames.
 * - `superseded`: the same peer opened a newer connection.
 * - `too_large`: something of our own exceeds a limit and was not sent.
 * - `busy`: too many connections wait for their introduction.
 * - `refused`: the receiver did not take the snapshot.
 * - `aborted`: the sender gave the snapshot up before its end.
 * - `closed`: this transport, or the peer's, was closed.
 */
export type TransportErrorCode =
  | 'invalid_argument'
  | 'listen_failed'
  | 'unreachable'
  | 'timeout'
  | 'wrong_version'
  | 'wrong_cluster'
  | 'unknown_node'
  | 'unauthenticated'
  | 'bad_frame'
  | 'superseded'
  | 'too_large'
  | 'busy'
  | 'refused'
  | 'aborted'
  | 'closed';

const RETRYABLE: ReadonlySet<TransportErrorCode> = new Set<TransportErrorCode>([
  'listen_failed',
  'unreachable',
  'timeout',
  'busy',
  'superseded',
  'aborted',
]);

/** The one error class of `@seaworthy/transport-ws`; match on `code`. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  readonly code: TransportErrorCode;
  /** Whether the same attempt can succeed later without anybody changing a configuration. */
  readonly retryable: boolean;
  /** The node on the other side, as far as it is known. */
  readonly peer: NodeId | null;

  constructor(
    code: TransportErrorCode,
    message: string,
    options: { cause?: unknown; peer?: NodeId | null; retryable?: boolean } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? RETRYABLE.has(code);
    this.peer = options.peer ?? null;
  }
}

/** The same error with the peer it concerns. */
export function concerning(peer: NodeId, error: TransportError): TransportError {
  if (error.peer !== null) return error;
  const { code, message, cause, retryable } = error;
  return new TransportError(code, message, { cause, retryable, peer });
}

/** The text of whatever was thrown. */
export function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
