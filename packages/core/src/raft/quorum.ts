/** The smallest number of nodes that is more than half of `size`. */
export function majority(size: number): number {
  return Math.floor(size / 2) + 1;
}

/**
 * The greatest value that a majority has reached: of each voter's own value, the one that as many voters meet as make a
 * majority. Sorted anew every time: an order kept up incrementally is where quorum bugs hide.
 */
export function quorumValue(values: readonly number[]): number {
  const descending = [...values].sort((a, b) => b - a);
  return descending[majority(values.length) - 1] ?? 0;
}
