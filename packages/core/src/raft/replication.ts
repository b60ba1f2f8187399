import { invariant } from './invariant.ts';
import type { Leadership } from './leadership.ts';
import type { Progress } from './progress.ts';
import type { RaftState } from './state.ts';
import {
  logIndex,
  type Entry,
  type EntryKind,
  type LogIndex,
  type NodeId,
  type SnapshotMeta,
} from './types.ts';

/** Puts entries of the current term at the end of the log and on their way to everybody. Returns the first one's index. */
export function append(
  state: RaftState,
  leadership: Leadership,
  kind: EntryKind,
  data: readonly Uint8Array[],
): LogIndex {
  const first = logIndex(state.log.last.index + 1);
  const entries = data.map((bytes, offset): Entry => {
    return { term: state.term, index: (first + offset) as LogIndex, kind, data: bytes };
  });
  state.appendToLog(entries);
  for (const [peer, progress] of leadership.progress) replicate(state, leadership, peer, progress);
  return first;
}

/** Sends whatever `peer` lacks, as far as flow control allows. */
export function replicate(state: RaftState, leadership: Leadership, peer: NodeId, progress: Progress): void {
  const { config, log } = state;
  while (
    !progress.isPaused(config.maxInflightAppends, config.maxInflightBytes) &&
    progress.next <= log.last.index
  ) {
    if (progress.next <= log.base.index) {
      sendSnapshot(state, peer, progress);
      return;
    }
    if (!log.isInMemory(progress.next)) {
      load(state, peer, progress);
      return;
    }
    sendEntries(
      state,
      leadership,
      peer,
      progress,
      log.slice(progress.next, log.last.index, config.maxAppendBytes),
    );
  }
}

function load({ log, config, out }: RaftState, to: NodeId, progress: Progress): void {
  const from = logIndex(progress.next);
  if (progress.loading === from) return;
  progress.loading = from;
  out.push({ type: 'load-entries', to, from, through: log.lastOutOfMemory, maxBytes: config.maxAppendBytes });
}

/** Sends what was read for `peer`, if it is still what the peer lacks. */
export function handleEntriesLoaded(
  state: RaftState,
  leadership: Leadership,
  peer: NodeId,
  from: LogIndex,
  entries: readonly Entry[] | null,
): void {
  const progress = leadership.progress.get(peer);
  if (progress?.loading !== from) return;
  progress.loading = null;
  const { config, log } = state;
  // Where nothing is sent now, the follower's next answer leads back here.
  if (entries === null || progress.next !== from || from <= log.base.index) return;
  if (progress.isPaused(config.maxInflightAppends, config.maxInflightBytes)) return;
  invariant(entries.length > 0, `no entry was read from ${from} on`);
  for (const [offset, { index, term }] of entries.entries())
    invariant(
      index === from + offset && log.termAt(index) === term,
      `entry ${index} of term ${term} was read for ${from + offset} of term ${log.termAt(from + offset)}`,
    );
  sendEntries(state, leadership, peer, progress, entries);
  replicate(state, leadership, peer, progress);
}

function sendEntries(
  state: RaftState,
  leadership: Leadership,
  peer: NodeId,
  progress: Progress,
  entries: readonly Entry[],
): void {
  sendAppend(state, leadership, peer, progress, entries);
  if (progress.state === 'probe') {
    progress.probing = true;
    return;
  }
  const bytes = entries.reduce((sum, entry) => sum + entry.data.length, 0);
  progress.sent((entries.at(-1) as Entry).index, bytes);
}

/** Asks with an empty append where the logs agree; the answer also tells whether appends on their way were lost. */
export function probe(state: RaftState, leadership: Leadership, peer: NodeId, progress: Progress): void {
  if (progress.next <= state.log.base.index) {
    sendSnapshot(state, peer, progress);
    return;
  }
  sendAppend(state, leadership, peer, progress, []);
  if (progress.state === 'probe') progress.probing = true;
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
  if (!isActive(state, progress)) return;
  progress.becomeSnapshot();
  state.out.push({ type: 'send-snapshot', to: peer, term: state.term });
}

/** Whether a follower answered lately. */
export function isActive({ config }: RaftState, { heard, silentTicks }: Progress): boolean {
  return heard && silentTicks < config.electionTicks;
}

export function sendHeartbeat(
  state: RaftState,
  leadership: Leadership,
  peer: NodeId,
  progress: Progress,
): void {
  // What is said to be committed never exceeds what the follower is known to hold.
  const commit = logIndex(Math.min(progress.match, state.commit));
  const { round } = leadership.reads;
  state.out.send(peer, { type: 'heartbeat-request', term: state.term, commit, round });
}

export function broadcastHeartbeat(state: RaftState, leadership: Leadership): void {
  leadership.ticksSinceHeartbeat = 0;
  if (leadership.lease !== null) leadership.lease.begin(leadership.reads.open(), state.nowMs);
  for (const [peer, progress] of leadership.progress) sendHeartbeat(state, leadership, peer, progress);
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
