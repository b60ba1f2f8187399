import type { Entry, HardState, LogPosition, LogStore, LogWrite, StoredLog } from '@seaworthy/core';
import { logIndex, nodeId, term } from '@seaworthy/core';
import type { SeededRandom } from '@seaworthy/core/testing';

export function position(index: number, ofTerm: number): LogPosition {
  return { index: logIndex(index), term: term(ofTerm) };
}

export function hardState(ofTerm: number, votedFor: string | null = null): HardState {
  return { term: term(ofTerm), votedFor: votedFor === null ? null : nodeId(votedFor) };
}

export function entry(index: number, ofTerm: number, data: Uint8Array | string = ''): Entry {
  const bytes = typeof data === 'string' ? Buffer.from(data) : data;
  return { ...position(index, ofTerm), kind: 'command', data: bytes };
}

export function write(...entries: readonly Entry[]): LogWrite {
  return { hardState: null, entries };
}

export const EMPTY: StoredLog = { hardState: hardState(0), base: position(0, 0), entries: [] };

/** One text for each log, for comparison. */
export function describeLog(log: StoredLog): string {
  const entries = log.entries.map(
    ({ index, term: ofTerm, kind, data }) =>
      `${index}:${ofTerm}:${kind}:${Buffer.from(data).toString('base64')}`,
  );
  const { base, hardState: hard } = log;
  return `term ${hard.term} vote ${hard.votedFor ?? '-'} base ${base.index}:${base.term} entries ${entries.join(' ')}`;
}

/** One call of a log store, and the logs that a crash may leave of it, the complete one last. */
export interface Operation {
  readonly run: (store: LogStore) => Promise<void>;
  readonly outcomes: (log: StoredLog) => readonly StoredLog[];
}

export function lastOf(log: StoredLog): LogPosition {
  return log.entries.at(-1) ?? log.base;
}

export function append(toAppend: LogWrite): Operation {
  return {
    run: (store) => store.append(toAppend),
    outcomes: (log) => {
      const outcomes: StoredLog[] = [];
      let current = log;
      if (toAppend.hardState !== null) {
        current = { ...current, hardState: toAppend.hardState };
        outcomes.push(current);
      }
      for (const added of toAppend.entries) {
        const kept = current.entries.slice(0, added.index - current.base.index - 1);
        current = { ...current, entries: [...kept, added] };
        outcomes.push(current);
      }
      return outcomes.length > 0 ? outcomes : [log];
    },
  };
}

export function compact(through: LogPosition): Operation {
  return {
    run: (store) => store.compact(through),
    outcomes: (log) => [
      { ...log, base: through, entries: log.entries.slice(through.index - log.base.index) },
    ],
  };
}

export function reset(base: LogPosition): Operation {
  return { run: (store) => store.reset(base), outcomes: (log) => [{ ...log, base, entries: [] }] };
}

/** Any call that a node might make on this log. */
export function randomOperation(random: SeededRandom, log: StoredLog): Operation {
  const last = lastOf(log);
  const chance = random.fraction();
  if (chance < 0.1 && log.entries.length > 0) return compact(random.pick(log.entries));
  if (chance < 0.13) return reset(position(last.index + random.below(5), log.hardState.term + 1));
  if (chance < 0.3) return append({ hardState: nextHardState(random, log), entries: [] });
  const first = random.chance(0.2)
    ? log.base.index + 1 + random.below(log.entries.length + 1)
    : last.index + 1;
  return append(randomWrite(random, log, first));
}

function nextHardState(random: SeededRandom, log: StoredLog): HardState {
  return hardState(log.hardState.term + 1, random.chance(0.5) ? `n${1 + random.below(5)}` : null);
}

function randomWrite(random: SeededRandom, log: StoredLog, first: number): LogWrite {
  const next = nextHardState(random, log);
  const overwrites = first <= lastOf(log).index;
  const ofTerm = overwrites ? next.term : Math.max(log.hardState.term, lastOf(log).term);
  const count = 1 + random.below(4);
  const entries = Array.from({ length: count }, (_, at) =>
    entry(first + at, ofTerm, randomBytes(random, dataBytes(random))),
  );
  return { hardState: overwrites ? next : null, entries };
}

function dataBytes(random: SeededRandom): number {
  if (random.chance(0.03)) return 3000 + random.below(4000);
  return random.chance(0.1) ? 0 : random.below(300);
}

export function randomBytes(random: SeededRandom, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random.below(256));
}
