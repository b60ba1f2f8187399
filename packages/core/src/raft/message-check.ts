import { decodeConfiguration, whyNoConfiguration } from './configuration.ts';
import type { AppendRequest, Message } from './message.ts';
import { isSnapshotId, type LogPosition, type SnapshotMeta } from './types.ts';

/** No cluster gets here by elections; beyond it, a forged term could leave no room for another election. */
const MAX_TERM = 2 ** 48;
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

/**
 * Whether no honest node can have sent `message`, whatever state it is in. A transport checks the form of what comes in;
 * this is about what it says.
 */
export function isImpossible(message: Message): boolean {
  const { term } = message;
  if (!isWhole(term) || term > MAX_TERM) return true;
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

/** Whether no honest node can have offered a snapshot so described, in `term`. */
export function isImpossibleOffer(term: number, meta: SnapshotMeta): boolean {
  return (
    !isWhole(term) ||
    term > MAX_TERM ||
    meta.index === 0 ||
    !isPosition(meta, term) ||
    !isSnapshotId(meta.id) ||
    whyNoConfiguration(meta.configuration) !== null ||
    meta.configuration.voters.length === 0
  );
}

function isImpossibleAppend({ term, previous, entries, commit, round }: AppendRequest): boolean {
  if (term === 0 || !isPosition(previous, term) || !isWhole(commit) || !isWhole(round)) return true;
  let { index, term: newest } = previous;
  for (const entry of entries) {
    if (entry.index !== index + 1 || !isWhole(entry.term) || entry.term < newest || entry.term > term)
      return true;
    if (entry.term === 0) return true;
    if (entry.kind === 'configuration' && !decides(entry.data)) return true;
    ({ index, term: newest } = entry);
  }
  return false;
}
