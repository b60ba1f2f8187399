/** Makes the canvas as sharp as the screen and returns its context, scaled to CSS pixels and wiped. */
export function prepare(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D {
  const ratio = window.devicePixelRatio || 1;
  const [w, hgt] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== hgt) {
    canvas.width = w;
    canvas.height = hgt;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const ctx = canvas.getContext('2d');
  if (ctx === null) throw new Error('this browser offers no 2d canvas');
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.clearRect(0, 0, width, height);
  return ctx;
}

/** Writes text, cut with an ellipsis so that it fits; nothing when not even a few letters do. */
export function fitText(
  ctx: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  room: number,
): void {
  if (room < 12) return;
  // What is far too long need not be measured.
  const shown = text.length > room ? text.slice(0, Math.ceil(room)) : text;
  const full = ctx.measureText(shown).width;
  if (full <= room) {
    ctx.fillText(shown, x, y);
    return;
  }
  const letters = Math.floor((shown.length * (room - 6)) / full);
  if (letters >= 2) ctx.fillText(`${shown.slice(0, letters).trimEnd()}…`, x, y);
}

/** Round numbers between `from` and `to`, at most about `most` of them, and how far they are apart. */
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
