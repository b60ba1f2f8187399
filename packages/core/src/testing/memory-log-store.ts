import { RaftError } from '../errors.ts';
import type { LogStore, LogWrite, StoredLog } from '../ports/log-store.ts';
import { BLANK } from '../raft/state.ts';
import { TermRuns } from '../raft/term-runs.ts';
import {
  logIndex,
  type Entry,
  type HardState,
  type LogIndex,
  type LogPosition,
  type OmittedEntries,
} from '../raft/types.ts';

/** What survives when a process that used a {@link MemoryLogStore} is gone. */
interface Disk {
  hardState: HardState;
  base: LogPosition;
  readonly entries: Entry[];
}

/** A log store in memory. Opening another one over the same disk is how a test restarts a node. */
export class MemoryLogStore implements LogStore {
  readonly #disk: Disk;
  #failsNext = false;
  #ended: Error | null = null;

  /** With `previous`, a store that holds what that one held. */
  constructor(previous?: MemoryLogStore) {
    const blank = { hardState: BLANK.hardState, base: BLANK.base, entries: [] };
    this.#disk = previous === undefined ? blank : previous.#disk;
    if (previous !== undefined) previous.#ended = closed();
  }

  /** Makes the next write fail, as a broken disk does: it is not stored, and this store accepts nothing afterwards. */
  failNext(): void {
    this.#failsNext = true;
  }

  load(omitThrough: LogIndex = logIndex(0)): Promise<StoredLog> {
    const { hardState, base, entries } = this.#disk;
    const count = Math.min(Math.max(0, omitThrough - base.index), entries.length);
    const omitted = omittedOf(entries.slice(0, count));
    return Promise.resolve({
      hardState,
      base,
      entries: entries.slice(count),
      ...(omitted !== null && { omitted }),
    });
  }

  read(from: LogIndex, through: LogIndex, maxBytes: number): Promise<readonly Entry[] | null> {
    if (this.#ended !== null) return Promise.reject(this.#ended);
    const { base, entries } = this.#disk;
    if (from <= base.index || through > base.index + entries.length) return Promise.resolve(null);
    const found: Entry[] = [];
    let bytes = 0;
    for (const entry of entries.slice(from - base.index - 1, through - base.index)) {
      bytes += entry.data.byteLength;
      if (bytes > maxBytes && found.length > 0) break;
      found.push(entry);
    }
    return Promise.resolve(found);
  }

  append({ hardState, entries }: LogWrite): Promise<void> {
    return this.#write((disk) => {
      const wrong = whyNoWrite(disk, entries);
      if (wrong !== null) return wrong;
      if (hardState !== null) disk.hardState = hardState;
      const [first] = entries;
      if (first !== undefined) disk.entries.length = first.index - disk.base.index - 1;
      for (const entry of entries) disk.entries.push(entry);
      return null;
    });
  }

  compact(through: LogPosition): Promise<void> {
    return this.#write((disk) => {
      const last = disk.base.index + disk.entries.length;
      if (through.index > last) return `at most ${last}, the last entry, got ${through.index}`;
      if (through.index <= disk.base.index) return null;
      disk.entries.splice(0, through.index - disk.base.index);
      disk.base = through;
      return null;
    });
  }

  reset(base: LogPosition): Promise<void> {
    return this.#write((disk) => {
      disk.base = base;
      disk.entries.length = 0;
      return null;
    });
  }

  close(): Promise<void> {
    this.#ended ??= closed();
    return Promise.resolve();
  }

  /** `change` says what it expected where the call is wrong. */
  #write(change: (disk: Disk) => string | null): Promise<void> {
    if (this.#ended !== null) return Promise.reject(this.#ended);
    if (this.#failsNext) return this.#end(new Error('the disk failed, as it was told to'));
    const wrong = change(this.#disk);
    if (wrong === null) return Promise.resolve();
    return this.#end(new RaftError('invalid_argument', `the log store expected ${wrong}`));
  }

  #end(error: Error): Promise<void> {
    this.#ended = error;
    return Promise.reject(error);
  }
}

function closed(): RaftError {
  return new RaftError('stopped', 'the log store is closed');
}

function omittedOf(entries: readonly Entry[]): OmittedEntries | null {
  const last = entries.at(-1);
  if (last === undefined) return null;
  const terms = new TermRuns();
  for (const { index, term } of entries) terms.add(index, term);
  return { through: last.index, terms: terms.runs };
}

function whyNoWrite({ base, entries: stored }: Disk, entries: readonly Entry[]): string | null {
  const [first] = entries;
  if (first === undefined) return null;
  const next = base.index + stored.length + 1;
  if (first.index <= base.index || first.index > next)
    return `a first index from ${base.index + 1} to ${next}, got ${first.index}`;
  const gap = entries.findIndex((entry, at) => entry.index !== first.index + at);
  return gap < 0 ? null : `entry ${first.index + gap}, got entry ${entries[gap]?.index}`;
}
