import { invariant } from './invariant.ts';
import type { EntriesRequest, EntriesResponse } from './message.ts';
import type { RaftState } from './state.ts';
import { logIndex, type Entry, type LogIndex, type LogPosition, type NodeId, type Term } from './types.ts';

/*
 * A damaged log often tells still which entries it held: those behind the damage can be read, and what lies between two
 * entries of one term is of that term, too. (Its leader made both, and never removes anything from its log, so whoever
 * holds the later one holds the earlier one and all between.) An entry is named by its index and its term alone (log
 * matching, Raft §5.3). So such a node takes what it lacks from anybody who has it, be that a damaged node, too, and then
 * holds what it held before. This is the repair of "Protocol-Aware Recovery for Consensus-Based Storage" (FAST '18, §3.4):
 * a cluster in which no node is whole comes back as long as each entry is intact on one of those that can be reached.
 */

/** Entries that are missing, all of one term. */
interface Gap {
  readonly from: LogIndex;
  readonly through: LogIndex;
  readonly term: Term;
}

/** Asks all others for what this node lost; comes when no leader is heard of. */
export function seekLostEntries(state: RaftState): void {
  const gap = goOn(state);
  if (gap === null) return;
  for (const peer of state.peers) ask(state, peer, gap);
}

/** Gives what was saved from behind damage, or what the log holds. */
export function handleEntriesRequest(state: RaftState, peer: NodeId, request: EntriesRequest): void {
  const { log, durability, config, out, salvaged } = state;
  const { from, through, entriesTerm } = request;
  const maxBytes = config.maxAppendBytes;
  const saved = runOf(salvaged, { from, through, term: entriesTerm }, maxBytes);
  if (saved.length > 0) {
    out.send(peer, { type: 'entries-response', term: state.term, from, entries: saved });
    return;
  }
  if (from <= log.base.index || from > durability.index || log.termAt(from) !== entriesTerm) return;
  const last = logIndex(Math.min(through, durability.index));
  out.push({ type: 'give-entries', to: peer, from, through: last, entriesTerm, maxBytes });
}

/** Takes what was missing, goes on with what was saved behind it, and asks for more. */
export function handleEntriesResponse(state: RaftState, peer: NodeId, response: EntriesResponse): void {
  if (!state.peers.includes(peer)) {
    state.ignore(peer, 'unknown_peer');
    return;
  }
  if (state.hasLiveLeader) return;
  const gap = goOn(state);
  if (gap === null || response.from !== gap.from) return;
  const taken = response.entries.filter(({ index, term }) => index <= gap.through && term === gap.term);
  if (taken[0]?.index !== gap.from) return;
  state.appendToLog(taken);
  const next = goOn(state);
  if (next !== null) ask(state, peer, next);
}

function ask({ out, term }: RaftState, peer: NodeId, gap: Gap): void {
  const { from, through } = gap;
  out.send(peer, { type: 'entries-request', term, from, through, entriesTerm: gap.term });
}

/** Puts saved entries back that come right behind the log; returns what is missing before the next ones. */
function goOn(state: RaftState): Gap | null {
  while (state.lost !== null) {
    const { last } = state.log;
    const place = state.salvaged.findIndex(({ index }) => index > last.index);
    const next = state.salvaged[place];
    if (next === undefined || !leadsTo(next, state.salvaged[place - 1], last)) return null;
    const from = logIndex(last.index + 1);
    if (next.index > from) return { from, through: logIndex(next.index - 1), term: next.term };
    state.appendToLog(contiguous(state.salvaged.slice(place)));
    invariant(state.log.last.index > last.index, 'a saved entry was not put back');
  }
  return null;
}

/** Whether a log that ends at `last` is a beginning of the one that held the saved entries `before` and `next`. */
function leadsTo(next: LogPosition, before: LogPosition | undefined, last: LogPosition): boolean {
  const isKnown = before?.index === last.index && next.index === last.index + 1;
  return last.term === (isKnown ? before.term : next.term);
}

function contiguous(entries: readonly Entry[]): readonly Entry[] {
  const [first] = entries;
  const end = entries.findIndex(({ index }, offset) => index !== (first?.index ?? 0) + offset);
  return end < 0 ? entries : entries.slice(0, end);
}

/** The entries of a gap from its beginning on, until their data exceed `maxBytes`; one at least where there is one. */
function runOf(saved: readonly Entry[], { from, through, term }: Gap, maxBytes: number): readonly Entry[] {
  const start = saved.findIndex(({ index }) => index === from);
  if (start < 0) return [];
  let bytes = 0;
  const run = contiguous(saved.slice(start));
  const end = run.findIndex((entry, offset) => {
    bytes += entry.data.byteLength;
    return entry.index > through || entry.term !== term || (bytes > maxBytes && offset > 0);
  });
  return end < 0 ? run : run.slice(0, end);
}
