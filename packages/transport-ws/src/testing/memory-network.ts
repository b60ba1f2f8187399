import type {
  Clock,
  Message,
  NodeId,
  PeerFacts,
  Random,
  ReadSnapshot,
  SnapshotOffer,
  TransportHandler,
} from '@seaworthy/core';

import { decodeMessages, encodeMessages, PER_FRAME_BYTES } from '../codec/frame.ts';
import { itemsOf, MAX_ITEMS_PER_FRAME } from '../codec/message.ts';
import { concerning, TransportError } from '../errors.ts';
import { resolveLimits, type TransportLimits } from '../limits.ts';
import { UnreachableReport } from '../messages/unreachable-report.ts';
import { IncomingSnapshot } from '../snapshot/incoming-snapshot.ts';
import { OutgoingSnapshot } from '../snapshot/outgoing-snapshot.ts';
import { changeConditions, Fate, QUIET, type LinkConditions } from './conditions.ts';
import { MemoryLink } from './memory-link.ts';
import { MemoryPipe } from './memory-pipe.ts';
import { MemoryTransport } from './memory-transport.ts';

export interface MemoryNetworkOptions {
  readonly clock: Clock;
  /** Decides delays, losses and duplicates; seed it to replay a run. */
  readonly random: Random;
  /** How all links begin. Default: 1 ms, no faults. */
  readonly conditions?: Partial<LinkConditions>;
  /** After this time a node notices that a link is cut. Default 2,000 ms, as over real sockets. */
  readonly detectAfterMs?: number;
  readonly limits?: Partial<TransportLimits>;
}

interface OpenPipe {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly near: MemoryPipe;
  readonly far: MemoryPipe;
}

const DEFAULT_DETECT_AFTER_MS = 2_000;

/**
 * The twin of the WebSocket transport in one process: everything passes through the same codec and the same snapshot
 * exchange, and a test decides what happens on the way. All links are directed.
 */
export class MemoryNetwork {
  readonly #clock: Clock;
  readonly #fate: Fate;
  readonly #limits: TransportLimits;
  readonly #detectAfterMs: number;
  #conditions: LinkConditions;
  readonly #nodes = new Map<NodeId, MemoryTransport>();
  readonly #links = new Map<string, MemoryLink>();
  readonly #reports = new Map<string, UnreachableReport>();
  readonly #pipes = new Set<OpenPipe>();

  constructor(options: MemoryNetworkOptions) {
    this.#clock = options.clock;
    this.#fate = new Fate(options.random);
    this.#limits = resolveLimits(options.limits ?? {});
    this.#detectAfterMs = options.detectAfterMs ?? DEFAULT_DETECT_AFTER_MS;
    this.#conditions = changeConditions(QUIET, options.conditions ?? {});
  }

  /**
   * A new transport for `id`. After its end, another one with the same id stands for the restarted node. With `knows`, it
   * talks to those nodes and to the members that `setPeers` names, and refuses all others; without, to everybody.
   */
  transport(id: NodeId, facts: PeerFacts = {}, knows: readonly NodeId[] | null = null): MemoryTransport {
    return new MemoryTransport(
      {
        join: (transport) => this.#join(transport),
        leave: (transport) => this.#leave(transport),
        peersChanged: (transport) => this.#peersChanged(transport),
        send: (from, to, message) => this.#send(from.id, to, message),
        sendSnapshot: (from, to, offer, read) => this.#sendSnapshot(from.id, to, offer, read),
      },
      id,
      facts,
      knows,
    );
  }

