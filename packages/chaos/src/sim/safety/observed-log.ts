import type { Observation } from '../plan.ts';

/** The terms of a node's stored entries, kept up by looking at its end only. */
export class ObservedLog {
  #first: number;
  #terms: number[];

  constructor({ firstStored, last, termAt }: Observation) {
    this.#first = firstStored;
    this.#terms = Array.from({ length: last - firstStored + 1 }, (_, place) =>
      Number(termAt(firstStored + place)),
    );
  }

  get first(): number {
    return this.#first;
  }

  get last(): number {
    return this.#first + this.#terms.length - 1;
  }

  at(index: number): number | undefined {
    return this.#terms[index - this.#first];
  }

  /**
   * Follows the node; returns the lowest index at which something was removed or replaced, and the lowest at which something
   * is new, or null. A log changes from some place on, so the search goes back from the end until nothing differs.
   */
  follow({ firstStored, last, termAt }: Observation): {
    readonly replaced: number | null;
    readonly changed: number | null;
  } {
    if (firstStored > this.last + 1) {
      this.#first = firstStored;
      this.#terms = Array.from({ length: last - firstStored + 1 }, (_, place) =>
        Number(termAt(firstStored + place)),
      );
      return { replaced: null, changed: last >= firstStored ? firstStored : null };
    }
    if (firstStored > this.#first) {
      this.#terms = this.#terms.slice(firstStored - this.#first);
      this.#first = firstStored;
    }
    const before = this.last;
    let same = Math.min(before, last);
    while (same >= this.#first && termAt(same) !== this.at(same)) same--;
    this.#terms.length = Math.max(0, same - this.#first + 1);
    for (let index = same + 1; index <= last; index++) this.#terms.push(Number(termAt(index)));
    return { replaced: same < before ? same + 1 : null, changed: same < last ? same + 1 : null };
  }
}
