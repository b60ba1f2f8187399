/**
 * Points at which operations can have taken effect, one after the other, each between its begin and its end: what
 * begins latest of all so far sets the time, and those that share a time are spread over the room that is left
 * before the next one must be, or one of them or of those to come ends.
 *
 * @param begins of the operations, in the order in which they take effect
 * @param ends of the same, in the same order
 */
export function placePoints(begins: Float64Array, ends: Float64Array): Float64Array {
  const { length } = begins;
  const earliest = new Float64Array(length);
  const latest = new Float64Array(length);
  for (let i = 0, time = -Infinity; i < length; i++) earliest[i] = time = Math.max(time, begins[i]!);
  for (let i = length - 1, time = Infinity; i >= 0; i--) latest[i] = time = Math.min(time, ends[i]!);
  const points = new Float64Array(length);
  for (let from = 0, to = 0; from < length; from = to) {
    while (to < length && earliest[to] === earliest[from]) to += 1;
    const begin = earliest[from]!;
    const end = Math.max(begin, Math.min(latest[from]!, earliest[to] ?? Infinity));
    for (let i = from; i < to; i++) points[i] = begin + ((end - begin) * (i - from + 1)) / (to - from + 1);
  }
  return points;
}
