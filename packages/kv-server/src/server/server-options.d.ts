import {
  type Clock,
  type LogStore,
  type NodeEvent,
  type NodeId,
  type Random,
  type SnapshotStore,
} from '@seaworthy/core';
import { type Limits } from '@seaworthy/client/wire';
import type { Address } from '../config/address.ts';
import type { Authorise } from '../service/kv-service.ts';
import { type Settings } from '../state/settings.ts';
/** An open data directory, as `openStorage` of `@seaworthy/storage-fs` gives it. */
export interface OpenStorage {
  readonly logStore: LogStore;
  readonly snapshotStore: SnapshotStore;
  close(): Promise<void>;
}
/** Something an operator should know although the server goes on. */
export interface Warning {
  readonly component: 'storage' | 'peers' | 'clients' | 'server';
  readonly code: string;
  readonly message: string;
  readonly error?: unknown;
}
/** How a server is set up. All times are in milliseconds. */
export interface KvServerOptions {
  /** 1 to 63 letters, digits, dots, underscores and hyphens, a letter or digit first. */
  readonly nodeId: string;
  /** Default `seaworthy`. */
  readonly clusterId?: string;
  /** All nodes of the cluster and where their peers reach them, this one among them. Default: this node alone. */
  readonly members?: ReadonlyMap<string, Address>;
  /** Default 127.0.0.1 at any free port. */
  readonly listenClients?: Address;
  /** Default 127.0.0.1 at any free port. */
  readonly listenPeers?: Address;
  /** The URL that other nodes send clients to. Default: where the server listens for clients. */
  readonly advertiseClients?: string;
  readonly dataDirectory: string;
  /** What the nodes of the cluster share to know each other. Default: none. */
  readonly secret?: string | null;
  readonly heartbeatMs?: number;
  readonly electionTimeoutMs?: number;
  readonly snapshotEveryEntries?: number;
  readonly keepEntries?: number;
  readonly limits?: Limits;
  readonly maxConnections?: number;
  readonly settings?: Settings;
  readonly authorise?: Authorise;
  readonly clock?: Clock;
  readonly random?: Random;
  /** Default: {@link KvServerOptions.dataDirectory} on the files of this machine. */
  readonly openStorage?: () => Promise<OpenStorage>;
  /** Hears of everything that happens to the node, in order. */
  readonly onEvent?: (event: NodeEvent) => void;
  readonly onWarning?: (warning: Warning) => void;
  /** The node cannot go on, such as after a failed sync. The process should end: what is in memory may not be on disk. */
  readonly onFailure?: (error: Error) => void;
}
/** Options with all defaults filled in. */
export type CompleteOptions = Required<Omit<KvServerOptions, OptionalParts>> &
  Pick<KvServerOptions, OptionalParts> & {
    readonly id: NodeId;
  };
type OptionalParts =
  | 'members'
  | 'advertiseClients'
  | 'authorise'
  | 'openStorage'
  | 'heartbeatMs'
  | 'electionTimeoutMs'
  | 'snapshotEveryEntries'
  | 'keepEntries';
export declare function completeOptions(options: KvServerOptions): CompleteOptions;
export {};
//# sourceMappingURL=server-options.d.ts.map
