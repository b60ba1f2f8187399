import type { Entry, StateMachine } from '@seaworthy/core';
import { type Answer, type Reply } from '@seaworthy/client/wire';
import { type Settings } from './settings.ts';
/**
 * The replicated key-value store: the same log gives the same state and the same answers on every node. It knows no
 * clock; time is what the leaders wrote into the log.
 */
export declare class KvStateMachine implements StateMachine<Reply> {
  #private;
  /** The store's revision: the number of changes so far. */
  get revision(): number;
  /** Number of keys. */
  get keys(): number;
  /** Number of open sessions. */
  get sessions(): number;
  /** The newest time in the log, in milliseconds; it says nothing about the time of day. */
  get logTime(): number;
  get settings(): Settings;
  /** What a read of `key` answers now, at the point of the log that was applied here. */
  get(key: Uint8Array): Answer;
  apply(commands: readonly Entry[]): readonly Reply[];
  snapshot(): AsyncIterable<Uint8Array>;
  restore(chunks: AsyncIterable<Uint8Array>): Promise<void>;
  /** A digest of the whole state; nodes that applied the same log have the same. Takes time in proportion to the state. */
  hash(): string;
}
//# sourceMappingURL=kv-state-machine.d.ts.map
