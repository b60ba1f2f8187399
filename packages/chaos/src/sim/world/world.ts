import { createHash } from 'node:crypto';

import type { SocketHandlers } from '@seaworthy/client';
import { nodeId, type NodeEvent, type NodeId } from '@seaworthy/core';
import { SeededRandom } from '@seaworthy/core/testing';
import { MemoryNetwork } from '@seaworthy/transport-ws/testing';

import type { Exercised, Observation, Plan, Target, Violation } from '../plan.ts';
import type { Ask } from './direct-client.ts';
import { Gate } from './gate.ts';
import { describe, observe } from './observe.ts';
import { breathe, Scheduler, settlePromises } from './scheduler.ts';
import { SimulatedNode } from './simulated-node.ts';
import { Connection } from './simulated-sockets.ts';

/** What is checked after every step. */
export interface Watch {
  /** Looks at the nodes that something just happened to. Throws at the first thing that must not be. */
  observe(nodes: readonly Observation[]): void;
  /** A node's vote became durable. */
  voted(id: string, term: number, candidate: string): void;
  /** A node begins anew without some of what was durable on it: its disk was damaged, and it knows. */
  lost(id: string): void;
}

/** Found by a {@link Watch}, or by the world itself. */
export class ViolationError extends Error {
  override readonly name = 'ViolationError';
  readonly property: string;

  constructor(property: string, message: string) {
    super(message);
    this.property = property;
  }
}

export interface WorldOptions {
  readonly plan: Plan;
  readonly watch: Watch;
  readonly trace?: ((line: string) => void) | undefined;
}

/** The event loop of the process gets a turn every so many steps. */
const BREATH_STEPS = 5_000;
/** So much of the trace goes into its hash at a time: a call for every line would cost more than the line. */
const HASHED_CHARACTERS = 16 * 1024;

interface OpenConnection {
  readonly node: number;
  readonly connection: Connection;
}

type Counts = { -readonly [Name in keyof Exercised]: number };

/** A cluster with its network, disks and clocks, in virtual time. Nothing happens but by its scheduler, in its order. */
export class World {
  readonly plan: Plan;
  readonly scheduler = new Scheduler();
  readonly random: SeededRandom;
  readonly network: MemoryNetwork;
  readonly nodes: readonly SimulatedNode[];
  readonly exercised: Counts;
  readonly #watch: Watch;
  readonly #trace: ((line: string) => void) | undefined;
  readonly #hash = createHash('sha256');
  /** The end of the trace, which is not in the hash yet. */
  #unhashed = '';
  readonly #connections = new Set<OpenConnection>();
  /** What each node looked like at the last look. */
  readonly #seen = new Map<SimulatedNode, Observation>();
  /** Nodes that something happened to in the step at hand. */
  readonly #touched = new Set<SimulatedNode>();
  #violation: Violation | null = null;
  #steps = 0;

  constructor({ plan, watch, trace }: WorldOptions) {
    this.plan = plan;
    this.#watch = watch;
    this.#trace = trace;
    this.random = new SeededRandom(plan.seed ^ 0x5ea);
    this.exercised = {
      elections: 0,
      truncations: 0,
      snapshotsTaken: 0,
      snapshotsInstalled: 0,
      configurations: 0,
      recoveries: 0,
      crashes: 0,
      partitions: 0,
      pauses: 0,
      clockFaults: 0,
      diskFaults: 0,
      repairs: 0,
      transfers: 0,
      operations: 0,
      unknownOperations: 0,
    };
    const { scheduler } = this;
    const clock = {
      monotonicNow: () => scheduler.nowMs,
      wallNow: () => scheduler.nowMs,
      schedule: (delayMs: number, run: () => void) => scheduler.schedule(delayMs, run),
      defer: (run: () => void) => scheduler.defer(run),
    };
    const { link } = plan;
    this.network = new MemoryNetwork({
      clock,
      random: new SeededRandom(this.random.uint32()),
      conditions: {
        minDelayMs: link.minDelayMs,
        maxDelayMs: link.maxDelayMs,
        lossRate: link.loss,
        duplicateRate: link.duplication,
        reorder: link.reordering > 0,
      },
    });
    const members = Array.from({ length: plan.size }, (_, position) => nodeId(`n${position + 1}`));
    this.nodes = Array.from({ length: plan.size + plan.spares }, (_, position) =>
      this.#makeNode(position + 1, members),
    );
  }

