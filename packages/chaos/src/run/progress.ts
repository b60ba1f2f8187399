import type { FaultRecord, HistoryEvent } from '../history/event.ts';
import type { Recorder } from '../history/recorder.ts';
import type { Leader } from './watcher.ts';

/** Where progress goes. */
export interface Output {
  /** Whether the last line can be drawn again. */
  readonly isTerminal: boolean;
  readonly columns: number;
  write(text: string): void;
}

export interface ProgressOptions {
  readonly output: Output;
  readonly recorder: Recorder;
  readonly leader: () => Leader | undefined;
  readonly timeLimitSeconds: number;
  /** Between two lines. Default 2000, on a terminal 500. */
  readonly intervalMs?: number;
}

/** One line, again and again, about how the run goes. */
export class Progress {
  readonly #options: ProgressOptions;
  readonly #counts = { ok: 0, fail: 0, info: 0 };
  readonly #faults = new Map<string, FaultRecord>();
  readonly #unsubscribe: () => void;
  #timer: NodeJS.Timeout | undefined;
  #phase = 'set-up';
  #mainStart: number | undefined;
  #last = { time: 0, done: 0 };
  #drawn = false;

  constructor(options: ProgressOptions) {
    this.#options = options;
    this.#unsubscribe = options.recorder.subscribe((event) => this.#take(event));
  }

  start(): void {
    const { intervalMs = this.#options.output.isTerminal ? 500 : 2000 } = this.#options;
    this.#timer = setInterval(() => this.#draw(), intervalMs);
  }

  /** The operations are counted from here on. */
  phase(name: string): void {
    this.#phase = name;
    if (name === 'main') this.#mainStart = this.#options.recorder.now();
  }

  /** Prints a line that stays. */
  say(text: string): void {
    const { output } = this.#options;
    if (this.#drawn) output.write('\r\x1b[K');
    this.#drawn = false;
    output.write(`${text}\n`);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#unsubscribe();
    if (this.#drawn) this.#options.output.write('\n');
    this.#drawn = false;
  }

  /** The line as of now. */
  line(): string {
    const { recorder, timeLimitSeconds } = this.#options;
    const now = recorder.now();
    const { ok, fail, info } = this.#counts;
    const done = ok + fail + info;
    const seconds = (now - this.#last.time) / 1e9;
    const rate = seconds > 0 ? Math.round((done - this.#last.done) / seconds) : 0;
    this.#last = { time: now, done };
    const elapsed = Math.round((now - (this.#mainStart ?? 0)) / 1e9);
    const time = this.#phase === 'main' ? `${elapsed}/${timeLimitSeconds} s` : this.#phase;
    const leader = this.#options.leader();
    const faults = [...this.#faults.values()].map(({ description }) => description);
    return [
      time.padStart(9),
      `ok ${ok}, fail ${fail}, info ${info}`,
      `${rate}/s`,
      leader === undefined ? 'no leader' : `leader ${leader.node}, term ${leader.term}`,
      faults.length === 0 ? 'no fault' : faults.join('; '),
    ].join(' | ');
  }

  #draw(): void {
    const { output } = this.#options;
    const line = this.line();
    if (!output.isTerminal) {
      output.write(`${line}\n`);
      return;
    }
    const width = Math.max(20, output.columns - 1);
    output.write(`\r\x1b[K${line.length > width ? `${line.slice(0, width - 1)}…` : line}`);
    this.#drawn = true;
  }

  #take(event: HistoryEvent): void {
    if (event.process !== 'nemesis') {
      if (event.type !== 'invoke') this.#counts[event.type]++;
    } else if (event.f !== 'note') {
      const fault = event.value as FaultRecord;
      if (event.f === 'start' && fault.status !== 'skipped') this.#faults.set(fault.id, fault);
      if (event.f === 'stop') this.#faults.delete(fault.id);
    }
  }
}
