import type { LoadPlan, LoadProgress } from '../bench/index.ts';
import { progressInWords } from './bench-report.ts';
import type { CliIo } from './io.ts';

const TO_LINE_START = '\r\u001b[K';

/** The last line of a terminal, which tells how far a load has come; nothing where there is no terminal. */
export class ProgressLine {
  readonly #output: CliIo['stderr'];
  readonly #plan: LoadPlan;
  #last: LoadProgress | undefined;

  constructor(output: CliIo['stderr'], plan: LoadPlan) {
    this.#output = output;
    this.#plan = plan;
  }

  show(progress: LoadProgress): void {
    if (this.#output.isTTY !== true) return;
    this.#output.write(TO_LINE_START + progressInWords(progress, this.#last, this.#plan));
    this.#last = progress;
  }

  clear(): void {
    if (this.#last !== undefined) this.#output.write(TO_LINE_START);
    this.#last = undefined;
  }
}
