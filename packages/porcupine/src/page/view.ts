import { reducedMotion } from './theme.ts';

/** The part of the axis that is looked at. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export class View {
  from = 0;
  to = 1;
  whole: Span = { from: 0, to: 1 };
  closest = 0;
  readonly #listeners = new Set<() => void>();

  get span(): number {
    return this.to - this.from;
  }

  get isWhole(): boolean {
    return this.from <= this.whole.from && this.to >= this.whole.to;
  }

  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Another axis, on which the span lies elsewhere. */
  reset(whole: Span, closest: number, wanted: Span): void {
    this.whole = whole;
    this.closest = Math.min(closest, whole.to - whole.from);
    this.from = NaN;
    this.show(wanted);
  }

  /** Shows this span, moved and widened as little as needed to lie within the whole. */
  show(wanted: Span): void {
    const { from, to } = this.fit(wanted);
    if (from === this.from && to === this.to) return;
    this.from = from;
    this.to = to;
    for (const listener of this.#listeners) listener();
  }

  /** Zooms by a factor (below 1 is closer) so that the place `around` stays where it is. */
  zoomed(factor: number, around = (this.from + this.to) / 2): Span {
    const span = Math.min(Math.max(this.span * factor, this.closest), this.whole.to - this.whole.from);
    const from = around - ((around - this.from) / this.span) * span;
    return { from, to: from + span };
  }

  panned(share: number): Span {
    const by = this.span * share;
    return { from: this.from + by, to: this.to + by };
  }

  /** The span nearest to the wanted one that is not too short and lies within the whole. */
  fit(wanted: Span): Span {
    const { whole } = this;
    const length = Math.max(wanted.to - wanted.from, this.closest);
    if (length >= whole.to - whole.from) return whole;
    const middle = (wanted.from + wanted.to) / 2;
    const from = Math.min(Math.max(middle - length / 2, whole.from), whole.to - length);
    return { from, to: from + length };
  }
}

const LASTS = 220;
const flights = new WeakMap<View, number>();

/** Moves the view there smoothly, or at once for those who asked for less motion. */
export function glide(view: View, wanted: Span): void {
  const target = view.fit(wanted);
  if (reducedMotion()) {
    view.show(target);
    return;
  }
  const origin = { from: view.from, to: view.to };
  const began = performance.now();
  const flight = land(view);
  const step = (now: number): void => {
    if (flights.get(view) !== flight) return;
    const share = Math.min(1, Math.max(0, (now - began) / LASTS));
    view.show(share === 1 ? target : between(origin, target, 1 - (1 - share) ** 3));
    if (share < 1) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

/** Ends a flight that is under way, when a hand takes over. */
export function land(view: View): number {
  const flight = (flights.get(view) ?? 0) + 1;
  flights.set(view, flight);
  return flight;
}

/** Between two spans, with the length changing geometrically, so that zooming looks even. */
function between(a: Span, b: Span, share: number): Span {
  const [lengthA, lengthB] = [a.to - a.from, b.to - b.from];
  const length = lengthA * (lengthB / lengthA) ** share;
  const progress = lengthA === lengthB ? share : (length - lengthA) / (lengthB - lengthA);
  const from = a.from + (b.from - a.from) * progress;
  return { from, to: from + length };
}
