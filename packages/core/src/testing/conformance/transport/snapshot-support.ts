import type { ReadSnapshot, SnapshotOffer } from '../../../ports/transport.ts';
import { logIndex, nodeId, term, type Configuration } from '../../../raft/types.ts';
import type { TransportHarness } from './harness.ts';
import { A, B, C, D, started, type Node, type TakeSnapshot } from './support.ts';

/** On its way to another membership, with addresses: everything that a configuration can say. */
const CONFIGURATION: Configuration = {
  voters: [A, B, nodeId('N-1.x_y')],
  learners: [C, D],
  outgoing: [],
  target: { voters: [A, B, C], learners: [] },
  addresses: { a: 'host-a:7001', b: '[::1]:7002', 'N-1.x_y': 'ö:1' },
};

export function offer(configuration: Configuration = CONFIGURATION): SnapshotOffer {
  const index = logIndex(Number.MAX_SAFE_INTEGER);
  return { term: term(7), meta: { index, term: term(6), id: '100-6-a.x_1', configuration } };
}

/** Two nodes that know each other, and what the second does with snapshots. */
export async function snapshotPair(
  harness: TransportHarness,
  takeSnapshot: TakeSnapshot,
): Promise<readonly [Node, Node]> {
  const a = await started(harness, A);
  const b = await started(harness, B);
  b.recorder.takeSnapshot = takeSnapshot;
  return [a, b];
}

export async function* chunksOf(count: number, bytes: number): AsyncGenerator<Uint8Array, void, undefined> {
  for (let n = 0; n < count; n++) {
    await Promise.resolve();
    yield new Uint8Array(bytes).fill(n % 251);
  }
}

/** Reads everything; gives the number of bytes and a sum that depends on their order. */
export async function digest(chunks: AsyncIterable<Uint8Array>): Promise<{ bytes: number; sum: number }> {
  let bytes = 0;
  let sum = 0;
  for await (const chunk of chunks) {
    bytes += chunk.byteLength;
    for (const byte of chunk) sum = (Math.imul(sum, 31) + byte) | 0;
  }
  return { bytes, sum };
}

const SOURCE_CHUNK_BYTES = 20_011;

/** A snapshot of pseudo-random bytes that can be read from anywhere, and remembers from where it was. */
export class Source {
  readonly bytes: Uint8Array;
  readonly askedFor: number[] = [];

  constructor(length: number) {
    let state = 1;
    const words = new Int32Array(Math.ceil(length / 4));
    for (let place = 0; place < words.length; place++) {
      state = (Math.imul(state, 1_103_515_245) + 12_345) | 0;
      words[place] = state ^ (state >>> 16);
    }
    this.bytes = new Uint8Array(words.buffer, 0, length);
  }

  readonly read: ReadSnapshot = (offset) => {
    this.askedFor.push(offset);
    return this.#chunks(offset);
  };

  async *#chunks(from: number): AsyncGenerator<Uint8Array, void, undefined> {
    for (let offset = from; offset < this.bytes.byteLength; offset += SOURCE_CHUNK_BYTES) {
      await Promise.resolve();
      yield this.bytes.slice(offset, offset + SOURCE_CHUNK_BYTES);
    }
  }
}

/** A receiver that keeps what it got when a transfer breaks, and goes on from there. */
export class Sink {
  readonly failures: unknown[] = [];
  /** The offset of each transfer. */
  readonly begunAt: number[] = [];
  complete = false;
  #chunks: Uint8Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  equals(bytes: Uint8Array): boolean {
    return Buffer.concat(this.#chunks).equals(bytes);
  }

  /** Makes `node` receive here. */
  attach({ recorder }: Node): void {
    recorder.considerSnapshot = () => Promise.resolve(this.#length);
    recorder.takeSnapshot = (_from, _offer, chunks, offset) => this.#take(chunks, offset);
  }

  async #take(chunks: AsyncIterable<Uint8Array>, offset: number): Promise<void> {
    this.begunAt.push(offset);
    try {
      for await (const chunk of chunks) {
        this.#chunks.push(chunk.slice());
        this.#length += chunk.byteLength;
      }
      this.complete = true;
    } catch (error) {
      this.failures.push(error);
      throw error;
    }
  }
}

/** Waits for `condition` while `sending` goes on, and fails as it does when it ends first. */
export async function during(
  harness: TransportHarness,
  sending: Promise<void>,
  condition: () => boolean,
  what: string,
): Promise<void> {
  let end: 'resolved' | { readonly error: unknown } | null = null;
  sending.then(
    () => (end = 'resolved'),
    (error: unknown) => (end = { error }),
  );
  const ended = (): { readonly error: unknown } | 'resolved' | null => end;
  await harness.eventually(() => condition() || ended() !== null, what);
  if (condition()) return;
  const early = ended();
  throw new Error(`waited for ${what}, but sendSnapshot ended first`, {
    cause: early === 'resolved' ? early : early?.error,
  });
}

/** The source, which after `length` bytes never gives more: so that a transfer breaks in its middle for certain. */
export function stuckAfter(source: Source, length: number): ReadSnapshot {
  return (offset) => cutOff(source.read(offset), length);
}

async function* cutOff(
  chunks: AsyncIterable<Uint8Array>,
  length: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  let given = 0;
  for await (const chunk of chunks) {
    if (given + chunk.byteLength > length) await new Promise(() => undefined);
    given += chunk.byteLength;
    yield chunk;
  }
}

/** A condition that holds once `attempt` has resolved; a rejected attempt is made again. */
export function attempts(attempt: () => Promise<void>): () => boolean {
  let state: 'idle' | 'busy' | 'done' = 'idle';
  return () => {
    if (state === 'idle') {
      state = 'busy';
      attempt().then(
        () => (state = 'done'),
        () => (state = 'idle'),
      );
    }
    return state === 'done';
  };
}
