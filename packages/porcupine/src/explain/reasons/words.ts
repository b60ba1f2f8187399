import type { PartitionKey } from '../../model.ts';
import type { Operation } from '../../operation.ts';

type Timed = Operation<unknown, unknown>;

/** `process 3's push of 7 (index 12–15)`. */
export function nameOperation({ process, call, return: end }: Timed, noun: string): string {
  const interval = end === Infinity ? `${call}, outcome unknown` : `${call}–${end}`;
  return `process ${process}'s ${noun} (index ${interval})`;
}

export function onKey(key: PartitionKey): string {
  return key === null ? '' : ` on key ${key}`;
}

/** Whether the one was over before the other began. */
export function isBefore(one: Timed, other: Timed): boolean {
  return one.return < other.call;
}

/** Whether the operation may have taken effect before the other one did. */
export function mayPrecede(operation: Timed, other: Timed): boolean {
  return operation.call <= other.return && operation !== other;
}
