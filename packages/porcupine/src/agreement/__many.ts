import { check, checkAsync } from '../check.ts';
import type { Operation } from '../operation.ts';
import { checkParallel } from '../parallel/check-parallel.ts';
import type { CheckResult } from '../result.ts';
import { Disagreement } from './__agreement.ts';
import type { Tally } from './__agreement.ts';
import { smallHistory } from './__clients.ts';
import type { RandomHistory } from './__clients.ts';
import { isPossible } from './__reference.ts';
import type { AnySpec } from './__specs.ts';

type AnyOperation = Operation<{ readonly key: unknown }, unknown>;
type AnyHistory = RandomHistory<{ readonly key: unknown }, unknown>;

/** Ids of one small history within a large one. */
const IDS = 64;

interface ManyWay {
  readonly name: string;
  decide(spec: AnySpec, operations: readonly AnyOperation[]): Promise<CheckResult<unknown, unknown>>;
}

const all = { explain: false, stopOnInvalid: false } as const;

/** Ways that only differ where there are many partitions. */
const manyWays: readonly ManyWay[] = [
  {
    name: 'many at once, in turns',
    decide: async ({ model }, operations) => check(operations, model, { ...all, fastPaths: false }),
  },
  {
    name: 'many at once, asynchronously',
    decide: ({ model }, operations) => checkAsync(operations, model, all),
  },
];

export const threads: ManyWay = {
  name: 'many at once, in threads',
  decide: ({ model }, operations) => checkParallel(operations, model.name, { ...all, workers: 2 }),
};

/**
 * Puts the histories of these seeds together as one of many keys, and compares what becomes of each with what
 * becomes of it alone.
 *
 * @throws {Disagreement}
 */
export async function compareMany(
  spec: AnySpec,
  seeds: readonly number[],
  tally: Tally,
  further: readonly ManyWay[] = [],
): Promise<void> {
  const histories = seeds.map((seed) => smallHistory(spec, seed) as AnyHistory);
  const expected = histories.map((history) => (isPossible(spec, history) ? 'valid' : 'invalid'));
  const together = histories.flatMap(({ operations }, i) =>
    operations.map((operation) => move(operation, i)),
  );
  for (const { name, decide } of [...manyWays, ...further]) {
    const { partitions } = await decide(spec, together);
    const found = histories.map(() => 'valid');
    for (const { verdict, operations } of partitions) {
      const history = Math.floor(operations[0]!.id / IDS);
      if (verdict !== 'valid') found[history] = verdict;
    }
    for (const [i, history] of histories.entries()) {
      if (found[i] === expected[i]) continue;
      throw new Disagreement(spec.name, history, name, `expected ${expected[i]}, found ${found[i]}`);
    }
    tally.ways.set(name, (tally.ways.get(name) ?? 0) + histories.length);
  }
}

function move(operation: AnyOperation, history: number): AnyOperation {
  const key = `${history} ${String(operation.input.key)}`;
  return { ...operation, id: history * IDS + operation.id, input: { ...operation.input, key } };
}
