import type { Progress } from '../result.ts';

/** A check that is over by then needs no line. */
const SILENCE_MS = 1_000;

/** One line of a terminal that tells how far a check is. */
export class ProgressLine {
  readonly #write: (text: string) => void;
  readonly #columns: number;
  #shown = false;

  constructor(write: (text: string) => void, columns: number) {
    this.#write = write;
    this.#columns = columns;
  }

  show(progress: Progress): void {
    if (progress.elapsed < SILENCE_MS) return;
    this.#shown = true;
    this.#write(`\r${describe(progress).slice(0, this.#columns - 1)}\u001b[K`);
  }

  /** Makes room for other text. */
  clear(): void {
    if (this.#shown) this.#write('\r\u001b[K');
    this.#shown = false;
  }
}

function describe(progress: Progress): string {
  const { partitions, done, operations, operationsDone, invalid, steps, bytes, elapsed } = progress;
  return [
    `${count(elapsed / 1_000)} s`,
    `${count(operationsDone)} of ${count(operations)} operations done`,
    ...(partitions > 1 ? [`${count(done)} of ${count(partitions)} partitions`] : []),
    ...(invalid > 0 ? [`${invalid} invalid`] : []),
    `${count(steps)} steps`,
    `${count(bytes / 1024 / 1024)} MB`,
  ].join(', ');
}

function count(number: number): string {
  return Math.floor(number).toLocaleString('en');
}
