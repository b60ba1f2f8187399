import { readBaseTheme, styleReader } from '@seaworthy/porcupine/page';
import type { BaseTheme } from '@seaworthy/porcupine/page';

/** Colours of the report; those of operations by outcome, then by what a function does: read, write, compare and set. */
export interface Theme extends BaseTheme {
  readonly nodes: readonly string[];
  readonly functions: readonly string[];
}

export function readTheme(): Theme {
  const style = styleReader();
  return { ...readBaseTheme(style, 3), nodes: style.list('node', 7), functions: style.list('function', 7) };
}

/** Which of the three shades of an outcome a function gets. */
export function shadeOf(f: string): number {
  return f === 'read' || f === 'get' ? 0 : f === 'cas' ? 2 : 1;
}
