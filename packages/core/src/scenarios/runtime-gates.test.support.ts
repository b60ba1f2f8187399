import type { SnapshotMeta } from '../raft/types.ts';
import { MemorySnapshotStore } from '../testing/memory-snapshot-store.ts';
import { Ledger } from './lab-ledger.test.support.ts';

/** While it is closed, whoever wants to pass waits. */
export class Gate {
  #waiting: (() => void)[] = [];
  #isOpen = true;

  get waiting(): number {
    return this.#waiting.length;
  }

  close(): void {
    this.#isOpen = false;
  }

  open(): void {
    this.#isOpen = true;
    for (const pass of this.#waiting.splice(0)) pass();
  }

  pass(): Promise<void> {
    return this.#isOpen ? Promise.resolve() : new Promise((resolve) => this.#waiting.push(resolve));
  }
}

/** Takes as long to write a snapshot of its own as its gate is closed. */
export class GatedSnapshotStore extends MemorySnapshotStore {
  readonly gate: Gate;
  writes = 0;

  constructor(gate: Gate) {
    super();
    this.gate = gate;
  }

  override async write(meta: SnapshotMeta, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    this.writes++;
    await this.gate.pass();
    await super.write(meta, chunks);
  }
}

/** A store that has no room for the next snapshots. */
export class FullSnapshotStore extends MemorySnapshotStore {
  refuses: number;
  refusals = 0;

  constructor(refuses: number) {
    super();
    this.refuses = refuses;
  }

  override async write(meta: SnapshotMeta, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    if (this.refusals >= this.refuses) return await super.write(meta, chunks);
    this.refusals++;
    throw Object.assign(new Error('no space left on the device'), { retryable: true });
  }
}

/** Takes as long to restore a snapshot as its gate is closed. */
export class GatedLedger extends Ledger {
  readonly gate = new Gate();
  restores = 0;
  /** How many were ever restored at the same time. */
  mostAtOnce = 0;
  #atOnce = 0;

  override async restore(chunks: AsyncIterable<Uint8Array>): Promise<void> {
    this.restores++;
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.#atOnce);
    await this.gate.pass();
    await super.restore(chunks);
    this.#atOnce--;
  }
}
