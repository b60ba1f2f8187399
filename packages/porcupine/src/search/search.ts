import { Slab } from '../slab.ts';
import { ConfigSet } from './config-set.ts';
import { GrowingInts } from './growing-ints.ts';
import { LookAhead } from './look-ahead.ts';
import { MemoryExhausted } from '../memory-exhausted.ts';
import type { MemoryBudget } from './memory.ts';
import type { Problem } from './problem.ts';
import { Timeline } from './timeline.ts';
import { NOWHERE, Transitions } from './transitions.ts';

export type SearchStatus = 'valid' | 'invalid' | 'paused' | 'memory';

/** In place of a cursor: the step was forced, there is no alternative to it. */
const FORCED = -1;
/** In place of an operation: the state changed by itself. */
const LEAP = -1;
/** What a key of a configuration begins with: the state, and which words of the window follow. */
const KEY_HEAD = 3;

/**
 * The search of Wing and Gong (1993) with Lowe's memoisation of configurations, resumable at any step.
 *
 * A configuration is the set of linearized operations and the state. The candidates to come next are the
 * completed operations that were called before the first return of one that is not linearized, then the
 * optional ones, then the leaps of the problem. Four reductions keep it small, none of which loses a
 * linearization:
 *
 * - A read-only operation that is legal now is linearized at once: any order in which it comes later stays an
 *   order when it is moved here.
 * - Optional operations are never due, and one that would not change the state now is not taken.
 * - Of optional operations that do the same, the one that was called first is taken first: in any order, it can
 *   stand where the others do.
 * - {@link LookAhead} turns back when an operation that is due soon has lost its chance.
 */
export class Search<S, I, O> {
  /** Candidates tried so far. */
  steps = 0;
  readonly #problem: Problem<S, I, O>;
  readonly #budget: MemoryBudget;
  #words: Int32Array<ArrayBuffer>;
  readonly #timeline: Timeline;
  readonly #lookAhead: LookAhead<S, I, O> | undefined;
  readonly #transitions: Transitions<S, I, O>;
  readonly #seen: ConfigSet;
  readonly #completed: number;
  readonly #optional: number;
  readonly #readOnly: Int32Array;
  /** For each optional operation, the one before it with the same effect; -1 if there is none. */
  readonly #twin: Int32Array;

  // The configuration.
  readonly #done: Int32Array;
  readonly #taken: Int32Array;
  #placed = 0;
  #state: number;
  #firstReturn = 0;
  /**
   * The candidate to try next: an entry of the timeline up to `timeline.entries`, above that an optional
   * operation, above those a leap.
   */
  #cursor = 0;

  // The way here: operation, state before, first return before, cursor before.
  readonly #way: GrowingInts;
  readonly #key: Int32Array;

  // The longest way so far, and how much of it the present way still shares.
  readonly #best: GrowingInts;
  #bestPlaced = -1;
  #shared = 0;
  #started = false;

