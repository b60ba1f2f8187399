import { UsageError } from './io.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '0': '\0',
  '\\': '\\',
  '"': '"',
};

/**
 * Takes a line apart as a shell would: words are separated by blanks; `'…'` is taken as it is; within `"…"` the
 * escapes \n \t \r \0 \\ \" are known; elsewhere a backslash takes the next character as it is.
 */
export function splitWords(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let at = 0;
  while (at < line.length) {
    const character = line[at] as string;
    if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      at++;
    } else if (character === "'" || character === '"') {
      const quoted = readQuoted(line, at, character);
      word = (word ?? '') + quoted.text;
      at = quoted.end;
    } else if (character === '\\') {
      if (at + 1 === line.length) throw new UsageError('a backslash at the end of the line escapes nothing');
      word = (word ?? '') + (line[at + 1] as string);
      at += 2;
    } else {
      word = (word ?? '') + character;
      at++;
    }
  }
  if (word !== undefined) words.push(word);
  return words;
}

function readQuoted(line: string, start: number, quote: string): { text: string; end: number } {
  let text = '';
  for (let at = start + 1; at < line.length; at++) {
    const character = line[at] as string;
    if (character === quote) return { text, end: at + 1 };
    if (character !== '\\' || quote === "'") {
      text += character;
      continue;
    }
    const escaped = line[++at];
    if (escaped === undefined) break;
    const meaning = ESCAPES[escaped];
    if (meaning === undefined)
      throw new UsageError(`\\${escaped} means nothing within "…"; known are \\n \\t \\r \\0 \\\\ \\"`);
    text += meaning;
  }
  throw new UsageError(`the quotation mark ${quote} is not closed`);
}
