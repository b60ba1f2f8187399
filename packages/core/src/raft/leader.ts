import { becomeFollower } from './follower.ts';
import { invariant } from './invariant.ts';
import { Leadership } from './leadership.ts';
import type { AppendAccepted, AppendRejected, HeartbeatResponse } from './message.ts';
import type { Progress } from './progress.ts';
import { majority, quorumValue } from './quorum.ts';
import type { RaftState } from './state.ts';
import {
  logIndex,
  type Entry,
  type EntryKind,
  type LogIndex,
  type NodeId,
  type SnapshotMeta,
} from './types.ts';

const NOTHING = new Uint8Array(0);

/** Leads the current term: opens it with an entry of its own and tells everybody (Raft §5.2, §8). */
export function becomeLeader(state: RaftState): void {
  invariant(state.current.role === 'candidate', `a ${state.current.role} cannot become leader`);
  const leadership = new Leadership(state.peers, state.log.last.index + 1);
  state.setRole(leadership, state.id);
  append(state, leadership, 'noop', [NOTHING]);
}

/** Takes commands into the log, or refuses all of them. */
export function propose(state: RaftState, leadership: Leadership, commands: readonly Uint8Array[]): void {
  const bytes = commands.reduce((sum, command) => sum + command.length, 0);
  const full =
    leadership.uncommittedBytes > 0 && leadership.uncommittedBytes + bytes > state.config.maxUncommittedBytes;
  if (full || leadership.transfer !== null) {
    state.out.push({ type: 'refused', reason: 'busy', leader: state.id });
    return;
  }
  const first = append(state, leadership, 'command', commands);
  leadership.uncommittedBytes += bytes;
  state.out.push({ type: 'proposed', first, term: state.term });
}

function append(
  state: RaftState,
  leadership: Leadership,
  kind: EntryKind,
  data: readonly Uint8Array[],
): LogIndex {
  const first = logIndex(state.log.last.index + 1);
  const entries = data.map((bytes, offset): Entry => {
    return { term: state.term, index: (first + offset) as LogIndex, kind, data: bytes };
  });
  state.log.append(entries);
  state.out.persistEntries(entries);
  for (const [peer, progress] of leadership.progress) replicate(state, leadership, peer, progress);
  return first;
}

/** Sends whatever `peer` lacks, as far as flow control allows. */
function replicate(state: RaftState, leadership: Leadership, peer: NodeId, progress: Progress): void {
  const { config, log } = state;
  while (
    !progress.isPaused(config.maxInflightAppends, config.maxInflightBytes) &&
    progress.next <= log.last.index
  ) {
    if (progress.next <= log.base.index) {
      sendSnapshot(state, peer, progress);
      return;
    }
    const entries = log.slice(progress.next, log.last.index, config.maxAppendBytes);
    sendAppend(state, leadership, peer, progress, entries);
    if (progress.state === 'probe') {
      progress.probing = true;
    } else {
      const bytes = entries.reduce((sum, entry) => sum + entry.data.length, 0);
      progress.sent((entries.at(-1) as Entry).index, bytes);
    }
  }
}

function sendAppend(
  state: RaftState,
  leadership: Leadership,
  peer: NodeId,
  progress: Progress,
  entries: readonly Entry[],
): void {
  const index = logIndex(progress.next - 1);
  const previousTerm = state.log.termAt(index);
  invariant(previousTerm !== undefined, `the term of entry ${index} is unknown`);
  const previous = { index, term: previousTerm };
  const { round } = leadership.reads;
  state.out.send(peer, {
    type: 'append-request',
    term: state.term,
    previous,
    entries,
    commit: state.commit,
    round,
  });
}

function sendSnapshot(state: RaftState, peer: NodeId, progress: Progress): void {
  // A peer that does not answer heartbeats would not take a snapshot either; its first answer brings us back here.
  if (!progress.recentlyActive) return;
  progress.becomeSnapshot();
  state.out.push({ type: 'send-snapshot', to: peer, term: state.term });
}

