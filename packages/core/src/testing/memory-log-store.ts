import { RaftError } from '../errors.ts';
import type { LogStore, LogWrite, StoredLog } from '../ports/log-store.ts';
import { BLANK } from '../raft/state.ts';
import type { Entry, HardState, LogPosition } from '../raft/types.ts';

/** What survives when a process that used a {@link MemoryLogStore} is gone. */
interface Disk {
  hardState: HardState;
  base: LogPosition;
  entries: readonly Entry[];
}

/** A log store in memory. Opening another one over the same disk is how a test restarts a node. */
export class MemoryLogStore implements LogStore {
  readonly #disk: Disk;
  #closed = false;

  /** With `previous`, a store that holds what that one held. */
  constructor(previous?: MemoryLogStore) {
    this.#disk =
      previous === undefined ? { hardState: BLANK.hardState, base: BLANK.base, entries: [] } : previous.#disk;
    if (previous !== undefined) previous.#closed = true;
  }

  load(): Promise<StoredLog> {
    return Promise.resolve({ ...this.#disk });
  }

  append({ hardState, entries }: LogWrite): Promise<void> {
    return this.#write((disk) => {
      if (hardState !== null) disk.hardState = hardState;
      const [first] = entries;
      if (first !== undefined) {
        disk.entries = [...disk.entries.slice(0, first.index - disk.base.index - 1), ...entries];
      }
    });
  }

  compact(through: LogPosition): Promise<void> {
    return this.#write((disk) => {
      disk.entries = disk.entries.slice(through.index - disk.base.index);
      disk.base = through;
    });
  }

  reset(base: LogPosition): Promise<void> {
    return this.#write((disk) => {
      disk.base = base;
      disk.entries = [];
    });
  }

  close(): Promise<void> {
    this.#closed = true;
    return Promise.resolve();
  }

  #write(change: (disk: Disk) => void): Promise<void> {
    if (this.#closed) return Promise.reject(new RaftError('stopped', 'the log store is closed'));
    change(this.#disk);
    return Promise.resolve();
  }
}
