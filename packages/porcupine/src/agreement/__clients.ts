import type { Operation } from '../operation.ts';
import { Rng } from '../__rng.ts';
import type { Draw, Spec } from './__spec.ts';

/** A history, and the seed that makes it again. */
export interface RandomHistory<I, O> {
  readonly seed: number;
  readonly operations: readonly Operation<I, O>[];
  /** Operations that certainly did not happen. */
  readonly failed: readonly Operation<I, O>[];
}

/** What is drawn once for a history. */
interface Shape {
  readonly operations: number;
  /** How many operations may be open at once. */
  readonly processes: number;
  readonly keys: readonly (string | null)[];
  /** How many values there are; 0: every value is written once. */
  readonly values: number;
  readonly habit: number;
  /** How likely it is that an outcome is never known, that an operation is refused, that an answer is a lie... */
  readonly crashes: number;
  readonly failures: number;
  readonly lies: number;
  /** ...and that an operation is recorded earlier or later than it was. */
  readonly shifts: number;
}

const MOST = 8;

function drawSmall(rng: Rng): Shape {
  // Orders of operations that are all open at once are many.
  const isCrowded = rng.chance(0.2);
  const operations = 1 + Math.max(rng.below(isCrowded ? MOST - 1 : MOST), rng.below(isCrowded ? 5 : MOST));
  return {
    ...drawHabits(rng),
    operations,
    processes: isCrowded ? operations : 1 + rng.below(5),
    crashes: rng.pick([0, 0.1, 0.2, 0.5]),
    failures: rng.pick([0, 0, 0.15]),
    lies: rng.pick([0, 0.1, 0.3, 0.6]),
    shifts: rng.pick([0, 0.1, 0.3]),
  };
}

/** As long as to fill more than one word of bits, and with few mistakes. */
function drawLong(rng: Rng): Shape {
  return {
    ...drawHabits(rng),
    operations: 30 + rng.below(100),
    processes: 2 + rng.below(3),
    crashes: rng.pick([0, 0.01, 0.05]),
    failures: rng.pick([0, 0.05]),
    lies: rng.pick([0, 0, 0.02]),
    shifts: rng.pick([0, 0, 0.02]),
  };
}

function drawHabits(rng: Rng): Pick<Shape, 'keys' | 'values' | 'habit'> {
  return { keys: rng.pick([[null], ['a'], ['a', 'b']]), values: rng.pick([0, 0, 2, 3]), habit: rng.next() };
}

interface Open<I, O> {
  readonly id: number;
  readonly process: number;
  readonly input: I;
  readonly key: string | null;
  readonly call: number;
  answer: O | undefined;
  isApplied: boolean;
}

/**
 * The history of an object that works but for lies and shifts, under clients that come, and crash, at random. Each
 * operation takes effect at a random point while it is open, one of a crashed client perhaps much later.
 */
export function smallHistory<S, I, O>(spec: Spec<S, I, O>, seed: number): RandomHistory<I, O> {
  const rng = new Rng(seed);
  return new Clients(spec, seed, rng, drawSmall(rng)).run();
}

/** The same, too long to try every order. */
export function longHistory<S, I, O>(spec: Spec<S, I, O>, seed: number): RandomHistory<I, O> {
  const rng = new Rng(seed);
  return new Clients(spec, seed, rng, drawLong(rng)).run();
}

class Clients<S, I, O> {
  readonly #spec: Spec<S, I, O>;
  readonly #seed: number;
  readonly #rng: Rng;
  readonly #shape: Shape;
  readonly #states = new Map<string | null, S>();
  readonly #idle: number[];
  readonly #open: Open<I, O>[] = [];
  readonly #lost: Open<I, O>[] = [];
  readonly #operations: Operation<I, O>[] = [];
  readonly #failed: Operation<I, O>[] = [];
  #called = 0;
  #written = 0;
  #processes: number;
  #time = 0;

