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

export function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
