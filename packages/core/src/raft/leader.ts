import { byteLengthOf, commandBytes } from './bytes.ts';
import { isVoter } from './configuration.ts';
import { becomeFollower } from './follower.ts';
import { invariant } from './invariant.ts';
import { Leadership } from './leadership.ts';
import { Lease } from './lease.ts';
import { continueChange, syncMembers, tickMembers } from './membership.ts';
import type { AppendAccepted, AppendRejected, HeartbeatResponse } from './message.ts';
import { Progress } from './progress.ts';
import { isQuorum, reachedByQuorum } from './quorum.ts';
import { confirmRounds, registerEarlyReads } from './read-index.ts';
import { append, broadcastHeartbeat, probe, replicate, sendHeartbeat } from './replication.ts';
import type { RaftState } from './state.ts';
import { continueTransfer, handOver, tickTransfer } from './transfer.ts';
import type { LogIndex, NodeId } from './types.ts';

const NOTHING = new Uint8Array(0);

/** Leads the current term: opens it with an entry of its own and tells everybody (Raft §5.2, §8). */
export function becomeLeader(state: RaftState): void {
  invariant(state.current.role === 'candidate', `a ${state.current.role} cannot become leader`);
  const { leaseMs } = state.config;
  const leadership = new Leadership(leaseMs === null ? null : new Lease(leaseMs));
  for (const peer of state.peers) leadership.progress.set(peer, new Progress(state.log.last.index + 1));
  leadership.uncommittedBytes = commandBytes(state.uncommitted);
  state.setRole(leadership, state.id);
  append(state, leadership, 'noop', [NOTHING]);
  syncMembers(state, leadership);
}

/** Takes a client's commands into the log, or refuses all of them. */
export function propose(state: RaftState, leadership: Leadership, commands: readonly Uint8Array[]): void {
  const first = takeCommands(state, leadership, commands);
  if (first === null) state.out.push({ type: 'refused', reason: 'busy', leader: state.id });
  else state.out.push({ type: 'proposed', first, term: state.term });
}

/** Appends commands and returns the first one's index; null if too much waits, or leadership is being handed over. */
export function takeCommands(
  state: RaftState,
  leadership: Leadership,
  commands: readonly Uint8Array[],
): LogIndex | null {
  const bytes = byteLengthOf(commands);
  const full =
    leadership.uncommittedBytes > 0 && leadership.uncommittedBytes + bytes > state.config.maxUncommittedBytes;
  if (full || state.overloaded || leadership.transfer !== null) return null;
  leadership.uncommittedBytes += bytes;
  return append(state, leadership, 'command', commands);
}

export function handleAppendAccepted(
  state: RaftState,
  leadership: Leadership,
  peer: NodeId,
  progress: Progress,
  { match, round }: AppendAccepted,
): void {
  if (match > state.log.last.index) {
    state.ignore(peer, 'beyond_log');
    return;
  }
  noteAnswer(state, leadership, progress, round);
  const news = progress.acknowledge(match);
  if (progress.state === 'probe' && match + 1 >= progress.next) progress.becomeReplicate();
  if (progress.state === 'snapshot' && match >= state.log.base.index) progress.becomeReplicate();
  if (news) advanceCommit(state, leadership);
  if (state.current !== leadership) return;
  replicate(state, leadership, peer, progress);
  const catchUp = leadership.catchUps.get(peer);
  if (catchUp !== undefined) {
    catchUp.reached(match, state.log.last.index);
    continueChange(state, leadership);
  }
  continueTransfer(state, leadership, peer, progress);
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

function noteAnswer(state: RaftState, leadership: Leadership, progress: Progress, round: number): void {
  progress.heard = true;
  progress.silentTicks = 0;
  if (round <= progress.round) return;
  progress.round = round;
  confirmRounds(state, leadership);
}

/**
 * Commits what a majority has made durable, if it ends in an entry of the current term; entries of earlier terms commit
 * only along with one of those (Raft §5.4.2, figure 8).
 */
export function advanceCommit(state: RaftState, leadership: Leadership): void {
  const reached = reachedByQuorum(state.configuration, (voter) =>
    voter === state.id ? state.durability.index : (leadership.progress.get(voter)?.match ?? 0),
  );
  if (reached <= state.commit || state.log.termAt(reached) !== state.term) return;
  const before = state.commit;
  leadership.uncommittedBytes -= commandBytes(state.commitTo(reached));
  tellForwarders(state, leadership, before);
  registerEarlyReads(state, leadership);
  continueChange(state, leadership);
  if (hasLeft(state)) leave(state, leadership);
}

/** A follower whose clients wait for what just committed hears of it now, not with the next heartbeat. */
function tellForwarders(state: RaftState, leadership: Leadership, before: LogIndex): void {
  for (const [peer, progress] of leadership.progress)
    if (progress.forwardedThrough > before) sendHeartbeat(state, leadership, peer, progress);
}

/** Whether the removal of this leader from the voters is over: it led to this point without counting itself (thesis §4.2.2). */
function hasLeft({ configuration: current, configurationIndex, commit, id }: RaftState): boolean {
  return configurationIndex <= commit && !isVoter(current, id);
}

function leave(state: RaftState, leadership: Leadership): void {
  broadcastHeartbeat(state, leadership);
  if (state.config.removedLeader === 'hand-over') handOver(state, leadership);
  becomeFollower(state, state.term, null);
}

/** Stops leading at once, with a successor asked to campaign. */
export function stepDown(state: RaftState, leadership: Leadership): void {
  handOver(state, leadership);
  becomeFollower(state, state.term, null);
}

export function tickLeader(state: RaftState, leadership: Leadership): void {
  const { config } = state;
  for (const progress of leadership.progress.values()) progress.silentTicks++;
  tickTransfer(state, leadership);
  tickMembers(state, leadership);
  if (!hearsQuorum(state, leadership)) {
    becomeFollower(state, state.term, null);
    return;
  }
  continueChange(state, leadership);
  if (++leadership.ticksSinceHeartbeat >= config.heartbeatTicks) broadcastHeartbeat(state, leadership);
}

/** Whether a majority answered within an election timeout (thesis §6.2, "leaders"). */
function hearsQuorum(state: RaftState, leadership: Leadership): boolean {
  return isQuorum(
    state.configuration,
    (voter) =>
      voter === state.id ||
      (leadership.progress.get(voter)?.silentTicks ?? Infinity) < state.config.electionTicks,
  );
}
