import { nodeId, type NodeId, type NodeEvent, type Transport, type TransportHandler } from '@seaworthy/core';
import { startServer, type KvServer, type NativeDoor } from '@seaworthy/kv-server';
import { SeededRandom } from '@seaworthy/core/testing';
import { openStorage } from '@seaworthy/storage-fs';
import { SimulatedFileSystem } from '@seaworthy/storage-fs/testing';
import type { MemoryNetwork } from '@seaworthy/transport-ws/testing';

import { Gate } from './gate.ts';
import { ComputerClock, ProcessClock } from './node-clock.ts';
import type { Scheduler } from './scheduler.ts';

/** Small, so that a run of a minute goes through many of them. */
const SEGMENT_BYTES = 32 * 1024;
const DIRECTORY = '/data';
/** How long a supervisor waits before it starts a process again that ended by itself. */
const SUPERVISOR_MS = 1_000;

export type NodeState = 'down' | 'starting' | 'up' | 'stopping' | 'lost';

export interface SimulatedNodeOptions {
  readonly number: number;
  /** The members that the cluster begins with; a node that is not among them waits to be added. */
  readonly members: readonly NodeId[];
  readonly scheduler: Scheduler;
  readonly network: MemoryNetwork;
  readonly random: SeededRandom;
  readonly heartbeatMs: number;
  readonly electionTimeoutMs: number;
  readonly snapshotEveryEntries: number;
  readonly keepEntries: number;
  readonly maxAppendBytes: number;
  readonly maxLogMemoryBytes: number;
  readonly maxClockDrift: number | null;
  readonly forwardProposals: boolean;
  /** Called after everything that happened to the node. */
  readonly onStep: (node: SimulatedNode) => void;
  readonly onEvent: (node: SimulatedNode, event: NodeEvent) => void;
  /** The process ended, or did not start, for a reason that nobody gave it. */
  readonly onUnexpected: (node: SimulatedNode, error: Error) => void;
  /** Connections of clients end with the process. */
  readonly onDown: (node: SimulatedNode) => void;
  /** It goes on without what a damaged disk no longer held. */
  readonly onRepaired: (node: SimulatedNode) => void;
}

/** A computer with its disk and clocks, and the server that runs on it now and then. */
export class SimulatedNode {
  readonly number: number;
  readonly id: NodeId;
  readonly computer: ComputerClock;
  readonly disk: SimulatedFileSystem;
  readonly #options: SimulatedNodeOptions;
  #gate: Gate;
  #transport: Transport | null = null;
  #server: KvServer | null = null;
  #native: NativeDoor | null = null;
  #state: NodeState = 'down';
  #incarnation = 0;
  /** How much slower than usual the disk is. */
  diskFactor = 1;
  /** Whether the disk was damaged, so that the server may refuse to start. */
  damaged = false;
  /** Whether a sync was made to fail, so that the server must end. */
  #expectsFailure = false;
  /** Whether the server found damage at its start, and gets what it lost from its peers. */
  #isRepaired = false;
  #isPaused = false;
  /** How far the log was durable, and in which term, when the process last ended. */
  #before: { readonly durable: number; readonly term: number } = { durable: 0, term: 0 };

