import {
  nodeId,
  RaftError,
  startNode,
  type NodeEvent,
  type NodeId,
  type RaftNode,
  type Transport,
} from '@seaworthy/core';
import { openStorage } from '@seaworthy/storage-fs';
import { createWebSocketTransport } from '@seaworthy/transport-ws';

import { formatAddress, isWildcard, type Address } from '../config/address.ts';
import { createHttpDoor } from '../http/http-door.ts';
import type { ServerStatus } from '../http/schemas.ts';
import { NativeDoor } from '../native/native-door.ts';
import { KvService } from '../service/kv-service.ts';
import { KvStateMachine, type Replies } from '../state/kv-state-machine.ts';
import { listenForClients, type ClientDoors } from './client-listener.ts';
import { within } from './deadline.ts';
import { Metrics } from './metrics.ts';
import { Observer } from './observer.ts';
import {
  completeOptions,
  type CompleteOptions,
  type KvServerOptions,
  type OpenStorage,
} from './server-options.ts';
import { Scrubber } from './scrubber.ts';
import { WatchedLogStore } from './watched-log-store.ts';

/** What the parts of a stop may take at most, in milliseconds: less than 8 s together. */
const TRANSFER_MS = 2000;
const DRAIN_MS = 2500;
const GOODBYE_MS = 1000;
const CLOSE_MS = 2000;

/** One node of a cluster with its doors, within this process. Made by {@link startServer}. */
export class KvServer {
  readonly #options: CompleteOptions;
  readonly #members: ReadonlyMap<NodeId, Address>;
  readonly #stateMachine: KvStateMachine;
  readonly #observer: Observer;
  readonly #service: KvService;
  readonly #native: NativeDoor;
  /** Made when somebody asks for it. */
  #metrics: Metrics | null = null;
  #listener: ClientDoors | null = null;
  #storage: OpenStorage | null = null;
  #transport: Transport | null = null;
  #peerAddress: () => Address;
  #node: RaftNode<Replies> | null = null;
  #stopped: Promise<void> | null = null;
  readonly #onceReady: ((error: RaftError | null) => void)[] = [];

