import { readdirSync } from 'node:fs';

import { now } from '../load/timeline.mjs';

const POLL_MS = 10;
const TEMPORARY = '.tmp';

/** Sees from outside when a node writes a snapshot: while it does, the directory holds a temporary file. */
export class SnapshotWatch {
  /** When snapshots were written, in ms on the clock of `now`: `{ from, to }`. */
  spans = [];
  #directory;
  #since = null;
  #timer;

  constructor(directory) {
    this.#directory = directory;
    this.#timer = setInterval(() => this.#look(), POLL_MS);
  }

  stop() {
    clearInterval(this.#timer);
  }

  #look() {
    const isWriting = readdirSync(this.#directory).some((name) => name.endsWith(TEMPORARY));
    if (isWriting) this.#since ??= now() - POLL_MS;
    else if (this.#since !== null) {
      this.spans.push({ from: this.#since, to: now() });
      this.#since = null;
    }
  }
}
