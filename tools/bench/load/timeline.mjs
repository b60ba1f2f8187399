/** Times are in milliseconds on the clock that all processes of a machine share. */
export function now() {
  return Number(process.hrtime.bigint()) / 1e6;
}

const BIN_MS = 10;
/** Shorter pauses between two successes are not listed. */
const GAP_MS = 5;

/** A target that keeps account of when operations succeeded. */
export class Timeline {
  #target;
  #startedAt = now();
  #bins = [];
  #gaps = [];
  #lastAt = this.#startedAt;

  constructor(target) {
    this.#target = target;
  }

  async open(signal) {
    const connection = await this.#target.open(signal);
    return {
      start: (operation, done) =>
        connection.start(operation, (error) => {
          if (error === null) this.#succeeded(now());
          done(error);
        }),
      close: () => connection.close(),
    };
  }

  #succeeded(at) {
    const bin = Math.floor((at - this.#startedAt) / BIN_MS);
    this.#bins[bin] = (this.#bins[bin] ?? 0) + 1;
    if (at - this.#lastAt > GAP_MS) this.#gaps.push({ from: this.#lastAt, to: at });
    this.#lastAt = at;
  }

  toJSON() {
    const bins = Array.from(this.#bins, (count) => count ?? 0);
    return { startedAt: this.#startedAt, endedAt: this.#lastAt, binMs: BIN_MS, bins, gaps: this.#gaps };
  }
}
