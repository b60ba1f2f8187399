import type { Explanation } from '../explain/explanation.ts';
import type { Model, PartitionKey } from '../model.ts';
import type { Operation } from '../operation.ts';
import type { CheckOptions } from '../options.ts';
import type { UnknownReason, Verdict } from '../result.ts';
import { Frontier } from './frontier.ts';
import type { Pending } from './frontier.ts';
import { recheck } from './recheck.ts';
import type { Anchor } from './recheck.ts';

/**
 * What keeps a key from being settled as its events come: nothing; an operation that is `open`, so that nobody knows
 * its answer yet; or too many `orders` that may have been, so that it is left to a search at the end.
 */
export type Hold = 'nothing' | 'open' | 'orders';

/** What was found about a key. */
export interface StreamPartition {
  readonly key: PartitionKey;
  readonly verdict: Verdict;
  /** With the verdict `unknown`. */
  readonly reason?: UnknownReason;
  /** How many operations were called. */
  readonly operations: number;
  /** With the verdict `invalid`: about the operations that were still held. */
  readonly explanation?: Explanation;
  /** With the explanation: the state, in words, that it begins in; all before it is dropped. */
  readonly startingFrom?: string;
}

export interface KeySettings {
  readonly maxStates: number;
  readonly context: number;
}

interface Call<I, O> {
  readonly operation: Operation<I, O>;
  outcome: 'open' | 'ok' | 'fail' | 'info';
  pending: Pending<I, O> | undefined;
}

interface Event<I, O> {
  readonly call: Call<I, O>;
  readonly isReturn: boolean;
}

/** Follows one key. Settles what can be settled, and forgets it but for a few operations that explanations need. */
export class KeyChecker<S, I, O> {
  readonly key: PartitionKey;
  readonly #model: Model<S, I, O>;
  readonly #settings: KeySettings;
  readonly #frontier: Frontier<S, I, O>;
  readonly #events: Event<I, O>[] = [];
  readonly #calls = new Map<number, Call<I, O>>();
  /** Calls among the events that wait. */
  #queued = 0;
  /** Operations of the frontier whose answer is not known yet. */
  #open = 0;
  #operations = 0;
  #finding: StreamPartition | undefined;
  #tooMany = false;
  /** What came after the older anchor; from `#recent` on it came after the newer one. */
  #since: Operation<I, O>[] = [];
  #recent = 0;
  #older: Anchor<S, I, O>;
  #newer: Anchor<S, I, O>;

  constructor(model: Model<S, I, O>, key: PartitionKey, settings: KeySettings) {
    this.key = key;
    this.#model = model;
    this.#settings = settings;
    this.#frontier = new Frontier(model, settings.maxStates);
    this.#older = this.#newer = this.#anchor();
  }

  /** Operations in memory. */
  get held(): number {
    return this.#since.length + this.#queued;
  }

  get operations(): number {
    return this.#operations;
  }

