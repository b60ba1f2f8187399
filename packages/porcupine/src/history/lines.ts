import { HistoryTextError } from './place.ts';

/** Reads a text that comes in pieces. */
export interface TextParser {
  /** @throws {HistoryError} */
  write(text: string): void;
  /** Tells that this was all. @throws {HistoryError} */
  end(): void;
}

/** Hands on the lines of a text, without their ends. Holds no more than one line, of limited length. */
export class LineSplitter implements TextParser {
  readonly #onLine: (text: string, line: number) => void;
  readonly #limit: number;
  #line = 1;
  #rest = '';

  constructor(onLine: (text: string, line: number) => void, limit: number) {
    this.#onLine = onLine;
    this.#limit = limit;
  }

  write(text: string): void {
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      this.#take(text.slice(from, end));
      this.#hand();
      from = end + 1;
    }
    this.#take(text.slice(from));
  }

  end(): void {
    if (this.#rest !== '') this.#hand();
  }

  #take(piece: string): void {
    if (this.#rest.length + piece.length > this.#limit) throw tooLong(this.#line, this.#limit);
    this.#rest += piece;
  }

  #hand(): void {
    const text = this.#rest;
    this.#rest = '';
    this.#onLine(text.endsWith('\r') ? text.slice(0, -1) : text, this.#line++);
  }
}

function tooLong(line: number, limit: number): HistoryTextError {
  const expected = `at most ${limit} characters in a line`;
  return new HistoryTextError('EVENT_TOO_LONG', { line, column: limit + 1 }, expected, 'more');
}
