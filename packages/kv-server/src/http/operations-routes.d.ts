import type { Api } from './api.ts';
import { type ServerStatus } from './schemas.ts';
/** One of the conditions under which a server is alive or ready. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** What was seen, for people. */
  readonly detail: string;
}
/** What a server tells about itself. */
export interface Operations {
  /** Null while the node recovers. */
  status(withHash: boolean): ServerStatus | null;
  /** Whether the process works; nothing here depends on other nodes, or a partition would get healthy ones restarted. */
  liveness(): readonly Check[];
  readiness(): readonly Check[];
  /** Metrics in the text format of Prometheus. */
  metrics(): Promise<string>;
}
/** The routes of the people who run servers. */
export declare function addOperationsRoutes(api: Api, operations: Operations): void;
//# sourceMappingURL=operations-routes.d.ts.map
