// What a timeline of successes (load/timeline.mjs) says. Times are in milliseconds on its clock.

const ON_THEIR_WAY_MS = 100;

/** The longest time without a success that overlaps with the time from `from` to `to`; null if there is none. */
function longestGapOf({ gaps }, from, to) {
  const there = gaps.filter((gap) => gap.to > from && gap.from < to);
  return there.reduce(
    (longest, gap) => (longest === null || length(gap) > length(longest) ? gap : longest),
    null,
  );
}

function length({ from, to }) {
  return to - from;
}

/** The longest time without a success that overlaps with one of the spans, in milliseconds; 0 if all are too short to be listed. */
export function longestStall(timeline, ...spans) {
  const gaps = spans.map(({ from, to }) => longestGapOf(timeline, from, to));
  return Math.max(0, ...gaps.filter((gap) => gap !== null).map(length));
}

/**
 * How long after `at`, when something was cut off, the first operation succeeded that was not answered before. Answers
 * that were on their way already come a little later than `at`.
 */
export function silenceAfter(timeline, at) {
  const gap = longestGapOf(timeline, at, at + ON_THEIR_WAY_MS);
  return gap === null ? 0 : gap.to - at;
}

/** Successes per second in a span. */
export function rateIn({ startedAt, binMs, bins }, { from, to }) {
  const first = Math.max(0, Math.ceil((from - startedAt) / binMs));
  const last = Math.floor((to - startedAt) / binMs);
  const counted = bins.slice(first, last);
  return counted.length === 0 ? 0 : (counted.reduce((a, b) => a + b, 0) / (counted.length * binMs)) * 1000;
}
