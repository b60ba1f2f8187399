import { HistoryError } from '../errors.ts';

/** The JSON values of a text, one per line; empty lines are skipped. */
export function* parseJsonLines(text: string): Generator<{ line: number; value: unknown }> {
  let line = 0;
  // A byte order mark is not part of the first value.
  let from = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (from < text.length) {
    const newline = text.indexOf('\n', from);
    const end = newline < 0 ? text.length : newline;
    const content = text.slice(from, end).trim();
    line += 1;
    from = end + 1;
    if (content !== '') yield { line, value: parse(content, line) };
  }
}

function parse(content: string, line: number): unknown {
  try {
    return JSON.parse(content);
  } catch (cause) {
    const found = content.length > 60 ? `${content.slice(0, 57)}...` : content;
    throw new HistoryError('INVALID_JSON', line, 'one JSON object per line', found, { cause });
  }
}
