import { type KeyState } from '@seaworthy/client/wire';
import { Session } from './session.ts';
import { type Settings } from './settings.ts';
/** The state at one moment, in the order in which it is written down. */
export interface Captured {
  readonly revision: number;
  readonly logTime: number;
  /** Index of the last command that was applied. */
  readonly lastIndex: number;
  readonly settings: Settings;
  readonly keys: readonly (readonly [string, KeyState])[];
  /** The one used least recently first. */
  readonly sessions: readonly Session[];
}
/** Writes down a captured state, in chunks of about {@link CHUNK_BYTES}. */
export declare function writeSnapshot(captured: Captured): AsyncGenerator<Uint8Array, void, undefined>;
/** The records of a state, without the end. */
export declare function records({
  keys,
  sessions,
  ...state
}: Captured): Generator<Uint8Array, void, undefined>;
/** Reads what {@link writeSnapshot} wrote. Throws {@link SnapshotError} if it is anything else. */
export declare function readSnapshot(chunks: AsyncIterable<Uint8Array>): Promise<Captured>;
//# sourceMappingURL=snapshot.d.ts.map
