import { type Address } from '../config/address.ts';
import type { ServerStatus } from '../http/schemas.ts';
import { type CompleteOptions, type KvServerOptions } from './server-options.ts';
/** One node of a cluster with its doors, within this process. Made by {@link startServer}. */
export declare class KvServer {
  #private;
  /** @internal */
  constructor(options: CompleteOptions);
  /** Where clients reach this node. */
  get clientUrl(): string;
  /** Where peers reach this node. */
  get peerAddress(): Address;
  /** Why the node cannot go on, or null. */
  get failure(): Error | null;
  /**
   * The node at a glance, or null before it has recovered. With `withHash`, also a digest of its state, which takes
   * time in proportion to that.
   */
  status(withHash?: boolean): ServerStatus | null;
  /**
   * Stops within 8 s: is no longer ready, hands leadership over, refuses what is new, finishes what is under way,
   * closes. What was answered is durable. Safe to call twice.
   */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
  /** @internal Opens everything, or closes again what was opened before something failed. */
  run(): Promise<void>;
}
/**
 * Starts a node of a cluster within this process, and resolves when it has recovered and takes part; it may not have a
 * leader yet. Fails with a `StorageError`, a `TransportError`, a `RaftError`, or as `net.Server` does when the address
 * for clients is not to be had; nothing stays open then.
 */
export declare function startServer(options: KvServerOptions): Promise<KvServer>;
//# sourceMappingURL=kv-server.d.ts.map
