import { cut } from './event.ts';
import type { TextParser } from './lines.ts';
import { HistoryTextError } from './place.ts';
import type { Place } from './place.ts';

/** Nothing that deep is an operation. */
const MAX_DEPTH = 64;
const CLOSERS: Readonly<Record<string, string>> = { '{': '}', '[': ']', '(': ')' };
/** Inside of a map, what needs no look: everything but brackets, quotes, comments, escapes and ends of lines. */
const PLAIN = /[^"\\;{}()[\]\n]+/y;
const IN_TEXT = /[^"\\\n]+/y;
const BETWEEN = /[\s,]/;
const TOKEN_END = /[\s,;"{}()[\]]/;
const AN_OPERATION = 'a map for each operation, such as {:process 0, :type :invoke, :f :read, :value nil}';

type Mode = 'between' | 'token' | 'comment' | 'map' | 'map comment' | 'text';

/**
 * Cuts a text in Extensible Data Notation into the maps that stand in it one after another, or in one vector or
 * list. Tags and commas before a map are dropped, and so is a map after `#_`. Holds no more than one map, of limited
 * length.
 */
export class EdnSplitter implements TextParser {
  readonly #onMap: (text: string, place: Place) => void;
  readonly #limit: number;
  #mode: Mode = 'between';
  #line = 1;
  /** Characters before the piece at hand, less those before the line at hand. */
  #column = 0;
  /** What is open inside of the map at hand, from outside to inside. */
  #closers = '';
  /** What closes the one vector or list that holds all maps. */
  #container = '';
  #token = '';
  #discard = false;
  /** Whether the next character stands for itself. */
  #escaped = false;
  #held = '';
  #start: Place = { line: 1, column: 1 };

  constructor(onMap: (text: string, place: Place) => void, limit: number) {
    this.#onMap = onMap;
    this.#limit = limit;
  }

  write(text: string): void {
    let from = 0;
    for (let at = 0; at < text.length;) {
      const wasInside = this.#isInside();
      if (!wasInside) from = at;
      at = this.#step(text, at);
      if (wasInside && !this.#isInside()) {
        this.#hold(text.slice(from, at));
        this.#hand();
      }
    }
    if (this.#isInside()) this.#hold(text.slice(from));
    this.#column += text.length;
  }

  end(): void {
    const place = { line: this.#line, column: this.#column + 1 };
    if (this.#mode === 'token') this.#endToken('', place);
    const open = this.#mode === 'text' ? '"' : (this.#closers.at(-1) ?? this.#container);
    if (open === '') return;
    throw new HistoryTextError('INVALID_EDN', place, `a closing ${open}`, 'the end of the text');
  }

  #isInside(): boolean {
    return this.#closers !== '';
  }

  /** Takes the character at that point, and those after it that are like it; answers the point after them. */
  #step(text: string, at: number): number {
    const char = text[at]!;
    if (this.#escaped) this.#escaped = false;
    else if (this.#mode === 'map') {
      PLAIN.lastIndex = at;
      if (PLAIN.test(text)) return PLAIN.lastIndex;
      this.#stepInMap(char, text, at);
    } else if (this.#mode === 'text') {
      IN_TEXT.lastIndex = at;
      if (IN_TEXT.test(text)) return IN_TEXT.lastIndex;
      if (char === '\\') this.#escaped = true;
      else if (char === '"') this.#mode = 'map';
    } else if (this.#mode === 'comment' || this.#mode === 'map comment') {
      const end = text.indexOf('\n', at);
      if (end < 0) return text.length;
      if (end > at) return end;
      this.#mode = this.#mode === 'comment' ? 'between' : 'map';
    } else {
      this.#stepBetween(char, text, at);
    }
    if (char === '\n') {
      this.#line += 1;
      this.#column = -at - 1;
    }
    return at + 1;
  }

  #stepInMap(char: string, text: string, at: number): void {
    const closer = CLOSERS[char];
    if (char === '"') this.#mode = 'text';
    else if (char === ';') this.#mode = 'map comment';
    else if (char === '\\') this.#escaped = true;
    else if (closer !== undefined) {
      if (this.#closers.length >= MAX_DEPTH)
        throw this.#fault(at, `values nested at most ${MAX_DEPTH} deep`, char);
      this.#closers += closer;
    } else if (char !== '\n') {
      const expected = this.#closers.at(-1);
      if (char !== expected) throw this.#fault(at, `a closing ${expected}`, cut(text.slice(at, at + 20)));
      this.#closers = this.#closers.slice(0, -1);
      if (this.#closers === '') this.#mode = 'between';
    }
  }

  #stepBetween(char: string, text: string, at: number): void {
    if (this.#mode === 'token') {
      if (!TOKEN_END.test(char)) {
        this.#token += char;
        if (this.#token.length > this.#limit) throw this.#fault(at, AN_OPERATION, 'something else');
        return;
      }
      this.#endToken(char, this.#placeAt(at));
    }
    if (BETWEEN.test(char)) return;
    if (char === ';') this.#mode = 'comment';
    else if (char === '{') {
      this.#start = this.#placeAt(at);
      this.#closers = '}';
      this.#mode = 'map';
    } else if ((char === '[' || char === '(') && this.#container === '' && !this.#discard) {
      this.#container = CLOSERS[char]!;
    } else if (char === this.#container && !this.#discard) this.#container = '';
    else if (char === '#') {
      this.#mode = 'token';
      this.#token = char;
    } else throw this.#fault(at, AN_OPERATION, cut(text.slice(at, at + 81)));
  }

  /** A tag may be followed by a value, `#_` drops it, and `#{` would begin a set. */
  #endToken(next: string, place: Place): void {
    const isSet = this.#token === '#' && next === '{';
    if (isSet || next === '' || this.#token === '#') {
      const found = next === '' ? 'the end of the text' : cut(this.#token + next);
      throw new HistoryTextError('INVALID_EDN', place, AN_OPERATION, found);
    }
    if (this.#token === '#_') this.#discard = true;
    this.#mode = 'between';
  }

  #hold(text: string): void {
    if (this.#held.length + text.length > this.#limit) {
      const expected = `at most ${this.#limit} characters in an operation`;
      throw new HistoryTextError('EVENT_TOO_LONG', this.#start, expected, 'more');
    }
    this.#held += text;
  }

  #hand(): void {
    const text = this.#held;
    this.#held = '';
    if (this.#discard) this.#discard = false;
    else this.#onMap(text, this.#start);
  }

  #placeAt(at: number): Place {
    return { line: this.#line, column: this.#column + at + 1 };
  }

  #fault(at: number, expected: string, found: string): HistoryTextError {
    return new HistoryTextError('INVALID_EDN', this.#placeAt(at), expected, found);
  }
}
