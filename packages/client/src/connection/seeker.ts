import { parseEndpoint, type Endpoint } from '../endpoint.ts';
import { isSeaworthyError, SeaworthyError } from '../errors.ts';
import type { Cancel, ClientPorts } from '../ports.ts';
import type { Welcome } from '../wire/index.ts';
import type { AddressBook } from './address-book.ts';
import { backoffDelay, type Backoff } from './backoff.ts';
import { Link, type LinkOwner } from './link.ts';

export interface SeekerOptions {
  readonly endpoints: readonly Endpoint[];
  /** Look for the leader; otherwise the first server that answers will do. */
  readonly leader: boolean;
  /** Addresses that servers name may be used, besides `endpoints`. */
  readonly discover: boolean;
  readonly attemptTimeoutMs: number;
  readonly backoff: Backoff;
  readonly ports: ClientPorts;
  readonly book: AddressBook;
}

export interface SeekerHooks {
  /** Whether anybody still waits for a connection. */
  wanted(): boolean;
  /** A link to work with; its owner is to be set. */
  onFound(link: Link): void;
  /** A step did not lead to a link. */
  onMiss(error: SeaworthyError): void;
}

/** Who leads, as far as a server knows. */
export interface LeaderHint {
  readonly leader: string | null;
  readonly leaderUrl: string | null;
}

/**
 * Finds a server to work with. It asks one endpoint after the other and follows what they say about the leader. An
 * endpoint that is slow to answer does not hold up the search: after a while the next one is asked as well. The first
 * round is quick, further ones wait longer and longer.
 */
export class Seeker implements LinkOwner {
  readonly #options: SeekerOptions;
  readonly #hooks: SeekerHooks;
  readonly #attempts = new Map<Endpoint, Link>();
  #timer: Cancel | undefined;
  #cursor = 0;
  #misses = 0;
  #hops = 0;

  constructor(options: SeekerOptions, hooks: SeekerHooks) {
    this.#options = options;
    this.#hooks = hooks;
  }

  /** Looks for a server, unless that is under way already. */
  start(): void {
    if (this.#timer === undefined && this.#attempts.size === 0) this.#stepLater();
  }

  stop(): void {
    this.#timer?.();
    this.#timer = undefined;
    for (const link of this.#attempts.values()) link.destroy();
    this.#attempts.clear();
  }

  /** A request was carried out: the next search begins afresh. */
  succeeded(): void {
    this.#misses = 0;
    this.#hops = 0;
  }

  /** The link that was found is of no use any more. */
  failed(endpoint: Endpoint, error: SeaworthyError): void {
    this.#suspect(endpoint);
    this.#missed(error);
  }

  /** A server refused for it does not lead; looks where it points. */
  follow(hint: LeaderHint, error: SeaworthyError): void {
    const target = this.#resolve(hint);
    if (target !== undefined && this.#mayHop(target)) this.#step(target);
    else {
      this.#missed(error);
      this.start();
    }
  }

  onWelcome(link: Link, welcome: Welcome): void {
    try {
      this.#options.book.learn(link.endpoint, welcome);
    } catch (error) {
      if (!isSeaworthyError(error)) throw error;
      this.#drop(link, error);
      return;
    }
    if (!this.#options.leader || welcome.leader === welcome.node) this.#found(link);
    else if (welcome.leader === null)
      this.#drop(link, new SeaworthyError('unavailable', `${welcome.node} knows of no leader`));
    else this.#passOn(link, welcome.node, welcome.leader);
  }

  onReply(): void {
    throw new Error('a link that is not in use yet got a reply');
  }

  onRoom(): void {
    throw new Error('a link that is not in use yet was full');
  }

  onClose(link: Link, error: SeaworthyError): void {
    this.#attempts.delete(link.endpoint);
    this.#suspect(link.endpoint);
    this.#missed(error);
    this.#stepLater();
  }

  /** `link` leads to a follower: goes to the leader if its address is known, else finds it out. */
  #passOn(link: Link, node: string, leader: string): void {
    const known = this.#options.book.endpointOf(leader);
    const target = known ?? this.#unidentified();
    if (target === undefined) {
      // Its refusal of the first request will tell the leader's address.
      this.#found(link);
    } else if (this.#attempts.has(target) || this.#mayHop(target)) {
      this.#attempts.delete(link.endpoint);
      link.close();
      this.#step(target);
    } else {
      const text = `${node} names ${leader} as the leader, which does not answer`;
      this.#drop(link, new SeaworthyError('unavailable', text));
    }
  }

  #found(link: Link): void {
    this.#attempts.delete(link.endpoint);
    this.stop();
    this.#hooks.onFound(link);
  }

  #drop(link: Link, error: SeaworthyError): void {
    this.#attempts.delete(link.endpoint);
    link.close();
    this.#missed(error);
    this.#stepLater();
  }

  #missed(error: SeaworthyError): void {
    this.#misses++;
    this.#hooks.onMiss(error);
  }

