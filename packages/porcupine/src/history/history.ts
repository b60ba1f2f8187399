import type { Operation } from '../operation.ts';
import type { HistoryEvent, RawEvent } from './event.ts';
import { historyParser } from './format.ts';
import type { HistoryFormat } from './format.ts';
import type { TextParser } from './lines.ts';
import { Pairing } from './pairing.ts';
import type { GrowingOperation } from './pairing.ts';
import { Times } from './times.ts';
import { HistoryTextError } from './place.ts';

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
  /**
   * Milliseconds since the start of the run, for the index of an event: where an operation was called or returned.
   * Only where all events have a time.
   */
  readonly time?: (index: number) => number;
}

export interface ReadOptions {
  /** Default: the format that the text looks like. */
  readonly format?: HistoryFormat;
  /** Characters of one line, or of one operation in EDN. Longer ones are refused. Default: 8 Mi. */
  readonly maxEventLength?: number;
}

/**
 * Reads a history from a text: one event per line in JSON, in the order in which they were observed, or another
 * {@link HistoryFormat}.
 *
 * @throws {HistoryTextError} naming the line, the column and what was expected there.
 */
export function parseHistory<I, O>(
  text: string,
  codec: HistoryCodec<I, O>,
  options: ReadOptions = {},
): History<I, O> {
  const reader = new HistoryReader(codec, options);
  reader.write(text);
  return reader.end();
}

/**
 * Reads a history from events that are objects already.
 *
 * @throws {HistoryError} whose `line` is the position in the sequence, from 1.
 */
export function readHistory<I, O>(events: Iterable<unknown>, codec: HistoryCodec<I, O>): History<I, O> {
  const collector = new Collector(codec);
  let line = 0;
  for (const value of events) collector.add({ line: ++line, value });
  return collector.history();
}

/** Reads a history from a text that comes in pieces, of any size. */
export class HistoryReader<I, O> {
  readonly #collector: Collector<I, O>;
  readonly #parser: TextParser;
  #begun = false;

  constructor(codec: HistoryCodec<I, O>, { format, maxEventLength = 8 * 1024 * 1024 }: ReadOptions = {}) {
    this.#collector = new Collector(codec);
    this.#parser = historyParser(format, (event) => this.#collector.add(event), maxEventLength);
  }

  /** @throws {HistoryTextError} */
  write(text: string): void {
    if (text === '') return;
    // A byte order mark is not part of the first value.
    const isMarked = !this.#begun && text.startsWith('\uFEFF');
    this.#begun = true;
    this.#parser.write(isMarked ? text.slice(1) : text);
  }

  /**
   * What was read, once the text has ended.
   *
   * @throws {HistoryTextError}
   */
  end(): History<I, O> {
    this.#parser.end();
    const history = this.#collector.history();
    if (history.operations.length + history.failed.length + history.nemesis.length > 0) return history;
    throw new HistoryTextError('EMPTY_HISTORY', { line: 1, column: 1 }, 'at least one event', 'none');
  }
}

class Collector<I, O> {
  readonly #pairing: Pairing<I, O>;
  readonly #operations: GrowingOperation<I, O>[] = [];
  readonly #failed = new Set<Operation<I, O>>();
  readonly #nemesis: HistoryEvent[] = [];
  readonly #times = new Times();

  constructor(codec: HistoryCodec<I, O>) {
    this.#pairing = new Pairing(codec);
  }

  add(raw: RawEvent): void {
    const recorded = this.#pairing.add(raw);
    this.#times.add(recorded.index, recorded.time);
    if (recorded.type === 'nemesis') this.#nemesis.push(recorded.event);
    else if (recorded.type === 'invoke') this.#operations.push(recorded.operation);
    else if (recorded.type === 'fail') this.#failed.add(recorded.operation);
  }

  history(): History<I, O> {
    const failed = this.#failed;
    return {
      operations:
        failed.size === 0 ? this.#operations : this.#operations.filter((operation) => !failed.has(operation)),
      failed: this.#operations.filter((operation) => failed.has(operation)),
      nemesis: this.#nemesis,
      ...this.#times.asField(),
    };
  }
}
