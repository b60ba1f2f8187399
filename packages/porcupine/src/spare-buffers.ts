import { MemoryExhausted } from './memory-exhausted.ts';

/** Larger ones are made anew: they are few, and zeroed by the system as they are touched. */
const MOST_WORDS = 4_096;
/** So many of each size: half a megabyte in all. */
const MOST_SPARE = 16;

/** By the binary logarithm of their words. Shared by all checks. */
const spare: ArrayBuffer[][] = Array.from({ length: Math.log2(MOST_WORDS) + 1 }, () => []);

/**
 * Words that are zero, in a buffer that was {@link recycle}d if there is one: to make a buffer takes V8 a microsecond
 * and its garbage collector as much again, to make a view of one a thirtieth of that.
 *
 * @throws {MemoryExhausted} when there are more than the machine, or the length of a typed array, allows.
 */
export function zeroed(words: number): Int32Array<ArrayBuffer> {
  if (words > MOST_WORDS) return allocate(words);
  const size = sizeOf(words);
  const buffer = spare[size]!.pop();
  if (buffer === undefined) return new Int32Array(new ArrayBuffer(4 << size), 0, words);
  return new Int32Array(buffer, 0, words).fill(0);
}

function allocate(words: number): Int32Array<ArrayBuffer> {
  try {
    return new Int32Array(words);
  } catch (cause) {
    throw new MemoryExhausted('allocation failed', { cause });
  }
}

/** Takes the buffer of words back that nobody looks at any more. */
export function recycle(words: Int32Array<ArrayBuffer>): void {
  if (words.length === 0 || words.length > MOST_WORDS) return;
  const sameSize = spare[sizeOf(words.length)]!;
  if (sameSize.length < MOST_SPARE) sameSize.push(words.buffer);
}

/** Rounds up: the size of a buffer in which so many words have room. */
function sizeOf(words: number): number {
  return words <= 1 ? 0 : 32 - Math.clz32(words - 1);
}
