import { decodeConfiguration, whyNoConfiguration } from './configuration.ts';
import type { AppendRequest, EntriesRequest, Message } from './message.ts';
import { isSnapshotId, type Entry, type LogPosition, type SnapshotMeta } from './types.ts';

/** Any node is heard in any term up to here: elections that follow each other every millisecond take 34 years to it. */
export const OPEN_TERMS = 2 ** 40;
/**
 * Beyond, a node hears only terms that are no more than so many elections ahead of its own. Without a bound, one forged
 * term could leave no room for another election; with a fixed one, the next election would be refused by everybody where
 * a forged term just met it. So whoever was led to {@link OPEN_TERMS} by a forger still hears who campaigns from there; who
 * was away at that time does not, and has to be replaced.
 */
export const MAX_TERM_LEAP = 2 ** 20;
/** Beyond it, a forged position could leave no room for another entry. */
const MAX_INDEX = 2 ** 52;

function isWhole(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function isPosition({ index, term }: LogPosition, limit: number): boolean {
  // Only the position before the log has term 0.
  return (
    isWhole(index) && index <= MAX_INDEX && isWhole(term) && term <= limit && (index === 0) === (term === 0)
  );
}

/** Whether a node in term `own` can hear of `term`. */
function isTerm(term: number, own: number): boolean {
  return isWhole(term) && term <= Math.max(OPEN_TERMS, own + MAX_TERM_LEAP);
}

/**
 * Whether no honest node can have sent `message` to a node in term `own`, whatever state it is in. A transport checks the
 * form of what comes in; this is about what it says.
 */
export function isImpossible(message: Message, own: number): boolean {
  const { term } = message;
  if (!isTerm(term, own)) return true;
  switch (message.type) {
    case 'pre-vote-request':
      return term === 0 || !isPosition(message.last, term - 1);
    case 'vote-request':
      return term === 0 || !isPosition(message.last, term - 1);
    case 'pre-vote-response':
    case 'vote-response':
      return false;
    case 'append-request':
      return isImpossibleAppend(message);
    case 'append-accepted':
      return !isWhole(message.match) || !isWhole(message.round);
    case 'append-rejected':
      return !isWhole(message.previous) || !isPosition(message.hint, term) || !isWhole(message.round);
    case 'heartbeat-request':
      return term === 0 || !isWhole(message.commit) || !isWhole(message.round);
    case 'heartbeat-response':
      return !isWhole(message.round);
    case 'timeout-now':
      return term === 0 || !isPosition(message.last, term);
    case 'entries-request':
      return isImpossibleEntriesRequest(message);
    case 'entries-response':
      return !isPlace(message.from) || areImpossible(message.entries, message.from - 1, 0, term);
    case 'read-request':
    case 'propose-request':
    case 'propose-refused':
      return term === 0 || !isWhole(message.incarnation) || !isWhole(message.id);
    case 'read-response':
      return term === 0 || !isWhole(message.incarnation) || !isWhole(message.id) || !isWhole(message.index);
    case 'propose-accepted':
      return term === 0 || !isWhole(message.incarnation) || !isWhole(message.id) || !isWhole(message.first);
  }
}

/** Whether these are the bytes of a configuration in which somebody decides. */
function decides(data: Uint8Array): boolean {
  const decoded = decodeConfiguration(data);
  return typeof decoded !== 'string' && decoded.voters.length > 0;
}

/** Whether no honest node can have offered a snapshot so described, in `term`, to a node in term `own`. */
export function isImpossibleOffer(term: number, meta: SnapshotMeta, own: number): boolean {
  return (
    !isTerm(term, own) ||
    meta.index === 0 ||
    !isPosition(meta, term) ||
    !isSnapshotId(meta.id) ||
    whyNoConfiguration(meta.configuration) !== null ||
    meta.configuration.voters.length === 0
  );
}

function isImpossibleAppend({ term, previous, entries, commit, round }: AppendRequest): boolean {
  if (term === 0 || !isPosition(previous, term) || !isWhole(commit) || !isWhole(round)) return true;
  return areImpossible(entries, previous.index, previous.term, term);
}

/** Whether these cannot be entries behind an entry at `index` of `newest`, in the log of a node in term `limit`. */
function areImpossible(entries: readonly Entry[], index: number, newest: number, limit: number): boolean {
  return entries.some((entry, offset) => {
    const before = entries[offset - 1]?.term ?? newest;
    if (entry.index !== index + 1 + offset || !isWhole(entry.term)) return true;
    if (entry.term === 0 || entry.term < before || entry.term > limit) return true;
    return entry.kind === 'configuration' && !decides(entry.data);
  });
}

function isImpossibleEntriesRequest({ term, from, through, entriesTerm }: EntriesRequest): boolean {
  if (!isPlace(from) || !isPlace(through) || through < from) return true;
  return !isWhole(entriesTerm) || entriesTerm === 0 || entriesTerm > term;
}

/** Whether an entry can stand at `index`. */
function isPlace(index: number): boolean {
  return isWhole(index) && index > 0 && index <= MAX_INDEX;
}
