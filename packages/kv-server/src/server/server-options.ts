import {
  nodeId,
  systemClock,
  systemRandom,
  type Clock,
  type LogStore,
  type NodeEvent,
  type NodeId,
  type Random,
  type SnapshotStore,
  type Transport,
} from '@seaworthy/core';
import { DEFAULT_LIMITS, type Limits } from '@seaworthy/client/wire';

import type { SyncMode } from '@seaworthy/storage-fs';

import type { Address } from '../config/address.ts';
import type { NativeDoor } from '../native/native-door.ts';
import type { Authorise } from '../service/kv-service.ts';
import type { ClientDoors } from './client-listener.ts';
import { INITIAL_SETTINGS, type Settings } from '../state/settings.ts';

/** An open data directory, as `openStorage` of `@seaworthy/storage-fs` gives it. */
export interface OpenStorage {
  readonly logStore: LogStore;
  readonly snapshotStore: SnapshotStore;
  /** Reads everything again that is stored and yields what is wrong with it. */
  scrub?(): AsyncIterable<Error>;
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
  /** See `StorageOptions` of `@seaworthy/storage-fs`. Default `group`. */
  readonly sync?: SyncMode;
  /** Size of a new segment of the log. Default 16 MiB. */
  readonly segmentBytes?: number;
  /** Bytes of segments that are kept ready before they are needed. Default: one segment. */
  readonly preallocateBytes?: number;
  /** Whether the node goes on without what is damaged on its disk, and gets it from its peers. Default: where it has peers. */
  readonly repair?: boolean;
  /** How often all that is stored is read again and verified; 0 for never. Default six hours. */
  readonly scrubEveryMs?: number;
  /** Bytes of commands in one message to a follower. Default 256 KiB. */
  readonly maxAppendBytes?: number;
  /** Bytes of the log that are kept in memory, about. Default 32 MiB. */
  readonly maxLogMemoryBytes?: number;
  /** Whether a follower passes writes on to the leader instead of sending clients there. Default false. */
  readonly forwardProposals?: boolean;
  /** Lets leaders answer reads alone for a while; see `NodeOptions.leases` of `@seaworthy/core`. Default: no leases. */
  readonly leases?: { readonly maxClockDrift: number };
  /** Whether this node waits to be added to a cluster, instead of being one of those it begins with. Default false. */
  readonly waitToBeAdded?: boolean;
  readonly limits?: Limits;
  readonly maxConnections?: number;
  readonly settings?: Settings;
  readonly authorise?: Authorise;
  readonly clock?: Clock;
  readonly random?: Random;
  /** Default: {@link KvServerOptions.dataDirectory} on the files of this machine. */
  readonly openStorage?: () => Promise<OpenStorage>;
  /** Default: WebSockets on {@link KvServerOptions.listenPeers}. */
  readonly createTransport?: () => Transport;
  /** Default: HTTP and WebSockets on {@link KvServerOptions.listenClients}. */
  readonly openDoors?: (native: NativeDoor) => Promise<ClientDoors>;
  /** Hears of everything that happens to the node, in order. */
  readonly onEvent?: (event: NodeEvent) => void;
  readonly onWarning?: (warning: Warning) => void;
  /** The node cannot go on, such as after a failed sync. The process should end: what is in memory may not be on disk. */
  readonly onFailure?: (error: Error) => void;
}

/** Options with all defaults filled in. */
export type CompleteOptions = Required<Omit<KvServerOptions, OptionalParts>> &
  Pick<KvServerOptions, OptionalParts> & { readonly id: NodeId };

type OptionalParts =
  | 'members'
  | 'advertiseClients'
  | 'authorise'
  | 'openStorage'
  | 'createTransport'
  | 'openDoors'
  | 'leases'
  | 'heartbeatMs'
  | 'electionTimeoutMs'
  | 'snapshotEveryEntries'
  | 'keepEntries'
  | 'segmentBytes'
  | 'preallocateBytes'
  | 'repair'
  | 'maxAppendBytes'
  | 'maxLogMemoryBytes';

const ANY_LOCAL: Address = { host: '127.0.0.1', port: 0 };
const DEFAULT_MAX_CONNECTIONS = 10_000;
/** Six hours. */
export const DEFAULT_SCRUB_EVERY_MS: number = 6 * 3600 * 1000;

export function completeOptions(options: KvServerOptions): CompleteOptions {
  const limits = options.limits ?? DEFAULT_LIMITS;
  return {
    clusterId: 'seaworthy',
    listenClients: ANY_LOCAL,
    listenPeers: ANY_LOCAL,
    secret: null,
    maxConnections: DEFAULT_MAX_CONNECTIONS,
    forwardProposals: false,
    waitToBeAdded: false,
    sync: 'group',
    scrubEveryMs: DEFAULT_SCRUB_EVERY_MS,
    settings: { ...INITIAL_SETTINGS, valueBytes: limits.valueBytes },
    clock: systemClock,
    random: systemRandom,
    onEvent: () => undefined,
    onWarning: () => undefined,
    onFailure: () => undefined,
    ...options,
    limits,
    id: nodeId(options.nodeId),
  };
}
