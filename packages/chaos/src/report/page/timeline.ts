import type { Context } from './context.ts';
import { describe, spoken } from './describe.ts';
import { h } from './dom.ts';
import { drawAxis, drawShades, drawTitles } from './draw-background.ts';
import { drawClocks } from './draw-clocks.ts';
import { drawFaults } from './draw-faults.ts';
import { drawGutter } from './draw-gutter.ts';
import { drawLeaders } from './draw-leaders.ts';
import { type Box, callout, drawAlarmBands, drawAlarmFlags, drawNotes, outline } from './draw-marks.ts';
import { drawOperations } from './draw-operations.ts';
import { drawChoice, drawCursor } from './draw-overlay.ts';
import * as format from './format.ts';
import { type Frame, prepare, toX } from './frame.ts';
import { type Target, targetAt } from './hit.ts';
import { gutter, type Lanes, layOut, padRight } from './lanes.ts';
import { operationAt } from './model.ts';
import { reducedMotion } from './theme.ts';
import { Tooltip } from './tooltip.ts';
import { glide, type Span } from './view.ts';

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

/** The big picture: one canvas for the run, one upon it for what changes with the pointer. */
export class Timeline {
  readonly element: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  readonly context: Context;
  readonly lanes: Lanes;
  readonly #overlay: HTMLCanvasElement;
  readonly #live: HTMLElement;
  readonly #tooltip: Tooltip;
  readonly #rowOf: Int32Array;
  #width = 0;
  #waiting = false;
  #stale = true;
  #hover: Shown | undefined;
  #pinned: Shown | undefined;
  /** A span that is being chosen with the pointer. */
  #choosing: Span | undefined;
  /** Operations marked because somebody asked where they are. */
  #marked: readonly number[] = [];

