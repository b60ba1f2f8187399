import { HistoryFormatError } from '../errors.ts';

/** What EDN text can hold, as far as histories use it. Keywords become strings that begin with a colon. */
export type Edn =
  string | number | boolean | null | readonly Edn[] | { readonly [key: string]: Edn } | EdnString;

/** Text in quotes, told apart from keywords and symbols. */
export interface EdnString {
  readonly text: string;
}

export function isEdnString(value: Edn | undefined): value is EdnString {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && TEXT in value;
}

const TEXT = Symbol('text');
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '"': '"', '\\': '\\' };
const DELIMITER = /[\s,()[\]{}";]/;

/**
 * Reads all values of a text in Extensible Data Notation: maps, vectors, lists, sets, numbers, text, keywords,
 * symbols, `nil`, booleans and comments. Tags such as `#jepsen.history.Op` are skipped over.
 */
export function* readEdn(text: string): Generator<{ line: number; value: Edn }> {
  const reader = new EdnReader(text);
  for (;;) {
    const line = reader.skip();
    if (reader.atEnd) return;
    yield { line, value: reader.read() };
  }
}

class EdnReader {
  readonly #text: string;
  #at = 0;
  #line = 1;

  constructor(text: string) {
    this.#text = text;
  }

  get atEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  /** Moves to the next value; answers the line it stands in. */
  skip(): number {
    for (; !this.atEnd; this.#advance()) {
      const char = this.#char;
      if (char === ';') while (!this.atEnd && this.#char !== '\n') this.#advance();
      if (this.atEnd || !/[\s,;]/.test(this.#char)) break;
    }
    return this.#line;
  }

  read(): Edn {
    this.skip();
    switch (this.#char) {
      case '{':
        return this.#readMap();
      case '[':
        return this.#readMany(']');
      case '(':
        return this.#readMany(')');
      case '"':
        return this.#readText();
      case '#':
        return this.#readDispatch();
      case ')':
      case ']':
      case '}':
        throw this.#error('a value', this.#char);
      default:
        return this.#readAtom();
    }
  }

  get #char(): string {
    return this.#text.charAt(this.#at);
  }

  #advance(): void {
    if (this.#char === '\n') this.#line++;
    this.#at++;
  }

  #error(expected: string, found: string): HistoryFormatError {
    return new HistoryFormatError(this.#line, expected, found);
  }

  #readMany(close: string): Edn[] {
    const values: Edn[] = [];
    this.#advance();
    for (;;) {
      this.skip();
      if (this.atEnd) throw this.#error(`"${close}"`, 'the end of the text');
      if (this.#char === close) break;
      values.push(this.read());
    }
    this.#advance();
    return values;
  }

  #readMap(): Edn {
    const line = this.#line;
    const values = this.#readMany('}');
    if (values.length % 2 !== 0) throw new HistoryFormatError(line, 'a value for each key of a map', 'none');
    const map: Record<string, Edn> = {};
    for (let i = 0; i < values.length; i += 2) {
      const key = values[i];
      map[this.#nameOf(key)] = values[i + 1] ?? null;
    }
    return map;
  }

  #nameOf(key: Edn | undefined): string {
    if (isEdnString(key)) return key.text;
    if (typeof key === 'object') throw this.#error('a keyword or a text as a key', 'something else');
    return String(key);
  }

  #readText(): Edn {
    let text = '';
    this.#advance();
    while (this.#char !== '"') {
      if (this.atEnd) throw this.#error('a closing quote', 'the end of the text');
      if (this.#char === '\\') {
        this.#advance();
        const plain = ESCAPES[this.#char];
        if (plain === undefined) throw this.#error('an escape such as \\n or \\"', `\\${this.#char}`);
        text += plain;
      } else {
        text += this.#char;
      }
      this.#advance();
    }
    this.#advance();
    return { text, [TEXT]: true } as EdnString;
  }

  /** `#{…}` is a set, `#_` drops the next value, `#tag value` is that value. */
  #readDispatch(): Edn {
    this.#advance();
    if (this.#char === '{') return this.#readMany('}');
    const dropped = this.#char === '_';
    if (dropped) {
      this.#advance();
      this.read();
    } else {
      this.#readToken();
    }
    return this.read();
  }

  #readToken(): string {
    const from = this.#at;
    while (!this.atEnd && !DELIMITER.test(this.#char)) this.#advance();
    return this.#text.slice(from, this.#at);
  }

  #readAtom(): Edn {
    const token = this.#readToken();
    if (token === '') throw this.#error('a value', this.atEnd ? 'the end of the text' : this.#char);
    if (token === 'nil') return null;
    if (token === 'true') return true;
    if (token === 'false') return false;
    if (/^[+-]?\d/.test(token)) return this.#toNumber(token);
    return token;
  }

  #toNumber(token: string): number {
    const number = Number(token.replace(/[NM]$/, ''));
    if (Number.isNaN(number)) throw this.#error('a number', token);
    return number;
  }
}
