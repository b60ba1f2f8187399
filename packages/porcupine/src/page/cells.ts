import { fade } from './colours.ts';
import type { PlotFrame } from './frame.ts';
import type { BaseTheme } from './theme.ts';

/** How full a pixel has to be of operations to be painted darker. */
const LEVELS = [0.34, 0.67];

/** By rank, as {@link Cells} takes them; the outcome ok has one for each level. More ranks may follow. */
export function cellColours({ dim, outcomes }: BaseTheme): string[] {
  const [ok, fail, info] = outcomes.map((shades) => shades[1]!);
  return ['', dim, fade(ok!, 0.5), fade(ok!, 0.75), ok!, fail!, info!];
}

/**
 * The operations of one row that are too narrow to be seen alone, gathered by device pixel. Ranks say what wins where
 * they meet: 0 not admitted by the filter, then ok, fail, unknown, and what else there are colours for.
 */
export class Cells {
  readonly #frame: PlotFrame;
  readonly #colours: readonly string[];
  readonly #worst: Uint8Array;
  readonly #covered: Float32Array;
  #first = Infinity;
  #last = -1;

  constructor(frame: PlotFrame, colours: readonly string[]) {
    const length = Math.ceil((frame.right - frame.left) * frame.ratio) + 2;
    this.#frame = frame;
    this.#colours = colours;
    this.#worst = new Uint8Array(length);
    this.#covered = new Float32Array(length);
  }

  /** Adds an operation of this place and width, in CSS pixels. */
  add(x: number, width: number, rank: number): void {
    const { left, ratio } = this.#frame;
    const column = Math.floor((x - left) * ratio);
    if (column < 0 || column >= this.#worst.length) return;
    if (this.#worst[column]! <= rank) this.#worst[column] = rank + 1;
    if (rank > 0) this.#covered[column]! += Math.max(width * ratio, 0.12);
    this.#first = Math.min(this.#first, column);
    this.#last = Math.max(this.#last, column);
  }

  /** Paints what was gathered, neighbours alike as one rectangle, and forgets it. */
  paint(y: number, height: number): void {
    if (this.#last < 0) return;
    const { ctx, ratio, left, right } = this.#frame;
    let run = 0;
    let began = this.#first;
    for (let column = this.#first; column <= this.#last + 1; column++) {
      const cell = this.#cellAt(column);
      if (cell === run) continue;
      if (run !== 0) {
        ctx.fillStyle = this.#colours[run]!;
        const x = left + began / ratio;
        ctx.fillRect(x, y, Math.min((column - began) / ratio, right - x), height);
      }
      run = cell;
      began = column;
    }
    this.#worst.fill(0, this.#first, this.#last + 1);
    this.#covered.fill(0, this.#first, this.#last + 1);
    this.#first = Infinity;
    this.#last = -1;
  }

  /** A position in the colours; pixels full of operations that went well are darker than those with few. */
  #cellAt(column: number): number {
    const worst = column > this.#last ? 0 : this.#worst[column]!;
    if (worst < 2) return worst;
    if (worst > 2) return worst + 2;
    return 2 + LEVELS.filter((level) => this.#covered[column]! >= level).length;
  }
}
