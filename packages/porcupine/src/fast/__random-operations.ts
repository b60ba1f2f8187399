import { ILLEGAL } from '../model.ts';
import type { Model } from '../model.ts';
import type { Operation } from '../operation.ts';
import type { Rng } from '../__rng.ts';

/** An object under test, as random clients use it. */
export interface Subject<S, I, O> {
  readonly model: Model<S, I, O>;
  /** What a client asks next; `fresh` is a number that was not used before. */
  ask(rng: Rng, fresh: number, state: S): I;
  /** What the object answers when it works. */
  answer(state: S, input: I, rng: Rng): O;
  /** Another answer, which may be right all the same. */
  lie(input: I, output: O, rng: Rng, fresh: number): O;
}

export interface Shape {
  readonly processes: number;
  readonly operations: number;
  /** How likely it is that an operation's outcome stays unknown. */
  readonly crashes: number;
  /** How likely it is that an answer is replaced. */
  readonly lies: number;
  /** How likely it is that an operation is recorded somewhat earlier or later than it was. */
  readonly shifts: number;
}

interface Open<I, O> {
  readonly id: number;
  readonly process: number;
  readonly input: I;
  readonly call: number;
  output: O | undefined;
  applied: boolean;
}

/** The history of an object that works but for lies and shifts: each operation takes effect while it is open. */
export function randomOperations<S, I, O>(
  rng: Rng,
  { model, ask, answer, lie }: Subject<S, I, O>,
  { processes, operations, crashes, lies, shifts }: Shape,
): Operation<I, O>[] {
  let state = model.init();
  let time = 0;
  let called = 0;
  const open: Open<I, O>[] = [];
  const lost: Open<I, O>[] = [];
  const done: Operation<I, O>[] = [];
  // Now and then several events share a point in time.
  const tick = (): number => (time += rng.chance(0.8) ? 1 : 0);
  const apply = (operation: Open<I, O>): void => {
    const output = answer(state, operation.input, rng);
    const after = model.step(state, operation.input, output);
    if (after === ILLEGAL) throw new Error('an honest answer must be legal');
    state = after;
    Object.assign(operation, { output, applied: true });
  };
  const finish = ({ id, process, input, call }: Open<I, O>, output: O | undefined, end: number): void => {
    const shift = rng.chance(shifts) ? rng.below(9) - 4 : 0;
    done.push({ id, process, input, output, call: call + shift, return: end + shift });
  };
  while (called < operations || open.length > 0) {
    if (called < operations && open.length < processes && rng.chance(0.5)) {
      const busy = new Set(open.map(({ process }) => process));
      const idle = [...Array(processes).keys()].filter((process) => !busy.has(process));
      const input = ask(rng, called + 1, state);
      open.push({
        id: called++,
        process: rng.pick(idle),
        input,
        call: tick(),
        output: undefined,
        applied: false,
      });
      continue;
    }
    const late = lost.find(({ applied }) => !applied);
    if (late !== undefined && rng.chance(0.2)) apply(late);
    if (open.length === 0) continue;
    const operation = rng.pick(open);
    if (!operation.applied && rng.chance(crashes)) {
      open.splice(open.indexOf(operation), 1);
      lost.push(operation);
      finish(operation, undefined, Infinity);
    } else if (!operation.applied) apply(operation);
    else {
      open.splice(open.indexOf(operation), 1);
      const output = operation.output as O;
      finish(operation, rng.chance(lies) ? lie(operation.input, output, rng, called) : output, tick());
    }
  }
  return done.sort((a, b) => a.id - b.id);
}
