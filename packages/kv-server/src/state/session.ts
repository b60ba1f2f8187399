import type { Reply } from '@seaworthy/client/wire';

/**
 * A remembered answer. Nearly all say no more than that a change was made, and are kept as its revision: an object for each
 * would live just long enough to be copied by the garbage collector.
 */
type Remembered = number | Reply;

/** One client's record of what was already done for it (thesis §6.3). */
export class Session {
  readonly id: number;
  /** Log time of its last use, in milliseconds. */
  lastUsed: number;
  /** The client has the answers to all of its sequence numbers below this one. */
  floor: number;
  /** Bytes of values among the answers. */
  answerBytes = 0;
  #answers = new Map<number, Remembered>();

  constructor(id: number, lastUsed: number, floor = 1) {
    this.id = id;
    this.lastUsed = lastUsed;
    this.floor = floor;
  }

  /** The number of answers. */
  get size(): number {
    return this.#answers.size;
  }

  /** What was answered to `sequence`, as far as it is remembered. */
  answerTo(sequence: number): Reply | undefined {
    const remembered = this.#answers.get(sequence);
    return typeof remembered === 'number' ? changed(remembered) : remembered;
  }

  /** All answers with their sequence numbers, in the order in which they were given. */
  *answers(): Generator<[sequence: number, reply: Reply], void, undefined> {
    for (const sequence of this.#answers.keys()) yield [sequence, this.answerTo(sequence) as Reply];
  }

  remember(sequence: number, reply: Reply): void {
    const revision = revisionOf(reply);
    this.#answers.set(sequence, revision ?? reply);
    if (revision === null) this.answerBytes += bytesIn(reply);
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
    const copy = new Session(this.id, this.lastUsed, this.floor);
    copy.#answers = new Map(this.#answers);
    copy.answerBytes = this.answerBytes;
    return copy;
  }

  #forget(sequence: number): void {
    if (this.answerBytes > 0) {
      const remembered = this.#answers.get(sequence);
      if (typeof remembered === 'object') this.answerBytes -= bytesIn(remembered);
    }
    this.#answers.delete(sequence);
  }
}

/** The answer to a change that was made at `revision`. */
function changed(revision: number): Reply {
  return { ok: true, answer: { succeeded: true, revision, current: null, session: 0 } };
}

/** The revision of an answer that {@link changed} gives; null for any other. */
function revisionOf(reply: Reply): number | null {
  if (!reply.ok) return null;
  const { succeeded, revision, current, session } = reply.answer;
  return succeeded && current === null && session === 0 ? revision : null;
}

function bytesIn(reply: Reply): number {
  return reply.ok ? (reply.answer.current?.value.length ?? 0) : reply.refusal.message.length;
}
