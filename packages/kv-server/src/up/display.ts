import { formatLine, formatTable, type Row } from './table.ts';

/** Where the display goes; `process.stdout` is one. */
export interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const CLEAR_LINE = '\u001b[2K';
const up = (lines: number): string => `\u001b[${lines}A`;

/** Shows a cluster as it changes: a table that is drawn over itself on a terminal, and lines elsewhere. */
export class Display {
  readonly #output: Output;
  #drawn = 0;
  #last = '';

  constructor(output: Output) {
    this.#output = output;
  }

  show(rows: readonly Row[]): void {
    if (this.#output.isTTY === true) this.#draw(formatTable(rows));
    else this.#print(formatLine(rows));
  }

  /** Prints a line that stays. */
  say(line: string): void {
    this.#output.write(`${line}\n`);
    this.#drawn = 0;
  }

  #draw(lines: readonly string[]): void {
    const back = this.#drawn === 0 ? '' : up(this.#drawn);
    this.#output.write(back + lines.map((line) => `${CLEAR_LINE}${line}\n`).join(''));
    this.#drawn = lines.length;
  }

  #print(line: string): void {
    if (line === this.#last) return;
    this.#last = line;
    this.#output.write(`${line}\n`);
  }
}
