import type { Reply } from '@seaworthy/client/wire';

/** One client's record of what was already done for it (thesis §6.3). */
export class Session {
  readonly id: number;
  /** Log time of its last use, in milliseconds. */
  lastUsed: number;
  /** The client has the answers to all of its sequence numbers below this one. */
  floor: number;
  /** Bytes of values among the answers. */
  answerBytes = 0;
  readonly #answers: Map<number, Reply>;

  constructor(
    id: number,
    lastUsed: number,
    floor = 1,
    answers: Map<number, Reply> = new Map<number, Reply>(),
  ) {
    this.id = id;
    this.lastUsed = lastUsed;
    this.floor = floor;
    this.#answers = answers;
    for (const reply of answers.values()) this.answerBytes += bytesIn(reply);
  }

  get answers(): ReadonlyMap<number, Reply> {
    return this.#answers;
  }

  remember(sequence: number, reply: Reply): void {
    this.#answers.set(sequence, reply);
    this.answerBytes += bytesIn(reply);
  }

  /** Forgets the answers below `floor`; a floor never goes back. */
  raiseFloor(floor: number): void {
    if (floor <= this.floor) return;
    // Whichever is shorter: a client may raise its floor by one, or from 1 to 4 billion.
    if (floor - this.floor <= this.#answers.size) {
      for (let sequence = this.floor; sequence < floor; sequence++) this.#forget(sequence);
    } else {
      for (const sequence of this.#answers.keys()) if (sequence < floor) this.#forget(sequence);
    }
    this.floor = floor;
  }

  /** The session as it is now, untouched by what happens to this one later. */
  copy(): Session {
    return new Session(this.id, this.lastUsed, this.floor, new Map(this.#answers));
  }

  #forget(sequence: number): void {
    const reply = this.#answers.get(sequence);
    if (reply === undefined) return;
    this.#answers.delete(sequence);
    this.answerBytes -= bytesIn(reply);
  }
}

function bytesIn(reply: Reply): number {
  return reply.ok ? (reply.answer.current?.value.length ?? 0) : reply.refusal.message.length;
}
