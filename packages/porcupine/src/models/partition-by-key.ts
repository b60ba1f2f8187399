import type { Partition } from '../model.ts';
import type { CellInput, CellKey, CellOutput } from './cell.ts';
import type { CellOperation } from './words.ts';

/** Keys know nothing of one another: each can be checked on its own. */
export function partitionByKey(operations: readonly CellOperation[]): Partition<CellInput, CellOutput>[] {
  const byKey = new Map<CellKey, CellOperation[]>();
  for (const operation of operations) {
    const { key } = operation.input;
    const group = byKey.get(key);
    if (group === undefined) byKey.set(key, [operation]);
    else group.push(operation);
  }
  return [...byKey].map(([key, group]) => ({ key, operations: group }));
}
