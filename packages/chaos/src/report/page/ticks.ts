/** Round moments between `from` and `to`, at most about `most` of them, and how far they are apart. */
export function ticks(
  from: number,
  to: number,
  most: number,
): { readonly step: number; readonly at: number[] } {
  const rough = (to - from) / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const at: number[] = [];
  for (let i = Math.ceil(from / step); i * step <= to; i++) at.push(i * step);
  return { step, at };
}
