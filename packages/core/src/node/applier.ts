import type { Clock, StateMachine } from '../ports/index.ts';
import { commandBytes } from '../raft/bytes.ts';
import { invariant } from '../raft/invariant.ts';
import type { Entry, LogIndex, LogPosition, SnapshotMeta } from '../raft/types.ts';

/** Entries, and bytes of them, that are applied before anything else gets its turn. */
const MAX_ENTRIES = 1_024;
const MAX_BYTES = 512 * 1024;

/** What an {@link Applier} tells. */
export interface ApplierEvents<Result> {
  /** Commands were applied, and with them everything up to `last`. */
  onApplied(commands: readonly Entry[], results: readonly Result[], last: LogPosition): void;
  /** A snapshot took the place of everything up to `last`. */
  onRestored(last: LogPosition): void;
  onError(error: unknown): void;
}

/** Feeds committed entries to the state machine in order, in batches, and stands still while a snapshot is restored. */
export class Applier<Result> {
  readonly #machine: StateMachine<Result>;
  readonly #clock: Clock;
  readonly #events: ApplierEvents<Result>;
  /** What is committed and not applied: batches as they came, the first one from {@link #offset} on. */
  #queue: (readonly Entry[])[] = [];
  #offset = 0;
  #queuedBytes = 0;
  #applied: LogIndex;
  #scheduled = false;
  /** Snapshots that are being restored, or wait for the one before. */
  #restoring = 0;
  #restored: Promise<void> = Promise.resolve();

  constructor(machine: StateMachine<Result>, clock: Clock, applied: LogIndex, events: ApplierEvents<Result>) {
    this.#machine = machine;
    this.#clock = clock;
    this.#applied = applied;
    this.#events = events;
  }

  get applied(): LogIndex {
    return this.#applied;
  }

  /** Bytes of commands that are committed and wait to be applied. */
  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  /** Takes what is committed, and applies it: now, or with `later` when the work at hand is done. */
  enqueue(entries: readonly Entry[], later: boolean): void {
    if (entries.length === 0) return;
    this.#queue.push(entries);
    this.#queuedBytes += commandBytes(entries);
    if (this.#scheduled || this.#restoring > 0) return;
    if (later) this.#schedule();
    else this.#applyBatch();
  }

  /** Drops what is queued and replaces the state by a snapshot's. */
  async restore(meta: SnapshotMeta, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    this.#restoring++;
    this.#replaceQueue([]);
    const before = this.#restored;
    this.#restored = before.then(() => this.#machine.restore(chunks));
    await this.#restored;
    this.#restoring--;
    this.#applied = meta.index;
    this.#replaceQueue(this.#queue.flat().filter((entry) => entry.index > meta.index));
    this.#events.onRestored(meta);
    if (!this.#scheduled) this.#applyBatch();
  }

  #replaceQueue(entries: readonly Entry[]): void {
    this.#queue = entries.length === 0 ? [] : [entries];
    this.#offset = 0;
    this.#queuedBytes = commandBytes(entries);
  }

  #schedule(): void {
    this.#scheduled = true;
    this.#clock.defer(() => this.#applyBatch());
  }

  #applyBatch(): void {
    this.#scheduled = false;
    if (this.#restoring > 0) return;
    const batch = this.#take();
    if (batch.length === 0) return;
    if (this.#queue.length > 0) this.#schedule();
    try {
      this.#apply(batch);
    } catch (error) {
      this.#events.onError(error);
    }
  }

  #take(): readonly Entry[] {
    const [first] = this.#queue;
    if (first === undefined) return [];
    const end = endOfTurn(first, this.#offset);
    const batch = end - this.#offset === first.length ? first : first.slice(this.#offset, end);
    this.#offset = end < first.length ? end : 0;
    if (this.#offset === 0) this.#queue.shift();
    this.#queuedBytes -= commandBytes(batch);
    return batch;
  }

  #apply(batch: readonly Entry[]): void {
    const first = batch[0] as Entry;
    invariant(
      first.index === this.#applied + 1,
      `entry ${first.index} is to be applied after ${this.#applied}`,
    );
    const commands = batch.every(isCommand) ? batch : batch.filter(isCommand);
    const results = commands.length === 0 ? [] : this.#machine.apply(commands);
    invariant(
      results.length === commands.length,
      `${commands.length} commands gave ${results.length} results`,
    );
    const last = batch.at(-1) as Entry;
    this.#applied = last.index;
    this.#events.onApplied(commands, results, last);
  }
}

/** Where to stop in `entries`, so that no more than a turn's worth is applied from `start` on; one entry at least. */
function endOfTurn(entries: readonly Entry[], start: number): number {
  const limit = Math.min(entries.length, start + MAX_ENTRIES);
  let bytes = 0;
  let end = start;
  while (end < limit && bytes < MAX_BYTES) bytes += (entries[end++] as Entry).data.length;
  return end;
}

function isCommand({ kind }: Entry): boolean {
  return kind === 'command';
}
