import { cellColours, readableOn } from '@seaworthy/porcupine/page';
import { shadeOf } from './theme.ts';
import type { Theme } from './theme.ts';

/** Fill styles of operations, worked out once per theme. */
export interface Shades {
  /** By outcome and function number. */
  readonly wide: readonly (readonly string[])[];
  /** Text upon {@link wide}. */
  readonly text: readonly (readonly string[])[];
  /** What is painted where operations are narrow. */
  readonly cells: readonly string[];
  readonly dim: string;
}

export function makeShades(theme: Theme, functions: readonly string[]): Shades {
  const wide = theme.outcomes.map((shades) => functions.map((f) => shades[shadeOf(f)]!));
  return {
    wide,
    text: wide.map((colours) => colours.map(readableOn)),
    cells: cellColours(theme),
    dim: theme.dim,
  };
}
