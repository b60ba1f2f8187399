import type { NodeStatus } from '@seaworthy/core';
import type { NativeDoor } from '../native/native-door.ts';
import type { KvService } from '../service/kv-service.ts';
import type { KvStateMachine } from '../state/kv-state-machine.ts';
import type { Observer } from './observer.ts';
/** What the metrics are read from, whenever somebody asks for them. */
export interface MetricSources {
  /** Null while the node recovers. */
  readonly status: () => NodeStatus | null;
  readonly observer: Observer;
  readonly service: KvService;
  readonly native: NativeDoor;
  readonly stateMachine: KvStateMachine;
}
/** Metrics that cost nothing until they are asked for; METRICS.md lists them. */
export declare class Metrics {
  #private;
  constructor(sources: MetricSources);
  /** All metrics in the text format of Prometheus. */
  toText(): Promise<string>;
  close(): Promise<void>;
}
//# sourceMappingURL=metrics.d.ts.map
