import { callout, drawChoice, h, outline, Pane } from '../../page/index.ts';
import type { Description, Point, Shown } from '../../page/index.ts';
import type { OrderData } from '../data.ts';
import type { Context } from './context.ts';
import { describeAnnotation, describeOperation } from './describe.ts';
import { drawAnnotations, drawProcessAnnotations } from './draw-annotations.ts';
import {
  drawAxis,
  drawGutter,
  drawRules,
  drawShades,
  drawViolationBands,
  drawViolationFlags,
} from './draw-background.ts';
import { drawLabels, drawOperations, veilOthers } from './draw-operations.ts';
import { drawPath, drawPoints } from './draw-points.ts';
import * as format from './format.ts';
import { boxOf, rowTop } from './frame.ts';
import type { Frame } from './frame.ts';
import { targetAt } from './hit.ts';
import type { Target } from './hit.ts';
import { axisHeight, gutter, layOut, padRight } from './layout.ts';
import type { Layout } from './layout.ts';
import { placeOf, textOf } from './model.ts';

/** More marked operations than this are framed but not named. */
const mostCallouts = 12;

/** The big picture of the history. Its rows scroll. */
export class Timeline extends Pane<Target> {
  readonly element: HTMLElement;
  readonly context: Context;
  readonly #scroller: HTMLElement;
  readonly #spacer: HTMLElement;
  #layout: Layout;
  #cursor: number | undefined;

  constructor(context: Context) {
    super(context.view, gutter, padRight, labelOf(context));
    this.context = context;
    this.#layout = layOut(context.lanes, context.rows.length, window.innerHeight);
    this.#spacer = h('div');
    this.#scroller = h(
      'div',
      { class: 'scroller', on: { scroll: () => this.redraw() } },
      h('div', { class: 'sticky' }, this.canvas, this.overlay),
      this.#spacer,
    );
    this.element = h('div', { class: 'timeline' }, this.#scroller, this.tooltip.element, this.live);
    context.on('theme', () => this.drawNow());
    context.on('filter', () => this.#relayOut());
    new ResizeObserver(() => this.#resize()).observe(this.element);
  }

  get layout(): Layout {
    return this.#layout;
  }

  scrollRows(pixels: number): void {
    this.#scroller.scrollTop += pixels;
  }

  /** Pins an operation for those who use the keyboard, and says what it is. */
  pinOperation(number: number): void {
    const { view } = this.context;
    const spot = this.context.spotOf(number);
    if (spot === undefined) return;
    if (spot.from < view.from || Math.min(spot.to, spot.from + view.span / 2) > view.to) {
      view.show({ from: spot.from - view.span / 2, to: spot.from + view.span / 2 });
    }
    this.#reveal(spot.row);
    const box = boxOf(this.#frame(), number)!;
    this.pin({ kind: 'operation', number }, { x: box.x, y: box.y + box.height });
  }

  /** Scrolls to the first of the rows that these operations are in. */
  revealOperations(numbers: readonly number[]): void {
    const rows = numbers.flatMap((number) => this.context.spotOf(number)?.row ?? []);
    if (rows.length > 0) this.#reveal(Math.min(...rows));
  }

  #reveal(row: number): void {
    const { rowHeight, top, height } = this.#layout;
    const y = row * rowHeight;
    const scroll = this.#scroller.scrollTop;
    if (y < scroll) this.#scroller.scrollTop = y;
    else if (y + 2 * rowHeight > scroll + height - top) {
      this.#scroller.scrollTop = y + 2 * rowHeight - (height - top);
    }
  }

  #resize(): void {
    this.#relayOut();
    this.drawNow();
  }

  #relayOut(): void {
    this.#layout = layOut(this.context.lanes, this.context.rows.length, window.innerHeight);
    const { full, height } = this.#layout;
    this.#scroller.style.height = `${height}px`;
    this.#spacer.style.height = `${full}px`;
    this.width = this.#scroller.clientWidth;
    if (this.pinned?.kind === 'operation' && this.context.spotOf(this.pinned.number) === undefined)
      this.unpin();
    this.redraw();
  }

  #frame(ctx: CanvasRenderingContext2D | null = null): Frame {
    const { context } = this;
    const { theme } = context;
    const scroll = this.#scroller.scrollTop;
    return { ...this.frameOf(ctx, theme), theme, context, layout: this.#layout, scroll };
  }

