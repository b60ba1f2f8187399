/** Where a text stops being JSON. */
export interface JsonFault {
  /** Offset in the text. */
  readonly at: number;
  readonly expected: string;
}

/** Nothing that deep is an event; whoever nests deeper is told so. */
const MAX_DEPTH = 200;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
const SPACE = /[ \t\r\n]*/y;

/** Finds where a text that `JSON.parse` refused stops being JSON. */
export function findJsonFault(text: string): JsonFault {
  const scan = new JsonScan(text);
  try {
    scan.value(0);
    scan.expectEnd();
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  return { at: text.length, expected: 'JSON' };
}

/** The offset of the value of a field in the text of a JSON object; of the object itself if it has no such field. */
export function locateInJson(text: string, field: string | undefined): number {
  const scan = new JsonScan(text);
  try {
    scan.value(0);
  } catch (error) {
    // Deeper than the scan goes: fields before that have been seen.
    if (!(error instanceof Fault)) throw error;
  }
  return (field === undefined ? undefined : scan.fields.get(field)) ?? scan.start;
}

class Fault extends Error implements JsonFault {
  readonly at: number;
  readonly expected: string;

  constructor(at: number, expected: string) {
    super(expected);
    this.at = at;
    this.expected = expected;
  }
}

/** Walks over JSON without making values of it. */
class JsonScan {
  /** Offsets of the values of the outermost object. */
  readonly fields = new Map<string, number>();
  /** Where the outermost value begins. */
  readonly start: number;
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    this.#skip(SPACE);
    this.start = this.#at;
  }

  value(depth: number): void {
    this.#skip(SPACE);
    switch (this.#text[this.#at]) {
      case '{':
        return this.#object(depth);
      case '[':
        return this.#array(depth);
      case '"':
        return this.#string();
      default:
        if (!this.#skip(NUMBER) && !this.#skip(WORD)) throw new Fault(this.#at, 'a JSON value');
    }
  }

  expectEnd(): void {
    this.#skip(SPACE);
    if (this.#at < this.#text.length) throw new Fault(this.#at, 'the end of the line after one JSON object');
  }

  #object(depth: number): void {
    this.#descend(depth);
    if (this.#take('}')) return;
    do {
      this.#skip(SPACE);
      const from = this.#at;
      if (this.#text[from] !== '"') throw new Fault(from, 'the name of a field in quotes');
      this.#string();
      const name = this.#text.slice(from, this.#at);
      if (!this.#take(':')) throw new Fault(this.#at, '":" after the name of a field');
      this.#skip(SPACE);
      if (depth === 0) this.fields.set(JSON.parse(name) as string, this.#at);
      this.value(depth + 1);
    } while (this.#take(','));
    if (!this.#take('}')) throw new Fault(this.#at, '"," or "}"');
  }

  #array(depth: number): void {
    this.#descend(depth);
    if (this.#take(']')) return;
    do this.value(depth + 1);
    while (this.#take(','));
    if (!this.#take(']')) throw new Fault(this.#at, '"," or "]"');
  }

  #string(): void {
    this.#at += 1;
    for (; this.#text[this.#at] !== '"';) {
      if (this.#text[this.#at] === '\\') {
        if (!this.#skip(ESCAPE)) throw new Fault(this.#at, 'an escape that JSON knows');
      } else if (!(this.#text.charCodeAt(this.#at) >= 0x20)) {
        throw new Fault(this.#at, 'a closing quote');
      } else {
        this.#at += 1;
      }
    }
    this.#at += 1;
  }

  #descend(depth: number): void {
    if (depth >= MAX_DEPTH) throw new Fault(this.#at, `values nested at most ${MAX_DEPTH} deep`);
    this.#at += 1;
  }

  #take(char: string): boolean {
    this.#skip(SPACE);
    if (this.#text[this.#at] !== char) return false;
    this.#at += 1;
    return true;
  }

  #skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    if (!pattern.test(this.#text)) return false;
    this.#at = pattern.lastIndex;
    return true;
  }
}
