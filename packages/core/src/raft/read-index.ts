import type { Leadership } from './leadership.ts';
import type { ReadRequest } from './message.ts';
import type { Reader } from './reads.ts';
import { reachedByQuorum } from './quorum.ts';
import { broadcastHeartbeat } from './replication.ts';
import type { RaftState } from './state.ts';
import type { NodeId } from './types.ts';

/** Registers a linearizable read (thesis §6.4). */
export function read(state: RaftState, leadership: Leadership, id: number, nowMs: number | undefined): void {
  const reader: Reader = { type: 'local', id };
  if (!knowsCommit(state)) leadership.reads.addEarly(reader);
  else if (nowMs !== undefined && leadership.lease?.holds(nowMs) === true && leadership.transfer === null)
    answer(state, reader, state.commit);
  else registerReads(state, leadership, [reader]);
}

/** Registers a read for a follower's client. */
export function handleReadRequest(
  state: RaftState,
  leadership: Leadership,
  follower: NodeId,
  { incarnation, id }: ReadRequest,
): void {
  const reader: Reader = { type: 'follower', follower, name: { incarnation, id } };
  if (knowsCommit(state)) registerReads(state, leadership, [reader]);
  else leadership.reads.addEarly(reader);
}

/** Registers reads that came too early, if there are any and it is time. */
export function registerEarlyReads(state: RaftState, leadership: Leadership): void {
  if (leadership.reads.hasEarly && knowsCommit(state))
    registerReads(state, leadership, leadership.reads.takeEarly());
}

/** Until an entry of its own term commits, a leader may not know all that its predecessors committed. */
function knowsCommit(state: RaftState): boolean {
  return state.log.termAt(state.commit) === state.term;
}

function registerReads(state: RaftState, leadership: Leadership, readers: readonly Reader[]): void {
  for (const reader of readers) leadership.reads.register(reader, state.commit);
  broadcastHeartbeat(state, leadership);
  confirmRounds(state, leadership);
}

/** Settles what a majority has confirmed by its answers so far. */
export function confirmRounds(state: RaftState, leadership: Leadership): void {
  const confirmed = reachedByQuorum(state.configuration, (voter) =>
    voter === state.id ? leadership.reads.round : (leadership.progress.get(voter)?.round ?? 0),
  );
  leadership.lease?.confirm(confirmed);
  for (const { reader, index } of leadership.reads.confirm(confirmed)) answer(state, reader, index);
}

function answer(state: RaftState, reader: Reader, index: RaftState['commit']): void {
  if (reader.type === 'local') state.out.push({ type: 'read-ready', id: reader.id, index });
  else state.out.send(reader.follower, { type: 'read-response', term: state.term, ...reader.name, index });
}
