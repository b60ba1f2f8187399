import type { NodeId, RaftError } from '@seaworthy/core';
import type { ErrorCode, Refusal } from '@seaworthy/client/wire';

/** Where the clients of a node go, or null where nobody said. */
export type FindUrl = (node: NodeId) => string | null;

export function refusal(code: ErrorCode, message: string): Refusal {
  return { code, message, leader: null, leaderUrl: null };
}

/** Says in the terms of the wire why Raft did not do what was asked. */
export function refusalOf(error: RaftError, findUrl: FindUrl): Refusal {
  switch (error.code) {
    case 'not_leader':
      return {
        code: 'not_leader',
        message: error.message,
        leader: error.leader,
        leaderUrl: error.leader === null ? null : findUrl(error.leader),
      };
    case 'outcome_unknown':
      return refusal('outcome_unknown', error.message);
    case 'busy':
      return refusal('busy', error.message);
    case 'stopped':
      return refusal('shutting_down', error.message);
    case 'quorum_at_risk':
    case 'superseded':
    case 'invalid_argument':
    case 'corrupt_state':
      return refusal('internal', error.message);
  }
}
