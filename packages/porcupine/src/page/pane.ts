import { prepare } from './canvas.ts';
import type { Description } from './description.ts';
import { spoken } from './description.ts';
import { h } from './dom.ts';
import type { PlotFrame } from './frame.ts';
import type { BaseTheme } from './theme.ts';
import { Tooltip } from './tooltip.ts';
import { glide } from './view.ts';
import type { Span, View } from './view.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A thing in the picture that is pointed at, or pinned, and where. */
export interface Shown<T> {
  readonly target: T;
  readonly point: Point;
}

/**
 * A big picture along an axis: one canvas for what lasts, one upon it for what changes with the pointer, and a card
 * about the thing that is pointed at.
 */
export abstract class Pane<T> {
  readonly canvas: HTMLCanvasElement;
  readonly view: View;
  /** Left of the plotted area, and right of it, in CSS pixels. */
  readonly gutter: number;
  readonly padRight: number;
  protected readonly overlay: HTMLCanvasElement;
  protected readonly tooltip: Tooltip;
  protected readonly live: HTMLElement;
  /** Of the canvases, in CSS pixels; 0 before they are laid out. */
  protected width = 0;
  #waiting = false;
  #stale = true;
  #hovered: Shown<T> | undefined;
  #pinned: Shown<T> | undefined;
  #choosing: Span | undefined;

  constructor(view: View, gutter: number, padRight: number, label: string) {
    this.view = view;
    this.gutter = gutter;
    this.padRight = padRight;
    this.canvas = h('canvas', {
      class: 'timeline-picture',
      attributes: { tabindex: '0', role: 'application', 'aria-label': label, 'aria-describedby': 'keys' },
    });
    this.overlay = h('canvas', { class: 'timeline-overlay', attributes: { 'aria-hidden': 'true' } });
    this.live = h('div', { class: 'visually-hidden', attributes: { 'aria-live': 'polite' } });
    this.tooltip = new Tooltip(() => this.unpin());
    view.onChange(() => this.redraw());
  }

  get pinned(): T | undefined {
    return this.#pinned?.target;
  }

  /** The plotted area's width in CSS pixels. */
  get plotWidth(): number {
    return Math.max(this.width - this.gutter - this.padRight, 1);
  }

  /** What is pinned, or else pointed at. */
  protected get shown(): Shown<T> | undefined {
    return this.#pinned ?? this.#hovered;
  }

  /** A span that is being chosen with the pointer. */
  protected get choosing(): Span | undefined {
    return this.#choosing;
  }

  placeAt(x: number): number {
    return this.view.from + ((x - this.gutter) / this.plotWidth) * this.view.span;
  }

  /** Draws again before the next frame is shown. */
  redraw(): void {
    this.#stale = true;
    this.refresh();
  }

  show(wanted: Span): void {
    glide(this.view, wanted);
  }

  hover(point: Point | undefined): void {
    const target = point === undefined ? undefined : this.targetAt(point);
    this.#hovered = target === undefined || point === undefined ? undefined : { target, point };
    this.canvas.style.cursor = target === undefined ? '' : 'pointer';
    this.moveCursor(point === undefined || point.x < this.gutter ? undefined : this.placeAt(point.x));
    this.refresh();
  }

  /** Pins what lies here, or lets go of what was pinned. */
  pinAt(point: Point): void {
    this.hover(point);
    this.#pinned = this.#hovered;
    this.refresh();
  }

  unpin(): void {
    this.#pinned = undefined;
    this.#hovered = undefined;
    this.redraw();
  }

  choose(span: Span | undefined): void {
    this.#choosing = span;
    this.refresh();
  }

  /** Draws at once and says how long that took, in milliseconds. */
  drawNow(): number {
    const began = performance.now();
    this.#stale = true;
    this.#draw();
    return performance.now() - began;
  }

  /** Scrolls what does not fit, if anything, by so many pixels. */
  abstract scrollRows(pixels: number): void;
  protected abstract targetAt(point: Point): T | undefined;
  /** The cursor points at a place on the axis, or nowhere. */
  protected abstract moveCursor(place: number | undefined): void;
  protected abstract drawPicture(): void;
  protected abstract drawOverlay(): void;
  protected abstract describe(target: T): Description;
  /** What a target is the same as another by. */
  protected abstract identify(target: T): unknown;
  /** Where the card of a pinned thing goes when the picture moves. */
  protected abstract follow(shown: Shown<T>): Point;

  /** Pins a thing for those who use the keyboard, and says what it is. */
  protected pin(target: T, point: Point): void {
    this.#pinned = { target, point };
    this.#hovered = undefined;
    this.live.textContent = spoken(this.describe(target));
    this.redraw();
  }

  /** Draws what changes with the pointer, before the next frame is shown. */
  protected refresh(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    requestAnimationFrame(() => {
      this.#waiting = false;
      this.#draw();
    });
  }

  protected frameOf(ctx: CanvasRenderingContext2D | null, theme: BaseTheme): PlotFrame {
    const { view, gutter, plotWidth } = this;
    return {
      ctx: ctx ?? this.canvas.getContext('2d')!,
      theme,
      from: view.from,
      to: view.to,
      left: gutter,
      right: gutter + plotWidth,
      ratio: window.devicePixelRatio || 1,
      scale: plotWidth / view.span,
    };
  }

  /** Draws in the plotted area alone, from one line to another. */
  protected within({ ctx, left, right }: PlotFrame, top: number, bottom: number, draw: () => void): void {
    ctx.save();
    ctx.beginPath();
    ctx.rect(left - 3, top, right - left + 6, bottom - top);
    ctx.clip();
    draw();
    ctx.restore();
  }

  protected wipe(canvas: HTMLCanvasElement, height: number): CanvasRenderingContext2D {
    return prepare(canvas, this.width, height);
  }

  #draw(): void {
    if (this.width === 0) return;
    if (this.#stale) this.drawPicture();
    this.#stale = false;
    this.drawOverlay();
    this.#drawTooltip();
  }

  #drawTooltip(): void {
    const { shown } = this;
    if (shown === undefined) {
      this.tooltip.hide();
      return;
    }
    const isPinned = shown === this.#pinned;
    const { x, y } = isPinned ? this.follow(shown) : shown.point;
    const key = this.identify(shown.target);
    this.tooltip.show(key, () => this.describe(shown.target), isPinned, x, y, this.width);
  }
}
