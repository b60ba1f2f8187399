import type { Clock, NodeEvent } from '@seaworthy/core';
import type { Check } from '../http/operations-routes.ts';
import type { ServerStatus } from '../http/schemas.ts';
import type { KvNode } from '../service/kv-node.ts';
import type { FindUrl } from '../service/refusals.ts';
import type { KvStateMachine } from '../state/kv-state-machine.ts';
import type { WatchedLogStore } from './watched-log-store.ts';
export interface ObserverOptions {
  readonly clusterId: string;
  readonly clock: Clock;
  readonly stateMachine: KvStateMachine;
  readonly findUrl: FindUrl;
}
/** What a server knows about itself: its status, its health, and what it counts. */
export declare class Observer {
  #private;
  /** Set once the node has recovered. */
  node: KvNode | null;
  /** Set once the storage is open. */
  log: WatchedLogStore | null;
  /** Why the node cannot go on. */
  failure: Error | null;
  stopping: boolean;
  leaderChanges: number;
  constructor(options: ObserverOptions);
  see(event: NodeEvent): void;
  status(withHash: boolean): ServerStatus | null;
  liveness(): readonly Check[];
  readiness(): readonly Check[];
}
//# sourceMappingURL=observer.d.ts.map