  constructor(context: Context) {
    this.context = context;
    this.lanes = layOut(context.model, context.rows);
    this.#rowOf = new Int32Array(context.model.count);
    context.rows.forEach((row, position) => {
      for (const number of row.operations) this.#rowOf[number] = position;
    });
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
    this.element = h(
      'div',
      { class: 'timeline' },
      this.canvas,
      this.#overlay,
      this.#tooltip.element,
      this.#live,
    );
    context.view.onChange(() => this.redraw());
    context.on('theme', () => this.#drawNow());
    context.on('filter', () => this.redraw());
    context.on('cursor', () => this.#refresh());
    new ResizeObserver(() => this.#resize()).observe(this.element);
  }

  get pinned(): Target | undefined {
    return this.#pinned?.target;
  }

  /** The plotted area's width in CSS pixels. */
  get plotWidth(): number {
    return Math.max(this.#width - gutter - padRight, 1);
  }

  timeAt(x: number): number {
    const { view } = this.context;
    return view.from + ((x - gutter) / this.plotWidth) * view.span;
  }

  /** Draws again before the next frame is shown. */
  redraw(): void {
    this.#stale = true;
    this.#refresh();
  }

  show(wanted: Span): void {
    glide(this.context.view, wanted, reducedMotion());
  }

  /** Goes to some operations and marks them. */
  showOperations(numbers: readonly number[], wanted: Span): void {
    this.#marked = numbers;
    this.show(wanted);
    this.redraw();
    this.element.scrollIntoView({ behavior: reducedMotion() ? 'auto' : 'smooth', block: 'nearest' });
  }

  hover(point: Point | undefined): void {
    const target =
      point === undefined
        ? undefined
        : targetAt(
            this.#frame(),
            this.lanes,
            this.context.rows,
            this.context.selection.mask,
            point.x,
            point.y,
          );
    this.#hover = target === undefined || point === undefined ? undefined : { target, point };
    this.canvas.style.cursor = target === undefined ? '' : 'pointer';
    this.context.setCursor(point === undefined || point.x < gutter ? undefined : this.timeAt(point.x));
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
    this.#marked = [];
    this.redraw();
  }

  /** Pins an operation for those who use the keyboard, and says what it is. */
  pinOperation(number: number): void {
    const { model, view } = this.context;
    const [start, end] = [model.start[number]!, model.end[number]!];
    if (start < view.from || Math.min(end, start + view.span / 2) > view.to) {
      view.show({ from: start - view.span / 2, to: start + view.span / 2 });
    }
    const target: Target = { kind: 'operation', number };
    const box = this.#box(this.#frame(), number);
    this.#pinned = { target, point: { x: box.x, y: box.y + box.height } };
    this.#hover = undefined;
    this.#live.textContent = spoken(describe(model, target));
    this.#refresh();
  }

  choose(span: Span | undefined): void {
    this.#choosing = span;
    this.#refresh();
  }

  /** Draws at once and says how long that took, in milliseconds; for measurements. */
  drawNow(): number {
    const began = performance.now();
    this.#drawNow();
    return performance.now() - began;
  }

  #drawNow(): void {
    this.#stale = true;
    this.#draw();
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
    const width = this.element.clientWidth;
    if (width === this.#width) return;
    this.#width = width;
    this.#drawNow();
  }

  #draw(): void {
    if (this.#width === 0) return;
    if (this.#stale) this.#drawPicture();
    this.#stale = false;
    this.#drawOverlay();
  }

  #frame(ctx?: CanvasRenderingContext2D): Frame {
    const { model, view, theme } = this.context;
    return {
      ctx: ctx ?? this.canvas.getContext('2d')!,
      model,
      theme,
      from: view.from,
      to: view.to,
      left: gutter,
      right: this.#width - padRight,
      height: this.lanes.height,
      ratio: window.devicePixelRatio || 1,
      scale: this.plotWidth / view.span,
    };
  }

  #drawPicture(): void {
    const { rows, selection, shades, alarms } = this.context;
    const { lanes } = this;
    const ctx = prepare(this.canvas, this.#width, lanes.height);
    const frame = this.#frame(ctx);
    ctx.clearRect(0, 0, this.#width, lanes.height);
    drawTitles(frame, lanes, rows);
    drawAxis(frame, lanes);
    drawGutter(frame, lanes, rows);
    ctx.save();
    ctx.beginPath();
    ctx.rect(gutter, 0, this.plotWidth, lanes.height);
    ctx.clip();
    const inView = alarms.filter((alarm) => alarm.to >= frame.from && alarm.from <= frame.to);
    drawShades(frame, lanes);
    drawAlarmBands(frame, lanes, inView);
    drawFaults(frame, lanes);
    drawLeaders(frame, lanes);
    drawClocks(frame, lanes);
    drawOperations(frame, lanes, { rows, shades, mask: selection.mask });
    drawNotes(frame, lanes);
    drawAlarmFlags(frame, lanes, inView);
    const marked = [...inView.flatMap((alarm) => alarm.operations), ...this.#marked];
    for (const number of marked) this.#mark(frame, number, marked.length <= mostCallouts);
    ctx.restore();
  }

  #mark(frame: Frame, number: number, named: boolean): void {
    const box = this.#box(frame, number);
    outline(frame, box, frame.theme.alarm);
    if (named && box.x <= frame.right && box.x + box.width >= frame.left) {
      callout(frame, box, format.summary(operationAt(this.context.model, number)));
    }
  }

  #drawOverlay(): void {
    const ctx = prepare(this.#overlay, this.#width, this.lanes.height);
    const frame = this.#frame(ctx);
    ctx.clearRect(0, 0, this.#width, this.lanes.height);
    if (this.#choosing !== undefined) drawChoice(frame, this.lanes, this.#choosing);
    drawCursor(frame, this.lanes, this.context.cursor);
    const shown = this.#pinned ?? this.#hover;
    if (shown?.target.kind === 'operation') {
      outline(frame, this.#box(frame, shown.target.number), frame.theme.ink);
    }
    if (shown === undefined) {
      this.#tooltip.hide();
      return;
    }
    const key = shown.target.kind === 'operation' ? shown.target.number : shown;
    const description = describe(this.context.model, shown.target);
    const { x, y } = shown === this.#pinned ? this.#follow(frame, shown) : shown.point;
    this.#tooltip.show(key, description, shown === this.#pinned, x, y, this.#width);
  }

  /** What is pinned to an operation moves with it, as far as the edge. */
  #follow(frame: Frame, { target, point }: Shown): Point {
    if (target.kind !== 'operation') return point;
    const { x, width } = this.#box(frame, target.number);
    return { x: Math.min(Math.max(x + Math.min(width, 40), gutter), frame.right), y: point.y };
  }

  #box(frame: Frame, number: number): Box {
    const { model } = this.context;
    const { rowHeight, top } = this.lanes.rows;
    const pad = rowHeight >= 8 ? 2 : 0;
    const x = toX(frame, model.start[number]!);
    const width = Math.max((model.end[number]! - model.start[number]!) * frame.scale, 2);
    return {
      x,
      y: top + this.#rowOf[number]! * rowHeight + pad,
      width,
      height: Math.max(rowHeight - 2 * pad, 2),
    };
  }

  #label(): string {
    const { model } = this.context;
    const { results, experiment } = model.data;
    return (
      `Timeline of ${format.plural(model.count, 'operation')} by ${format.plural(this.context.rows.length, 'process', 'processes')}` +
      ` on ${format.plural(experiment.nodes.length, 'node')} over ${format.duration(model.duration)},` +
      ` with ${format.plural(model.faults.length, 'fault')} and ${format.plural(results.elections, 'election')}.` +
      ' The same is told in the tables below.'
    );
  }
}
