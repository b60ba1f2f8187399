import type { Clock, HardState, LogPosition, LogStore, LogWrite, StoredLog } from '@seaworthy/core';
/** A log store that tells how it fares. */
export declare class WatchedLogStore implements LogStore {
  #private;
  constructor(store: LogStore, clock: Clock);
  /** Writes that became durable. */
  get writes(): number;
  /** The sum of what each of them took, in milliseconds; those that wait together each count. */
  get waitedMs(): number;
  /** For how long the oldest write has been waiting, in milliseconds; 0 if none does. */
  get stalledMs(): number;
  /** Term and vote as they were stored when the node started. */
  get loaded(): HardState | null;
  load(): Promise<StoredLog>;
  append(write: LogWrite): Promise<void>;
  compact(through: LogPosition): Promise<void>;
  reset(base: LogPosition): Promise<void>;
  close(): Promise<void>;
}
//# sourceMappingURL=watched-log-store.d.ts.map
