import { info } from './model.ts';
import { fade, shadeOf, type Theme } from './theme.ts';

/** Fill styles of operations, worked out once per theme. */
export interface Shades {
  /** By outcome and function number. */
  readonly wide: readonly (readonly string[])[];
  /** Text upon {@link wide}. */
  readonly text: readonly (readonly string[])[];
  /** What a narrow cell is painted with; its position is its rank, and the worse news wins. */
  readonly cells: readonly string[];
  readonly dim: string;
}

export const dimCell = 1;
const levels = 3;

export function makeShades(theme: Theme, functions: readonly string[]): Shades {
  const wide = theme.outcomes.map((shades) => functions.map((f) => shades[shadeOf(f)]!));
  const plain = theme.outcomes.map((shades) => shades[1]!);
  return {
    wide,
    text: wide.map((colours) => colours.map(readableOn)),
    cells: ['', theme.dim, fade(plain[0]!, 0.5), fade(plain[0]!, 0.75), plain[0]!, plain[1]!, plain[info]!],
    dim: theme.dim,
  };
}

/** The cell for an outcome; cells full of operations that went well are darker than those with few. */
export function cellOf(outcome: number, covered: number): number {
  if (outcome > 0) return 1 + levels + outcome;
  return 2 + (covered < 0.34 ? 0 : covered < 0.67 ? 1 : 2);
}

/** Black or white, whichever can be read on this colour (WCAG relative luminance, roughly). */
export function readableOn(colour: string): string {
  const channel = (at: number): number => (parseInt(colour.slice(at, at + 2), 16) / 255) ** 2.2;
  const luminance = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
  return luminance > 0.33 ? '#0f1a24' : '#ffffff';
}
