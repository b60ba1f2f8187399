import { ILLEGAL, stepModel } from '../model.ts';
import type { Illegal, Model } from '../model.ts';
import type { Operation } from '../operation.ts';

/** An operation that has been called. Its bit is its own as long as it is pending. */
export interface Pending<I, O> {
  readonly operation: Operation<I, O>;
  bit: bigint;
}

/** Steps of the model that a return may cost on average, about half a millisecond, and how far it may be overdrawn. */
const STEPS_PER_RETURN = 5_000;
const OVERDRAFT = 1_000_000;

/** Where the object may be: its state, and which of the pending operations led there. */
export interface Config<S> {
  readonly state: S;
  readonly taken: bigint;
}

/** A configuration on the way to a return, and the operations of unknown outcome that are worth a try from there. */
interface Place<S, I, O> extends Config<S> {
  readonly optional: readonly Pending<I, O>[];
}

/** What came of a return: there are more possibilities than allowed, or none. */
export type Step = 'possible' | 'impossible' | 'too many';

/**
 * All that a history can have led to so far, event by event: just-in-time linearization (Lowe, "Testing for
 * linearizability", 2017). An operation is taken when one that cannot wait, for it returns now, needs it to be; what
 * has returned is forgotten. Operations of unknown outcome may be taken at any time from their call on, or never.
 *
 * Exact, as long as the answers of pending operations are known when one of them returns.
 */
export class Frontier<S, I, O> {
  readonly #model: Model<S, I, O>;
  readonly #limit: number;
  #configs: readonly Config<S>[];
  #pending: Pending<I, O>[] = [];
  #readOnly = new Set<Pending<I, O>>();
  #optional = new Set<Pending<I, O>>();
  #bits = 0n;
  /** Steps that may still be spent. */
  #credit = OVERDRAFT;
  readonly #free: bigint[] = [];

  constructor(model: Model<S, I, O>, limit: number) {
    this.#model = model;
    this.#limit = limit;
    this.#configs = [{ state: model.init(), taken: 0n }];
  }

  get configs(): readonly Config<S>[] {
    return this.#configs;
  }

  /** In order of their calls. */
  get pending(): readonly Pending<I, O>[] {
    return this.#pending;
  }

  /** An operation begins. */
  call(operation: Operation<I, O>): Pending<I, O> {
    const bit = this.#free.pop() ?? 1n << this.#bits++;
    const pending = { operation, bit };
    this.#pending.push(pending);
    return pending;
  }

  /** It becomes known what was answered, or that nobody will know. Must be told before the next return. */
  resolve(pending: Pending<I, O>, isOptional: boolean): void {
    const { input, output } = pending.operation;
    const isReadOnly = this.#model.hints?.readOnly?.(input, output) === true;
    if (isOptional && isReadOnly) this.forget(pending);
    else if (isOptional) this.#optional.add(pending);
    else if (isReadOnly) this.#readOnly.add(pending);
  }

  /** The operation turns out to tell nothing: it did not happen. No configuration has taken it. */
  forget(pending: Pending<I, O>): void {
    this.#pending = this.#pending.filter((other) => other !== pending);
    this.#readOnly.delete(pending);
    this.#free.push(pending.bit);
  }

  /** The operation is over: in whatever is possible, it has been taken. On `too many`, nothing has changed. */
  return(pending: Pending<I, O>): Step {
    this.#credit = Math.min(OVERDRAFT, this.#credit + STEPS_PER_RETURN);
    const found = this.#explore(pending);
    if (found === undefined) return 'too many';
    this.#configs = found;
    this.forget(pending);
    this.#forgetSpent();
    return this.#configs.length === 0 ? 'impossible' : 'possible';
  }

