import { performance } from 'node:perf_hooks';

/** What a naive node tells another: "I am alive", or "this key now holds that". */
export interface Copy {
  readonly from: string;
  readonly key: string;
  readonly value: string | null;
}

/** Sends `body` to a peer and answers with what it says. Rejects if it does not within the time allowed. */
export type SendToPeer = (peer: string, path: string, body: unknown) => Promise<unknown>;

export type NaiveWrite =
  | { readonly f: 'put' | 'append'; readonly key: string; readonly value: string }
  | { readonly f: 'delete'; readonly key: string }
  | { readonly f: 'cas'; readonly key: string; readonly expected: string | null; readonly value: string };

export interface NaiveAnswer {
  readonly succeeded: boolean;
  readonly current?: { readonly value: string } | null;
}

const SILENCE_MS = 600;

/**
 * Replication as one might write it in an afternoon: the living node of the lowest name leads, changes its own copy,
 * sends the new value to whoever can be reached, and says "done". No terms, no log, no majority. Whenever the network
 * splits, each half has a leader, and after the split their copies differ for good. It exists to be caught.
 */
export class NaiveNode {
  readonly id: string;
  readonly #peers: readonly string[];
  readonly #send: SendToPeer;
  readonly #heard = new Map<string, number>();
  readonly #store = new Map<string, string>();

  constructor(id: string, peers: readonly string[], send: SendToPeer) {
    this.id = id;
    this.#peers = peers;
    this.#send = send;
  }

  /** The living node of the lowest name. */
  get leader(): string {
    const now = performance.now();
    const alive = this.#peers.filter((peer) => now - (this.#heard.get(peer) ?? -Infinity) < SILENCE_MS);
    return [this.id, ...alive].sort()[0] ?? this.id;
  }

  /** Tells everybody that this node lives. */
  beat(): void {
    for (const peer of this.#peers) void this.#send(peer, '/alive', { from: this.id }).catch(() => undefined);
  }

  heard(from: string): void {
    this.#heard.set(from, performance.now());
  }

  read(key: string): string | null {
    return this.#store.get(key) ?? null;
  }

  copy({ key, value }: Copy): void {
    if (value === null) this.#store.delete(key);
    else this.#store.set(key, value);
  }

  /** Carries out a write, here or where the leader is thought to be. Rejects if that one does not answer. */
  async write(write: NaiveWrite): Promise<NaiveAnswer> {
    const { leader } = this;
    if (leader !== this.id) return (await this.#send(leader, '/write', write)) as NaiveAnswer;
    const current = this.read(write.key);
    if (write.f === 'cas' && current !== write.expected)
      return { succeeded: false, current: current === null ? null : { value: current } };
    const value = valueAfter(write, current);
    this.copy({ from: this.id, key: write.key, value });
    const copies = this.#peers.map((peer) =>
      this.#send(peer, '/copy', { from: this.id, key: write.key, value }),
    );
    await Promise.allSettled(copies);
    return { succeeded: write.f !== 'delete' || current !== null };
  }
}

function valueAfter(write: NaiveWrite, current: string | null): string | null {
  switch (write.f) {
    case 'put':
    case 'cas':
      return write.value;
    case 'append':
      return `${current ?? ''}${write.value}`;
    case 'delete':
      return null;
  }
}
