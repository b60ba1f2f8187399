import type { Clock, StateMachine } from '../ports/index.ts';
import { invariant } from '../raft/invariant.ts';
import { logIndex, type Entry, type LogIndex, type SnapshotMeta } from '../raft/types.ts';

/** Commands that are applied before anything else gets its turn. */
const BATCH = 1_024;

/** Feeds committed entries to the state machine in order, in batches, and stands still while a snapshot is restored. */
export class Applier<Result> {
  readonly #machine: StateMachine<Result>;
  readonly #clock: Clock;
  readonly #onApplied: (commands: readonly Entry[], results: readonly Result[], applied: LogIndex) => void;
  readonly #onError: (error: unknown) => void;
  #queue: Entry[] = [];
  #applied: LogIndex;
  #scheduled = false;
  #restoring = false;

  constructor(
    machine: StateMachine<Result>,
    clock: Clock,
    applied: LogIndex,
    onApplied: (commands: readonly Entry[], results: readonly Result[], applied: LogIndex) => void,
    onError: (error: unknown) => void,
  ) {
    this.#machine = machine;
    this.#clock = clock;
    this.#applied = applied;
    this.#onApplied = onApplied;
    this.#onError = onError;
  }

  get applied(): LogIndex {
    return this.#applied;
  }

  enqueue(entries: readonly Entry[]): void {
    this.#queue = this.#queue.length === 0 ? [...entries] : [...this.#queue, ...entries];
    if (!this.#scheduled && !this.#restoring) this.#applyBatch();
  }

  /** Drops what is queued and replaces the state by a snapshot's. */
  async restore(meta: SnapshotMeta, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    this.#queue = [];
    this.#restoring = true;
    await this.#machine.restore(chunks);
    this.#restoring = false;
    this.#applied = meta.index;
    this.#queue = this.#queue.filter((entry) => entry.index > meta.index);
    this.#onApplied([], [], this.#applied);
    if (!this.#scheduled) this.#applyBatch();
  }

  #applyBatch(): void {
    this.#scheduled = false;
    if (this.#restoring || this.#queue.length === 0) return;
    const batch = this.#queue.length <= BATCH ? this.#queue : this.#queue.slice(0, BATCH);
    this.#queue = this.#queue.length <= BATCH ? [] : this.#queue.slice(BATCH);
    if (this.#queue.length > 0) {
      this.#scheduled = true;
      this.#clock.defer(() => this.#applyBatch());
    }
    try {
      this.#apply(batch);
    } catch (error) {
      this.#onError(error);
    }
  }

  #apply(batch: readonly Entry[]): void {
    const first = batch[0] as Entry;
    invariant(
      first.index === this.#applied + 1,
      `entry ${first.index} is to be applied after ${this.#applied}`,
    );
    const commands = batch.filter((entry) => entry.kind === 'command');
    const results = commands.length === 0 ? [] : this.#machine.apply(commands);
    invariant(
      results.length === commands.length,
      `${commands.length} commands gave ${results.length} results`,
    );
    this.#applied = logIndex((batch.at(-1) as Entry).index);
    this.#onApplied(commands, results, this.#applied);
  }
}
