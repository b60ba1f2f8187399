import { HistoryReader } from './history.ts';
import type { History, HistoryCodec, ReadOptions } from './history.ts';
import { HistoryTextError, placeAfter } from './place.ts';
import type { Place } from './place.ts';

/**
 * Reads a history from UTF-8 bytes that come in pieces, such as a file, a response, or the standard input. Holds no
 * more of the text than one event.
 *
 * @throws {HistoryTextError} naming the line, the column and what was expected there.
 */
export async function readHistoryStream<I, O>(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  codec: HistoryCodec<I, O>,
  options: ReadOptions = {},
): Promise<History<I, O>> {
  const reader = new HistoryReader(codec, options);
  const decoder = new Utf8Decoder();
  for await (const chunk of chunks) reader.write(decoder.decode(chunk));
  reader.write(decoder.end());
  return reader.end();
}

/** Turns bytes into text, and tells where they are not UTF-8. */
class Utf8Decoder {
  #place: Place = { line: 1, column: 1 };
  /** The beginning of a character whose rest is still to come. */
  #held: Uint8Array = new Uint8Array();

  decode(chunk: Uint8Array): string {
    const bytes = this.#held.length === 0 ? chunk : concat(this.#held, chunk);
    const end = wholeCharacters(bytes);
    this.#held = bytes.slice(end);
    return this.#decodeWhole(bytes.subarray(0, end));
  }

  end(): string {
    return this.#decodeWhole(this.#held);
  }

  #decodeWhole(bytes: Uint8Array): string {
    const text = tryDecode(bytes, false);
    if (text === undefined) throw this.#fault(bytes);
    this.#place = placeAfter(this.#place, text, text.length);
    return text;
  }

  #fault(bytes: Uint8Array): HistoryTextError {
    let good = 0;
    for (let bad = bytes.length; bad - good > 1;) {
      const middle = (good + bad) >>> 1;
      if (tryDecode(bytes.subarray(0, middle), true) === undefined) bad = middle;
      else good = middle;
    }
    const before = tryDecode(bytes.subarray(0, good), true) ?? '';
    const place = placeAfter(this.#place, before, before.length);
    const found = `the byte 0x${bytes[good]?.toString(16).padStart(2, '0')}`;
    return new HistoryTextError('INVALID_UTF8', place, 'text in UTF-8', found);
  }
}

/** `undefined` where it is not UTF-8. A partial text may end in the midst of a character. */
function tryDecode(bytes: Uint8Array, partial: boolean): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: partial });
  } catch {
    return undefined;
  }
}

/** How many bytes there are before a character that may not be whole. */
function wholeCharacters(bytes: Uint8Array): number {
  for (let at = bytes.length - 1; at >= Math.max(0, bytes.length - 4); at--) {
    const byte = bytes[at]!;
    if (byte < 0x80) break;
    if (byte < 0xc0) continue;
    const length = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    return at + length > bytes.length ? at : bytes.length;
  }
  return bytes.length;
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
