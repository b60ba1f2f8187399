import type { FaultClass } from '../environment/environment.ts';
import type { FaultRecord } from '../history/event.ts';

export type Measured = Record<string, number | string | boolean>;

/** Whether a fault was seen to be in force. */
export type Evidence =
  | { readonly status: 'installed'; readonly measured: Measured }
  | { readonly status: 'indeterminate'; readonly reason: string; readonly measured: Measured };

/** A fault whose victims are known, ready to be injected. */
export interface Injection {
  readonly needs: readonly FaultClass[];
  readonly nodes: readonly string[];
  readonly description: string;
  inject(): Promise<void>;
  /** Looks whether the fault has an effect, after {@link Injection.inject}. */
  verify(): Promise<Evidence>;
  /** The same at the end of the fault, where only then it can be told. */
  verifyLate?(): Promise<Evidence | undefined>;
  undo(): Promise<void>;
  /** After {@link Injection.undo}: what is still not as it was, in words. */
  leftOver?(): Promise<string | undefined>;
}

export type FaultHead = Pick<FaultRecord, 'id' | 'kind' | 'nodes' | 'description'>;
