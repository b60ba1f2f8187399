import type { Operation } from '../operation.ts';
import { problem, readEvent, show } from './event.ts';
import type { EventType, HistoryEvent, RawEvent } from './event.ts';
import type { HistoryCodec } from './history.ts';

/** An operation that is completed when its completion is met. */
export type GrowingOperation<I, O> = { -readonly [K in keyof Operation<I, O>]: Operation<I, O>[K] };

/** What an event has told. */
export type Recorded<I, O> = Pick<HistoryEvent, 'index' | 'time'> &
  (
    | { readonly type: 'nemesis'; readonly event: HistoryEvent }
    | { readonly type: EventType; readonly operation: GrowingOperation<I, O> }
  );

interface Open<I, O> {
  readonly invocation: HistoryEvent;
  readonly operation: GrowingOperation<I, O>;
}

/** Puts invocations and completions together, and holds events to the order they claim. */
export class Pairing<I, O> {
  readonly #codec: HistoryCodec<I, O>;
  readonly #open = new Map<number, Open<I, O>>();
  #position = 0;
  #lastIndex = -1;
  #lastTime = -Infinity;

  constructor(codec: HistoryCodec<I, O>) {
    this.#codec = codec;
  }

  /** @throws {HistoryError} */
  add(raw: RawEvent): Recorded<I, O> {
    const event = readEvent(raw, Math.max(this.#position++, this.#lastIndex + 1));
    this.#follow(event, raw.laxTime === true);
    const { process, type, index, time } = event;
    if (process === 'nemesis') return { type: 'nemesis', event, index, time };
    const operation = type === 'invoke' ? this.#invoke(process, event) : this.#complete(process, event);
    return { type, operation, index, time };
  }

  #follow(event: HistoryEvent, laxTime: boolean): void {
    const { index, time } = event;
    if (index <= this.#lastIndex) {
      throw problem(event, 'INDEX_ORDER', `"index" to be greater than ${this.#lastIndex}`, String(index));
    }
    this.#lastIndex = index;
    if (time === undefined || laxTime) return;
    this.#lastTime = notBefore(event, time, this.#lastTime, 'the event before');
  }

  #invoke(process: number, invocation: HistoryEvent): GrowingOperation<I, O> {
    const before = this.#open.get(process);
    if (before !== undefined) {
      const { f, index } = before.invocation;
      const found = `a second invocation while its ${f} of index ${index} is open`;
      const expected = `process ${process} to complete one operation at a time`;
      throw problem(invocation, 'ALREADY_OPEN', expected, found);
    }
    const operation: GrowingOperation<I, O> = {
      id: invocation.index,
      process,
      input: this.#codec.readInput(invocation),
      output: undefined,
      call: invocation.index,
      return: Infinity,
    };
    this.#open.set(process, { invocation, operation });
    return operation;
  }

  /** After `info` Jepsen retires a process; here it may go on, and the operation it left stays optional. */
  #complete(process: number, completion: HistoryEvent): GrowingOperation<I, O> {
    const open = this.#open.get(process);
    if (open === undefined) {
      const expected = `an invocation by process ${process} before its completion`;
      throw problem(completion, 'NOT_OPEN', expected, `${completion.type} with no operation open`);
    }
    const { invocation, operation } = open;
    expectSame(invocation, completion);
    this.#open.delete(process);
    const { type, index } = completion;
    if (type === 'ok') operation.output = this.#codec.readOutput(operation.input, completion);
    if (type !== 'info') operation.return = index;
    return operation;
  }
}

function expectSame(invocation: HistoryEvent, completion: HistoryEvent): void {
  if (completion.f !== invocation.f) {
    const expected = `"f" to be ${show(invocation.f)} as invoked`;
    throw problem(completion, 'MISMATCHED_COMPLETION', expected, show(completion.f), 'f');
  }
  const { key = invocation.fields.key } = completion.fields;
  if (key !== invocation.fields.key) {
    const expected = `"key" to be ${show(invocation.fields.key)} as invoked`;
    throw problem(completion, 'MISMATCHED_COMPLETION', expected, show(key), 'key');
  }
  if (invocation.time !== undefined && completion.time !== undefined) {
    notBefore(completion, completion.time, invocation.time, 'the invocation');
  }
}

function notBefore(event: HistoryEvent, time: number, earliest: number, what: string): number {
  if (time >= earliest) return time;
  const expected = `"time" not to run backwards: at least ${earliest}, as of ${what}`;
  throw problem(event, 'INDEX_ORDER', expected, String(time), 'time');
}
