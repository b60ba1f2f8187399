import { HistoryError } from '../errors.ts';
import type { HistoryErrorCode } from '../errors.ts';

/** A place in a text; both from 1. Columns count UTF-16 code units, as editors and JavaScript do. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A history that cannot be read, and the very place in its text. */
export class HistoryTextError extends HistoryError {
  /** The column (from 1) in the line. */
  readonly column: number;

  constructor(
    code: HistoryErrorCode,
    { line, column }: Place,
    expected: string,
    found: string,
    options?: ErrorOptions,
  ) {
    super(code, line, expected, found, options);
    this.column = column;
    this.message = `line ${line}, column ${column}: expected ${expected}, found ${found}`;
  }
}

/** The place so many characters after another one, in the text that begins there. */
export function placeAfter({ line, column }: Place, text: string, offset: number): Place {
  let lines = 0;
  let lineStart = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
    lines += 1;
    lineStart = at + 1;
  }
  return lines === 0
    ? { line, column: column + offset }
    : { line: line + lines, column: offset - lineStart + 1 };
}
