import { cut } from './event.ts';
import { HistoryTextError, placeAfter } from './place.ts';
import type { Place } from './place.ts';

/**
 * What EDN is read as: numbers, booleans, `null` for `nil`, text as it is, keywords and symbols as text (a keyword
 * keeps its colon, so that `:a` and `"a"` stay apart), vectors, lists and sets as arrays, maps as objects.
 */
export type Edn = string | number | boolean | null | readonly Edn[] | { readonly [name: string]: Edn };

export interface EdnField {
  readonly value: Edn;
  /** Offset of the value in the text. */
  readonly at: number;
}

/** Nothing that deep is an operation. */
const MAX_DEPTH = 200;
const BLANK = /[\s,]/;
const TOKEN = /[^\s,;"{}()[\]]*/y;
const RUN = /[^"\\]+/y;
const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  '"': '"',
  '\\': '\\',
};
const CHARACTERS: Readonly<Record<string, string>> = {
  newline: '\n',
  return: '\r',
  space: ' ',
  tab: '\t',
  backspace: '\b',
  formfeed: '\f',
};
const INTEGER = /^[+-]?\d+N?$/;
const DECIMAL = /^[+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?M?$/;

/**
 * Reads the text of one map; the names of its fields lose their colons.
 *
 * @param start where the text begins, for errors.
 */
export function readEdnMap(text: string, start: Place): ReadonlyMap<string, EdnField> {
  const reader = new EdnReader(text, start);
  return reader.fields();
}

/** Reads the text of one value. */
export function readEdnValue(text: string, start: Place): Edn {
  return new EdnReader(text, start).whole();
}

class EdnReader {
  readonly #text: string;
  readonly #start: Place;
  #at = 0;
  #depth = 0;

  constructor(text: string, start: Place) {
    this.#text = text;
    this.#start = start;
  }

  whole(): Edn {
    const value = this.#read();
    if (!this.#isAtEnd()) throw this.#fault('one value', cut(this.#text.slice(this.#at)));
    return value;
  }

  fields(): Map<string, EdnField> {
    const fields = new Map<string, EdnField>();
    this.#at += 1;
    while (!this.#takes('}')) {
      const name = this.#readName();
      if (this.#peeks('}')) throw this.#fault(`a value for ${cut(name)}`, '}');
      const at = this.#at;
      fields.set(name, { value: this.#read(), at });
    }
    return fields;
  }

  #read(): Edn {
    // Also tags and dropped values nest.
    if (this.#depth >= MAX_DEPTH) throw this.#fault(`values nested at most ${MAX_DEPTH} deep`, 'more');
    this.#depth += 1;
    const value = this.#readNext();
    this.#depth -= 1;
    return value;
  }

  #readNext(): Edn {
    this.#skip();
    const char = this.#text[this.#at];
    switch (char) {
      case '{':
        return Object.fromEntries([...this.fields()].map(([name, { value }]) => [name, value]));
      case '[':
        return this.#readMany(']');
      case '(':
        return this.#readMany(')');
      case '"':
        return this.#readText();
      case '#':
        return this.#readDispatch();
      case '\\':
        return this.#readCharacter();
      default:
        return this.#readAtom();
    }
  }

  #readMany(close: string): Edn[] {
    const values: Edn[] = [];
    this.#at += 1;
    while (!this.#takes(close)) values.push(this.#read());
    return values;
  }

  /** What a map calls a field: keywords and text are one. */
  #readName(): string {
    const name = this.#read();
    if (typeof name === 'string') return name.startsWith(':') ? name.slice(1) : name;
    return JSON.stringify(name);
  }

  #readText(): string {
    let text = '';
    this.#at += 1;
    for (;;) {
      RUN.lastIndex = this.#at;
      if (RUN.test(this.#text)) {
        text += this.#text.slice(this.#at, RUN.lastIndex);
        this.#at = RUN.lastIndex;
      }
      const char = this.#text[this.#at];
      if (char === undefined) throw this.#fault('a closing "', 'the end of the text');
      if (char === '"') break;
      text += this.#readEscape();
    }
    this.#at += 1;
    return text;
  }

  #readEscape(): string {
    const code = /^\\u([0-9a-fA-F]{4})/.exec(this.#text.slice(this.#at, this.#at + 6))?.[1];
    const plain =
      code === undefined ? ESCAPES[this.#text[this.#at + 1] ?? ''] : String.fromCharCode(parseInt(code, 16));
    if (plain === undefined) {
      throw this.#fault('an escape such as \\n or \\"', this.#text.slice(this.#at, this.#at + 2));
    }
    this.#at += code === undefined ? 2 : 6;
    return plain;
  }

  #readCharacter(): string {
    const from = this.#at;
    this.#at += 2;
    const name = this.#text.slice(from + 1, this.#at) + this.#token();
    if ([...name].length === 1) return name;
    const code = /^u([0-9a-fA-F]{4})$/.exec(name)?.[1];
    const char = code === undefined ? CHARACTERS[name] : String.fromCharCode(parseInt(code, 16));
    if (char !== undefined) return char;
    this.#at = from;
    throw this.#fault('a character such as \\a or \\newline', cut(`\\${name}`));
  }

  /** `#{…}` is a set, `#tag value` is that value. */
  #readDispatch(): Edn {
    this.#at += 1;
    if (this.#text[this.#at] === '{') return this.#readMany('}');
    if (this.#token() === '') {
      throw this.#fault('a tag after #', cut(this.#text.slice(this.#at)));
    }
    return this.#read();
  }

  #readAtom(): Edn {
    const from = this.#at;
    const token = this.#token();
    if (token === 'nil') return null;
    if (token === 'true') return true;
    if (token === 'false') return false;
    if (token !== '' && token !== ':' && !/^[+-]?\d/.test(token)) return token;
    this.#at = from;
    if (INTEGER.test(token)) return this.#integer(token);
    if (DECIMAL.test(token)) return this.#skipOver(token, Number(token.replace('M', '')));
    const rest = this.#text.slice(from);
    throw this.#fault(
      token === '' || token === ':' ? 'a value' : 'a number',
      rest === '' ? 'the end' : cut(rest),
    );
  }

  #integer(token: string): number {
    const number = Number(token.replace('N', ''));
    if (Number.isSafeInteger(number)) return this.#skipOver(token, number);
    throw this.#fault('a whole number within ±(2^53 - 1), larger ones written as text', token);
  }

  #skipOver<T>(token: string, value: T): T {
    this.#at += token.length;
    return value;
  }

  #token(): string {
    TOKEN.lastIndex = this.#at;
    TOKEN.test(this.#text);
    const token = this.#text.slice(this.#at, TOKEN.lastIndex);
    this.#at = TOKEN.lastIndex;
    return token;
  }

  /** Passes blanks, comments, and values that `#_` drops. */
  #skip(): void {
    for (;;) {
      const char = this.#text[this.#at];
      if (char === undefined) return;
      if (BLANK.test(char)) this.#at += 1;
      else if (char === ';') {
        const end = this.#text.indexOf('\n', this.#at);
        this.#at = end < 0 ? this.#text.length : end;
      } else if (this.#text.startsWith('#_', this.#at)) {
        this.#at += 2;
        this.#read();
      } else return;
    }
  }

  #isAtEnd(): boolean {
    this.#skip();
    return this.#at >= this.#text.length;
  }

  #peeks(char: string): boolean {
    this.#skip();
    return this.#text[this.#at] === char;
  }

  #takes(char: string): boolean {
    if (!this.#peeks(char)) return false;
    this.#at += 1;
    return true;
  }

  #fault(expected: string, found: string): HistoryTextError {
    return new HistoryTextError(
      'INVALID_EDN',
      placeAfter(this.#start, this.#text, this.#at),
      expected,
      found,
    );
  }
}
