import { RaftError } from '../errors.ts';
import type { SnapshotBytes } from '../ports/state-machine.ts';
import type { SnapshotOffer } from '../ports/transport.ts';
import type { Effect } from '../raft/effect.ts';
import type { Input } from '../raft/input.ts';
import type { Configuration, LogIndex, NodeId, SnapshotMeta, Term } from '../raft/types.ts';
import { paced } from './paced.ts';
import type { NodeEvent, NodeOptions } from './types.ts';

/** Two snapshots are kept: the older one may be on its way to a follower. */
const KEPT = 2;
/** How long a store that has no room for a snapshot is left alone. */
const POSTPONED_MS = 1000;

/** What the snapshots of a node need of it. */
export interface SnapshotHost {
  step(input: Input): readonly Effect[];
  emit(event: NodeEvent): void;
  fail(error: unknown): void;
  isHalted(): boolean;
  /** What the state machine has applied, with its term and configuration; null where the log no longer tells. */
  applied(): { readonly index: LogIndex; readonly term: Term; readonly configuration: Configuration } | null;
  /** Passes the bytes of a snapshot on that is being made. */
  measure(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
  newestSnapshot(): LogIndex;
}

type Options = Pick<
  NodeOptions<unknown>,
  'id' | 'snapshotStore' | 'stateMachine' | 'transport' | 'clock' | 'random' | 'snapshotBytesPerSecond'
>;

/** Makes, sends and receives the snapshots of one node. */
export class Snapshots {
  readonly #options: Options;
  readonly #host: SnapshotHost;
  readonly #incarnation: string;
  #made = 0;
  #taking: Promise<void> | null = null;
  #receiving = false;

  constructor(options: Options, host: SnapshotHost, incarnation: number) {
    this.#options = options;
    this.#host = host;
    this.#incarnation = incarnation.toString(36);
  }

  /** Makes a snapshot of what is applied now; whoever asks while one is being made gets one of then or later. */
  async take(): Promise<void> {
    const wanted = this.#host.applied()?.index ?? 0;
    if (this.#taking !== null) await this.#taking;
    if (this.#host.isHalted() || this.#host.newestSnapshot() >= wanted) return;
    this.#taking ??= this.#take().finally(() => (this.#taking = null));
    await this.#taking;
  }

  get isTaking(): boolean {
    return this.#taking !== null;
  }

  async #take(): Promise<void> {
    const { snapshotStore, stateMachine, id } = this.#options;
    const applied = this.#host.applied();
    if (applied === null || applied.index === 0) return;
    const { index, term, configuration } = applied;
    try {
      const name = `${index}-${term}-${id}-${this.#incarnation}-${++this.#made}`;
      const meta: SnapshotMeta = { index, term, id: name, configuration };
      await snapshotStore.write(meta, this.#host.measure(parts(stateMachine.snapshot())));
      if (this.#host.isHalted()) return;
      this.#host.step({ type: 'snapshot-taken', meta });
      this.#host.emit({ type: 'snapshot-taken', index, term });
      await snapshotStore.prune(KEPT);
    } catch (error) {
      if (!isRetryable(error)) return this.#host.fail(error);
      this.#host.emit({ type: 'snapshot-postponed', index, error: error as Error });
      await new Promise<void>((resolve) => this.#options.clock.schedule(POSTPONED_MS, resolve));
    }
  }

  async send(to: NodeId, term: Term): Promise<boolean> {
    const { snapshotStore, transport, clock, snapshotBytesPerSecond: rate } = this.#options;
    let meta: SnapshotMeta | null = null;
    let ok = false;
    try {
      const newest = await snapshotStore.latest();
      meta = newest;
      if (newest !== null) {
        const read = (offset: number): AsyncIterable<Uint8Array> => {
          const chunks = snapshotStore.read(newest, offset);
          return rate === undefined ? chunks : paced(chunks, rate, clock);
        };
        await transport.sendSnapshot(to, { term, meta: newest }, read);
        ok = true;
      }
    } catch {
      // A receiver may refuse or vanish at any time; the protocol tries again.
    }
    this.#host.step({ type: 'snapshot-sent', to, meta, ok });
    if (meta !== null) this.#host.emit({ type: 'snapshot-sent', to, index: meta.index, ok });
    return ok;
  }

  /** Says how much of an offered snapshot is here already. */
  async consider(from: NodeId, { term, meta }: SnapshotOffer): Promise<number> {
    if (this.#receiving) throw new RaftError('busy', 'another snapshot is being received');
    const answer = this.#host
      .step({ type: 'snapshot-offered', from, term, meta })
      .find(({ type }) => type === 'snapshot-answer');
    if (answer?.type !== 'snapshot-answer' || !answer.accepted)
      throw new RaftError('invalid_argument', `a snapshot at ${meta.index} is not needed`);
    return await this.#options.snapshotStore.received(meta);
  }

  async receive(
    from: NodeId,
    { meta }: SnapshotOffer,
    offset: number,
    chunks: AsyncIterable<Uint8Array>,
  ): Promise<void> {
    if (this.#receiving) throw new RaftError('busy', 'another snapshot is being received');
    this.#receiving = true;
    try {
      await this.#options.snapshotStore.receive(meta, offset, chunks);
      this.#host.step({ type: 'snapshot-received', from, meta });
    } finally {
      this.#receiving = false;
    }
  }
}

/** Whether a store says that nothing came of a write, and that a later one may succeed. */
function isRetryable(error: unknown): boolean {
  return error instanceof Error && 'retryable' in error && error.retryable === true;
}

async function* parts(bytes: SnapshotBytes): AsyncIterable<Uint8Array> {
  if (bytes instanceof Uint8Array) yield bytes;
  else yield* bytes;
}
