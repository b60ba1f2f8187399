import { DEFAULT_LIMITS, type RaftLimits } from '../raft/config.ts';
import { configuration } from '../raft/configuration.ts';
import type { Effect } from '../raft/effect.ts';
import type { Input } from '../raft/input.ts';
import { invariant } from '../raft/invariant.ts';
import type { Message } from '../raft/message.ts';
import { BLANK, type Restored } from '../raft/state.ts';
import { nodeId, type NodeId } from '../raft/types.ts';
import { Invariants } from './invariants.ts';
import { ScriptedNode } from './scripted-node.ts';

/** A message on its way. */
export interface Envelope {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly message: Message;
}

export interface ScriptedClusterOptions {
  /** The voters to begin with: n1, n2, … */
  readonly size: number;
  /** Learners to begin with: the nodes behind the voters. */
  readonly learners?: number;
  /** Nodes that wait to be added: the ones behind those. */
  readonly spares?: number;
  readonly limits?: Partial<RaftLimits>;
  /** What nodes start with, by name; a node that is not named starts blank. */
  readonly disks?: Readonly<Record<string, Restored>>;
  readonly seed?: number;
  /** Sees every effect as it happens. */
  readonly onEffect?: (node: NodeId, effect: Effect) => void;
}

/**
 * A cluster of the pure protocol, in which nothing happens but what a script says: each tick, each delivery, each
 * completed write. Raft's properties are checked after every one. Nodes are called n1, n2, …
 */
export class ScriptedCluster {
  readonly nodes: readonly ScriptedNode[];
  readonly invariants = new Invariants();
  /** Messages on their way, oldest first. */
  readonly network: Envelope[] = [];

  constructor(options: ScriptedClusterOptions) {
    const { size, learners = 0, spares = 0, limits = {}, disks = {}, seed = 1, onEffect } = options;
    const ids = Array.from({ length: size + learners + spares }, (_, position) => nodeId(`n${position + 1}`));
    const members = configuration(ids.slice(0, size), ids.slice(size, size + learners));
    this.nodes = ids.map((id, position) => {
      const bootstrap = position < size + learners ? members : configuration([]);
      const config = { ...DEFAULT_LIMITS, ...limits, id, bootstrap, seed: seed * 31 + position };
      return new ScriptedNode(
        config,
        disks[id] ?? BLANK,
        (to, message) => this.network.push({ from: id, to, message }),
        (effect) => onEffect?.(id, effect),
      );
    });
  }

  node(name: string): ScriptedNode {
    const node = this.nodes.find(({ id }) => id === name);
    invariant(node !== undefined, `there is no node ${name}`);
    return node;
  }

  /** The leader of the newest term, if one is alive. */
  get leader(): ScriptedNode | undefined {
    const leaders = this.nodes.filter((node) => node.alive && node.view.role === 'leader');
    return leaders.sort((a, b) => b.view.term - a.view.term)[0];
  }

  step(name: string, input: Input): Effect[] {
    const effects = this.node(name).step(input);
    this.check();
    return effects;
  }

  propose(name: string, ...commands: readonly string[]): Effect[] {
    return this.step(name, {
      type: 'propose',
      commands: commands.map((command) => new TextEncoder().encode(command)),
    });
  }

  tick(name: string, times = 1): void {
    for (let count = 0; count < times; count++) this.step(name, { type: 'tick' });
  }

  /** Takes the message at `position` off the network and delivers it, unless its receiver is down. */
  deliver(position = 0): Envelope | undefined {
    const [envelope] = this.network.splice(position, 1);
    if (envelope === undefined) return undefined;
    const receiver = this.node(envelope.to);
    if (receiver.alive) receiver.step({ type: 'receive', from: envelope.from, message: envelope.message });
    this.check();
    return envelope;
  }

  /** Drops messages for which `condition` holds. */
  drop(condition: (envelope: Envelope) => boolean = () => true): void {
    const kept = this.network.filter((envelope) => !condition(envelope));
    this.network.splice(0, this.network.length, ...kept);
  }

  completeWrite(name: string): void {
    this.node(name).completeWrite();
    this.check();
  }

  /** Crashes a node; the oldest `completed` of its writes under way reach the disk all the same. */
  crash(name: string, completed = 0): void {
    const node = this.node(name);
    node.crash(completed);
    this.invariants.crashed(node);
    this.check();
  }

  restart(name: string): void {
    this.node(name).restart();
    this.check();
  }

  /** Carries one of the snapshots that `name` wants to send, whole or not at all. */
  transferSnapshot(name: string, ok = true): void {
    const sender = this.node(name);
    const request = sender.snapshotRequests.shift();
    if (request === undefined) return;
    const receiver = this.node(request.to);
    const meta = sender.disk.snapshot;
    const arrived =
      ok &&
      meta !== null &&
      receiver.alive &&
      receiver.receiveSnapshot(sender.id, request.term, meta, sender.applied);
    this.check();
    if (sender.alive) sender.step({ type: 'snapshot-sent', to: request.to, meta, ok: arrived });
    this.check();
  }

  /** Completes every write, delivers every message and carries every snapshot until nothing is left to do. */
  stabilize(allowed: (envelope: Envelope) => boolean = () => true): void {
    for (;;) {
      this.drop((envelope) => !allowed(envelope));
      const writer = this.nodes.find((node) => node.alive && node.pendingWrites > 0);
      const sender = this.nodes.find((node) => node.alive && node.snapshotRequests.length > 0);
      if (writer !== undefined) this.completeWrite(writer.id);
      else if (this.network.length > 0) this.deliver();
      else if (sender !== undefined) this.transferSnapshot(sender.id);
      else return;
    }
  }

  /** Makes `name` leader by the ordinary way: its election timeout passes, everybody answers. */
  elect(name: string): void {
    this.step(name, { type: 'campaign' });
    this.stabilize();
    invariant(this.node(name).view.role === 'leader', `${name} was not elected`);
  }

  check(): void {
    this.invariants.check(this.nodes);
  }
}
