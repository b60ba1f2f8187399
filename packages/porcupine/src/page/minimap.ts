import { prepare } from './canvas.ts';
import { fade } from './colours.ts';
import { h } from './dom.ts';
import type { BaseTheme } from './theme.ts';
import { land } from './view.ts';
import type { Span, View } from './view.ts';

const height = 48;
const grip = 7;
const bar = 3;

type Grab = 'from' | 'to' | 'window' | 'new';

interface Grabbed extends Span {
  readonly what: Grab;
  readonly x: number;
}

/** What there is to see in the strip. */
export interface MinimapContent {
  readonly theme: BaseTheme;
  /** Faults and the like; `alpha` is how much they shade. */
  readonly bands: readonly (Span & { readonly colour: string; readonly alpha: number })[];
  /** Places of violations. */
  readonly alarms: readonly number[];
  /** How many operations there are, and of each whether it is counted, what came of it, and where it begins. */
  readonly count: number;
  readonly mask: Uint8Array;
  readonly outcome: Uint8Array;
  readonly begin: (number: number) => number;
}

/** The whole axis in a strip: how many operations where, faults, violations, and the window that is looked at. */
export class Minimap {
  readonly element: HTMLElement;
  readonly #canvas: HTMLCanvasElement;
  readonly #still = document.createElement('canvas');
  readonly #view: View;
  readonly #gutter: number;
  readonly #padRight: number;
  readonly #content: () => MinimapContent;
  #theme: BaseTheme;
  #width = 0;
  #grab: Grabbed | undefined;

