interface Surroundings {
  /** Milliseconds since the epoch, whenever anybody asks. */
  readonly time: number;
  /** What every throw of the dice comes to. */
  readonly chance: number;
}

/** Runs `work`, which must not wait for anything, where time stands still and chance is none. */
export function withStrangeSurroundings<Value>({ time, chance }: Surroundings, work: () => Value): Value {
  const { Date: realDate, performance: realPerformance } = globalThis;
  const realRandom = Math.random;
  class StrangeDate extends realDate {
    constructor(...given: unknown[]) {
      super(...((given.length === 0 ? [time] : given) as [number]));
    }
    static override now(): number {
      return time;
    }
  }
  const strangePerformance = Object.assign(Object.create(realPerformance) as typeof realPerformance, {
    now: () => time,
  });
  try {
    globalThis.Date = StrangeDate as unknown as DateConstructor;
    globalThis.performance = strangePerformance;
    Math.random = () => chance;
    return work();
  } finally {
    globalThis.Date = realDate;
    globalThis.performance = realPerformance;
    Math.random = realRandom;
  }
}