  /** Asks a server after the wait that is due by now. */
  #stepLater(): void {
    const { endpoints, backoff, ports } = this.#options;
    const round = this.#misses - endpoints.length;
    if (round < 0 || this.#misses === 0) {
      this.#step();
      return;
    }
    this.#arm(backoffDelay(backoff, round, ports.random));
  }

  #arm(delayMs: number): void {
    this.#timer?.();
    this.#timer = this.#options.ports.clock.schedule(delayMs, () => {
      this.#timer = undefined;
      this.#hops = 0;
      this.#step();
    });
  }

  #step(target?: Endpoint): void {
    if (!this.#hooks.wanted()) {
      this.stop();
      return;
    }
    const endpoint = target ?? this.#rotate();
    // Every endpoint is being asked; the end of an attempt goes on from here.
    if (endpoint === undefined || this.#attempts.has(endpoint)) return;
    const { attemptTimeoutMs, ports } = this.#options;
    this.#attempts.set(endpoint, new Link(endpoint, this, ports, attemptTimeoutMs));
    this.#arm(attemptTimeoutMs / 4);
  }

  /** The next endpoint in turn that is not being asked; those that failed just now come last. */
  #rotate(): Endpoint | undefined {
    const { endpoints } = this.#options;
    const turns = endpoints.map((_, step) => endpoints[(this.#cursor + step) % endpoints.length] as Endpoint);
    const free = turns.filter((endpoint) => !this.#attempts.has(endpoint));
    const chosen = free.find((endpoint) => !this.#isSuspect(endpoint)) ?? free[0];
    if (chosen !== undefined) this.#cursor = (endpoints.indexOf(chosen) + 1) % endpoints.length;
    return chosen;
  }

  /** A configured endpoint of which nobody knows whose it is. */
  #unidentified(): Endpoint | undefined {
    const { endpoints, book } = this.#options;
    return endpoints.find((endpoint) => book.nodeAt(endpoint) === undefined && !this.#isSuspect(endpoint));
  }

  #resolve({ leader, leaderUrl }: LeaderHint): Endpoint | undefined {
    const { book, discover, endpoints } = this.#options;
    const known = leader === null ? undefined : book.endpointOf(leader);
    if (known !== undefined || leaderUrl === null) return known;
    try {
      const endpoint = parseEndpoint(leaderUrl);
      return discover || endpoints.includes(endpoint) ? endpoint : undefined;
    } catch {
      return undefined; // A server's mistake about another server's address is no reason to fail.
    }
  }

  /** Hints are followed at once, but not into an endpoint that has just failed, nor round in circles. */
  #mayHop(target: Endpoint): boolean {
    if (this.#isSuspect(target) || this.#hops > this.#options.endpoints.length + 2) return false;
    this.#hops++;
    return true;
  }

  #suspect(endpoint: Endpoint): void {
    const { book, backoff, ports } = this.#options;
    book.suspect(endpoint, ports.clock.monotonicNow() + backoff.maxMs);
  }

  #isSuspect(endpoint: Endpoint): boolean {
    return this.#options.book.isSuspect(endpoint, this.#options.ports.clock.monotonicNow());
  }
}
