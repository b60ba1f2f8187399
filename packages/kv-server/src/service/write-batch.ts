import type { Settle } from './kv-service.ts';
import { encodeBatch } from '../state/batch.ts';

const MAX_COMMANDS = 1_024;
const MAX_BYTES = 128 * 1024;

/** Writes that are to share one entry of the log, and with it what an entry costs. */
export class WriteBatch {
  readonly #commands: Uint8Array[] = [];
  readonly settles: Settle[] = [];
  #bytes = 0;

  add(command: Uint8Array, settle: Settle): void {
    this.#commands.push(command);
    this.settles.push(settle);
    this.#bytes += command.length;
  }

  get isFull(): boolean {
    return this.#commands.length >= MAX_COMMANDS || this.#bytes >= MAX_BYTES;
  }

  /** The entry that holds them. */
  encode(): Uint8Array {
    const [only] = this.#commands;
    return this.#commands.length === 1 && only !== undefined ? only : encodeBatch(this.#commands);
  }
}
