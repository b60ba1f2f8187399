import type { NodeId } from '../raft/types.ts';
import type { NodeEvent } from './types.ts';

/** Those who wait until a hand-over of leadership has ended. One heir at a time: another one ends the wait for the first. */
export class Transfers {
  readonly #emit: (event: NodeEvent) => void;
  #to: NodeId | null = null;
  #waiting: (() => void)[] = [];

  constructor(emit: (event: NodeEvent) => void) {
    this.#emit = emit;
  }

  /** Waits for the end of the hand-over to `to`, which is under way. */
  wait(to: NodeId): Promise<void> {
    if (this.#to !== to) this.#emit({ type: 'transfer-started', to });
    this.#to = to;
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** The hand-over that was under way has ended; one that never began, because it was refused, is not spoken of. */
  ended(): void {
    if (this.#to === null) return;
    this.#to = null;
    this.#emit({ type: 'transfer-ended' });
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