  /** @param content asked whenever everything is drawn. */
  constructor(view: View, gutter: number, padRight: number, content: () => MinimapContent) {
    this.#view = view;
    this.#gutter = gutter;
    this.#padRight = padRight;
    this.#content = content;
    this.#theme = content().theme;
    this.#canvas = h('canvas', { class: 'minimap-picture', attributes: { 'aria-hidden': 'true' } });
    this.element = h('div', { class: 'minimap' }, this.#canvas);
    view.onChange(() => this.#draw());
    new ResizeObserver(() => this.redraw()).observe(this.element);
    this.#listen();
  }

  /** To be called when there is something else to see. */
  redraw(): void {
    this.#width = this.element.clientWidth;
    if (this.#width === 0) return;
    this.#drawStill(this.#content());
    this.#draw();
  }

  get #plotWidth(): number {
    return Math.max(1, this.#width - this.#gutter - this.#padRight);
  }

  #x(place: number): number {
    const { whole } = this.#view;
    return this.#gutter + ((place - whole.from) / (whole.to - whole.from)) * this.#plotWidth;
  }

  #place(x: number): number {
    const { whole } = this.#view;
    return whole.from + ((x - this.#gutter) / this.#plotWidth) * (whole.to - whole.from);
  }

  /** What does not move with the window is drawn once. */
  #drawStill(content: MinimapContent): void {
    const { theme, bands, alarms } = content;
    this.#theme = theme;
    const ctx = prepare(this.#still, this.#width, height);
    for (const { from, to, colour, alpha } of bands) {
      const [x, right] = [this.#x(from), this.#x(to)];
      ctx.fillStyle = fade(colour, alpha);
      ctx.fillRect(x, 0, right - x, height);
      ctx.fillStyle = colour;
      ctx.fillRect(x, 0, Math.max(right - x - 1, 1), 3);
    }
    this.#drawDensity(ctx, content);
    ctx.fillStyle = theme.line;
    ctx.fillRect(this.#gutter, height - 1, this.#plotWidth, 1);
    ctx.fillStyle = theme.alarm;
    for (const place of alarms) {
      const x = this.#x(place);
      ctx.fillRect(x - 1, 0, 2, height);
      ctx.beginPath();
      ctx.moveTo(x - 5, 0);
      ctx.lineTo(x + 5, 0);
      ctx.lineTo(x, 8);
      ctx.fill();
    }
  }

  #drawDensity(ctx: CanvasRenderingContext2D, content: MinimapContent): void {
    const { theme } = content;
    const counts = this.#count(content);
    const bins = counts[0]!.length;
    let most = 1;
    for (let bin = 0; bin < bins; bin++) {
      most = Math.max(most, counts[0]![bin]! + counts[1]![bin]! + counts[2]![bin]!);
    }
    for (let bin = 0; bin < bins; bin++) {
      let foot = height - 1;
      for (const [outcome, list] of counts.entries()) {
        if (list[bin] === 0) continue;
        const size = Math.max((list[bin]! / most) * (height - 10), 1.5);
        ctx.fillStyle = fade(theme.outcomes[outcome]![1]!, outcome === 0 ? 0.7 : 1);
        ctx.fillRect(this.#gutter + bin * bar, foot - size, bar - 1, size);
        foot -= size;
      }
    }
  }

  /** By outcome and bar. */
  #count({ count, mask, outcome, begin }: MinimapContent): Uint32Array[] {
    const bins = Math.ceil(this.#plotWidth / bar);
    const counts = [new Uint32Array(bins), new Uint32Array(bins), new Uint32Array(bins)];
    for (let i = 0; i < count; i++) {
      if (mask[i] !== 1) continue;
      const bin = Math.floor((this.#x(begin(i)) - this.#gutter) / bar);
      counts[outcome[i]!]![Math.min(Math.max(bin, 0), bins - 1)]! += 1;
    }
    return counts;
  }

  #draw(): void {
    if (this.#width === 0) return;
    const view = this.#view;
    const theme = this.#theme;
    const ctx = prepare(this.#canvas, this.#width, height);
    ctx.drawImage(this.#still, 0, 0, this.#width, height);
    const end = this.#gutter + this.#plotWidth;
    const left = Math.max(this.#x(view.from), this.#gutter);
    const right = Math.min(Math.max(this.#x(view.to), left + 2), end);
    if (!view.isWhole) {
      ctx.fillStyle = fade(theme.surface, 0.68);
      ctx.fillRect(this.#gutter, 0, left - this.#gutter, height);
      ctx.fillRect(right, 0, end - right, height);
    }
    ctx.strokeStyle = theme.ink3;
    ctx.lineWidth = 1;
    ctx.beginPath();
    ctx.roundRect(left + 0.5, 0.5, Math.max(right - left - 1, 2), height - 1, 4);
    ctx.stroke();
    ctx.fillStyle = theme.ink2;
    for (const x of [left, right]) {
      ctx.beginPath();
      ctx.roundRect(x - 2, height / 2 - 9, 4, 18, 2);
      ctx.fill();
    }
  }

  #grabAt(x: number): Grab {
    const view = this.#view;
    const [from, to] = [this.#x(view.from), this.#x(view.to)];
    if (Math.abs(x - from) <= grip) return 'from';
    if (Math.abs(x - to) <= grip) return 'to';
    return !view.isWhole && x > from && x < to ? 'window' : 'new';
  }

  #listen(): void {
    const canvas = this.#canvas;
    const view = this.#view;
    const xOf = (event: PointerEvent): number => event.clientX - canvas.getBoundingClientRect().left;
    canvas.addEventListener('pointerdown', (event) => {
      land(view);
      canvas.setPointerCapture(event.pointerId);
      const x = xOf(event);
      this.#grab = { what: this.#grabAt(x), x, from: view.from, to: view.to };
    });
    canvas.addEventListener('pointermove', (event) => {
      const x = xOf(event);
      if (this.#grab === undefined) canvas.style.cursor = cursors[this.#grabAt(x)];
      else view.show(this.#moved(this.#grab, x));
    });
    canvas.addEventListener('pointerup', (event) => {
      const grab = this.#grab;
      this.#grab = undefined;
      if (grab?.what !== 'new' || Math.abs(xOf(event) - grab.x) > 3) return;
      const half = (grab.to - grab.from) / 2;
      const middle = this.#place(grab.x);
      view.show({ from: middle - half, to: middle + half });
    });
    canvas.addEventListener('pointercancel', () => (this.#grab = undefined));
    canvas.addEventListener('dblclick', () => view.show(view.whole));
  }

  #moved(grab: Grabbed, x: number): Span {
    const by = this.#place(x) - this.#place(grab.x);
    const ordered = (a: number, b: number): Span => ({ from: Math.min(a, b), to: Math.max(a, b) });
    switch (grab.what) {
      case 'from':
        return ordered(grab.from + by, grab.to);
      case 'to':
        return ordered(grab.from, grab.to + by);
      case 'window':
        return { from: grab.from + by, to: grab.to + by };
      case 'new':
        return Math.abs(x - grab.x) > 3 ? ordered(this.#place(grab.x), this.#place(x)) : grab;
    }
  }
}

const cursors: Readonly<Record<Grab, string>> = {
  from: 'ew-resize',
  to: 'ew-resize',
  window: 'grab',
  new: 'crosshair',
};
