import { strict as assert } from 'node:assert';
import { createWriteStream, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';

import type { FaultRecord, HistoryEvent, NemesisEvent, NoteRecord, OperationEvent } from './event.ts';

/** What a client process is about to ask. */
export type Invocation = Pick<OperationEvent, 'f' | 'key' | 'value'>;

/** How an operation ended. A missing value is that of the invocation. */
export interface Completion {
  readonly type: 'ok' | 'fail' | 'info';
  readonly value?: OperationEvent['value'];
  readonly node?: string;
  readonly revision?: number;
  readonly current?: Exclude<OperationEvent['current'], undefined>;
  readonly error?: string;
}

/** Nanoseconds from a fixed moment; never goes back. */
export type MonotonicNanoseconds = () => bigint;

/** Where recorded lines go. */
export interface HistorySink {
  write(line: string): void;
  /** Resolves when everything written is in the file. Rejects if anything failed to get there. */
  end(): Promise<void>;
}

/** Appends to a file. Lines wait in memory while the disk is slow, so that nobody who records ever waits. */
export function fileSink(path: string): HistorySink {
  const stream: WriteStream = createWriteStream(path, { flags: 'wx', highWaterMark: 1 << 20 });
  const done = finished(stream);
  // The failure is told when the recording ends; until then it must not bring the process down.
  done.catch(() => undefined);
  return {
    write: (line) => {
      stream.write(`${line}\n`);
    },
    end: async () => {
      stream.end();
      await done;
    },
  };
}

/**
 * Writes down what happened, in the order in which it was observed. A sequence number gives that order and the
 * monotonic clock the times; wall clocks have no say.
 */
export class Recorder {
  readonly #sink: HistorySink | null;
  readonly #monotonic: MonotonicNanoseconds;
  readonly #start: bigint;
  readonly #events: HistoryEvent[] = [];
  readonly #open = new Map<number, OperationEvent>();
  readonly #listeners = new Set<(event: HistoryEvent) => void>();
  #ended = false;

  /** Without a sink, the events are kept in memory only. */
  constructor(sink: HistorySink | null, monotonic: MonotonicNanoseconds = () => process.hrtime.bigint()) {
    this.#sink = sink;
    this.#monotonic = monotonic;
    this.#start = monotonic();
  }

  /** Nanoseconds since the start. */
  now(): number {
    return Number(this.#monotonic() - this.#start);
  }

  get events(): readonly HistoryEvent[] {
    return this.#events;
  }

  /** Calls `listener` with every event from now on until the returned function is called. */
  subscribe(listener: (event: HistoryEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  invoke(process: number, { f, key, value }: Invocation, node?: string): void {
    const before = this.#open.get(process);
    assert(
      before === undefined,
      `process ${process} invoked ${f} while its ${before?.f ?? ''} of index ${before?.index ?? ''} is open`,
    );
    const { index, time } = this.#stamp();
    const asked: OperationEvent = { index, time, process, type: 'invoke', f, key, value };
    const event = node === undefined ? asked : { ...asked, node };
    this.#open.set(process, event);
    this.#record(event);
  }

  complete(process: number, completion: Completion): void {
    const invoked = this.#open.get(process);
    assert(invoked !== undefined, `process ${process} completed an operation that it had not invoked`);
    this.#open.delete(process);
    const { index, time } = this.#stamp();
    const { f, key, value } = invoked;
    this.#record(Object.assign({ index, time, process, type: completion.type, f, key, value }, completion));
  }

  startFault(fault: FaultRecord): void {
    this.#recordNemesis('start', fault);
  }

  stopFault(fault: FaultRecord): void {
    this.#recordNemesis('stop', fault);
  }

  note(note: NoteRecord): void {
    this.#recordNemesis('note', note);
  }

  /** Records every operation that is still open as `info`: nobody will learn of its end. */
  abandonOpen(error: string): void {
    for (const process of [...this.#open.keys()]) this.complete(process, { type: 'info', error });
  }

  /** Resolves when the whole history is in the file. Safe to call twice. */
  async end(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    await this.#sink?.end();
  }

  #recordNemesis(f: NemesisEvent['f'], value: FaultRecord | NoteRecord): void {
    this.#record({ ...this.#stamp(), process: 'nemesis', type: 'info', f, value });
  }

  #stamp(): { index: number; time: number } {
    const last = this.#events.at(-1)?.time ?? 0;
    // The clock does not go back, but two readings converted to float64 need not differ either.
    return { index: this.#events.length, time: Math.max(last, this.now()) };
  }

  #record(event: HistoryEvent): void {
    assert(!this.#ended, 'an event came in after the recording had ended');
    this.#events.push(event);
    this.#sink?.write(JSON.stringify(event));
    for (const listener of this.#listeners) listener(event);
  }
}
