import type { SeededRandom } from '../testing/seeded-random.ts';
import type { NodeId } from './types.ts';

interface DriftingClock {
  readonly rate: number;
  readonly offsetMs: number;
  lastTickMs: number;
}

/** Monotonic clocks that run too fast or too slow by up to `maxDrift`, and that no two nodes began at the same time. */
export class DriftingClocks {
  readonly #tickMs: number;
  readonly #clocks: ReadonlyMap<NodeId, DriftingClock>;
  #realMs = 0;

  constructor(ids: readonly NodeId[], random: SeededRandom, tickMs: number, maxDrift: number) {
    this.#tickMs = tickMs;
    this.#clocks = new Map(
      ids.map((id) => {
        const rate = 1 + maxDrift * random.pick([-1, 1, 0, 2 * random.fraction() - 1]);
        return [id, { rate, offsetMs: random.below(1_000_000), lastTickMs: Number.NEGATIVE_INFINITY }];
      }),
    );
  }

  pass(realMs: number): void {
    this.#realMs += realMs;
  }

  now(id: NodeId): number {
    const { rate, offsetMs } = this.#clock(id);
    return offsetMs + this.#realMs * rate;
  }

  /** Whether a tick's time has passed by the node's own clock since its last one; if so, this is its next one. */
  takeTick(id: NodeId): boolean {
    const clock = this.#clock(id);
    const now = this.now(id);
    if (now - clock.lastTickMs < this.#tickMs) return false;
    clock.lastTickMs = now;
    return true;
  }

  #clock(id: NodeId): DriftingClock {
    const clock = this.#clocks.get(id);
    if (clock === undefined) throw new RangeError(`no clock of ${id}`);
    return clock;
  }
}
