import { randomHistory } from '../__random-history.ts';
import type { RandomHistoryShape } from '../__random-history.ts';
import { Rng } from '../__rng.ts';
import { check } from '../check.ts';
import type { CellInput, CellOutput } from '../models/cell.ts';
import { kv } from '../models/kv.ts';
import type { Operation } from '../operation.ts';
import type { CheckResult } from '../result.ts';

export type CellOperation = Operation<CellInput, CellOutput>;

const base: RandomHistoryShape = {
  functions: ['read', 'write', 'cas'],
  keys: 1,
  processes: 5,
  operations: 60,
  values: 0,
  crashes: 0.08,
  lies: 0,
};

/** A random history and what the check makes of it. */
export function sample(
  shape: Partial<RandomHistoryShape> = {},
  seed = 1,
): {
  operations: CellOperation[];
  result: CheckResult<CellInput, CellOutput>;
} {
  const operations = randomHistory(new Rng(seed), { ...base, ...shape });
  return { operations, result: check(operations, kv, { stopOnInvalid: false }) };
}

export const write = (
  id: number,
  process: number,
  value: number | string,
  call: number,
  end: number,
): CellOperation => ({
  id,
  process,
  input: { f: 'write', key: 'k', value },
  output: end === Infinity ? undefined : null,
  call,
  return: end,
});

export const read = (
  id: number,
  process: number,
  value: number | string | null,
  call: number,
  end: number,
): CellOperation => ({ id, process, input: { f: 'read', key: 'k' }, output: value, call, return: end });

/** A read of a value that was written over, with others before, around and after it. */
export const staleRead: readonly CellOperation[] = [
  write(1, 1, 1, 1, 5),
  write(7, 4, 9, 2, Infinity),
  write(2, 2, 2, 6, 12),
  read(3, 3, 2, 13, 15),
  read(4, 1, 1, 14, 18),
  write(5, 2, 3, 17, 22),
  read(6, 3, 3, 23, 26),
];

export const attack = `</script><img src=x onerror="window.pwned=true"><script>window.pwned=true</script>\u2028<!--\u202e&lt;`;
