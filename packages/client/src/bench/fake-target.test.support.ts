import type { VirtualClock } from '../testing/virtual-clock.test.support.ts';
import type { LoadConnection, LoadTarget, OperationKind } from './target.ts';

/** An operation as it came in. */
export interface Taken {
  readonly connection: number;
  readonly kind: OperationKind;
  readonly key: string;
  readonly value: Uint8Array;
  readonly at: number;
}

/** What becomes of an operation, and how many milliseconds later; `never`: nothing. */
export type Fate = { readonly afterMs: number; readonly error?: unknown } | 'never';

/** A system on virtual time whose behaviour a test writes; unless told otherwise it takes 10 ms for everything. */
export class FakeTarget implements LoadTarget {
  readonly taken: Taken[] = [];
  fate: (taken: Taken) => Fate = () => ({ afterMs: 10 });
  onOpen: (connection: number, signal: AbortSignal | undefined) => Promise<void> = () => Promise.resolve();
  /** Operations that are open, and the most that ever were. */
  openNow = 0;
  mostOpen = 0;
  opened = 0;
  closed = 0;
  readonly #clock: VirtualClock;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  async open(signal?: AbortSignal): Promise<LoadConnection> {
    const connection = this.opened++;
    await this.onOpen(connection, signal);
    return {
      start: ({ kind, key, value }, done) => {
        const at = this.#clock.monotonicNow();
        const taken = { connection, kind, key: Buffer.from(key).toString(), value: value.slice(), at };
        this.taken.push(taken);
        this.mostOpen = Math.max(this.mostOpen, ++this.openNow);
        const fate = this.fate(taken);
        if (fate === 'never') return;
        this.#clock.schedule(fate.afterMs, () => {
          this.openNow--;
          done(fate.error ?? null);
        });
      },
      close: () => {
        this.closed++;
        return Promise.resolve();
      },
    };
  }
}

/** A meter that says: always at work. */
export function busyMeter(clock: VirtualClock): { cpuSeconds(): number; activeMs(): number } {
  return { cpuSeconds: () => clock.monotonicNow() / 1000, activeMs: () => clock.monotonicNow() };
}
