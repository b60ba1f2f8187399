import type { Observation } from '../plan.ts';
import type { ObservedLog } from './observed-log.ts';
import { demand } from './watched.ts';

interface Origin {
  /** The term of the entry before. */
  readonly parent: number;
  /** Who was first seen with it. */
  readonly id: string;
}

/**
 * Remembers which entry came before each that was ever in anybody's log. A leader makes at most one entry for an index,
 * behind a log that it only appends to, and others take it behind the same entry only; so the answer is one for all,
 * for ever. By induction, logs that share an entry share everything before it (Raft §5.3, log matching), and comparing
 * neighbours takes the place of comparing logs.
 */
export class Lineage {
  /** By index, then by term: hardly ever more than one. */
  readonly #origins: Map<number, Origin>[] = [];

  /** Looks at what is new in a log, which is everything from index `from` on. */
  look({ id, term, termAt, last }: Observation, log: ObservedLog, from: number): void {
    let parent = termAt(from - 1) ?? 0;
    for (let index = from; index <= last; index++) {
      const own = Number(log.at(index));
      // A leader appends in its own term, not below any before; whoever accepts that is in its term or a later one.
      demand(
        own >= parent && own <= term,
        'log-terms',
        () => `${id}, in term ${term}, has an entry ${own}/${index} behind one of term ${parent}`,
      );
      this.#sameParent(id, index, own, parent);
      parent = own;
    }
  }

  #sameParent(id: string, index: number, term: number, parent: number): void {
    const origins = (this.#origins[index] ??= new Map<number, Origin>());
    const known = origins.get(term);
    if (known === undefined) origins.set(term, { parent, id });
    else
      demand(
        known.parent === parent,
        'log-matching',
        () =>
          `${id} has ${term}/${index} behind ${parent}/${index - 1}, and ${known.id} had it behind ${known.parent}/${index - 1}`,
      );
  }
}
