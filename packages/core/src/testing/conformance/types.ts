/**
 * One thing that every implementation of a port must do, free of any test framework. `run` rejects when it does not.
 * Each case gets a harness of its own, which nothing has used before.
 */
export interface ConformanceCase<Harness> {
  readonly name: string;
  run(harness: Harness): Promise<void>;
}
