/**
 * A leader's right to answer reads alone (thesis §6.4.1): for a while after a majority has answered a heartbeat, nobody
 * else can be elected, because whoever answered refuses its vote for an election timeout. The time counts from when the
 * heartbeat was sent. Once this leader has asked anybody to campaign, that refusal is off, for the rest of its term.
 */
export class Lease {
  readonly #durationMs: number;
  /** When each round that is not confirmed yet began, oldest first. */
  #rounds: { readonly round: number; readonly beganMs: number }[] = [];
  #confirmedMs = Number.NEGATIVE_INFINITY;
  #fenced = false;

  constructor(durationMs: number) {
    this.#durationMs = durationMs;
  }

  /** A round of heartbeats is about to be sent, at `nowMs` or later. */
  begin(round: number, nowMs: number): void {
    this.#rounds.push({ round, beganMs: nowMs });
  }

  /** A majority has answered `round`, and with it every round before. */
  confirm(round: number): void {
    const waiting = this.#rounds.findIndex((candidate) => candidate.round > round);
    const confirmed = this.#rounds.splice(0, waiting === -1 ? this.#rounds.length : waiting);
    const newest = confirmed.at(-1);
    if (newest !== undefined) this.#confirmedMs = newest.beganMs;
  }

  /** Ends the lease for good. */
  fence(): void {
    this.#fenced = true;
  }

  holds(nowMs: number): boolean {
    return !this.#fenced && nowMs >= this.#confirmedMs && nowMs < this.#confirmedMs + this.#durationMs;
  }
}