export function handleAppendAccepted(
  state: RaftState,
  leadership: Leadership,
  peer: NodeId,
  progress: Progress,
  response: AppendAccepted,
): void {
  const { match } = response;
  invariant(
    match <= state.log.last.index,
    `${peer} acknowledged entry ${match}, the leader's log ends at ${state.log.last.index}`,
  );
  noteAnswer(state, leadership, progress, response.round);
  const news = progress.acknowledge(match);
  if (progress.state === 'probe' && match + 1 >= progress.next) progress.becomeReplicate();
  if (progress.state === 'snapshot' && match >= state.log.base.index) progress.becomeReplicate();
  if (news) advanceCommit(state, leadership);
  replicate(state, leadership, peer, progress);
  if (leadership.transfer?.to === peer) handOver(state, peer, progress);
}

export function handleAppendRejected(
  state: RaftState,
  leadership: Leadership,
  peer: NodeId,
  progress: Progress,
  response: AppendRejected,
): void {
  noteAnswer(state, leadership, progress, response.round);
  const stale =
    progress.state === 'probe'
      ? response.previous !== progress.next - 1
      : response.previous <= progress.match;
  if (stale || progress.state === 'snapshot') return;
  // Neither log can agree with the other beyond this point (Raft §5.3, last paragraph).
  const { hint } = response;
  const compacted = hint.index < state.log.base.index;
  const agree = compacted ? hint.index : state.log.lastIndexOfTermAtMost(hint.index, hint.term).index;
  progress.becomeProbe(Math.min(response.previous, agree + 1));
  replicate(state, leadership, peer, progress);
  if (!progress.probing && progress.state === 'probe') probe(state, leadership, peer, progress);
}

export function handleHeartbeatResponse(
  state: RaftState,
  leadership: Leadership,
  peer: NodeId,
  progress: Progress,
  response: HeartbeatResponse,
): void {
  noteAnswer(state, leadership, progress, response.round);
  progress.probing = false;
  if (progress.match >= state.log.last.index && progress.state === 'replicate') return;
  replicate(state, leadership, peer, progress);
  const waiting = progress.state === 'probe' ? !progress.probing : progress.hasInflight;
  if (waiting && progress.state !== 'snapshot') probe(state, leadership, peer, progress);
}

/** Asks with an empty append where the logs agree; the answer also tells whether appends on their way were lost. */
function probe(state: RaftState, leadership: Leadership, peer: NodeId, progress: Progress): void {
  if (progress.next <= state.log.base.index) {
    sendSnapshot(state, peer, progress);
    return;
  }
  sendAppend(state, leadership, peer, progress, []);
  if (progress.state === 'probe') progress.probing = true;
}

export function handleSnapshotSent(
  state: RaftState,
  leadership: Leadership,
  peer: NodeId,
  meta: SnapshotMeta | null,
  ok: boolean,
): void {
  const progress = leadership.progress.get(peer);
  if (progress?.state !== 'snapshot') return;
  progress.becomeProbe(ok && meta !== null ? meta.index + 1 : progress.match + 1);
  // After a failure the next heartbeat's answer tries again, not this very moment.
  progress.probing = true;
  if (ok) probe(state, leadership, peer, progress);
}

export function handleUnreachable(leadership: Leadership, peer: NodeId): void {
  const progress = leadership.progress.get(peer);
  if (progress?.state === 'replicate') progress.becomeProbe(progress.match + 1);
}

function noteAnswer(state: RaftState, leadership: Leadership, progress: Progress, round: number): void {
  progress.recentlyActive = true;
  if (round <= progress.round) return;
  progress.round = round;
  confirmReads(state, leadership);
}

/**
 * Commits what a majority has made durable, if it ends in an entry of the current term; entries of earlier terms commit
 * only along with one of those (Raft §5.4.2, figure 8).
 */
