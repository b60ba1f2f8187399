/** The first position of a sorted list at which it reaches `value`. */
export function lowerBound(length: number, value: number, at: (position: number) => number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (at(middle) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
