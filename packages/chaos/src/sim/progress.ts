import type { Output } from '../run/progress.ts';
import { formatDuration } from '../temporal.ts';
import type { SeedsProgress } from './run-seeds.ts';

/** Failures that are told the moment they are found; more of them teach no more. */
const FOUND = 10;
/** Between two lines, on a terminal and elsewhere. */
const REDRAW_MS = 200;
const REPEAT_MS = 3_000;

/** The progress of many runs as one line: drawn anew on a terminal, written now and then elsewhere. */
export class SeedsProgressLine {
  readonly #output: Output;
  readonly #intervalMs: number;
  #shownMs = Number.NEGATIVE_INFINITY;
  #drawn = false;
  #found = 0;

  constructor(output: Output) {
    this.#output = output;
    this.#intervalMs = output.isTerminal ? REDRAW_MS : REPEAT_MS;
    // Elsewhere, what is over before the first line is due needs none.
    if (!output.isTerminal) this.#shownMs = 0;
  }

  show(progress: SeedsProgress): void {
    if (progress.elapsedMs - this.#shownMs < this.#intervalMs) return;
    this.#shownMs = progress.elapsedMs;
    const line = progressLine(progress);
    if (!this.#output.isTerminal) {
      this.#output.write(`${line}\n`);
      return;
    }
    const width = Math.max(20, this.#output.columns - 1);
    this.#output.write(`\r\x1b[K${line.length > width ? `${line.slice(0, width - 1)}…` : line}`);
    this.#drawn = true;
  }

  /** Tells of the first failures, in lines that stay. */
  found(seed: number, what: string): void {
    if (++this.#found > FOUND) return;
    this.end();
    this.#output.write(
      `seed ${seed}: ${what}${this.#found === FOUND ? ' (more are told in the end)' : ''}\n`,
    );
  }

  /** Leaves the place where the line was. */
  end(): void {
    if (this.#drawn) this.#output.write('\r\x1b[K');
    this.#drawn = false;
  }
}

export function progressLine({
  total,
  done,
  invalid,
  unknown,
  crashed,
  elapsedMs,
  shrinking,
}: SeedsProgress): string {
  const failures = `${invalid} ${invalid === 1 ? 'failure' : 'failures'}`;
  const rest = [
    ...(unknown > 0 ? [`${unknown} unknown`] : []),
    ...(crashed > 0 ? [`${crashed} crashed`] : []),
  ];
  const counts = [failures, ...rest].join(', ');
  if (shrinking !== null)
    return `${done}/${total} seeds | ${counts} | shortening ${shrinking.schedules} failing ${shrinking.schedules === 1 ? 'schedule' : 'schedules'}, ${shrinking.runs} runs so far`;
  const perSecond = elapsedMs > 0 ? (done * 1000) / elapsedMs : 0;
  const leftMs = perSecond > 0 ? ((total - done) * 1000) / perSecond : 0;
  return `${String(done).padStart(String(total).length)}/${total} seeds | ${perSecond.toFixed(1)}/s | ${counts} | about ${formatDuration(leftMs)} left`;
}