export function advanceCommit(state: RaftState, leadership: Leadership): void {
  const matches = state.config.voters.map((voter) =>
    voter === state.id ? state.durability.index : (leadership.progress.get(voter)?.match ?? 0),
  );
  const reached = quorumValue(matches);
  if (reached <= state.commit || state.log.termAt(reached) !== state.term) return;
  for (const { data } of state.log.slice(state.commit + 1, reached, Number.POSITIVE_INFINITY)) {
    leadership.uncommittedBytes = Math.max(0, leadership.uncommittedBytes - data.length);
  }
  state.commitTo(reached);
  if (leadership.reads.hasEarly) registerReads(state, leadership, leadership.reads.takeEarly());
}

/** Registers a linearizable read (thesis §6.4). */
export function read(state: RaftState, leadership: Leadership, id: number): void {
  // Until an entry of this term commits, the leader may not know all that its predecessors committed.
  if (state.log.termAt(state.commit) === state.term) registerReads(state, leadership, [id]);
  else leadership.reads.addEarly(id);
}

function registerReads(state: RaftState, leadership: Leadership, ids: readonly number[]): void {
  for (const id of ids) leadership.reads.register(id, state.commit);
  if (state.peers.length === 0) confirmReads(state, leadership);
  else broadcastHeartbeat(state, leadership);
}

function confirmReads(state: RaftState, leadership: Leadership): void {
  const rounds = state.config.voters.map((voter) =>
    voter === state.id ? leadership.reads.round : (leadership.progress.get(voter)?.round ?? 0),
  );
  for (const { id, index } of leadership.reads.confirm(quorumValue(rounds))) {
    state.out.push({ type: 'read-ready', id, index });
  }
}

export function tickLeader(state: RaftState, leadership: Leadership): void {
  const { config } = state;
  if (leadership.transfer !== null && ++leadership.transfer.ticks >= config.electionTicks)
    endTransfer(state, leadership);
  if (++leadership.ticksSinceQuorumCheck >= config.electionTicks) {
    leadership.ticksSinceQuorumCheck = 0;
    if (!hasActiveQuorum(state, leadership)) {
      becomeFollower(state, state.term, null);
      return;
    }
  }
  if (++leadership.ticksSinceHeartbeat >= config.heartbeatTicks) broadcastHeartbeat(state, leadership);
}

/** Whether a majority answered since the last time this was asked (thesis §6.2, "leaders"). */
function hasActiveQuorum(state: RaftState, leadership: Leadership): boolean {
  let active = 1;
  for (const progress of leadership.progress.values()) {
    if (progress.recentlyActive) active++;
    progress.recentlyActive = false;
  }
  return active >= majority(state.config.voters.length);
}

function broadcastHeartbeat(state: RaftState, leadership: Leadership): void {
  leadership.ticksSinceHeartbeat = 0;
  const { round } = leadership.reads;
  for (const [peer, progress] of leadership.progress) {
    const commit = logIndex(Math.min(progress.match, state.commit));
    state.out.send(peer, { type: 'heartbeat-request', term: state.term, commit, round });
  }
}

/** Begins to hand leadership over (thesis §3.10): no new proposals, bring `to` up to date, make it campaign. */
export function transfer(state: RaftState, leadership: Leadership, to: NodeId): void {
  const progress = leadership.progress.get(to);
  if (progress === undefined || leadership.transfer !== null) {
    state.out.push({ type: 'transfer-ended' });
    return;
  }
  leadership.transfer = { to, ticks: 0 };
  replicate(state, leadership, to, progress);
  handOver(state, to, progress);
}

function handOver(state: RaftState, to: NodeId, progress: Progress): void {
  if (progress.match === state.log.last.index) state.out.send(to, { type: 'timeout-now', term: state.term });
}

function endTransfer(state: RaftState, leadership: Leadership): void {
  leadership.transfer = null;
  state.out.push({ type: 'transfer-ended' });
}
