import type { Random } from '../ports/random.ts';
import type { Entry } from '../raft/types.ts';
import type { NodeOptions } from './types.ts';

const DEFAULT_EVERY_ENTRIES = 1_000_000;
const DEFAULT_EVERY_BYTES = 64 * 1024 * 1024;

/** Decides when another snapshot is worth its cost: by what was applied since the newest one. */
export class SnapshotSchedule {
  readonly #everyEntries: number;
  readonly #everyBytes: number | null;
  /** Bytes of the commands that were applied since the newest snapshot. */
  #applied = 0;
  /** Bytes of the newest snapshot that was written or received since the start. */
  #newest = 0;
  readonly #random: Random;
  #share: number;

  constructor({
    snapshotEveryEntries,
    snapshotEveryBytes,
    random,
  }: Pick<NodeOptions<unknown>, 'snapshotEveryEntries' | 'snapshotEveryBytes' | 'random'>) {
    this.#everyEntries = snapshotEveryEntries ?? DEFAULT_EVERY_ENTRIES;
    this.#everyBytes = snapshotEveryBytes ?? null;
    this.#random = random;
    this.#share = this.#drawShare();
  }

  applied({ data }: Entry): void {
    this.#applied += data.byteLength;
  }

  /** Whether to make another, `entries` having been applied since the newest one. */
  isDue(entries: number): boolean {
    if (entries <= 0) return false;
    // A state that has grown large is written as seldom as its size is added to the log (thesis §5.1.3).
    const bytes = this.#everyBytes ?? this.#share * Math.max(DEFAULT_EVERY_BYTES, this.#newest);
    return entries >= this.#everyEntries || this.#applied >= bytes;
  }

  /** The state as it is now becomes a snapshot. */
  begin(): void {
    this.#applied = 0;
    this.#share = this.#drawShare();
  }

  /** Passes the bytes of a snapshot on that becomes the newest. */
  async *measure(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    let bytes = 0;
    for await (const chunk of chunks) {
      bytes += chunk.byteLength;
      yield chunk;
    }
    this.#newest = bytes;
  }

  /** From 3/4 to 5/4: members that apply the same bytes do not all write at the same time. */
  #drawShare(): number {
    return 0.75 + this.#random.uint32() / 2 ** 33;
  }
}
