import type { Partition } from '../model.ts';
import type { Operation } from '../operation.ts';
import type { CellKey } from './cell.ts';

/** Keys know nothing of one another: each can be checked on its own. */
export function partitionByKey<I extends { readonly key: CellKey }, O>(
  operations: readonly Operation<I, O>[],
): Partition<I, O>[] {
  const [first] = operations;
  if (first === undefined) return [];
  const { key } = first.input;
  if (operations.every(({ input }) => input.key === key)) return [{ key, operations }];
  return [...groupBy(operations, ({ input }) => input.key)].map(([name, group]) => ({
    key: name,
    operations: group,
  }));
}

/** Groups are counted first, as an array that grows leaves room: in many small ones, most of it. */
export function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const numbers = new Map<K, number>();
  const sizes: number[] = [];
  const groupOf = new Uint32Array(items.length);
  for (let i = 0; i < items.length; i++) {
    const key = keyOf(items[i]!);
    let number = numbers.get(key);
    if (number === undefined) numbers.set(key, (number = sizes.push(0) - 1));
    sizes[number]! += 1;
    groupOf[i] = number;
  }
  const groups = sizes.map((size) => new Array<T>(size));
  sizes.fill(0);
  for (let i = 0; i < items.length; i++) groups[groupOf[i]!]![sizes[groupOf[i]!]!++] = items[i]!;
  return new Map([...numbers].map(([key, number]) => [key, groups[number]!]));
}
