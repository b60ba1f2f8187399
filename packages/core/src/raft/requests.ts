import type { RequestName } from './message.ts';

interface PendingRead {
  readonly id: number;
  /** The number of the newest request for it. */
  request: number;
  ticks: number;
  ticksSinceRequest: number;
}

/**
 * What this node, as a follower, has asked of its leader for its own clients. Every request has a number of its own,
 * a repeated one too, so that no answer can be taken for another's (cf. stale reads by reused contexts, etcd#20418).
 */
export class Requests {
  readonly #incarnation: number;
  #requests = 0;
  #reads: PendingRead[] = [];
  readonly #proposals = new Map<number, { ticks: number }>();

  constructor(incarnation: number) {
    this.#incarnation = incarnation;
  }

  /** Whether nothing waits for an answer. */
  get isEmpty(): boolean {
    return this.#reads.length === 0 && this.#proposals.size === 0;
  }

  addRead(id: number): RequestName {
    this.#reads.push({ id, request: ++this.#requests, ticks: 0, ticksSinceRequest: 0 });
    return this.#name(this.#requests);
  }

  /** The read that `name` was the newest request for, which no longer waits then. */
  takeRead({ incarnation, id }: RequestName): number | undefined {
    if (incarnation !== this.#incarnation) return undefined;
    const position = this.#reads.findIndex(({ request }) => request === id);
    return position === -1 ? undefined : this.#reads.splice(position, 1)[0]?.id;
  }

  addProposal(): RequestName {
    const id = ++this.#requests;
    this.#proposals.set(id, { ticks: 0 });
    return this.#name(id);
  }

  /** Whether `name` is of a proposal that waits for its answer, which it no longer does then. */
  takeProposal({ incarnation, id }: RequestName): boolean {
    return incarnation === this.#incarnation && this.#proposals.delete(id);
  }

  /** Lets a tick pass. Says which reads to ask for again, and which reads and proposals have waited for too long. */
  tick(
    repeatTicks: number,
    limitTicks: number,
  ): { readonly repeat: RequestName[]; readonly lostRead: number | null; readonly lostProposals: number[] } {
    const lost = this.#reads.filter((read) => ++read.ticks >= limitTicks);
    this.#reads = this.#reads.slice(lost.length);
    const due = this.#reads.filter((read) => ++read.ticksSinceRequest >= repeatTicks);
    for (const read of due) {
      read.request = ++this.#requests;
      read.ticksSinceRequest = 0;
    }
    const lostProposals = [...this.#proposals]
      .filter(([, wait]) => ++wait.ticks >= limitTicks)
      .map(([id]) => id);
    for (const id of lostProposals) this.#proposals.delete(id);
    return {
      repeat: due.map(({ request }) => this.#name(request)),
      lostRead: lost.at(-1)?.id ?? null,
      lostProposals,
    };
  }

  /** Gives everything up; says whether any read waited, and which proposals did. */
  clear(): { readonly hadReads: boolean; readonly proposals: number[] } {
    const hadReads = this.#reads.length > 0;
    const proposals = [...this.#proposals.keys()];
    this.#reads = [];
    this.#proposals.clear();
    return { hadReads, proposals };
  }

  #name(id: number): RequestName {
    return { incarnation: this.#incarnation, id };
  }
}
