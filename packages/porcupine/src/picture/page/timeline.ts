import type { OrderData } from '../data.ts';
import type { Context } from './context.ts';
import { prepare } from './canvas.ts';
import { describeAnnotation, describeOperation, spoken } from './describe.ts';
import { h } from './dom.ts';
import { drawAnnotations, drawProcessAnnotations } from './draw-annotations.ts';
import {
  drawAxis,
  drawGutter,
  drawRules,
  drawShades,
  drawViolationBands,
  drawViolationFlags,
} from './draw-background.ts';
import { callout, outline } from './draw-marks.ts';
import { drawLabels, drawOperations, veilOthers } from './draw-operations.ts';
import { drawPath, drawPoints } from './draw-points.ts';
import * as format from './format.ts';
import { boxOf, makeFrame, rowTop } from './frame.ts';
import type { Frame } from './frame.ts';
import { targetAt } from './hit.ts';
import type { Target } from './hit.ts';
import { axisHeight, gutter, layOut, padRight } from './layout.ts';
import type { Layout } from './layout.ts';
import { placeOf, textOf } from './model.ts';
import { Tooltip } from './tooltip.ts';
import { glide } from './view.ts';
import type { Span } from './view.ts';

/** More marked operations than this are framed but not named. */
const mostCallouts = 12;

export interface Point {
  readonly x: number;
  readonly y: number;
}

interface Shown {
  readonly target: Target;
  readonly point: Point;
}

/** The big picture: one canvas for the history, one upon it for what changes with the pointer. */
export class Timeline {
  readonly element: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  readonly context: Context;
  readonly #overlay: HTMLCanvasElement;
  readonly #scroller: HTMLElement;
  readonly #spacer: HTMLElement;
  readonly #live: HTMLElement;
  readonly #tooltip: Tooltip;
  #layout: Layout;
  #width = 0;
  #waiting = false;
  #stale = true;
  #hover: Shown | undefined;
  #pinned: Shown | undefined;
  #cursor: number | undefined;
  /** A span that is being chosen with the pointer. */
  #choosing: Span | undefined;

