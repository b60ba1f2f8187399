import type { LogPosition, LostEntries } from './types.ts';

/**
 * What is still lost of a log that holds an entry at `reached`, or follows a snapshot there; null where nothing is.
 *
 * - At its old end, the log is what it was: who holds an entry holds all before it (log matching, Raft §5.3).
 * - Whoever led in a later term than the one in which the entries were lost was elected without this node, and so holds
 *   whatever was committed until then (leader completeness, §5.4.3); who holds an entry of that term holds all before it.
 */
export function stillLost(lost: LostEntries | null, reached: LogPosition): LostEntries | null {
  if (lost === null || reached.term > lost.term) return null;
  const isWhole = reached.index === lost.last?.index && reached.term === lost.last.term;
  return isWhole ? null : lost;
}
