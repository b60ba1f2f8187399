import { onThemeChange, View } from '../../page/index.ts';
import type { Span } from '../../page/index.ts';
import type { OrderData } from '../data.ts';
import { packLanes, place } from './annotations.ts';
import type { AnnotationLane, Placed } from './annotations.ts';
import { Axis } from './axis.ts';
import type { Scale } from './axis.ts';
import { everything, select } from './filter.ts';
import type { Filter, Selection } from './filter.ts';
import type { Model } from './model.ts';
import { placePoints } from './points.ts';
import { drawnEnd, makeRows } from './rows.ts';
import type { Row } from './rows.ts';
import { readTheme } from './theme.ts';
import type { Theme } from './theme.ts';

type Change = 'theme' | 'filter';

/** Where an operation is drawn. */
export interface Spot {
  readonly row: number;
  readonly from: number;
  readonly to: number;
}

/** What the parts of the page share, and how they hear of changes. */
export class Context {
  readonly model: Model;
  readonly view = new View();
  theme: Theme = readTheme();
  filter: Filter = everything;
  selection: Selection;
  axis: Axis;
  rows: readonly Row[];
  annotations: readonly Placed[];
  lanes: readonly AnnotationLane[];
  #points: Float64Array;
  readonly #otherPoints = new Map<OrderData, Float64Array>();
  /** Row and position in it, by operation; -1 for those that are not shown. */
  #row: Int32Array;
  #position: Int32Array;
  readonly #listeners: Readonly<Record<Change, Set<() => void>>> = { theme: new Set(), filter: new Set() };

  constructor(model: Model) {
    this.model = model;
    this.selection = select(model, everything);
    this.axis = new Axis(model, 'order', undefined);
    this.rows = [];
    this.annotations = [];
    this.lanes = [];
    this.#points = new Float64Array(0);
    this.#row = new Int32Array(0);
    this.#position = new Int32Array(0);
    this.#layOut('order', undefined);
    onThemeChange(() => {
      this.theme = readTheme();
      this.#tell('theme');
    });
  }

  on(what: Change, listener: () => void): void {
    this.#listeners[what].add(listener);
  }

  setFilter(filter: Filter): void {
    const alone = filter.alone || this.filter.alone;
    this.filter = filter;
    this.selection = select(this.model, filter);
    if (alone) this.#layOut(this.axis.scale, this.#span());
    this.#tell('filter');
  }

  setScale(scale: Scale): void {
    this.#layOut(scale, this.#span());
    this.#tell('filter');
  }

  /** Where an operation takes effect in the main order of its partition; NaN when it is not in it. */
  pointOf(number: number): number {
    return this.#points[number]!;
  }

  /** The points at which the operations of an order take effect. */
  pointsOf(order: OrderData): Float64Array {
    let points = this.#otherPoints.get(order);
    if (points === undefined) {
      const begins = Float64Array.from(order.operations, (number) => this.axis.begin(number));
      const ends = Float64Array.from(order.operations, (number) => this.axis.finish(number));
      this.#otherPoints.set(order, (points = placePoints(begins, ends)));
    }
    return points;
  }

  /** Where an operation is drawn; undefined when it is not shown. */
  spotOf(number: number): Spot | undefined {
    const row = this.#row[number]!;
    const line = this.rows[row];
    if (line === undefined) return undefined;
    const to = drawnEnd(line, this.model, this.axis, this.#position[number]!);
    return { row, from: this.axis.begin(number), to };
  }

  /** The span around operations, with air on both sides. */
  around(numbers: readonly number[]): Span {
    const spots = numbers.map((number) => this.spotOf(number)).filter((spot) => spot !== undefined);
    if (spots.length === 0) return this.view;
    const from = Math.min(...spots.map((spot) => spot.from));
    const to = Math.max(...spots.map((spot) => spot.to));
    const air = Math.max((to - from) * 0.25, this.axis.closest);
    return { from: from - air, to: to + air };
  }

  /** The span that is looked at, as positions in `model.points`. */
  #span(): Span | undefined {
    const { view, axis } = this;
    return view.isWhole ? undefined : { from: axis.rankAt(view.from), to: axis.rankAt(view.to) };
  }

  #layOut(scale: Scale, ranks: Span | undefined): void {
    const { model, filter, selection } = this;
    const shown = filter.alone ? selection.mask : undefined;
    this.axis = new Axis(model, scale, shown);
    this.rows = makeRows(model, shown);
    this.annotations = place(model.data.annotations, this.axis);
    this.lanes = packLanes(this.annotations);
    this.#placeOperations();
    const { axis } = this;
    const whole = { from: -axis.end * 0.004, to: axis.end };
    const span = ranks === undefined ? whole : { from: axis.ofRank(ranks.from), to: axis.ofRank(ranks.to) };
    this.view.reset(whole, axis.closest, span);
  }

  #placeOperations(): void {
    const { count, data } = this.model;
    this.#row = new Int32Array(count).fill(-1);
    this.#position = new Int32Array(count);
    this.rows.forEach((row, at) => {
      row.operations.forEach((number, position) => {
        this.#row[number] = at;
        this.#position[number] = position;
      });
    });
    this.#otherPoints.clear();
    this.#points = new Float64Array(count).fill(NaN);
    for (const { orders } of data.partitions) {
      const [main] = orders;
      if (main === undefined) continue;
      const points = this.pointsOf(main);
      main.operations.forEach((number, i) => (this.#points[number] = points[i]!));
    }
  }

  #tell(what: Change): void {
    for (const listener of this.#listeners[what]) listener();
  }
}
