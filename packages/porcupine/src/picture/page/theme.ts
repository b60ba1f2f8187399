import { readBaseTheme, styleReader } from '../../page/index.ts';
import type { BaseTheme } from '../../page/index.ts';

/** Colours of the picture; those of operations by outcome, then by what they do: look, act. */
export interface Theme extends BaseTheme {
  /** Of orders. */
  readonly path: string;
}

export function readTheme(): Theme {
  const style = styleReader();
  return { ...readBaseTheme(style, 2), path: style.get('path') };
}