  #makeNode(number: number, members: readonly NodeId[]): SimulatedNode {
    const { heartbeatMs, electionTimeoutMs, snapshotEveryEntries, keepEntries } = this.plan;
    const { maxAppendBytes, maxLogMemoryBytes } = this.plan;
    return new SimulatedNode({
      number,
      members,
      scheduler: this.scheduler,
      network: this.network,
      random: new SeededRandom(this.random.uint32()),
      heartbeatMs,
      electionTimeoutMs,
      snapshotEveryEntries,
      keepEntries,
      maxAppendBytes,
      maxLogMemoryBytes,
      maxClockDrift: this.plan.leaseDrift,
      forwardProposals: this.plan.forwardProposals,
      onStep: (node) => this.#touched.add(node),
      onEvent: (node, event) => this.#onEvent(node, event),
      onUnexpected: (node, error) =>
        this.violate('crash', `${node.id} ended by itself: ${error.stack ?? error.message}`),
      onDown: (node) => this.#onDown(node),
      onRepaired: ({ id }) => {
        this.exercised.repairs++;
        this.#watch.lost(id);
      },
    });
  }

  get violation(): Violation | null {
    return this.#violation;
  }

  get steps(): number {
    return this.#steps;
  }

  get traceHash(): string {
    return this.#hash.copy().update(this.#unhashed).digest('hex');
  }

  /** Writes down something that happened. */
  note(line: string): void {
    const stamped = `${this.scheduler.nowMs.toFixed(3)} ${line}`;
    this.#unhashed += `${stamped}\n`;
    if (this.#unhashed.length >= HASHED_CHARACTERS) {
      this.#hash.update(this.#unhashed);
      this.#unhashed = '';
    }
    this.#trace?.(stamped);
  }

  violate(property: string, message: string): void {
    if (this.#violation !== null) return;
    this.#violation = { property, message, atMs: this.scheduler.nowMs };
    this.note(`VIOLATION ${property}: ${message}`);
  }

  /** Lets everything happen that happens until `endMs`, or until something is violated or `condition` holds. */
  async run(endMs: number, condition: () => boolean = () => false): Promise<boolean> {
    const { scheduler } = this;
    // From here on this runs among the promises, wherever it was called from.
    await Promise.resolve();
    await this.#settle();
    while (this.#violation === null && !condition()) {
      if (!scheduler.step(endMs)) return false;
      await settlePromises();
      if (scheduler.hasDeferred) await this.#settle();
      this.#look();
      if (++this.#steps % BREATH_STEPS === 0) await breathe();
    }
    return this.#violation === null;
  }

  async #settle(): Promise<void> {
    do {
      this.scheduler.runDeferred();
      await settlePromises();
    } while (this.scheduler.hasDeferred);
  }

  /** Whoever `target` means now. */
  find(target: Target): SimulatedNode | undefined {
    if (typeof target === 'number') return this.nodes[target - 1];
    const up = this.nodes.filter((node) => node.state === 'up');
    const status = (node: SimulatedNode): { role: string; term: number; last: number } | undefined =>
      node.server?.node?.status();
    const leaders = up.filter((node) => status(node)?.role === 'leader');
    leaders.sort((a, b) => (status(b)?.term ?? 0) - (status(a)?.term ?? 0));
    const others = up.filter((node) => node !== leaders[0]);
    switch (target) {
      case 'leader':
        return leaders[0];
      case 'follower':
        return others[this.random.below(Math.max(1, others.length))];
      case 'lagging':
        return [...others].sort((a, b) => (status(a)?.last ?? 0) - (status(b)?.last ?? 0))[0];
      case 'random':
        return up[this.random.below(Math.max(1, up.length))];
    }
  }

  get leader(): SimulatedNode | undefined {
    return this.find('leader');
  }

  /** A gate for a client: clients neither stop nor pause. */
  clientGate(): Gate {
    return new Gate(this.scheduler);
  }

  /** Connects a client to the node that `url` names. */
  connect(client: number, gate: Gate, url: string, handlers: SocketHandlers): Connection {
    const number = Number(/n(\d+)/.exec(url)?.[1]);
    const node = this.nodes[number - 1] as SimulatedNode;
    const connection: Connection = new Connection(
      { delayMs: () => this.#clientDelayMs(), reaches: () => !this.#breaks(entry) },
      client,
      number,
      { near: gate, far: node.gate, nowMs: () => this.scheduler.nowMs },
      handlers,
    );
    const entry: OpenConnection = { node: number, connection };
    this.#connections.add(entry);
    this.scheduler.schedule(this.#clientDelayMs(), () => {
      const { native } = node;
      if (native === null) connection.break(`${node.id} refuses connections`);
      else node.gate.pass(`client ${client}`, () => native.accept(connection.clientSocket));
    });
    return connection;
  }

  /** Brings one command to a node, past its doors. */
  ask(node: SimulatedNode): Ask {
    return (command, settle) => {
      this.scheduler.schedule(this.#clientDelayMs(), () => {
        const { server, gate } = node;
        if (server === null) {
          this.scheduler.schedule(this.#clientDelayMs(), () => settle(null));
          return;
        }
        gate.pass('operator', () =>
          server.service.handle(command, (reply) => {
            if (gate.isClosed || this.random.chance(this.plan.link.loss)) return;
            this.scheduler.schedule(this.#clientDelayMs(), () => settle(reply));
          }),
        );
      });
    };
  }

  #clientDelayMs(): number {
    return 0.1 + this.random.fraction();
  }

  /** Now and then, a connection of a client breaks in the middle of things. */
  #breaks(entry: OpenConnection): boolean {
    if (!this.#connections.has(entry)) return true;
    if (!this.random.chance(this.plan.link.loss / 10)) return false;
    this.#connections.delete(entry);
    entry.connection.break('the connection broke');
    return true;
  }

  #onDown(node: SimulatedNode): void {
    for (const entry of [...this.#connections]) {
      if (entry.node !== node.number) continue;
      this.#connections.delete(entry);
      entry.connection.break(`${node.id} is gone`);
    }
  }

  /** Looks at whoever the step touched, once all that follows from it has happened. */
  #look(): void {
    for (const node of this.#touched) this.#lookAt(node);
    this.#touched.clear();
  }

  #lookAt(node: SimulatedNode): void {
    if (this.#violation !== null) return;
    const before = this.#seen.get(node);
    const observation = observe(node, before);
    if (observation === null) return;
    if (observation !== before) {
      this.#seen.set(node, observation);
      const line = describe(observation);
      if (before === undefined || line !== describe(before)) this.note(line);
    }
    this.#check(() => this.#watch.observe([observation]));
  }

  #check(check: () => void): void {
    try {
      check();
    } catch (error) {
      if (!(error instanceof ViolationError)) throw error;
      this.violate(error.property, error.message);
    }
  }

  #voted(node: SimulatedNode, term: number, candidate: string): void {
    this.#check(() => this.#watch.voted(node.id, term, candidate));
  }

  #onEvent(node: SimulatedNode, event: NodeEvent): void {
    switch (event.type) {
      case 'progress':
        return;
      case 'started':
        if (event.last > 0 || event.term > 0) this.exercised.recoveries++;
        // It may have become durable right before the crash.
        if (event.votedFor !== null) this.#voted(node, event.term, event.votedFor);
        break;
      case 'role':
        if (event.role === 'leader') this.exercised.elections++;
        break;
      case 'voted':
        this.#voted(node, event.term, event.candidate);
        break;
      case 'truncated':
        this.exercised.truncations++;
        break;
      case 'snapshot-taken':
        this.exercised.snapshotsTaken++;
        break;
      case 'snapshot-installed':
        this.exercised.snapshotsInstalled++;
        break;
      case 'configuration':
        this.exercised.configurations++;
        break;
      case 'failed':
        this.note(`${node.id} failed: ${event.error.message}`);
        return;
      default:
        break;
    }
    this.note(`${node.id} ${JSON.stringify(event)}`);
  }
}