  /** All that may follow when the operation is taken, after as many others as need be: the fewest first. */
  #explore(pending: Pending<I, O>): Config<S>[] | undefined {
    const optional = [...this.#optional];
    const completed = this.#pending.filter((other) => !this.#optional.has(other));
    const bits = optional.reduce((all, { bit }) => all | bit, 0n);
    const found = new ConfigSet(this.#model, bits);
    const seen = new ConfigSet(this.#model, bits);
    let level = this.#configs.map((config): Place<S, I, O> => ({ ...this.#settle(config), optional }));
    while (level.length > 0) {
      const next: Place<S, I, O>[] = [];
      for (const place of level) {
        if (!seen.add(place)) continue;
        if (seen.size > this.#limit || this.#credit < 0) return undefined;
        const { state, taken } = place;
        if ((taken & pending.bit) !== 0n) found.add({ state, taken: taken ^ pending.bit });
        else {
          for (const config of this.#takeCompleted(place, completed)) next.push({ ...config, optional });
          next.push(...this.#takeOptional(place, optional));
        }
      }
      level = next;
    }
    return found.thriftiest();
  }

  *#takeCompleted({ state, taken }: Config<S>, completed: readonly Pending<I, O>[]): Generator<Config<S>> {
    for (const pending of completed) {
      if ((taken & pending.bit) !== 0n) continue;
      const after = this.#step(state, pending);
      if (after !== ILLEGAL) yield this.#settle({ state: after, taken: taken | pending.bit });
    }
  }

  /**
   * Of two operations of unknown outcome in a row, the second must not do what it would have done without the first.
   * Wherever the first made something else possible, all may follow again.
   */
  *#takeOptional(place: Place<S, I, O>, optional: readonly Pending<I, O>[]): Generator<Place<S, I, O>> {
    const { state, taken } = place;
    const effects: Config<S>[] = [];
    const dependent: Pending<I, O>[] = [];
    for (const pending of place.optional) {
      if ((taken & pending.bit) !== 0n) continue;
      const { input, output } = pending.operation;
      const after = this.#step(state, pending);
      const changes = after !== ILLEGAL && !isSame(this.#model, after, state);
      if (changes) effects.push({ state: after, taken: taken | pending.bit });
      if (!changes || this.#model.hints?.landsOn?.(input, output) === undefined) dependent.push(pending);
    }
    for (const effect of effects) {
      const settled = this.#settle(effect);
      yield { ...settled, optional: settled.taken === effect.taken ? dependent : optional };
    }
  }

  /** Takes what changes nothing and is possible now: it would change nothing later, either. */
  #settle({ state, taken }: Config<S>): Config<S> {
    for (const pending of this.#readOnly) {
      const { bit } = pending;
      if ((taken & bit) === 0n && this.#step(state, pending) !== ILLEGAL) taken |= bit;
    }
    return { state, taken };
  }

  #step(state: S, { operation }: Pending<I, O>): S | Illegal {
    this.#credit -= 1;
    return stepModel(this.#model, state, operation);
  }

  /** Operations of unknown outcome that every possibility has taken need no place any more. */
  #forgetSpent(): void {
    for (const pending of this.#optional) {
      const { bit } = pending;
      if (this.#configs.length === 0 || !this.#configs.every(({ taken }) => (taken & bit) !== 0n)) continue;
      this.#configs = this.#configs.map(({ state, taken }) => ({ state, taken: taken ^ bit }));
      this.#optional.delete(pending);
      this.forget(pending);
    }
  }
}

type Comparison<S> = Pick<Model<S, never, never>, 'equal' | 'hash'>;

function isSame<S>(model: Comparison<S>, a: S, b: S): boolean {
  return model.equal === undefined ? Object.is(a, b) : model.equal(a, b);
}

/**
 * Configurations, without those that have spent more operations of unknown outcome to come to where another one came:
 * whatever follows can follow from that one, too.
 */
class ConfigSet<S> {
  size = 0;
  readonly #model: Comparison<S>;
  /** The bits of operations of unknown outcome. */
  readonly #optional: bigint;
  /** By hash, or by state if that is a primitive. */
  readonly #groups = new Map<unknown, { readonly state: S; readonly taken: bigint[] }[]>();

  constructor(model: Comparison<S>, optional: bigint) {
    this.#model = model;
    this.#optional = optional;
  }

  /** Whether it leads to anything new. */
  add({ state, taken }: Config<S>): boolean {
    const group = this.#groupOf(state);
    if (group.some((other) => this.#isAsThrifty(other, taken))) return false;
    group.push(taken);
    this.size += 1;
    return true;
  }

  thriftiest(): Config<S>[] {
    return [...this.#groups.values()]
      .flat()
      .flatMap(({ state, taken: group }) =>
        group
          .filter((taken) => !group.some((other) => other !== taken && this.#isAsThrifty(other, taken)))
          .map((taken) => ({ state, taken })),
      );
  }

  #isAsThrifty(a: bigint, b: bigint): boolean {
    return (a & ~this.#optional) === (b & ~this.#optional) && (a & b) === a;
  }

  #groupOf(state: S): bigint[] {
    const { equal, hash } = this.#model;
    const key = equal === undefined ? state : (hash?.call(this.#model, state) ?? 0);
    let groups = this.#groups.get(key);
    if (groups === undefined) this.#groups.set(key, (groups = []));
    let group = groups.find((other) => isSame(this.#model, other.state, state));
    if (group === undefined) groups.push((group = { state, taken: [] }));
    return group.taken;
  }
}
