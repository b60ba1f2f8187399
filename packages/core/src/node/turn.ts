import type { Clock } from '../ports/clock.ts';
import type { SettleRead } from './pending-reads.ts';
import type { SettleProposal } from './pending-proposals.ts';

/** What was proposed and asked in one turn: it shares one write, one message per peer and one round of heartbeats. */
export interface Gathered<Result> {
  readonly commands: readonly Uint8Array[];
  readonly proposals: readonly SettleProposal<Result>[];
  readonly reads: readonly SettleRead[];
}

/** Gathers until the work at hand is done. */
export class Turn<Result> {
  readonly #clock: Clock;
  readonly #onEnd: (gathered: Gathered<Result>) => void;
  #commands: Uint8Array[] = [];
  #proposals: SettleProposal<Result>[] = [];
  #reads: SettleRead[] = [];
  #begun = false;

  constructor(clock: Clock, onEnd: (gathered: Gathered<Result>) => void) {
    this.#clock = clock;
    this.#onEnd = onEnd;
  }

  propose(command: Uint8Array, settle: SettleProposal<Result>): void {
    this.#commands.push(command);
    this.#proposals.push(settle);
    this.#begin();
  }

  read(settle: SettleRead): void {
    this.#reads.push(settle);
    this.#begin();
  }

  #begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    this.#clock.defer(() => {
      const gathered = { commands: this.#commands, proposals: this.#proposals, reads: this.#reads };
      this.#begun = false;
      this.#commands = [];
      this.#proposals = [];
      this.#reads = [];
      this.#onEnd(gathered);
    });
  }
}
