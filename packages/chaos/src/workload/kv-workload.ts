import type { Value } from '../history/event.ts';
import type { Completion, Invocation } from '../history/recorder.ts';
import { KeyPool } from './key-pool.ts';
import { mix, type Choice } from './mix.ts';
import { ProcessRandoms } from './process-randoms.ts';
import type { Workload, WorkloadOptions } from './workload.ts';

const CHOICES: readonly Choice<Invocation['f']>[] = [
  { weight: 42, choice: 'get' },
  { weight: 20, choice: 'put' },
  { weight: 18, choice: 'append' },
  { weight: 15, choice: 'cas' },
  { weight: 5, choice: 'delete' },
];
/** So many values a process remembers having seen. */
const REMEMBERED_KEYS = 64;

/**
 * `get`, `put`, `append`, `delete` and `cas` over several keys. Every value written and every token appended is used
 * once in a run, so a read tells which writes it saw.
 */
export class KvWorkload implements Workload {
  readonly name = 'kv';
  readonly model = 'kv';
  readonly #pool: KeyPool;
  readonly #randoms: ProcessRandoms;
  /** What each process saw last, by key: a guess for its next compare-and-set. */
  readonly #seen = new Map<number, Map<string, Value>>();
  #tokens = 0;

  constructor({ seed, keys = 8, operationsPerKey = 200 }: WorkloadOptions) {
    this.#randoms = new ProcessRandoms(seed);
    this.#pool = new KeyPool({ prefix: 'k', keys, operationsPerKey });
  }

  next(process: number): Invocation {
    const random = this.#randoms.of(process);
    const f = mix(CHOICES, random);
    const key = this.#pool.take(random);
    switch (f) {
      case 'put':
        return { f, key, value: `v${this.#token()}` };
      case 'append':
        return { f, key, value: `+${this.#token()}` };
      case 'cas':
        return { f, key, value: [this.#seen.get(process)?.get(key) ?? null, `c${this.#token()}`] };
      default:
        return { f, key, value: null };
    }
  }

  observe(process: number, { f, key, value }: Invocation, completion: Completion): void {
    if (completion.type !== 'ok') return;
    if (f === 'get') this.#see(process, key, completion.value as Value);
    else if (f === 'put') this.#see(process, key, value as Value);
    else if (f === 'delete') this.#see(process, key, null);
    else if (f === 'cas' && completion.value === true)
      this.#see(process, key, (value as readonly [Value, Value])[1]);
    else if (f === 'cas' && completion.current !== undefined) this.#see(process, key, completion.current);
  }

  finalReads(): Invocation[] {
    return this.#pool.all().map((key) => ({ f: 'get', key, value: null }));
  }

  decode(stored: string | null): Value {
    return stored;
  }

  #token(): string {
    return (this.#tokens++).toString(36);
  }

  #see(process: number, key: string, value: Value): void {
    const seen = this.#seen.get(process) ?? new Map<string, Value>();
    this.#seen.set(process, seen);
    seen.delete(key);
    seen.set(key, value);
    const [oldest] = seen.keys();
    if (seen.size > REMEMBERED_KEYS && oldest !== undefined) seen.delete(oldest);
  }
}
