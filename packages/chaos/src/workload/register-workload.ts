import type { Value } from '../history/event.ts';
import type { Invocation } from '../history/recorder.ts';
import { KeyPool } from './key-pool.ts';
import { mix, type Choice } from './mix.ts';
import { ProcessRandoms } from './process-randoms.ts';
import type { Workload, WorkloadOptions } from './workload.ts';

const CHOICES: readonly Choice<'read' | 'write' | 'cas'>[] = [
  { weight: 50, choice: 'read' },
  { weight: 25, choice: 'write' },
  { weight: 25, choice: 'cas' },
];
/** Few values, so that a compare-and-set often matches by chance. */
const VALUES = 5;

/** `read`, `write` and `cas` of small whole numbers over several registers: Jepsen's classic. */
export class RegisterWorkload implements Workload {
  readonly name = 'register';
  readonly model = 'register';
  readonly #pool: KeyPool;
  readonly #randoms: ProcessRandoms;

  constructor({ seed, keys = 8, operationsPerKey = 100 }: WorkloadOptions) {
    this.#randoms = new ProcessRandoms(seed);
    this.#pool = new KeyPool({ prefix: 'r', keys, operationsPerKey });
  }

  next(process: number): Invocation {
    const random = this.#randoms.of(process);
    const f = mix(CHOICES, random);
    const key = this.#pool.take(random);
    switch (f) {
      case 'read':
        return { f, key, value: null };
      case 'write':
        return { f, key, value: random.below(VALUES) };
      case 'cas':
        return { f, key, value: [random.below(VALUES), random.below(VALUES)] };
    }
  }

  observe(): void {
    // What comes next does not depend on answers.
  }

  finalReads(): Invocation[] {
    return this.#pool.all().map((key) => ({ f: 'read', key, value: null }));
  }

  decode(stored: string | null): Value {
    if (stored === null) return null;
    // A string that is no number was never written: as it is, it makes the history invalid.
    return /^\d+$/.test(stored) ? Number(stored) : stored;
  }
}
