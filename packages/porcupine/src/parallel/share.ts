import type { Partition } from '../model.ts';

/** Deals partitions out to so many threads, that each has about as many operations. Answers their numbers. */
export function deal(partitions: readonly Partition<unknown, unknown>[], threads: number): number[][] {
  const shares = Array.from({ length: Math.min(threads, partitions.length) }, () => ({
    numbers: [] as number[],
    operations: 0,
  }));
  const bySize = partitions.map((_, number) => number).sort((a, b) => sizeOf(b) - sizeOf(a));
  for (const number of bySize) {
    const share = shares.reduce((least, other) => (other.operations < least.operations ? other : least));
    share.numbers.push(number);
    share.operations += sizeOf(number);
  }
  return shares.map(({ numbers }) => numbers.sort((a, b) => a - b));

  function sizeOf(number: number): number {
    return partitions[number]!.operations.length;
  }
}
