import { cut } from './event.ts';
import type { RawEvent } from './event.ts';
import { findJsonFault, locateInJson } from './json-scan.ts';
import { LineSplitter } from './lines.ts';
import type { TextParser } from './lines.ts';
import { HistoryTextError } from './place.ts';

/** JSON Lines: one event per line; empty lines are skipped. */
export function jsonLinesParser(emit: (event: RawEvent) => void, limit: number): TextParser {
  return new LineSplitter((text, line) => {
    if (text.trim() === '') return;
    emit({
      line,
      value: parse(text, line),
      locate: (field) => ({ line, column: locateInJson(text, field) + 1 }),
    });
  }, limit);
}

function parse(text: string, line: number): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const { at, expected } = findJsonFault(text);
    const found = at < text.length ? cut(text.slice(at)) : 'the end of the line';
    throw new HistoryTextError('INVALID_JSON', { line, column: at + 1 }, expected, found, { cause });
  }
}
