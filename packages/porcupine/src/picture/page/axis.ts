import { lowerBound } from '../../page/index.ts';
import type { Model } from './model.ts';

export type Scale = 'order' | 'time';

/**
 * Where points of the history lie on the axis: evenly, in their order, or by the time they were recorded at. If
 * only some operations are shown, only their points take room on an even axis.
 */
export class Axis {
  readonly scale: Scale;
  /** Where the axis ends. */
  readonly end: number;
  /** No span is shown that is shorter. */
  readonly closest: number;
  readonly #model: Model;
  /** By position in `model.points`. */
  readonly #at: Float64Array;

  constructor(model: Model, scale: Scale, shown: Uint8Array | undefined) {
    const { times } = model.data;
    this.#model = model;
    this.scale = times === null ? 'order' : scale;
    if (times !== null && scale === 'time') {
      const first = times[0] ?? 0;
      this.#at = Float64Array.from(times, (time) => time - Math.min(0, first));
      this.closest = 0.005;
    } else {
      this.#at = evenly(model, shown);
      this.closest = 4;
    }
    const last = this.#at.at(-1) ?? 0;
    this.end = last + Math.max(this.closest / 2, last * 0.004);
  }

  begin(number: number): number {
    return this.#at[this.#model.call[number]!]!;
  }

  /** Where an operation ends; those of unknown outcome end with the axis. */
  finish(number: number): number {
    return this.ofRank(this.#model.return[number]!);
  }

  /** Where a position of `model.points` lies. */
  ofRank(rank: number): number {
    return this.#at[rank] ?? this.end;
  }

  /** Where any point lies, between two known ones if need be. */
  ofPoint(point: number): number {
    const { points } = this.#model;
    const after = lowerBound(points.length, point, (i) => points[i]!);
    if (after === points.length) return this.end;
    if (points[after] === point || after === 0) return this.#at[after]!;
    const share = (point - points[after - 1]!) / (points[after]! - points[after - 1]!);
    return this.#at[after - 1]! + (this.#at[after]! - this.#at[after - 1]!) * share;
  }

  /** The position in `model.points` at or after a place on the axis. */
  rankAt(place: number): number {
    return lowerBound(this.#at.length, place, (i) => this.#at[i]!);
  }
}

function evenly({ points, call, return: ends, count }: Model, shown: Uint8Array | undefined): Float64Array {
  const used = new Uint8Array(points.length).fill(shown === undefined ? 1 : 0);
  if (shown !== undefined) {
    for (let i = 0; i < count; i++) {
      if (shown[i] === 0) continue;
      used[call[i]!] = 1;
      if (ends[i]! < points.length) used[ends[i]!] = 1;
    }
  }
  let reached = 0;
  return Float64Array.from(used, (counts) => (reached += counts));
}