  get hold(): Hold {
    if (this.#tooMany) return 'orders';
    return this.#events.length > 0 ? 'open' : 'nothing';
  }

  /** What is known for certain before the end. */
  get finding(): StreamPartition | undefined {
    return this.#finding;
  }

  call(operation: Operation<I, O>): void {
    this.#operations += 1;
    if (this.#finding !== undefined) return;
    const call: Call<I, O> = { operation, outcome: 'open', pending: undefined };
    this.#calls.set(operation.id, call);
    this.#events.push({ call, isReturn: false });
    this.#queued += 1;
    this.#settle();
  }

  resolve(operation: Operation<I, O>, outcome: 'ok' | 'fail' | 'info'): void {
    const call = this.#calls.get(operation.id);
    if (call === undefined || this.#finding !== undefined) return;
    this.#calls.delete(operation.id);
    call.outcome = outcome;
    if (outcome === 'ok') this.#events.push({ call, isReturn: true });
    if (call.pending !== undefined) this.#tellOutcome(call, call.pending);
    if (outcome === 'fail') this.#remove(operation);
    this.#settle();
  }

  /** Gives up, to make room. */
  abandon(): void {
    this.#conclude({ key: this.key, verdict: 'unknown', reason: 'memory', operations: this.#operations });
  }

  /** Nothing more comes: what is still open stays of unknown outcome. */
  finish(options: CheckOptions<I, O>): StreamPartition {
    for (const { operation } of [...this.#calls.values()]) this.resolve(operation, 'info');
    if (this.#tooMany && this.#finding === undefined) this.#search(options);
    return { ...(this.#finding ?? { key: this.key, verdict: 'valid' }), operations: this.#operations };
  }

  /** Takes events as long as all answers that matter to them are known. */
  #settle(): void {
    let taken = 0;
    for (const { call, isReturn } of this.#events) {
      if (isReturn && this.#open > 0 && !this.#tooMany) break;
      taken += 1;
      if (isReturn) this.#return(call);
      else this.#begin(call);
      if (this.#finding !== undefined) return;
    }
    this.#events.splice(0, taken);
  }

  #begin(call: Call<I, O>): void {
    this.#queued -= 1;
    if (call.outcome === 'fail') return;
    this.#since.push(call.operation);
    if (this.#tooMany) return;
    call.pending = this.#frontier.call(call.operation);
    if (call.outcome === 'open') this.#open += 1;
    else this.#frontier.resolve(call.pending, call.outcome === 'info');
  }

  #tellOutcome({ outcome }: Call<I, O>, pending: Pending<I, O>): void {
    this.#open -= 1;
    if (outcome !== 'fail') return this.#frontier.resolve(pending, outcome === 'info');
    this.#frontier.forget(pending);
  }

  #return(call: Call<I, O>): void {
    if (this.#tooMany || call.pending === undefined) return;
    const step = this.#frontier.return(call.pending);
    if (step === 'too many') this.#tooMany = true;
    else if (step === 'impossible') this.#explain();
    else if (this.#isTimeToMoveOn()) this.#moveOn();
  }

  /** The fewer possibilities there are at an anchor, the less there is to search from it. */
  #isTimeToMoveOn(): boolean {
    const { context } = this.#settings;
    const since = this.#since.length - this.#recent;
    return since >= (this.#frontier.configs.length === 1 ? context : 4 * context);
  }

  /** Forgets what came before the newer anchor. */
  #moveOn(): void {
    this.#since.splice(0, this.#recent);
    this.#recent = this.#since.length;
    this.#older = this.#newer;
    this.#newer = this.#anchor();
  }

  #anchor(): Anchor<S, I, O> {
    const { configs, pending } = this.#frontier;
    return { configs, pending: [...pending] };
  }

  #remove(operation: Operation<I, O>): void {
    const at = this.#since.indexOf(operation);
    if (at < 0) return;
    this.#since.splice(at, 1);
    if (at < this.#recent) this.#recent -= 1;
  }

  #explain(): void {
    // It is impossible from wherever it began: one beginning will do.
    const anchor = { ...this.#older, configs: this.#older.configs.slice(0, 1) };
    const { explanation } = recheck(this.#model, this.key, anchor, this.#since, {});
    this.#conclude({
      key: this.key,
      verdict: 'invalid',
      operations: this.#operations,
      ...(explanation === undefined ? {} : this.#explained(explanation)),
    });
  }

  #search(options: CheckOptions<I, O>): void {
    const { verdict, reason, explanation } = recheck(
      this.#model,
      this.key,
      this.#older,
      this.#since,
      options,
    );
    this.#conclude({
      key: this.key,
      verdict,
      operations: this.#operations,
      ...(reason === undefined ? {} : { reason }),
      ...(explanation === undefined ? {} : this.#explained(explanation)),
    });
  }

  #explained(explanation: Explanation): Pick<StreamPartition, 'explanation' | 'startingFrom'> {
    const { state } = this.#older.configs[0]!;
    return { explanation, startingFrom: this.#model.describeState?.(state) ?? String(state) };
  }

  #conclude(finding: StreamPartition): void {
    this.#finding = finding;
    this.#events.length = 0;
    this.#queued = 0;
    this.#since = [];
    this.#calls.clear();
  }
}
