import { callout, drawChoice, h, outline, Pane, reducedMotion, toX } from '@seaworthy/porcupine/page';
import type { Box, Description, Point, Shown, Span } from '@seaworthy/porcupine/page';
import type { Context } from './context.ts';
import { describe } from './describe.ts';
import { drawAxis, drawShades, drawTitles } from './draw-background.ts';
import { drawClocks } from './draw-clocks.ts';
import { drawFaults } from './draw-faults.ts';
import { drawGutter } from './draw-gutter.ts';
import { drawLeaders } from './draw-leaders.ts';
import { drawAlarmBands, drawAlarmFlags, drawNotes } from './draw-marks.ts';
import { drawOperations } from './draw-operations.ts';
import { drawCursor } from './draw-overlay.ts';
import * as format from './format.ts';
import type { Frame } from './frame.ts';
import { targetAt } from './hit.ts';
import type { Target } from './hit.ts';
import { gutter, layOut, padRight } from './lanes.ts';
import type { Lanes } from './lanes.ts';
import { operationAt } from './model.ts';

/** More marked operations than this are framed but not named. */
const mostCallouts = 12;

/** The big picture of the run. */
export class Timeline extends Pane<Target> {
  readonly element: HTMLElement;
  readonly context: Context;
  readonly lanes: Lanes;
  readonly #rowOf: Int32Array;
  /** Operations marked because somebody asked where they are. */
  #marked: readonly number[] = [];

  constructor(context: Context) {
    super(context.view, gutter, padRight, labelOf(context));
    this.context = context;
    this.lanes = layOut(context.model, context.rows);
    this.#rowOf = new Int32Array(context.model.count);
    context.rows.forEach((row, position) => {
      for (const number of row.operations) this.#rowOf[number] = position;
    });
    this.element = h(
      'div',
      { class: 'timeline' },
      this.canvas,
      this.overlay,
      this.tooltip.element,
      this.live,
    );
    context.on('theme', () => this.drawNow());
    context.on('filter', () => this.redraw());
    context.on('cursor', () => this.refresh());
    new ResizeObserver(() => this.#resize()).observe(this.element);
  }

  /** Everything is in sight. */
  scrollRows(): void {}

  /** Goes to some operations and marks them. */
  showOperations(numbers: readonly number[], wanted: Span): void {
    this.#marked = numbers;
    this.show(wanted);
    this.redraw();
    this.element.scrollIntoView({ behavior: reducedMotion() ? 'auto' : 'smooth', block: 'nearest' });
  }

  override unpin(): void {
    this.#marked = [];
    super.unpin();
  }

  /** Pins an operation for those who use the keyboard, and says what it is. */
  pinOperation(number: number): void {
    const { model, view } = this.context;
    const [start, end] = [model.start[number]!, model.end[number]!];
    if (start < view.from || Math.min(end, start + view.span / 2) > view.to) {
      view.show({ from: start - view.span / 2, to: start + view.span / 2 });
    }
    const box = this.#box(this.#frame(), number);
    this.pin({ kind: 'operation', number }, { x: box.x, y: box.y + box.height });
  }

  #resize(): void {
    const width = this.element.clientWidth;
    if (width === this.width) return;
    this.width = width;
    this.drawNow();
  }

  #frame(ctx: CanvasRenderingContext2D | null = null): Frame {
    const { model, theme } = this.context;
    return { ...this.frameOf(ctx, theme), theme, model, height: this.lanes.height };
  }

  protected targetAt({ x, y }: Point): Target | undefined {
    const { rows, selection } = this.context;
    return targetAt(this.#frame(), this.lanes, rows, selection.mask, x, y);
  }

  protected moveCursor(place: number | undefined): void {
    this.context.setCursor(place);
  }

  protected drawPicture(): void {
    const { rows, selection, shades, alarms } = this.context;
    const { lanes } = this;
    const frame = this.#frame(this.wipe(this.canvas, lanes.height));
    drawTitles(frame, lanes, rows);
    drawAxis(frame, lanes);
    drawGutter(frame, lanes, rows);
    this.within(frame, 0, lanes.height, () => {
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
    });
  }

  #mark(frame: Frame, number: number, isNamed: boolean): void {
    const box = this.#box(frame, number);
    outline(frame, box, frame.theme.alarm);
    if (isNamed) callout(frame, box, format.summary(operationAt(this.context.model, number)));
  }

  protected drawOverlay(): void {
    const { lanes, context } = this;
    const frame = this.#frame(this.wipe(this.overlay, lanes.height));
    if (this.choosing !== undefined) drawChoice(frame, this.choosing, lanes.height);
    drawCursor(frame, lanes, context.cursor);
    const target = this.shown?.target;
    if (target?.kind === 'operation') outline(frame, this.#box(frame, target.number), frame.theme.ink);
  }

  protected describe(target: Target): Description {
    return describe(this.context.model, target);
  }

  protected identify(target: Target): unknown {
    switch (target.kind) {
      case 'operation':
        return target.number;
      case 'fault':
        return target.fault;
      case 'reign':
        return target.reign;
      case 'clock':
        return target.sample;
      case 'note':
        return target.note;
    }
  }

  /** What is pinned to an operation moves with it, as far as the edge. */
  protected follow({ target, point }: Shown<Target>): Point {
    if (target.kind !== 'operation') return point;
    const frame = this.#frame();
    const { x, width } = this.#box(frame, target.number);
    return { x: Math.min(Math.max(x + Math.min(width, 40), gutter), frame.right), y: point.y };
  }

  #box(frame: Frame, number: number): Box {
    const { model } = this.context;
    const { rowHeight, top } = this.lanes.rows;
    const pad = rowHeight >= 8 ? 2 : 0;
    return {
      x: toX(frame, model.start[number]!),
      y: top + this.#rowOf[number]! * rowHeight + pad,
      width: Math.max((model.end[number]! - model.start[number]!) * frame.scale, 2),
      height: Math.max(rowHeight - 2 * pad, 2),
    };
  }
}

function labelOf({ model, rows }: Context): string {
  const { results, experiment } = model.data;
  return (
    `Timeline of ${format.plural(model.count, 'operation')} by ${format.plural(rows.length, 'process', 'processes')}` +
    ` on ${format.plural(experiment.nodes.length, 'node')} over ${format.duration(model.duration)},` +
    ` with ${format.plural(model.faults.length, 'fault')} and ${format.plural(results.elections, 'election')}.` +
    ' The same is told in the tables below.'
  );
}