  /** @throws {MemoryExhausted} */
  constructor(problem: Problem<S, I, O>, budget: MemoryBudget) {
    const { completed, optional } = problem;
    this.#problem = problem;
    this.#budget = budget;
    this.#completed = completed.length;
    this.#optional = optional.length;
    const doneWords = (completed.length >> 5) + 1;
    const takenWords = (optional.length >> 5) + 1;
    budget.take(this.#objectBytes());
    this.#words = budget.allocate(
      Timeline.wordsFor(completed.length) +
        completed.length +
        optional.length +
        (doneWords + takenWords) * 2 +
        KEY_HEAD,
    );
    const slab = new Slab(this.#words);
    this.#timeline = new Timeline(completed, slab);
    this.#lookAhead = LookAhead.for(problem, this.#timeline);
    this.#transitions = new Transitions(problem, budget);
    this.#seen = new ConfigSet(budget);
    this.#way = new GrowingInts(budget);
    this.#best = new GrowingInts(budget);
    // Where leaps depend on time, nothing is linearized early: it would take away leaps that came before.
    const isGreedy = problem.leaps?.timed !== true;
    this.#readOnly = slab.ints(completed.length);
    if (isGreedy) findReadOnly(problem, this.#readOnly);
    this.#twin = slab.ints(optional.length);
    findTwins(problem, this.#twin);
    this.#done = slab.ints(doneWords);
    this.#taken = slab.ints(takenWords);
    this.#key = slab.ints(KEY_HEAD + doneWords + takenWords);
    this.#state = this.#transitions.initial;
  }

  /** Goes on for at most so many steps. */
  run(steps: number): SearchStatus {
    try {
      return this.#explore(this.steps + steps);
    } catch (error) {
      if (error instanceof MemoryExhausted) return 'memory';
      throw error;
    }
  }

  /** Configurations remembered. */
  get configurations(): number {
    return this.#seen.size;
  }

  /** The ids of the operations on the present way; after `valid`, a linearization. */
  linearization(): number[] {
    return this.#ids(this.#way, 4);
  }

  /** The ids of the longest way that the search saw end. */
  longest(): number[] {
    return this.#placed > this.#bestPlaced ? this.linearization() : this.#ids(this.#best, 1);
  }

  /** Gives the memory back. The search can be asked for nothing afterwards. */
  release(): void {
    this.#transitions.release();
    this.#seen.release();
    this.#way.release();
    this.#best.release();
    this.#budget.free(this.#words);
    this.#words = new Int32Array(0);
    this.#budget.give(this.#objectBytes());
  }

  /** Of the lists of operations. */
  #objectBytes(): number {
    return (this.#completed + this.#optional) * 24;
  }

  #explore(end: number): SearchStatus {
    if (!this.#started) {
      this.#started = true;
      this.#settle();
      this.#cursor = this.#timeline.next[0]!;
    }
    while (this.#placed < this.#completed) {
      if (this.steps >= end) return 'paused';
      if (!this.#advance() && !this.#retreat()) return 'invalid';
    }
    return 'valid';
  }

  /** Tries candidates from the cursor on until one leads to a new configuration. */
  #advance(): boolean {
    const { entries, op, next } = this.#timeline;
    while (this.#cursor <= entries) {
      const operation = op[this.#cursor]!;
      if (operation < 0) {
        this.#cursor = entries + 1;
        break;
      }
      // If a read-only operation were legal here, it would be linearized already.
      if (this.#readOnly[operation] === 1) this.#cursor = next[this.#cursor]!;
      else if (this.#try(operation)) return true;
    }
    return this.#advanceOptional() || this.#advanceLeaps();
  }

  #advanceOptional(): boolean {
    const from = this.#timeline.entries + 1;
    const deadline = this.#latest();
    while (this.#cursor < from + this.#optional) {
      const optional = this.#cursor - from;
      if (this.#problem.optional[optional]!.call > deadline) {
        this.#cursor = from + this.#optional;
        break;
      }
      if (this.#isTaken(optional) || !this.#isNextOfTwins(optional)) this.#cursor += 1;
      else if (this.#try(this.#completed + optional)) return true;
    }
    return false;
  }

  #isTaken(optional: number): boolean {
    return (this.#taken[optional >> 5]! & (1 << (optional & 31))) !== 0;
  }

  #isNextOfTwins(optional: number): boolean {
    const twin = this.#twin[optional]!;
    return twin < 0 || this.#isTaken(twin);
  }

  #advanceLeaps(): boolean {
    if (this.#problem.leaps === undefined) return false;
    const from = this.#timeline.entries + 1 + this.#optional;
    const leaps = this.#transitions.leaps(this.#state, this.#earliest(), this.#latest());
    while (this.#cursor < from + leaps.length) {
      this.steps += 1;
      if (this.#enter(LEAP, leaps[this.#cursor - from]!)) return true;
    }
    return false;
  }

  /** The next operation takes effect before the first return of one that is left... */
  #latest(): number {
    return this.#problem.completed[~this.#timeline.op[this.#firstReturn]!]!.return;
  }

  /** ...and after the last call of one that is linearized. */
  #earliest(): number {
    const { completed, optional } = this.#problem;
    const last = highestBit(this.#done);
    const lastOptional = highestBit(this.#taken);
    return Math.max(
      last < 0 ? -Infinity : completed[last]!.call,
      lastOptional < 0 ? -Infinity : optional[lastOptional]!.call,
    );
  }

  /** Tries the operation at the cursor; if that leads nowhere new, the cursor is past it. */
  #try(operation: number): boolean {
    this.steps += 1;
    const to = this.#isFutile(operation) ? NOWHERE : this.#transitions.step(this.#state, operation);
    if (to === NOWHERE || (operation >= this.#completed && to === this.#state)) {
      this.#cursor = this.#after(this.#cursor);
      return false;
    }
    return this.#enter(operation, to);
  }

  #enter(operation: number, to: number): boolean {
    this.#push(operation, this.#cursor);
    this.#state = to;
    this.#settle();
    if (this.#placed === this.#completed) return true;
    if (this.#remember() && !this.#isHopeless()) {
      this.#cursor = this.#timeline.next[0]!;
      return true;
    }
    this.#retreat();
    return false;
  }

  /** Linearizes what is read-only and legal now, and finds the first return that is left. */
  #settle(): void {
    const { op, next } = this.#timeline;
    let entry = next[0]!;
    for (; entry !== 0 && op[entry]! >= 0; entry = next[entry]!) {
      const operation = op[entry]!;
      if (this.#readOnly[operation] === 0) continue;
      this.steps += 1;
      if (this.#transitions.allows(this.#state, operation)) this.#push(operation, FORCED);
    }
    this.#firstReturn = entry;
  }

  /** Sees without a step that it would be hopeless. */
  #isFutile(operation: number): boolean {
    const lookAhead = this.#lookAhead;
    if (lookAhead?.hasGoal !== true) return false;
    return lookAhead.isFutile(this.#transitions.state(this.#state), operation, this.#taken);
  }

  #isHopeless(): boolean {
    if (this.#lookAhead === undefined) return false;
    return this.#lookAhead.isHopeless(this.#transitions.state(this.#state), this.#firstReturn, this.#taken);
  }

  /**
   * Adds the configuration to those seen. All that was called before the oldest operation left is done, and
   * nothing that was called after the first return is: the words in between say it all.
   */
  #remember(): boolean {
    const key = this.#key;
    const { op, next, callsBefore } = this.#timeline;
    const first = op[next[0]!]! >> 5;
    const last = (callsBefore[this.#firstReturn]! - 1) >> 5;
    let length = 0;
    key[length++] = this.#state;
    key[length++] = first;
    key[length++] = last;
    for (let word = first; word <= last; word++) key[length++] = this.#done[word]!;
    let end = this.#taken.length;
    while (end > 0 && this.#taken[end - 1] === 0) end -= 1;
    for (let word = 0; word < end; word++) key[length++] = this.#taken[word]!;
    return this.#seen.add(key, length);
  }

  #push(operation: number, cursor: number): void {
    this.#way.push4(operation, this.#state, this.#firstReturn, cursor);
    if (operation === LEAP) return;
    if (operation < this.#completed) {
      this.#timeline.lift(operation);
      this.#done[operation >> 5]! |= 1 << (operation & 31);
      this.#placed += 1;
    } else {
      const optional = operation - this.#completed;
      this.#taken[optional >> 5]! |= 1 << (optional & 31);
    }
  }

  /** Undoes the last step that was chosen, and all that it forced. */
  #retreat(): boolean {
    if (this.#placed > this.#bestPlaced) this.#saveBest();
    const way = this.#way;
    let found = false;
    while (!found && way.length > 0) {
      const at = (way.length -= 4);
      this.#undo(way.data[at]!);
      this.#state = way.data[at + 1]!;
      this.#firstReturn = way.data[at + 2]!;
      const cursor = way.data[at + 3]!;
      if (cursor === FORCED) continue;
      this.#cursor = this.#after(cursor);
      found = true;
    }
    this.#shared = Math.min(this.#shared, way.length / 4);
    return found;
  }

  #undo(operation: number): void {
    if (operation === LEAP) return;
    if (operation < this.#completed) {
      this.#timeline.putBack(operation);
      this.#done[operation >> 5]! &= ~(1 << (operation & 31));
      this.#placed -= 1;
    } else {
      const optional = operation - this.#completed;
      this.#taken[optional >> 5]! &= ~(1 << (optional & 31));
    }
  }

  #after(cursor: number): number {
    return cursor <= this.#timeline.entries ? this.#timeline.next[cursor]! : cursor + 1;
  }

  /** Copies only what changed since the last time, so that ever longer ways do not cost their square. */
  #saveBest(): void {
    const depth = this.#way.length / 4;
    this.#best.length = this.#shared;
    for (let i = this.#shared; i < depth; i++) this.#best.push(this.#way.data[i * 4]!);
    this.#bestPlaced = this.#placed;
    this.#shared = depth;
  }

  #ids(ints: GrowingInts, stride: number): number[] {
    const { completed, optional } = this.#problem;
    const ids: number[] = [];
    for (let i = 0; i < ints.length; i += stride) {
      const operation = ints.data[i]!;
      if (operation === LEAP) continue;
      ids.push((completed[operation] ?? optional[operation - this.#completed]!).id);
    }
    return ids;
  }
}

function findReadOnly<S, I, O>({ completed, model }: Problem<S, I, O>, readOnly: Int32Array): void {
  for (let i = 0; i < readOnly.length; i++) {
    const { input, output } = completed[i]!;
    if (model.hints?.readOnly?.(input, output) === true) readOnly[i] = 1;
  }
}

function findTwins<S, I, O>({ optional, model }: Problem<S, I, O>, twins: Int32Array): void {
  const last = new Map<string, number>();
  twins.fill(-1);
  for (let i = 0; i < twins.length; i++) {
    const { input, output } = optional[i]!;
    const effect = model.hints?.effect?.(input, output);
    if (effect === undefined) continue;
    twins[i] = last.get(effect) ?? -1;
    last.set(effect, i);
  }
}

function highestBit(words: Int32Array): number {
  for (let word = words.length - 1; word >= 0; word--) {
    if (words[word] !== 0) return word * 32 + 31 - Math.clz32(words[word]!);
  }
  return -1;
}
