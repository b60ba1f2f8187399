import { invariant } from './invariant.ts';
import type { AppendRequest, HeartbeatRequest } from './message.ts';
import type { RaftState } from './state.ts';
import type { Entry, LogIndex, NodeId, SnapshotMeta, Term } from './types.ts';

/** Follows `leader`, or nobody known, in `newTerm` (Raft §5.1). */
export function becomeFollower(state: RaftState, newTerm: Term, leader: NodeId | null): void {
  const led = state.current.role === 'leader' ? state.current : null;
  if (newTerm > state.term) state.setHardState({ term: newTerm, votedFor: null });
  if (state.current.role !== 'follower' || leader !== null) state.timer.redraw();
  state.setRole({ role: 'follower' }, leader);
  if (led === null) return;
  state.out.push({ type: 'reads-refused', id: Number.MAX_SAFE_INTEGER, leader });
  if (led.transfer !== null) state.out.push({ type: 'transfer-ended' });
}

/** AppendEntries, receiver (Raft figure 2). The sender leads the current term. */
export function handleAppend(state: RaftState, from: NodeId, request: AppendRequest): void {
  const { previous, entries, round } = request;
  const reply = { term: state.term, round };
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

/** Adds what is missing. Entries that are already there stay, even if the request ends before the log does (Raft §5.3). */
function store(state: RaftState, entries: readonly Entry[]): void {
  const first = entries.findIndex((entry) => !state.log.contains(entry));
  if (first === -1) return;
  const added = entries.slice(first);
  const from = (added[0] as Entry).index;
  const { index: last } = state.log.last;
  if (from <= last) {
    invariant(from > state.commit, `the leader replaces entry ${from}, but ${state.commit} is committed`);
    state.log.truncateFrom(from);
    state.durability.truncated(from);
    state.out.push({ type: 'truncated', term: state.term, from, through: last });
  }
  state.log.append(added);
  state.out.persistEntries(added);
}

export function handleHeartbeat(state: RaftState, from: NodeId, request: HeartbeatRequest): void {
  state.commitTo(request.commit);
  state.out.send(from, { type: 'heartbeat-response', term: state.term, round: request.round });
}

/** Decides whether an offered snapshot is needed. The sender leads the current term. */
export function handleSnapshotOffer(state: RaftState, from: NodeId, meta: SnapshotMeta): void {
  const needed = meta.index > state.commit && !state.log.contains(meta);
  state.out.push({ type: 'snapshot-answer', accepted: needed });
  if (!needed) acknowledgeSnapshot(state, from, meta);
}

/** InstallSnapshot, receiver, once all of it has arrived (Raft figure 13). */
export function handleSnapshotReceived(state: RaftState, from: NodeId, meta: SnapshotMeta): void {
  if (meta.index <= state.commit || state.log.contains(meta)) {
    acknowledgeSnapshot(state, from, meta);
    return;
  }
  state.log.reset(meta);
  state.snapshot = meta;
  state.commit = meta.index;
  state.durability.reset();
  const sequence = state.durability.issue(meta.index);
  state.out.push({ type: 'install', sequence, from, meta });
  state.out.promise(from, { type: 'append-accepted', term: state.term, match: meta.index, round: 0 });
}

/** Says that the log itself already holds what the snapshot stands for; entries behind it, perhaps acknowledged, stay. */
function acknowledgeSnapshot(state: RaftState, from: NodeId, meta: SnapshotMeta): void {
  state.commitTo(meta.index);
  state.out.promise(from, { type: 'append-accepted', term: state.term, match: state.commit, round: 0 });
}
