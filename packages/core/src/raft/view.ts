import type { Leadership } from './leadership.ts';
import { isActive } from './replication.ts';
import type { RaftState } from './state.ts';
import {
  logIndex,
  type Configuration,
  type LogIndex,
  type LostEntries,
  type NodeId,
  type Role,
  type Term,
} from './types.ts';

/** What can be seen of a node from outside. */
export interface RaftView {
  readonly id: NodeId;
  readonly role: Role;
  readonly term: Term;
  readonly votedFor: NodeId | null;
  readonly leader: NodeId | null;
  readonly commit: LogIndex;
  readonly last: LogIndex;
  readonly firstStored: LogIndex;
  readonly durable: LogIndex;
  readonly snapshot: LogIndex;
  /** Set while entries are missing that this node lost to damage: it follows, but does not campaign. */
  readonly lost: LostEntries | null;
  /** The configuration in effect, committed or not, and where it stands in the log. */
  readonly configuration: Configuration;
  readonly configurationIndex: LogIndex;
  /** On a leader, the peer that is to take over, if any. */
  readonly transferTo: NodeId | null;
  /** What the entries of the log in memory take, in bytes, about. */
  readonly logMemoryBytes: number;
  /** On a leader, the bytes of commands that wait for their commit. */
  readonly uncommittedBytes: number;
  /** On a leader, everybody it replicates to; otherwise empty. */
  readonly peers: readonly PeerView[];
}

/** What a leader knows of one other node. */
export interface PeerView {
  readonly id: NodeId;
  readonly match: LogIndex;
  readonly next: number;
  readonly state: 'probe' | 'replicate' | 'snapshot';
  /** Whether it answered within an election timeout. */
  readonly recentlyActive: boolean;
}

/** Looks at a node. */
export function viewOf(state: RaftState): RaftView {
  const leadership = state.current.role === 'leader' ? state.current : null;
  return {
    id: state.id,
    role: state.current.role,
    term: state.term,
    votedFor: state.hardState.votedFor,
    leader: state.leader,
    commit: state.commit,
    last: state.log.last.index,
    firstStored: logIndex(state.log.base.index + 1),
    durable: state.durability.index,
    snapshot: state.snapshot?.index ?? logIndex(0),
    lost: state.lost,
    configuration: state.configuration,
    configurationIndex: state.configurationIndex,
    transferTo: leadership?.transfer?.to ?? null,
    logMemoryBytes: state.log.bytes,
    uncommittedBytes: leadership?.uncommittedBytes ?? 0,
    peers: leadership === null ? [] : peersOf(state, leadership),
  };
}

function peersOf(state: RaftState, { progress }: Leadership): PeerView[] {
  return Array.from(progress, ([id, peer]) => ({
    id,
    match: peer.match,
    next: peer.next,
    state: peer.state,
    recentlyActive: isActive(state, peer),
  }));
}