  protected targetAt({ x, y }: Point): Target | undefined {
    return targetAt(this.#frame(), x, y);
  }

  protected moveCursor(place: number | undefined): void {
    this.#cursor = place;
  }

  protected drawPicture(): void {
    const { height, top } = this.#layout;
    const frame = this.#frame(this.wipe(this.canvas, height));
    const { context } = this;
    drawAxis(frame);
    drawGutter(frame);
    this.within(frame, axisHeight, height, () => {
      drawShades(frame);
      drawViolationBands(frame);
      drawAnnotations(frame);
    });
    this.within(frame, top, height, () => {
      drawRules(frame);
      drawOperations(frame);
      drawPoints(frame);
      drawProcessAnnotations(frame);
      const order = this.#loneOrder();
      if (order !== undefined) drawPath(frame, order);
      drawLabels(frame);
      for (const partition of context.model.violations) this.#markViolation(frame, partition);
    });
    this.within(frame, 0, height, () => drawViolationFlags(frame));
  }

  #markViolation(frame: Frame, partition: number): void {
    const { model, theme, selection } = this.context;
    const { operations } = model.data.partitions[partition]!.violation!;
    for (const number of operations) {
      const box = selection.mask[number] === 1 ? boxOf(frame, number) : undefined;
      if (box === undefined || box.x > frame.right || box.x + box.width < frame.left) continue;
      outline(frame, box, theme.alarm);
      if (operations.length <= mostCallouts) callout(frame, box, format.clip(textOf(model, number), 40));
    }
  }

  /** The order that is shown without being asked for: that of the only partition there is, or is looked at. */
  #loneOrder(): OrderData | undefined {
    const { model, filter } = this.context;
    const { partitions } = model.data;
    const lone = filter.partition ?? (partitions.length === 1 ? 0 : undefined);
    return lone === undefined || this.#orderAsked() !== undefined ? undefined : partitions[lone]?.orders[0];
  }

  /** The order of the operation that is pointed at. */
  #orderAsked(): OrderData | undefined {
    const number = this.#shownOperation();
    return number === undefined ? undefined : placeOf(this.context.model, number)?.order;
  }

  #shownOperation(): number | undefined {
    const target = this.shown?.target;
    return target?.kind === 'operation' ? target.number : undefined;
  }

  protected drawOverlay(): void {
    const { height, top } = this.#layout;
    const frame = this.#frame(this.wipe(this.overlay, height));
    if (this.choosing !== undefined) drawChoice(frame, this.choosing, height);
    this.#drawCursor(frame);
    const asked = this.#orderAsked();
    const number = this.#shownOperation();
    this.within(frame, top, height, () => {
      if (number !== undefined) this.#veilOthers(frame, number);
      if (asked !== undefined) drawPath(frame, asked);
      const box = number === undefined ? undefined : boxOf(frame, number);
      if (box !== undefined) outline(frame, box, frame.theme.ink);
    });
  }

  /** Where several partitions are mixed, that of an operation stands out. */
  #veilOthers(frame: Frame, number: number): void {
    const { model, filter } = this.context;
    if (model.data.partitions.length < 2 || filter.partition !== undefined) return;
    veilOthers(frame, model.partition[number]!);
  }

  #drawCursor({ ctx, theme, layout, left, from, to, scale }: Frame): void {
    if (this.#cursor === undefined || this.#cursor < from || this.#cursor > to) return;
    ctx.fillStyle = theme.ink3;
    ctx.fillRect(Math.round(left + (this.#cursor - from) * scale), axisHeight - 8, 1, layout.height);
  }

  protected describe(target: Target): Description {
    return target.kind === 'operation'
      ? describeOperation(this.context, target.number)
      : describeAnnotation(this.context, target.annotation);
  }

  protected identify(target: Target): unknown {
    return target.kind === 'operation' ? target.number : target.annotation;
  }

  /** What is pinned to an operation moves with it, as far as the edge. */
  protected follow({ target, point }: Shown<Target>): Point {
    const frame = this.#frame();
    const spot = target.kind === 'operation' ? this.context.spotOf(target.number) : undefined;
    const box = target.kind === 'operation' ? boxOf(frame, target.number) : undefined;
    if (spot === undefined || box === undefined) return point;
    const { layout, right } = frame;
    return {
      x: Math.min(Math.max(box.x + Math.min(box.width, 40), gutter), right),
      y: Math.min(Math.max(rowTop(frame, spot.row), 0) + layout.rowHeight, layout.height),
    };
  }
}

function labelOf({ model, rows }: Context): string {
  const { verdict, partitions } = model.data;
  return (
    `${format.plural(model.count, 'operation')} in ${format.plural(rows.length, 'lane')}` +
    ` and ${format.plural(partitions.length, 'partition')}; verdict ${verdict}.` +
    ` ${format.plural(model.violations.length, 'violation')}, told in words above.`
  );
}
