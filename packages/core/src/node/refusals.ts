import { RaftError } from '../errors.ts';
import type { MembershipRefusal } from '../raft/effect.ts';
import type { NodeId } from '../raft/types.ts';
import { notLeader } from './pending-reads.ts';

/** Why a proposal was not taken. */
export function refusal(reason: 'not_leader' | 'busy', leader: NodeId | null): RaftError {
  if (reason === 'not_leader') return notLeader(leader);
  return new RaftError(
    'busy',
    'too much waits to be committed or applied, space for the log runs out, or leadership is being handed over',
  );
}

/** Why a change of the members was not begun. */
export function membershipRefusal(
  reason: MembershipRefusal,
  message: string,
  leader: NodeId | null,
): RaftError {
  switch (reason) {
    case 'not_leader':
      return notLeader(leader);
    case 'in_progress':
      return new RaftError('busy', message);
    case 'invalid':
      return new RaftError('invalid_argument', message);
    case 'quorum_at_risk':
      return new RaftError('quorum_at_risk', message);
  }
}

/** Why nothing is taken any more. */
export function stopped(): RaftError {
  return new RaftError('stopped', 'this node has stopped');
}

/** What is wrong with a command, which not everybody writes in TypeScript; null when nothing is. */
export function whyNoCommand(command: unknown, maxBytes: number): RaftError | null {
  if (!(command instanceof Uint8Array))
    return new RaftError('invalid_argument', `expected bytes as a command, got ${typeof command}`);
  if (command.byteLength <= maxBytes) return null;
  const message = `expected a command of at most ${maxBytes} bytes, got ${command.byteLength}`;
  return new RaftError('invalid_argument', message);
}
