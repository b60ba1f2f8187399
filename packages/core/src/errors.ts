import type { NodeId } from './raft/types.ts';

/**
 * Why Raft did not do what was asked.
 *
 * - `not_leader`: this node cannot; `leader` can, where known. Nothing was appended.
 * - `outcome_unknown`: the command was appended, but leadership was lost before it was seen to commit; it may still be applied.
 * - `busy`: too much is waiting already. Nothing was appended.
 * - `quorum_at_risk`: the change of the members would leave too few voters that answer. Nothing was appended.
 * - `superseded`: the members became others than this change asked for.
 * - `stopped`: the node is stopping or has stopped. Nothing was appended.
 * - `invalid_argument`: the call itself is wrong.
 * - `corrupt_state`: what was stored contradicts itself; the node does not start.
 */
export type RaftErrorCode =
  | 'not_leader'
  | 'outcome_unknown'
  | 'busy'
  | 'quorum_at_risk'
  | 'superseded'
  | 'stopped'
  | 'invalid_argument'
  | 'corrupt_state';

const RETRYABLE: ReadonlySet<RaftErrorCode> = new Set<RaftErrorCode>([
  'not_leader',
  'busy',
  'quorum_at_risk',
]);

/** The one error class of `@seaworthy/core`; match on `code`. */
export class RaftError extends Error {
  override readonly name = 'RaftError';
  readonly code: RaftErrorCode;
  /** Whether the same call can succeed later, here or on another node, and cannot take effect twice. */
  readonly retryable: boolean;
  /** With `not_leader`: the leader, where this node knows one. */
  readonly leader: NodeId | null;

  constructor(
    code: RaftErrorCode,
    message: string,
    options: { cause?: unknown; leader?: NodeId | null } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = RETRYABLE.has(code);
    this.leader = options.leader ?? null;
  }
}