  /** Changes all links, also those that nobody used yet. */
  setConditions(conditions: Partial<LinkConditions>): void {
    this.#conditions = changeConditions(this.#conditions, conditions);
    for (const link of this.#links.values()) link.change(conditions);
  }

  /** Changes the link from one node to another, not the way back. */
  setLink(from: NodeId, to: NodeId, conditions: Partial<LinkConditions>): void {
    this.#link(from, to).change(conditions);
  }

  /** Nothing arrives at `to` from `from` any more, not even what is on its way. The way back stays. */
  cut(from: NodeId, to: NodeId): void {
    this.#link(from, to).cut();
    for (const pipe of this.#pipes) {
      const isHit = (pipe.from === from && pipe.to === to) || (pipe.from === to && pipe.to === from);
      if (isHit) this.#sever(pipe);
    }
  }

  /** Only nodes of the same group reach each other. Nodes in no group are cut off from all. */
  partition(...groups: readonly (readonly NodeId[])[]): void {
    const ids = new Set([...this.#nodes.keys(), ...groups.flat()]);
    for (const from of ids) {
      for (const to of ids) {
        if (from === to) continue;
        if (groups.some((group) => group.includes(from) && group.includes(to))) this.#link(from, to).heal();
        else this.cut(from, to);
      }
    }
    this.#introduceAll();
  }

  /** Cuts `id` off from everybody, both ways. */
  isolate(id: NodeId): void {
    for (const other of this.#nodes.keys()) {
      if (other === id) continue;
      this.cut(id, other);
      this.cut(other, id);
    }
  }

  /** Mends one direction, or everything. */
  heal(): void;
  heal(from: NodeId, to: NodeId): void;
  heal(from?: NodeId, to?: NodeId): void {
    if (from !== undefined && to !== undefined) this.#link(from, to).heal();
    else for (const link of this.#links.values()) link.heal();
    this.#introduceAll();
  }

  #join(transport: MemoryTransport): void {
    if (this.#nodes.has(transport.id))
      throw new TransportError('listen_failed', `${transport.id} is part of this network already`);
    this.#nodes.set(transport.id, transport);
    this.#introduceAll();
  }

  #leave(transport: MemoryTransport): void {
    if (this.#nodes.get(transport.id) !== transport) return;
    this.#nodes.delete(transport.id);
    const reason = new TransportError('closed', `${transport.id} closes`);
    for (const { from, to, near, far } of this.#pipes) {
      if (from === transport.id) near.fail(reason);
      if (to === transport.id) far.fail(reason);
    }
  }

  #peersChanged(transport: MemoryTransport): void {
    for (const { from, to, near, far } of this.#pipes) {
      const [peer, end] = from === transport.id ? [to, near] : [from, far];
      const concerned = from === transport.id || to === transport.id;
      if (concerned && !transport.knows(peer)) end.fail(notAPeer(peer, transport.id));
    }
    this.#introduceAll();
  }

  /** What a handshake does: both sides hear each other's facts, where both directions work. */
  #introduceAll(): void {
    for (const a of this.#nodes.values()) {
      for (const b of this.#nodes.values()) {
        if (a === b || !a.knows(b.id) || this.#link(b.id, a.id).isCut) continue;
        this.#link(a.id, b.id).carryStream(() => this.#introduce(a, b));
      }
    }
  }

  #introduce(a: MemoryTransport, b: MemoryTransport): void {
    const bothLive = this.#nodes.get(a.id) === a && this.#nodes.get(b.id) === b;
    const bothWays = !this.#link(a.id, b.id).isCut && !this.#link(b.id, a.id).isCut;
    if (bothLive && bothWays && a.knows(b.id) && b.knows(a.id)) b.learn(a.id, a.facts);
  }

  #send(from: NodeId, to: NodeId, message: Message): void {
    const frame = encodeMessages([message]);
    const link = this.#link(from, to);
    const fits =
      itemsOf(message) <= MAX_ITEMS_PER_FRAME &&
      frame.byteLength <= this.#limits.maxFrameBytes &&
      link.queuedBytes + frame.byteLength <= this.#limits.maxQueueBytes;
    if (!fits) {
      this.#lost(from, to);
      return;
    }
    link.carry(frame.byteLength, () => {
      if (!link.isCut) this.#arrive(from, to, frame);
      else if (link.cutFor(this.#detectAfterMs)) this.#lost(from, to);
    });
  }

  #arrive(from: NodeId, to: NodeId, frame: Uint8Array): void {
    const handler = this.#handlerFor(from, to);
    if (handler === null) {
      this.#lost(from, to);
      return;
    }
    // Each arrival is a copy of its own, as over a wire.
    const body = frame.slice(PER_FRAME_BYTES);
    for (const message of decodeMessages(body)) handler.onMessage(from, message);
  }

  async #sendSnapshot(from: NodeId, to: NodeId, offer: SnapshotOffer, read: ReadSnapshot): Promise<void> {
    const [near, far] = MemoryPipe.pair(from, to, this.#link(from, to), this.#link(to, from));
    const pipe: OpenPipe = { from, to, near, far };
    this.#pipes.add(pipe);
    try {
      await this.#connect(pipe);
      await new OutgoingSnapshot(near, to, this.#limits).send(offer, read);
    } catch (error) {
      throw error instanceof TransportError ? concerning(to, error) : error;
    } finally {
      near.fail(new TransportError('closed', 'the snapshot is over'));
      void Promise.all([near.ended, far.ended]).then(() => this.#pipes.delete(pipe));
    }
  }

  /** Resolves when the receiver listens on its end. */
  async #connect(pipe: OpenPipe): Promise<void> {
    const { from, to, near, far } = pipe;
    const there = this.#link(from, to);
    if (there.isCut || this.#link(to, from).isCut) this.#sever(pipe);
    const connected = new Promise<void>((resolve) => {
      there.carryStream(() => {
        const handler = this.#handlerFor(from, to);
        if (handler === null) {
          const reason = this.#nodes.has(to)
            ? notAPeer(from, to)
            : new TransportError('unreachable', `${to} cannot be reached`);
          near.giveUp(reason);
          far.giveUp(reason);
        } else if (far.open) {
          new IncomingSnapshot(far, from, handler, this.#limits);
          resolve();
        }
      });
    });
    const failed = near.ended.then((reason) => Promise.reject(reason));
    await Promise.race([connected, failed]);
  }

  #sever({ near, far, from, to }: OpenPipe): void {
    near.sever();
    this.#clock.schedule(this.#detectAfterMs, () => {
      near.giveUp(new TransportError('unreachable', `${to} has been silent for ${this.#detectAfterMs} ms`));
      far.giveUp(new TransportError('unreachable', `${from} has been silent for ${this.#detectAfterMs} ms`));
    });
  }

  /** Who takes what `from` sends to `to`; null when nobody does. */
  #handlerFor(from: NodeId, to: NodeId): TransportHandler | null {
    const receiver = this.#nodes.get(to);
    return receiver?.knows(from) === true ? receiver.handler : null;
  }

  #lost(from: NodeId, to: NodeId): void {
    const key = linkKey(from, to);
    let report = this.#reports.get(key);
    if (report === undefined) {
      report = new UnreachableReport(this.#clock, this.#limits.unreachableIntervalMs, () =>
        this.#nodes.get(from)?.handler?.onUnreachable(to),
      );
      this.#reports.set(key, report);
    }
    report.lost();
  }

  #link(from: NodeId, to: NodeId): MemoryLink {
    const key = linkKey(from, to);
    let link = this.#links.get(key);
    if (link === undefined) {
      link = new MemoryLink(this.#clock, this.#fate, this.#conditions);
      this.#links.set(key, link);
    }
    return link;
  }
}

function notAPeer(peer: NodeId, of: NodeId): TransportError {
  return new TransportError('unknown_node', `${peer} is not a peer of ${of}`);
}

function linkKey(from: NodeId, to: NodeId): string {
  return `${from} ${to}`;
}
