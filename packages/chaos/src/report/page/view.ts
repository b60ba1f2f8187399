/** The span of time that is looked at; everything on the page that has a time axis follows it. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** No closer than this, in nanoseconds: finer than a recorder's clock. */
const closest = 20_000;

/** Room left of the first and right of the last moment when the whole run is shown, as a share of it. */
const margin = 0.004;

export class View {
  from: number;
  to: number;
  readonly whole: Span;
  readonly #listeners = new Set<() => void>();

  constructor(duration: number) {
    this.whole = { from: -duration * margin, to: duration * (1 + margin) };
    this.from = this.whole.from;
    this.to = this.whole.to;
  }

  get span(): number {
    return this.to - this.from;
  }

  get isWhole(): boolean {
    return this.from <= this.whole.from && this.to >= this.whole.to;
  }

  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Shows this span, moved and widened as little as needed to lie within the run. */
  show(wanted: Span): void {
    const { from, to } = fit(wanted, this.whole);
    if (from === this.from && to === this.to) return;
    this.from = from;
    this.to = to;
    for (const listener of this.#listeners) listener();
  }

  /** Zooms by a factor (below 1 is closer) so that the moment `around` stays where it is. */
  zoomed(factor: number, around = (this.from + this.to) / 2): Span {
    const span = Math.min(Math.max(this.span * factor, closest), this.whole.to - this.whole.from);
    const from = around - ((around - this.from) / this.span) * span;
    return { from, to: from + span };
  }

  panned(share: number): Span {
    const by = this.span * share;
    return { from: this.from + by, to: this.to + by };
  }
}

/** The span nearest to the wanted one that is not too short and lies within `whole`. */
export function fit(wanted: Span, whole: Span): Span {
  const length = Math.min(Math.max(wanted.to - wanted.from, closest), whole.to - whole.from);
  const middle = (wanted.from + wanted.to) / 2;
  let from = wanted.to - wanted.from === length ? wanted.from : middle - length / 2;
  from = Math.min(Math.max(from, whole.from), whole.to - length);
  return { from, to: from + length };
}

/** A span around moments, with air on both sides. */
export function around(from: number, to: number, air = 0.35): Span {
  const room = Math.max((to - from) * air, 200_000);
  return { from: from - room, to: to + room };
}

/** Moves the view there smoothly, or at once for those who asked for less motion. */
export function glide(view: View, wanted: Span, reducedMotion: boolean): void {
  const target = fit(wanted, view.whole);
  if (reducedMotion) {
    view.show(target);
    return;
  }
  const origin = { from: view.from, to: view.to };
  const began = performance.now();
  const lasts = 220;
  const flight = (flights.get(view) ?? 0) + 1;
  flights.set(view, flight);
  const step = (now: number): void => {
    if (flights.get(view) !== flight) return;
    const share = Math.min(1, Math.max(0, (now - began) / lasts));
    const eased = 1 - (1 - share) ** 3;
    if (share === 1) view.show(target);
    else view.show(between(origin, target, eased));
    if (share < 1) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

/** Ends a flight that is under way, when a hand takes over. */
export function land(view: View): void {
  flights.set(view, (flights.get(view) ?? 0) + 1);
}

const flights = new WeakMap<View, number>();

/** Between two spans, with the length changing geometrically, so that zooming looks even. */
function between(a: Span, b: Span, share: number): Span {
  const [lengthA, lengthB] = [a.to - a.from, b.to - b.from];
  const length = lengthA * (lengthB / lengthA) ** share;
  const progress = Math.abs(lengthB - lengthA) < 1 ? share : (length - lengthA) / (lengthB - lengthA);
  const from = a.from + (b.from - a.from) * progress;
  return { from, to: from + length };
}
