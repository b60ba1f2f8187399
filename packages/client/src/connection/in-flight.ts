import type { Call } from './call.ts';

interface Sent {
  readonly id: number;
  readonly call: Call;
  readonly sentAt: number;
}

const FIRST_SLOTS = 64;

/**
 * The calls that a link has sent and that have no answer yet, by the ids it gave them. They stand in slots that ids
 * take in turn; a `Map` would leave its old tables behind, and in them what young garbage collections cannot free.
 */
export class InFlight {
  /** A power of two, and never more than half full. */
  #slots: (Sent | undefined)[] = emptySlots(FIRST_SLOTS);
  #size = 0;
  #nextId = 0;

  get size(): number {
    return this.#size;
  }

  /** When the one was sent that waits longest; undefined if none does. */
  get oldestSentAt(): number | undefined {
    const times = this.#sent().map(({ sentAt }) => sentAt);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** Gives a call an id that no other has. */
  add(call: Call, sentAt: number): number {
    const id = this.newId();
    this.#slots[this.#slotOf(id)] = { id, call, sentAt };
    this.#size++;
    return id;
  }

  /** An id that no call has. */
  newId(): number {
    if (this.#size * 2 >= this.#slots.length) this.#grow();
    do this.#nextId = (this.#nextId + 1) >>> 0;
    while (this.#slots[this.#slotOf(this.#nextId)] !== undefined);
    return this.#nextId;
  }

  get(id: number): Call | undefined {
    const sent = this.#slots[this.#slotOf(id)];
    return sent?.id === id ? sent.call : undefined;
  }

  /** `id` is one that {@link InFlight.get} finds. */
  delete(id: number): void {
    this.#slots[this.#slotOf(id)] = undefined;
    this.#size--;
  }

  /** Takes all of them out, in the order in which they were sent. */
  clear(): Call[] {
    // Ids grow, but begin anew after 2^32 of them; counted back from the next one, they are in order.
    const age = ({ id }: Sent): number => (this.#nextId - id) >>> 0;
    const calls = this.#sent()
      .sort((a, b) => age(b) - age(a))
      .map(({ call }) => call);
    this.#slots = emptySlots(FIRST_SLOTS);
    this.#size = 0;
    return calls;
  }

  #slotOf(id: number): number {
    return id & (this.#slots.length - 1);
  }

  #sent(): Sent[] {
    return this.#slots.filter((sent) => sent !== undefined);
  }

  #grow(): void {
    const sent = this.#sent();
    this.#slots = emptySlots(this.#slots.length * 2);
    for (const each of sent) this.#slots[this.#slotOf(each.id)] = each;
  }
}

function emptySlots(count: number): (Sent | undefined)[] {
  return Array.from({ length: count }, () => undefined);
}
