import { logIndex, type LogIndex } from './types.ts';

interface Inflight {
  readonly last: number;
  readonly bytes: number;
}

/**
 * What a leader knows of one follower's log, and how it sends to it:
 *
 * - `probe`: where the logs agree is not known; one append at a time, until one is answered.
 * - `replicate`: the logs agree up to `match`; appends are sent ahead of their answers, within limits.
 * - `snapshot`: what the follower needs is compacted away; nothing is sent until a snapshot has arrived or failed.
 */
export class Progress {
  state: 'probe' | 'replicate' | 'snapshot' = 'probe';
  /** The follower's durable log agrees with the leader's up to here. Never decreases within a term. */
  match: LogIndex = logIndex(0);
  /** The next entry to send. Always greater than `match`. */
  next: number;
  /** The newest read round that the follower has confirmed. */
  round = 0;
  /** Whether the follower ever answered this leader. */
  heard = false;
  /** Ticks since the follower's last answer, or since this leader began to wait for one. */
  silentTicks = 0;
  /** The last of the entries that came from this follower's clients; it waits to hear that they are committed. */
  forwardedThrough = 0;
  /** The follower is no longer a member: it is told so, for a while, and then forgotten. */
  leavingTicks: number | null = null;
  /** In `probe`: an append is on its way; wait for its answer, or for the next heartbeat's. */
  probing = false;
  /** From which entry on some are being read for this follower, because memory no longer holds them. */
  loading: number | null = null;
  #inflight: Inflight[] = [];
  #inflightBytes = 0;

  constructor(next: number) {
    this.next = next;
  }

  becomeProbe(next: number): void {
    this.state = 'probe';
    this.next = Math.max(next, this.match + 1);
    this.probing = false;
    this.#clearInflight();
  }

  becomeReplicate(): void {
    this.state = 'replicate';
    this.next = Math.max(this.next, this.match + 1);
    this.probing = false;
    this.#clearInflight();
  }

  becomeSnapshot(): void {
    this.state = 'snapshot';
    this.probing = false;
    this.#clearInflight();
  }

  /** Takes note that the follower holds everything up to `index`; says whether that is news. */
  acknowledge(index: LogIndex): boolean {
    while (this.#inflight[0] !== undefined && this.#inflight[0].last <= index) {
      this.#inflightBytes -= (this.#inflight.shift() as Inflight).bytes;
    }
    if (index <= this.match) return false;
    this.match = index;
    this.next = Math.max(this.next, index + 1);
    return true;
  }

  sent(last: LogIndex, bytes: number): void {
    this.next = last + 1;
    this.#inflight.push({ last, bytes });
    this.#inflightBytes += bytes;
  }

  get hasInflight(): boolean {
    return this.#inflight.length > 0;
  }

  isPaused(maxAppends: number, maxBytes: number): boolean {
    switch (this.state) {
      case 'probe':
        return this.probing;
      case 'replicate':
        return this.#inflight.length >= maxAppends || this.#inflightBytes >= maxBytes;
      case 'snapshot':
        return true;
    }
  }

  #clearInflight(): void {
    this.#inflight = [];
    this.#inflightBytes = 0;
  }
}
