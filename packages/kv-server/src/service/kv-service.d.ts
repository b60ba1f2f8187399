import type { Clock } from '@seaworthy/core';
import {
  type Command,
  type ErrorCode,
  type Limits,
  type Operation,
  type Refusal,
  type Reply,
} from '@seaworthy/client/wire';
import type { KvStateMachine } from '../state/kv-state-machine.ts';
import { type Settings } from '../state/settings.ts';
import type { KvNode } from './kv-node.ts';
import { type FindUrl } from './refusals.ts';
/** Decides whether a request may be carried out; null means that it may. */
export type Authorise = (command: Command) => Refusal | null;
export type Settle = (reply: Reply) => void;
export interface KvServiceOptions {
  readonly stateMachine: KvStateMachine;
  readonly clock: Clock;
  readonly limits: Limits;
  /** What this node proposes for all replicas whenever it leads. */
  readonly settings: Settings;
  readonly findUrl: FindUrl;
  /** By default everything is allowed. */
  readonly authorise?: Authorise;
  /** Requests of all connections that may wait for their answers. Default 131,072. */
  readonly maxInFlight?: number;
}
/** Carries out encoded commands. Every door leads here, so that every request is read, limited and authorised alike. */
export declare class KvService {
  #private;
  readonly limits: Limits;
  constructor(options: KvServiceOptions);
  /** Requests that wait for their answers. */
  get inFlight(): number;
  /** Requests so far, by operation. */
  get requests(): ReadonlyMap<Operation, number>;
  /** Refusals so far, by code. */
  get refusals(): ReadonlyMap<ErrorCode, number>;
  get stopping(): boolean;
  /** Begins to serve, now that the node has recovered. */
  attach(node: KvNode): void;
  /**
   * Carries out one encoded command and calls `settle` once, possibly before returning. The bytes belong to the
   * service from here on.
   */
  handle(encoded: Uint8Array, settle: Settle): void;
  /** From now on, requests are refused; those in flight go on. */
  refuseNew(): void;
  /** Resolves when no request is in flight. */
  drained(): Promise<void>;
}
//# sourceMappingURL=kv-service.d.ts.map
