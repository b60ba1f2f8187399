import type { AppendRequest, HeartbeatRequest } from './message.ts';
import type { RaftState } from './state.ts';
import type { Entry, LogIndex, LogPosition, NodeId, SnapshotMeta, Term } from './types.ts';

/** Follows `leader`, or nobody known, in `newTerm` (Raft §5.1). */
export function becomeFollower(state: RaftState, newTerm: Term, leader: NodeId | null): void {
  const led = state.current.role === 'leader' ? state.current : null;
  if (newTerm > state.term) state.setHardState({ term: newTerm, votedFor: null });
  if (state.current.role !== 'follower' || leader !== null) state.timer.redraw();
  if (leader !== null) state.heardLeader();
  else if (led !== null) state.forgetLeader();
  state.setRole({ role: 'follower' }, leader);
  if (led === null) return;
  state.out.push({ type: 'reads-refused', id: Number.MAX_SAFE_INTEGER, leader });
  if (led.transfer !== null) state.out.push({ type: 'transfer-ended' });
}

/** AppendEntries, receiver (Raft figure 2). The sender leads the current term. */
export function handleAppend(state: RaftState, from: NodeId, request: AppendRequest): void {
  const { previous, entries, round } = request;
  const reply = { term: state.term, round };
  if (contradictsCommit(state, request)) {
    state.ignore(from, 'conflicts_with_commit');
    return;
  }
  if (previous.index < state.commit) {
    // Old or duplicated: everything up to the commit index agrees with every leader's log to come.
    state.out.promise(from, { type: 'append-accepted', ...reply, match: state.commit });
    return;
  }
  if (!state.log.contains(previous)) {
    const hint = state.log.lastIndexOfTermAtMost(previous.index, previous.term);
    state.out.send(from, { type: 'append-rejected', ...reply, previous: previous.index, hint });
    return;
  }
  store(state, entries);
  const verified = (previous.index + entries.length) as LogIndex;
  // Only what this very request verified may commit: the log may go on with entries that no leader confirmed.
  state.commitTo(Math.min(request.commit, verified));
  state.out.promise(from, { type: 'append-accepted', ...reply, match: verified });
}

/** Whether a leader has another entry where one is committed: no leader can, unless a promise was broken somewhere. */
function contradictsCommit({ log, commit }: RaftState, { previous, entries }: AppendRequest): boolean {
  if (previous.index > commit) return false;
  const differs = ({ index, term }: LogPosition): boolean => {
    const own = log.termAt(index);
    return index <= commit && own !== undefined && own !== term;
  };
  return differs(previous) || entries.some(differs);
}

/** Adds what is missing. Entries that are already there stay, even if the request ends before the log does (Raft §5.3). */
function store(state: RaftState, entries: readonly Entry[]): void {
  const first = entries.findIndex((entry) => !state.log.contains(entry));
  if (first === -1) return;
  const added = first === 0 ? entries : entries.slice(first);
  const from = (added[0] as Entry).index;
  if (from <= state.log.last.index) state.truncateLog(from);
  state.appendToLog(added);
}

export function handleHeartbeat(state: RaftState, from: NodeId, request: HeartbeatRequest): void {
  if (request.commit > state.log.last.index) {
    state.ignore(from, 'beyond_log');
    return;
  }
  state.commitTo(request.commit);
  state.out.send(from, { type: 'heartbeat-response', term: state.term, round: request.round });
}

/** Decides whether an offered snapshot is needed. The sender leads the current term. */
export function handleSnapshotOffer(state: RaftState, from: NodeId, meta: SnapshotMeta): void {
  if (isOfAnotherHistory(state, meta)) {
    state.ignore(from, 'conflicts_with_commit');
    state.out.push({ type: 'snapshot-answer', accepted: false });
    return;
  }
  const needed = meta.index > state.commit && !state.log.contains(meta);
  state.out.push({ type: 'snapshot-answer', accepted: needed });
  if (!needed) acknowledgeSnapshot(state, from, meta);
}

/** InstallSnapshot, receiver, once all of it has arrived (Raft figure 13). */
export function handleSnapshotReceived(state: RaftState, from: NodeId, meta: SnapshotMeta): void {
  // Elected since the snapshot was accepted: a leader never replaces its log (Raft §5.3), and holds all that is committed.
  if (state.current.role === 'leader') return;
  if (isOfAnotherHistory(state, meta)) {
    state.ignore(from, 'conflicts_with_commit');
    return;
  }
  if (meta.index <= state.commit || state.log.contains(meta)) {
    acknowledgeSnapshot(state, from, meta);
    return;
  }
  state.resetLog(meta);
  const sequence = state.durability.issue(meta.index);
  state.out.push({ type: 'install', sequence, from, meta });
  state.out.promise(from, { type: 'append-accepted', term: state.term, match: meta.index, round: 0 });
}

/** Whether a snapshot was made of entries that contradict what is committed here; terms never fall along a log. */
function isOfAnotherHistory({ log, commit }: RaftState, { index, term }: LogPosition): boolean {
  if (index > commit) return term < (log.termAt(commit) as Term);
  const own = log.termAt(index);
  return own === undefined ? term > log.base.term : term !== own;
}

/** Says that the log itself already holds what the snapshot stands for; entries behind it, perhaps acknowledged, stay. */
function acknowledgeSnapshot(state: RaftState, from: NodeId, meta: SnapshotMeta): void {
  state.commitTo(meta.index);
  state.out.promise(from, { type: 'append-accepted', term: state.term, match: state.commit, round: 0 });
}
