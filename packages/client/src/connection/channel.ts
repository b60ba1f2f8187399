import type { Endpoint } from '../endpoint.ts';
import { SeaworthyError } from '../errors.ts';
import type { Cancel } from '../ports.ts';
import type { Limits, Refusal, Reply, Welcome } from '../wire/index.ts';
import { backoffDelay } from './backoff.ts';
import type { Call } from './call.ts';
import type { Link, LinkOwner } from './link.ts';
import type { ReadyWait } from './pending.ts';
import { Seeker, type SeekerOptions } from './seeker.ts';

export interface ChannelHooks {
  onConnect(endpoint: Endpoint, welcome: Welcome): void;
  onDisconnect(endpoint: Endpoint, welcome: Welcome, error: SeaworthyError): void;
  onLeader(node: string): void;
  /** The call had no effect, for its session is not known any more. */
  onSessionExpired(call: Call): void;
}

const ITEM_HEADER_BYTES = 8;

/**
 * The way that calls take: a queue, the connection in use, and the search for one when there is none. Calls made in
 * one turn of the event loop leave in one frame.
 */
export class Channel implements LinkOwner {
  readonly #options: SeekerOptions;
  readonly #hooks: ChannelHooks;
  readonly #seeker: Seeker;
  readonly #readyWaits = new Set<ReadyWait>();
  /** Links that are used no more, but still owe answers. */
  readonly #draining = new Set<Link>();
  readonly #delays = new Set<Cancel>();
  #queue: Call[] = [];
  #sorted = true;
  #current: Link | undefined;
  #failure: SeaworthyError | undefined;
  #flushDue = false;
  #pause: Cancel | undefined;
  #pauses = 0;
  #orders = 0;
  #closed = false;