  constructor(spec: Spec<S, I, O>, seed: number, rng: Rng, shape: Shape) {
    this.#spec = spec;
    this.#seed = seed;
    this.#rng = rng;
    this.#shape = shape;
    this.#processes = this.#shape.processes;
    this.#idle = [...Array(this.#processes).keys()];
  }

  run(): RandomHistory<I, O> {
    while (this.#called < this.#shape.operations || this.#open.length > 0) this.#go();
    const byId = (a: { id: number }, b: { id: number }) => a.id - b.id;
    return {
      seed: this.#seed,
      operations: this.#operations.sort(byId),
      failed: this.#failed.sort(byId),
    };
  }

  #go(): void {
    const rng = this.#rng;
    if (this.#called < this.#shape.operations && this.#idle.length > 0 && rng.chance(0.5))
      return this.#call();
    const late = this.#lost.find(({ isApplied }) => !isApplied);
    if (late !== undefined && rng.chance(0.2)) this.#apply(late);
    if (this.#open.length === 0) return;
    const operation = rng.pick(this.#open);
    if (operation.isApplied) return this.#answer(operation);
    if (rng.chance(this.#shape.crashes)) return this.#crash(operation);
    if (rng.chance(this.#shape.failures)) return this.#fail(operation);
    this.#apply(operation);
  }

  #call(): void {
    const rng = this.#rng;
    const key = rng.pick(this.#shape.keys);
    const process = this.#idle.splice(rng.below(this.#idle.length), 1)[0]!;
    const input = this.#spec.ask(this.#draw(key, process), this.#stateOf(key));
    this.#open.push({
      id: this.#called++,
      process,
      input,
      key,
      call: this.#tick(),
      answer: undefined,
      isApplied: false,
    });
  }

  #draw(key: string | null, process: number): Draw {
    const { values, habit } = this.#shape;
    const rng = this.#rng;
    return {
      rng,
      key,
      process,
      habit,
      fresh: () => (values === 0 ? ++this.#written : rng.below(values)),
      seen: () => (values === 0 ? 1 + rng.below(this.#written + 1) : rng.below(values)),
    };
  }

  #apply(operation: Open<I, O>): void {
    const [after, answer] = this.#spec.apply(this.#stateOf(operation.key), operation.input);
    this.#states.set(operation.key, after);
    operation.answer = answer;
    operation.isApplied = true;
  }

  #answer(operation: Open<I, O>): void {
    const rng = this.#rng;
    const { input, key, process } = operation;
    const recorded = this.#spec.record(operation.answer as O, rng);
    const output = rng.chance(this.#shape.lies)
      ? this.#spec.lie(this.#draw(key, process), input, recorded)
      : recorded;
    this.#operations.push(this.#record(operation, output, this.#tick()));
    this.#close(operation);
    this.#idle.push(process);
  }

  /** The client goes on under another name. */
  #crash(operation: Open<I, O>): void {
    this.#operations.push(this.#record(operation, undefined, Infinity));
    this.#close(operation);
    this.#lost.push(operation);
    this.#idle.push(this.#processes++);
  }

  #fail(operation: Open<I, O>): void {
    this.#failed.push(this.#record(operation, undefined, this.#tick()));
    this.#close(operation);
    this.#idle.push(operation.process);
  }

  #close(operation: Open<I, O>): void {
    this.#open.splice(this.#open.indexOf(operation), 1);
  }

  #record({ id, process, input, call }: Open<I, O>, output: O | undefined, end: number): Operation<I, O> {
    const shift = this.#rng.chance(this.#shape.shifts) ? this.#rng.below(9) - 4 : 0;
    return { id, process, input, output, call: call + shift, return: end + shift };
  }

  #stateOf(key: string | null): S {
    return this.#states.has(key) ? this.#states.get(key)! : this.#spec.initial;
  }

  /** Now and then several events share a point in time. */
  #tick(): number {
    return (this.#time += this.#rng.chance(0.8) ? 1 : 0);
  }
}