  constructor(options: SimulatedNodeOptions) {
    const { number, scheduler, random } = options;
    this.#options = options;
    this.number = number;
    this.id = nodeId(`n${number}`);
    this.computer = new ComputerClock(scheduler, 1_700_000_000_000 + random.below(2_000) - 1_000);
    this.disk = new SimulatedFileSystem({ before: (operation) => this.#delay(operation) });
    this.disk.put('/.root', new Uint8Array(0));
    this.#gate = new Gate(scheduler);
    this.#gate.close();
  }

  get state(): NodeState {
    return this.#state;
  }

  get incarnation(): number {
    return this.#incarnation;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  get gate(): Gate {
    return this.#gate;
  }

  /** The running server, or null. */
  get server(): KvServer | null {
    return this.#state === 'up' || this.#state === 'stopping' ? this.#server : null;
  }

  get native(): NativeDoor | null {
    return this.server === null ? null : this.#native;
  }

  start(): void {
    if (this.#state !== 'down') return;
    this.#state = 'starting';
    this.#incarnation++;
    this.#isRepaired = false;
    const { scheduler, random, onStep, onRepaired } = this.#options;
    const gate = new Gate(scheduler, () => onStep(this));
    this.#gate = gate;
    const clock = new ProcessClock(this.computer, gate);
    const chance = new SeededRandom(random.uint32());
    this.#startServer(gate, clock, chance).then(
      (server) => {
        if (gate.isClosed) return;
        this.#server = server;
        this.#state = 'up';
        if (this.#isRepaired) onRepaired(this);
        else if (this.#hasLostItsEnd()) this.#giveUp();
        onStep(this);
      },
      (error: unknown) => {
        if (!gate.isClosed) this.#onFailure(error as Error);
      },
    );
  }

  #startServer(gate: Gate, clock: ProcessClock, random: SeededRandom): Promise<KvServer> {
    const options = this.#options;
    const { members, network, heartbeatMs, electionTimeoutMs, snapshotEveryEntries, keepEntries } = options;
    const { maxClockDrift, forwardProposals, maxAppendBytes, maxLogMemoryBytes } = options;
    const address = { host: this.id as string, port: 1 };
    return startServer({
      nodeId: this.id,
      members: new Map(
        [...new Set([...members, this.id])].map((id) => [id as string, { host: id, port: 1 }]),
      ),
      waitToBeAdded: !members.includes(this.id),
      dataDirectory: DIRECTORY,
      advertiseClients: `http://${this.id}:1`,
      heartbeatMs,
      electionTimeoutMs,
      snapshotEveryEntries,
      keepEntries,
      forwardProposals,
      maxAppendBytes,
      maxLogMemoryBytes,
      ...(maxClockDrift === null ? {} : { leases: { maxClockDrift } }),
      clock,
      random,
      openStorage: () =>
        openStorage({
          directory: DIRECTORY,
          clusterId: 'seaworthy',
          nodeId: this.id,
          fileSystem: this.disk,
          random,
          clock,
          repair: members.length > 1,
          onWarning: ({ code }) => {
            if (code === 'log_damaged' || code === 'snapshot_damaged') this.#isRepaired = true;
          },
          segmentBytes: SEGMENT_BYTES,
        }),
      createTransport: () => {
        this.#transport = gated(network.transport(this.id), gate);
        return this.#transport;
      },
      openDoors: (native) => {
        this.#native = native;
        return Promise.resolve({ address, close: () => Promise.resolve(), closeNow: () => undefined });
      },
      onEvent: (event) => options.onEvent(this, event),
      onFailure: (error) => {
        if (!gate.isClosed) this.#onFailure(error);
      },
    });
  }

  /**
   * The format cannot tell a damaged last write from one that a power cut tore: the log then ends before what was
   * acknowledged, and a node that does not know it would vote as if it never had.
   */
  #hasLostItsEnd(): boolean {
    const { last = 0, term = 0 } = this.#server?.node?.status() ?? {};
    return this.damaged && (last < this.#before.durable || term < this.#before.term);
  }

  #giveUp(): void {
    this.#end();
    this.#state = 'lost';
  }

  /** The process ends at once. With `survival`, so does the computer: of what was not synced, that chance survives. */
  crash(survival: { readonly random: SeededRandom; readonly chance: number } | null): void {
    if (this.#state === 'lost') return;
    this.#before = this.#server?.node?.inspect().view ?? this.#before;
    this.#end();
    if (survival === null) this.disk.restart();
    else this.disk.crash(survival);
  }

  /** Stops the process as an operator would. */
  stop(): void {
    const server = this.server;
    const gate = this.#gate;
    if (server === null || this.#isPaused || this.#state === 'stopping') return;
    this.#state = 'stopping';
    void server.stop().then(() => {
      if (!gate.isClosed) this.#end();
    });
  }

  pause(): void {
    if (this.#state === 'lost') return;
    this.#isPaused = true;
    this.#gate.pause();
  }

  resume(): void {
    this.#isPaused = false;
    this.#gate.resume(this.#options.random);
  }

  failNextSync(): void {
    this.#expectsFailure = true;
    this.disk.fail({ operation: 'datasync', code: 'EIO' });
  }

  /** Where a full disk stands in the way, the process may end; it is started again. */
  limitDisk(capacityBytes: number): void {
    this.#expectsFailure ||= capacityBytes !== Infinity;
    this.disk.capacityBytes = capacityBytes;
  }

  #end(): void {
    this.#isPaused = false;
    this.#gate.close();
    this.#state = 'down';
    this.#server = null;
    void this.#transport?.close();
    this.#transport = null;
    this.#options.onDown(this);
  }

  #onFailure(error: Error): void {
    const expected = this.damaged || this.#expectsFailure;
    this.#end();
    this.disk.restart();
    if (!expected) {
      this.#options.onUnexpected(this, error);
      return;
    }
    if (this.damaged) {
      this.#giveUp();
      return;
    }
    this.#expectsFailure = this.disk.capacityBytes !== Infinity;
    this.#options.scheduler.schedule(SUPERVISOR_MS, () => this.start());
  }

  /** A process that has ended never comes back from a call. */
  #delay(operation: string): Promise<void> {
    const gate = this.#gate;
    if (gate.isClosed) return new Promise(() => undefined);
    const slow = operation === 'datasync' || operation === 'syncDirectory';
    if (!slow && this.diskFactor === 1) return Promise.resolve();
    const usual = slow ? 0.2 + this.#options.random.fraction() : 0.05;
    return new Promise((resolve) => gate.schedule('disk', usual * this.diskFactor, resolve));
  }
}

/** A transport whose messages reach only a process that runs. */
function gated(transport: Transport, gate: Gate): Transport {
  const start = (handler: TransportHandler): Promise<void> =>
    transport.start({
      onMessage: (from, message) => gate.pass(from, () => handler.onMessage(from, message)),
      onSnapshotOffer: (from, offer) =>
        new Promise((resolve, reject) => {
          gate.pass(from, () => void handler.onSnapshotOffer(from, offer).then(resolve, reject));
        }),
      onSnapshot: (from, offer, offset, chunks) =>
        new Promise((resolve, reject) => {
          gate.pass(from, () => void handler.onSnapshot(from, offer, offset, chunks).then(resolve, reject));
        }),
      onUnreachable: (peer) => gate.pass(peer, () => handler.onUnreachable(peer)),
    });
  return {
    start,
    send: (to, message) => {
      if (!gate.isClosed) transport.send(to, message);
    },
    sendSnapshot: (to, offer, read) => transport.sendSnapshot(to, offer, read),
    setPeers: (peers) => transport.setPeers(peers),
    peerFacts: (peer) => transport.peerFacts(peer),
    close: () => transport.close(),
  };
}