  constructor(options: SeekerOptions, hooks: ChannelHooks) {
    this.#options = options;
    this.#hooks = hooks;
    this.#seeker = new Seeker(options, {
      wanted: () => this.#wanted(),
      onFound: (link) => {
        this.#use(link);
      },
      onMiss: (error) => {
        this.#failure = error;
      },
    });
  }

  /** Why there is no connection, where that is so and known. */
  get failure(): SeaworthyError | undefined {
    return this.#current === undefined ? this.#failure : undefined;
  }

  submit(call: Call): void {
    call.order = ++this.#orders;
    this.#enqueue(call);
  }

  /** Settles `wait` once a connection stands. */
  whenReady(wait: ReadyWait): void {
    if (this.#current !== undefined) {
      wait.succeed();
      return;
    }
    this.#readyWaits.add(wait);
    this.#seeker.start();
  }

  /** Ends all connections. `last`, if given, is sent first where that is possible at once. */
  close(last?: Uint8Array): void {
    this.#closed = true;
    this.#seeker.stop();
    this.#pause?.();
    for (const cancel of this.#delays) cancel();
    for (const link of this.#draining) link.close();
    const link = this.#current;
    this.#current = undefined;
    if (link === undefined) return;
    if (last !== undefined && link.room > 0) link.sendLast(last);
    else link.close();
  }

  onWelcome(link: Link): void {
    throw new Error(`a second welcome from ${link.endpoint}`);
  }

  onReply(link: Link, call: Call, reply: Reply): void {
    if (reply.ok) {
      this.#seeker.succeeded();
      this.#pauses = 0;
    }
    if (!call.settled) {
      const verdict = call.receive(reply);
      if (verdict === 'expired') this.#hooks.onSessionExpired(call);
      else if (verdict === 'again') this.#again(call, reply.ok ? undefined : reply.refusal);
    }
    if (!reply.ok && link === this.#current) this.#heed(link, reply.refusal);
    if (this.#draining.has(link)) this.#drained(link);
    else if (this.#queue.length > 0) this.#flushSoon();
  }

  onRoom(): void {
    this.#flushSoon();
  }

  onClose(link: Link, error: SeaworthyError, lost: readonly Call[]): void {
    this.#draining.delete(link);
    for (const call of lost) if (!call.settled && call.lost(error) === 'again') this.#requeue(call);
    if (link === this.#current) {
      this.#leave(link, error);
      this.#seeker.failed(link.endpoint, error);
    }
    this.#wake();
  }

  #wanted(): boolean {
    this.#queue = this.#queue.filter((call) => !call.settled);
    for (const wait of this.#readyWaits) if (wait.settled) this.#readyWaits.delete(wait);
    return this.#queue.length > 0 || this.#readyWaits.size > 0;
  }

  #enqueue(call: Call): void {
    this.#requeue(call);
    this.#wake();
  }

  #requeue(call: Call): void {
    const last = this.#queue.at(-1);
    if (last !== undefined && last.order > call.order) this.#sorted = false;
    this.#queue.push(call);
  }

  #wake(): void {
    if (this.#closed) return;
    if (this.#current !== undefined) this.#flushSoon();
    else if (this.#queue.length > 0) this.#seeker.start();
  }

  /** A call whose attempt was clearly refused goes back in line; after an unclear answer it waits a little. */
  #again(call: Call, refusal: Refusal | undefined): void {
    if (refusal === undefined || (refusal.code !== 'outcome_unknown' && refusal.code !== 'internal')) {
      this.#requeue(call);
      return;
    }
    const { backoff, ports } = this.#options;
    const cancel = ports.clock.schedule(backoffDelay(backoff, call.unclearAttempts - 1, ports.random), () => {
      this.#delays.delete(cancel);
      if (!call.settled) this.#enqueue(call);
    });
    this.#delays.add(cancel);
  }

  /** What a refusal says about the server that gave it. */
  #heed(link: Link, refusal: Refusal): void {
    const error = new SeaworthyError(refusal.code, `${link.endpoint}: ${refusal.message}`);
    if (refusal.code === 'busy') this.#pauseSending();
    if (refusal.code !== 'not_leader' && refusal.code !== 'shutting_down') return;
    this.#leave(link, error);
    this.#draining.add(link);
    if (refusal.code === 'shutting_down') this.#seeker.failed(link.endpoint, error);
    else {
      if (refusal.leader !== null) this.#hooks.onLeader(refusal.leader);
      this.#seeker.follow(refusal, error);
    }
    this.#wake();
  }

  #use(link: Link): void {
    const { welcome } = link;
    if (welcome === undefined) throw new Error('a link is used before its welcome');
    link.owner = this;
    this.#current = link;
    this.#failure = undefined;
    this.#hooks.onConnect(link.endpoint, welcome);
    if (welcome.leader !== null) this.#hooks.onLeader(welcome.leader);
    for (const wait of this.#readyWaits) wait.succeed();
    this.#readyWaits.clear();
    this.#flushSoon();
  }

  #leave(link: Link, error: SeaworthyError): void {
    this.#current = undefined;
    this.#failure = error;
    if (link.welcome !== undefined) this.#hooks.onDisconnect(link.endpoint, link.welcome, error);
  }

  #drained(link: Link): void {
    if (link.waiting > 0) return;
    this.#draining.delete(link);
    link.close();
  }

  #pauseSending(): void {
    if (this.#pause !== undefined) return;
    const { backoff, ports } = this.#options;
    this.#pause = ports.clock.schedule(backoffDelay(backoff, this.#pauses++, ports.random), () => {
      this.#pause = undefined;
      this.#wake();
    });
  }

  #flushSoon(): void {
    if (this.#flushDue) return;
    this.#flushDue = true;
    this.#options.ports.clock.defer(() => {
      this.#flushDue = false;
      this.#flush();
    });
  }

  #flush(): void {
    const link = this.#current;
    if (link?.welcome === undefined || this.#pause !== undefined) return;
    if (!this.#sorted) this.#queue.sort((a, b) => a.order - b.order);
    this.#sorted = true;
    const { limits } = link.welcome;
    let taken = 0;
    while (taken < this.#queue.length && link.room > 0) {
      const batch: Call[] = [];
      taken = this.#fill(batch, taken, link.room, limits);
      if (batch.length > 0) link.send(batch);
    }
    this.#queue.splice(0, taken);
  }

  /** Moves calls from the queue into `batch` for as long as they fit into one frame; returns the place reached. */
  #fill(batch: Call[], from: number, room: number, limits: Limits): number {
    let bytes = 1;
    let at = from;
    for (; at < this.#queue.length && batch.length < room; at++) {
      const call = this.#queue[at] as Call;
      if (call.settled) continue;
      const misfit = exceeds(call, limits);
      if (misfit !== undefined) {
        call.refuse(misfit);
        continue;
      }
      const size = ITEM_HEADER_BYTES + call.bytes.length;
      if (bytes + size > limits.frameBytes && batch.length > 0) break;
      bytes += size;
      batch.push(call);
    }
    return at;
  }
}

function exceeds({ request, bytes }: Call, limits: Limits): SeaworthyError | undefined {
  const key = 'key' in request ? request.key.length : 0;
  if (key > limits.keyBytes)
    return new SeaworthyError('key_too_long', `a key has at most ${limits.keyBytes} bytes, this has ${key}`);
  const values = [
    'value' in request ? request.value.length : 0,
    request.op === 'cas' ? (request.expected?.length ?? 0) : 0,
  ];
  const value = Math.max(...values);
  if (value > limits.valueBytes) {
    const text = `a value has at most ${limits.valueBytes} bytes, this has ${value}`;
    return new SeaworthyError('value_too_large', text);
  }
  const frame = 1 + ITEM_HEADER_BYTES + bytes.length;
  if (frame > limits.frameBytes) {
    const text = `a frame has at most ${limits.frameBytes} bytes, this needs ${frame}`;
    return new SeaworthyError('frame_too_large', text);
  }
  return undefined;
}
