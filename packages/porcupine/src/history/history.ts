import { HistoryError } from '../errors.ts';
import type { Operation } from '../operation.ts';
import { problem, readEvent, show } from './event.ts';
import type { HistoryEvent } from './event.ts';
import { parseJsonLines } from './json-lines.ts';

/** How a model reads its operations from events. Both functions throw {@link HistoryError}. */
export interface HistoryCodec<I, O> {
  /** What the invocation asks. */
  readInput(invocation: HistoryEvent): I;
  /** What the `ok` completion answers. */
  readOutput(input: I, completion: HistoryEvent): O;
}

/** A recorded run. */
export interface History<I, O> {
  /** Completed and optional operations, in order of their invocations. */
  readonly operations: readonly Operation<I, O>[];
  /** Operations that certainly did not happen; no verdict depends on them. */
  readonly failed: readonly Operation<I, O>[];
  /** What was done to the system meanwhile. */
  readonly nemesis: readonly HistoryEvent[];
}

/**
 * Reads a history from JSON Lines: one event per line, in the order in which they were observed.
 *
 * @throws {HistoryError} naming the line and what was expected there.
 */
export function parseHistory<I, O>(text: string, codec: HistoryCodec<I, O>): History<I, O> {
  const history = collect(parseJsonLines(text), codec);
  if (history.operations.length + history.failed.length + history.nemesis.length === 0) {
    throw new HistoryError('EMPTY_HISTORY', 1, 'at least one event', 'none');
  }
  return history;
}

/**
 * Reads a history from events that are objects already.
 *
 * @throws {HistoryError} whose `line` is the position in the sequence, from 1.
 */
export function readHistory<I, O>(events: Iterable<unknown>, codec: HistoryCodec<I, O>): History<I, O> {
  return collect(number(events), codec);
}

function* number(events: Iterable<unknown>): Generator<{ line: number; value: unknown }> {
  let line = 0;
  for (const value of events) yield { line: ++line, value };
}

interface Call {
  readonly invocation: HistoryEvent;
  completion: HistoryEvent | undefined;
}

function collect<I, O>(
  lines: Iterable<{ line: number; value: unknown }>,
  codec: HistoryCodec<I, O>,
): History<I, O> {
  const nemesis: HistoryEvent[] = [];
  const calls: Call[] = [];
  const open = new Map<number, Call>();
  let last = -1;
  let position = 0;
  for (const { line, value } of lines) {
    const event = readEvent(value, line, Math.max(position++, last + 1));
    if (event.index <= last) {
      throw problem(event, 'INDEX_ORDER', `"index" to be greater than ${last}`, String(event.index));
    }
    last = event.index;
    if (event.process === 'nemesis') nemesis.push(event);
    else if (event.type === 'invoke') calls.push(invoke(open, event.process, event));
    else complete(open, event.process, event);
  }
  return { ...toOperations(calls, codec), nemesis };
}

function invoke(open: Map<number, Call>, process: number, invocation: HistoryEvent): Call {
  const before = open.get(process);
  if (before !== undefined) {
    const { f, index } = before.invocation;
    const found = `a second invocation while its ${f} of index ${index} is open`;
    throw problem(
      invocation,
      'ALREADY_OPEN',
      `process ${process} to complete one operation at a time`,
      found,
    );
  }
  const call = { invocation, completion: undefined };
  open.set(process, call);
  return call;
}

/** After `info` Jepsen retires a process; here it may go on, and the operation it left stays optional. */
function complete(open: Map<number, Call>, process: number, completion: HistoryEvent): void {
  const call = open.get(process);
  if (call === undefined) {
    const expected = `an invocation by process ${process} before its completion`;
    throw problem(completion, 'NOT_OPEN', expected, `${completion.type} with no operation open`);
  }
  const { invocation } = call;
  if (completion.f !== invocation.f) {
    throw problem(
      completion,
      'MISMATCHED_COMPLETION',
      `"f" to be ${show(invocation.f)} as invoked`,
      show(completion.f),
    );
  }
  const { key = invocation.fields.key } = completion.fields;
  if (key !== invocation.fields.key) {
    const expected = `"key" to be ${show(invocation.fields.key)} as invoked`;
    throw problem(completion, 'MISMATCHED_COMPLETION', expected, show(key));
  }
  call.completion = completion;
  open.delete(process);
}

function toOperations<I, O>(calls: readonly Call[], codec: HistoryCodec<I, O>) {
  const operations: Operation<I, O>[] = [];
  const failed: Operation<I, O>[] = [];
  for (const { invocation, completion } of calls) {
    const input = codec.readInput(invocation);
    const ok = completion?.type === 'ok';
    const operation: Operation<I, O> = {
      id: invocation.index,
      process: invocation.process as number,
      input,
      output: ok ? codec.readOutput(input, completion) : undefined,
      call: invocation.index,
      return: ok || completion?.type === 'fail' ? completion.index : Infinity,
    };
    (completion?.type === 'fail' ? failed : operations).push(operation);
  }
  return { operations, failed };
}