  /** @internal */
  constructor(options: CompleteOptions) {
    const { clock, random, clusterId, id, limits, settings, authorise } = options;
    this.#options = options;
    this.#peerAddress = () => options.listenPeers;
    const members = options.members ?? new Map([[id, options.listenPeers]]);
    this.#members = new Map([...members].map(([name, address]) => [nodeId(name), address]));
    const findUrl = (node: NodeId): string | null => this.#urlOf(node);
    const stateMachine = new KvStateMachine([random.uint32(), random.uint32()]);
    this.#stateMachine = stateMachine;
    this.#observer = new Observer({ clusterId, clock, stateMachine, findUrl });
    this.#service = new KvService({
      stateMachine,
      clock,
      limits,
      settings,
      findUrl,
      ...(authorise === undefined ? {} : { authorise }),
    });
    this.#native = new NativeDoor({
      service: this.#service,
      clock,
      welcome: () => ({ node: id, cluster: clusterId, leader: this.#node?.status().leader ?? null }),
      onOffence: ({ remote, code, reason }) =>
        options.onWarning({ component: 'clients', code: String(code), message: `${remote}: ${reason}` }),
    });
  }

  /** Where clients reach this node. */
  get clientUrl(): string {
    const { advertiseClients, listenClients } = this.#options;
    if (advertiseClients !== undefined) return advertiseClients;
    const { host, port } = this.#listener?.address ?? listenClients;
    return `http://${formatAddress({ host: isWildcard(host) ? '127.0.0.1' : host, port })}`;
  }

  /** Where peers reach this node. */
  get peerAddress(): Address {
    return this.#peerAddress();
  }

  /** The member of the cluster itself, or null before it has recovered: for changes of the members, and to look into it. */
  get node(): RaftNode<Replies> | null {
    return this.#node;
  }

  /** Carries out encoded commands, as every door does. */
  get service(): KvService {
    return this.#service;
  }

  /** Why the node cannot go on, or null. */
  get failure(): Error | null {
    return this.#observer.failure;
  }

  /**
   * The node at a glance, or null before it has recovered. With `withHash`, also a digest of its state, which takes
   * time in proportion to that.
   */
  status(withHash = false): ServerStatus | null {
    return this.#observer.status(withHash);
  }

  /**
   * Resolves once a leader is known, here or elsewhere in the cluster; before, every write is refused. Rejects with
   * `stopped` when the node ends first.
   */
  async ready(): Promise<void> {
    const node = this.#node;
    if (node !== null && node.status().leader !== null) return;
    await new Promise<void>((resolve, reject) => {
      this.#onceReady.push((error) => (error === null ? resolve() : reject(error)));
      if (node === null || this.#observer.failure !== null || this.#stopped !== null) this.#settleReady();
    });
  }

  /**
   * Stops within 8 s: is no longer ready, hands leadership over, refuses what is new, finishes what is under way,
   * closes. What was answered is durable. Safe to call twice.
   */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /** @internal Opens everything, or closes again what was opened before something failed. */
  async run(): Promise<void> {
    try {
      await this.#open();
    } catch (error) {
      this.#stopped ??= this.#close();
      await this.#stopped;
      throw error;
    }
  }

  async #open(): Promise<void> {
    const { clock } = this.#options;
    this.#listener = await this.#listen();
    this.#storage = await this.#openStorage();
    this.#observer.log = new WatchedLogStore(this.#storage.logStore, clock);
    this.#transport = this.#createTransport();
    const node = await this.#startNode(this.#observer.log, this.#storage, this.#transport);
    this.#node = node;
    this.#observer.node = node;
    this.#service.attach(node);
    this.#observer.scrubber = this.#startScrubber(node, this.#storage);
  }

  /** A snapshot takes the place of a damaged log, and of a damaged snapshot. */
  #startScrubber(node: RaftNode<Replies>, storage: OpenStorage): Scrubber | null {
    const { clock, scrubEveryMs: everyMs, onWarning } = this.#options;
    const scrub = storage.scrub?.bind(storage);
    if (scrub === undefined || everyMs === 0) return null;
    const warn = (code: string, error: unknown): void =>
      onWarning({ component: 'storage', code, message: String(error), error });
    return new Scrubber({
      clock,
      everyMs,
      scrub,
      onDamage: (error) => warn('damage_found', error),
      renew: () => node.takeSnapshot(),
      onFailure: (error) => warn('scrub_failed', error),
    });
  }

  /** The first thing that is opened: whoever asks for its health while a node recovers gets an answer. */
  async #listen(): Promise<ClientDoors> {
    const { listenClients, maxConnections, onWarning, openDoors } = this.#options;
    if (openDoors !== undefined) return await openDoors(this.#native);
    const observer = this.#observer;
    const app = createHttpDoor({
      service: this.#service,
      operations: {
        status: (withHash) => observer.status(withHash),
        liveness: () => observer.liveness(),
        readiness: () => observer.readiness(),
        metrics: () => this.#readMetrics(),
      },
      onInternal: (error) =>
        onWarning({
          component: 'server',
          code: 'internal',
          message: 'a request could not be answered',
          error,
        }),
    });
    const fetch = (request: Request): Response | Promise<Response> => app.fetch(request);
    return await listenForClients({ ...listenClients, fetch, native: this.#native, maxConnections });
  }

  async #openStorage(): Promise<OpenStorage> {
    const { openStorage: open, dataDirectory, clusterId, id, random, clock, onWarning } = this.#options;
    const { sync, segmentBytes, preallocateBytes, repair } = this.#options;
    if (open !== undefined) return await open();
    return await openStorage({
      directory: dataDirectory,
      clusterId,
      nodeId: id,
      random,
      clock,
      sync,
      ...(segmentBytes === undefined ? {} : { segmentBytes }),
      ...(preallocateBytes === undefined ? {} : { preallocateBytes }),
      // A node alone has nobody to get from what its disk no longer holds.
      repair: repair ?? this.#members.size > 1,
      onWarning: ({ code, message }) => onWarning({ component: 'storage', code, message }),
    });
  }

  #createTransport(): Transport {
    const { id, clusterId, listenPeers, secret, clock, random, onWarning, createTransport } = this.#options;
    if (createTransport !== undefined) return createTransport();
    const others = [...this.#members].filter(([member]) => member !== id);
    const transport = createWebSocketTransport({
      id,
      clusterId,
      listen: listenPeers,
      peers: new Map(others.map(([peer, address]) => [peer, formatAddress(address)])),
      ...(secret === null ? {} : { secret }),
      facts: { clientUrl: this.clientUrl },
      clock,
      random,
      onWarning: ({ code, message, peer }) =>
        onWarning({ component: 'peers', code, message: peer === null ? message : `${peer}: ${message}` }),
    });
    this.#peerAddress = () => transport.address();
    return transport;
  }

  #startNode(logStore: WatchedLogStore, { snapshotStore }: OpenStorage, transport: Transport) {
    const { id, clock, random, waitToBeAdded, forwardProposals, leases } = this.#options;
    const { heartbeatMs, electionTimeoutMs, snapshotEveryEntries, keepEntries } = this.#options;
    const { maxAppendBytes, maxLogMemoryBytes } = this.#options;
    return startNode({
      id,
      voters: waitToBeAdded ? [] : [...this.#members.keys()],
      forwardProposals,
      ...(leases === undefined ? {} : { leases }),
      logStore,
      snapshotStore,
      transport,
      stateMachine: this.#stateMachine,
      clock,
      random,
      onEvent: (event) => this.#onEvent(event),
      ...(heartbeatMs === undefined ? {} : { heartbeatMs }),
      ...(electionTimeoutMs === undefined ? {} : { electionTimeoutMs }),
      ...(snapshotEveryEntries === undefined ? {} : { snapshotEveryEntries }),
      ...(keepEntries === undefined ? {} : { keepEntries }),
      ...(maxAppendBytes === undefined ? {} : { maxAppendBytes }),
      ...(maxLogMemoryBytes === undefined ? {} : { maxLogMemoryBytes }),
    });
  }

  #readMetrics(): Promise<string> {
    this.#metrics ??= new Metrics({
      status: () => this.#node?.status() ?? null,
      observer: this.#observer,
      service: this.#service,
      native: this.#native,
      stateMachine: this.#stateMachine,
    });
    return this.#metrics.toText();
  }

  #onEvent(event: NodeEvent): void {
    this.#observer.see(event);
    this.#options.onEvent(event);
    if (
      event.type === 'stopped' ||
      event.type === 'failed' ||
      (event.type === 'role' && event.leader !== null)
    )
      this.#settleReady();
    if (event.type === 'failed') this.#options.onFailure(event.error);
  }

  #settleReady(): void {
    const leader = this.#node?.status().leader ?? null;
    const error =
      this.#observer.failure === null && leader !== null
        ? null
        : new RaftError('stopped', 'the server ended before a leader was known');
    for (const settle of this.#onceReady.splice(0)) settle(error);
  }

  #urlOf(node: NodeId): string | null {
    return node === this.#options.id
      ? this.clientUrl
      : (this.#transport?.peerFacts(node)?.['clientUrl'] ?? null);
  }

  async #stop(): Promise<void> {
    const { clock } = this.#options;
    this.#observer.stopping = true;
    if (this.#node !== null) await within(clock, TRANSFER_MS, this.#node.transferLeadership());
    this.#service.refuseNew();
    await within(clock, DRAIN_MS, this.#service.drained());
    await this.#close();
  }

  async #close(): Promise<void> {
    const { clock } = this.#options;
    this.#observer.scrubber?.stop();
    const listener = this.#listener;
    const doors = Promise.all([this.#native.close(), listener?.close()]);
    if (!(await within(clock, GOODBYE_MS, doors))) listener?.closeNow();
    // Without a node, nobody else closes these two.
    const closeNode = this.#node === null ? this.#transport?.close() : this.#node.stop();
    await within(
      clock,
      CLOSE_MS,
      Promise.all([closeNode]).finally(() => this.#storage?.close()),
    );
    await this.#metrics?.close();
  }
}

/**
 * Starts a node of a cluster within this process, and resolves when it has recovered and takes part; it may not have a
 * leader yet. Fails with a `StorageError`, a `TransportError`, a `RaftError`, or as `net.Server` does when the address
 * for clients is not to be had; nothing stays open then.
 */
export async function startServer(options: KvServerOptions): Promise<KvServer> {
  const server = new KvServer(completeOptions(options));
  await server.run();
  return server;
}