  constructor(context: Context) {
    this.context = context;
    this.#layout = layOut(context.lanes, context.rows.length, window.innerHeight);
    this.canvas = h('canvas', {
      class: 'timeline-picture',
      attributes: {
        tabindex: '0',
        role: 'application',
        'aria-label': this.#label(),
        'aria-describedby': 'keys',
      },
    });
    this.#overlay = h('canvas', { class: 'timeline-overlay', attributes: { 'aria-hidden': 'true' } });
    this.#live = h('div', { class: 'visually-hidden', attributes: { 'aria-live': 'polite' } });
    this.#tooltip = new Tooltip(() => this.unpin());
    this.#spacer = h('div');
    this.#scroller = h(
      'div',
      { class: 'scroller', on: { scroll: () => this.redraw() } },
      h('div', { class: 'sticky' }, this.canvas, this.#overlay),
      this.#spacer,
    );
    this.element = h('div', { class: 'timeline' }, this.#scroller, this.#tooltip.element, this.#live);
    context.view.onChange(() => this.redraw());
    context.on('theme', () => this.drawNow());
    context.on('filter', () => this.#relayOut());
    new ResizeObserver(() => this.#resize()).observe(this.element);
  }

  get pinned(): Target | undefined {
    return this.#pinned?.target;
  }

  get layout(): Layout {
    return this.#layout;
  }

  /** The plotted area's width in CSS pixels. */
  get plotWidth(): number {
    return Math.max(this.#width - gutter - padRight, 1);
  }

  placeAt(x: number): number {
    const { view } = this.context;
    return view.from + ((x - gutter) / this.plotWidth) * view.span;
  }

  /** Draws again before the next frame is shown. */
  redraw(): void {
    this.#stale = true;
    this.#refresh();
  }

  show(wanted: Span): void {
    glide(this.context.view, wanted);
  }

  /** Scrolls the rows by so many pixels. */
  scrollRows(pixels: number): void {
    this.#scroller.scrollTop += pixels;
  }

  hover(point: Point | undefined): void {
    const target = point === undefined ? undefined : targetAt(this.#frame(), point.x, point.y);
    this.#hover = target === undefined || point === undefined ? undefined : { target, point };
    this.canvas.style.cursor = target === undefined ? '' : 'pointer';
    this.#cursor = point === undefined || point.x < gutter ? undefined : this.placeAt(point.x);
    this.#refresh();
  }

  /** Pins what lies here, or lets go of what was pinned. */
  pinAt(point: Point): void {
    this.hover(point);
    this.#pinned = this.#hover;
    this.#refresh();
  }

  unpin(): void {
    this.#pinned = undefined;
    this.#hover = undefined;
    this.redraw();
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
    this.#pinned = { target: { kind: 'operation', number }, point: { x: box.x, y: box.y + box.height } };
    this.#hover = undefined;
    this.#live.textContent = spoken(describeOperation(this.context, number));
    this.redraw();
  }

  /** Scrolls to the first of the rows that these operations are in. */
  revealOperations(numbers: readonly number[]): void {
    const rows = numbers.flatMap((number) => this.context.spotOf(number)?.row ?? []);
    if (rows.length > 0) this.#reveal(Math.min(...rows));
  }

  choose(span: Span | undefined): void {
    this.#choosing = span;
    this.#refresh();
  }

  /** Draws at once and says how long that took, in milliseconds. */
  drawNow(): number {
    const began = performance.now();
    this.#stale = true;
    this.#draw();
    return performance.now() - began;
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

  #refresh(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    requestAnimationFrame(() => {
      this.#waiting = false;
      this.#draw();
    });
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
    this.#width = this.#scroller.clientWidth;
    if (this.pinned?.kind === 'operation' && this.context.spotOf(this.pinned.number) === undefined)
      this.unpin();
    this.redraw();
  }

  #draw(): void {
    if (this.#width === 0) return;
    if (this.#stale) this.#drawPicture();
    this.#stale = false;
    this.#drawOverlay();
  }

  #frame(ctx = this.canvas.getContext('2d')!): Frame {
    return makeFrame(ctx, this.context, this.#layout, this.#width, this.#scroller.scrollTop);
  }

  #drawPicture(): void {
    const frame = this.#frame(prepare(this.canvas, this.#width, this.#layout.height));
    const { context } = this;
    drawAxis(frame);
    drawGutter(frame);
    this.#within(frame, axisHeight, () => {
      drawShades(frame);
      drawViolationBands(frame);
      drawAnnotations(frame);
    });
    this.#within(frame, this.#layout.top, () => {
      drawRules(frame);
      drawOperations(frame);
      drawPoints(frame);
      drawProcessAnnotations(frame);
      const order = this.#loneOrder();
      if (order !== undefined) drawPath(frame, order);
      drawLabels(frame);
      for (const partition of context.model.violations) this.#markViolation(frame, partition);
    });
    this.#within(frame, 0, () => drawViolationFlags(frame));
  }

  /** Draws in the plotted area alone, below a line. */
  #within({ ctx, left, right }: Frame, top: number, draw: () => void): void {
    ctx.save();
    ctx.beginPath();
    ctx.rect(left - 3, top, right - left + 6, this.#layout.height - top);
    ctx.clip();
    draw();
    ctx.restore();
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
    const target = (this.#pinned ?? this.#hover)?.target;
    return target?.kind === 'operation' ? placeOf(this.context.model, target.number)?.order : undefined;
  }

  #drawOverlay(): void {
    const frame = this.#frame(prepare(this.#overlay, this.#width, this.#layout.height));
    const asked = this.#orderAsked();
    const shown = this.#pinned ?? this.#hover;
    const { model, filter } = this.context;
    this.#drawChoice(frame);
    this.#drawCursor(frame);
    this.#within(frame, this.#layout.top, () => {
      if (
        shown?.target.kind === 'operation' &&
        model.data.partitions.length > 1 &&
        filter.partition === undefined
      ) {
        veilOthers(frame, model.partition[shown.target.number]!);
      }
      if (asked !== undefined) drawPath(frame, asked);
      const box = shown?.target.kind === 'operation' ? boxOf(frame, shown.target.number) : undefined;
      if (box !== undefined) outline(frame, box, this.context.theme.ink);
    });
    if (shown === undefined) this.#tooltip.hide();
    else this.#showTooltip(frame, shown);
  }

  #showTooltip(frame: Frame, shown: Shown): void {
    const { target } = shown;
    const isPinned = shown === this.#pinned;
    const { x, y } = isPinned ? this.#follow(frame, shown) : shown.point;
    if (target.kind === 'operation') {
      const describe = () => describeOperation(this.context, target.number);
      this.#tooltip.show(target.number, describe, isPinned, x, y, this.#width);
    } else {
      const describe = () => describeAnnotation(this.context, target.annotation);
      this.#tooltip.show(target.annotation, describe, isPinned, x, y, this.#width);
    }
  }

  /** What is pinned to an operation moves with it, as far as the edge. */
  #follow(frame: Frame, { target, point }: Shown): Point {
    const spot = target.kind === 'operation' ? this.context.spotOf(target.number) : undefined;
    const box = target.kind === 'operation' ? boxOf(frame, target.number) : undefined;
    if (spot === undefined || box === undefined) return point;
    const x = Math.min(Math.max(box.x + Math.min(box.width, 40), gutter), frame.right);
    return {
      x,
      y: Math.min(Math.max(rowTop(frame, spot.row), 0) + frame.layout.rowHeight, frame.layout.height),
    };
  }

  #drawChoice({ ctx, context, layout, left, from, scale }: Frame): void {
    if (this.#choosing === undefined) return;
    const { theme } = context;
    ctx.fillStyle = `${theme.accent}2e`;
    const x = left + (this.#choosing.from - from) * scale;
    ctx.fillRect(x, 0, (this.#choosing.to - this.#choosing.from) * scale, layout.height);
  }

  #drawCursor({ ctx, context, layout, left, from, to, scale }: Frame): void {
    if (this.#cursor === undefined || this.#cursor < from || this.#cursor > to) return;
    ctx.fillStyle = context.theme.ink3;
    ctx.fillRect(Math.round(left + (this.#cursor - from) * scale), axisHeight - 8, 1, layout.height);
  }

  #label(): string {
    const { model, rows } = this.context;
    const { verdict, partitions } = model.data;
    return (
      `${format.plural(model.count, 'operation')} in ${format.plural(rows.length, 'lane')}` +
      ` and ${format.plural(partitions.length, 'partition')}; verdict ${verdict}.` +
      ` ${format.plural(model.violations.length, 'violation')}, told in words above.`
    );
  }
}
