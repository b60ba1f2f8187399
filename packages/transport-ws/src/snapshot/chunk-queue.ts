/** Chunks on their way from a connection to the one reader that stores them. */
export class ChunkQueue implements AsyncIterable<Uint8Array> {
  readonly #onTaken: (bytes: number) => void;
  #chunks: Uint8Array[] = [];
  #ended = false;
  #failure: { readonly error: Error } | null = null;
  #wake: () => void = () => undefined;
  #reading = false;

  /** `onTaken` is called with 0 when reading begins, and with the size of each chunk that was read. */
  constructor(onTaken: (bytes: number) => void) {
    this.#onTaken = onTaken;
  }

  push(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#wake();
  }

  /** All chunks have been pushed. */
  end(): void {
    this.#ended = true;
    this.#wake();
  }

  /** The rest will not come; what was not read yet is forgotten. Without effect after {@link end}. */
  fail(error: Error): void {
    if (this.#ended || this.#failure !== null) return;
    this.#failure = { error };
    this.#chunks = [];
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    if (this.#reading) throw new Error('the chunks of a snapshot can be read only once');
    this.#reading = true;
    this.#onTaken(0);
    for (;;) {
      const chunk = this.#chunks.shift();
      if (chunk !== undefined) {
        this.#onTaken(chunk.byteLength);
        yield chunk;
      } else if (this.#failure !== null) {
        throw this.#failure.error;
      } else if (this.#ended) {
        return;
      } else {
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    }
  }
}
