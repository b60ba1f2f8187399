import { colourOf } from './annotations.ts';
import { prepare } from './canvas.ts';
import type { Context } from './context.ts';
import { h } from './dom.ts';
import { gutter, padRight } from './layout.ts';
import { fade } from './theme.ts';
import { land } from './view.ts';
import type { Span } from './view.ts';

const height = 46;
const grip = 7;
const bar = 3;

type Grab = 'from' | 'to' | 'window' | 'new';

interface Grabbed extends Span {
  readonly what: Grab;
  readonly x: number;
}

/** The whole axis in a strip: how many operations where, annotations, violations, and the window that is looked at. */
export class Minimap {
  readonly element: HTMLElement;
  readonly #canvas: HTMLCanvasElement;
  readonly #still = document.createElement('canvas');
  readonly #context: Context;
  #width = 0;
  #grab: Grabbed | undefined;

  constructor(context: Context) {
    this.#context = context;
    this.#canvas = h('canvas', { class: 'minimap-picture', attributes: { 'aria-hidden': 'true' } });
    this.element = h('div', { class: 'minimap' }, this.#canvas);
    context.view.onChange(() => this.#draw());
    for (const what of ['theme', 'filter'] as const) context.on(what, () => this.#drawAll());
    new ResizeObserver(() => this.#drawAll()).observe(this.element);
    this.#listen();
  }

  get #plotWidth(): number {
    return Math.max(1, this.#width - gutter - padRight);
  }

  #x(place: number): number {
    const { whole } = this.#context.view;
    return gutter + ((place - whole.from) / (whole.to - whole.from)) * this.#plotWidth;
  }

  #place(x: number): number {
    const { whole } = this.#context.view;
    return whole.from + ((x - gutter) / this.#plotWidth) * (whole.to - whole.from);
  }

  #drawAll(): void {
    this.#width = this.element.clientWidth;
    if (this.#width === 0) return;
    this.#drawStill();
    this.#draw();
  }

  /** What does not move with the window is drawn once. */
  #drawStill(): void {
    const { theme, model, annotations, axis } = this.#context;
    const ctx = prepare(this.#still, this.#width, height);
    for (const annotation of annotations) {
      const { data, from, to } = annotation;
      if (from === to || data.process !== null) continue;
      const [x, right] = [this.#x(from), this.#x(to)];
      ctx.fillStyle = fade(colourOf(theme, annotation), data.kind === 'fault' ? 0.13 : 0);
      ctx.fillRect(x, 0, right - x, height);
      ctx.fillStyle = colourOf(theme, annotation);
      ctx.fillRect(x, 0, Math.max(right - x - 1, 1), 3);
    }
    this.#drawDensity(ctx);
    ctx.fillStyle = theme.line;
    ctx.fillRect(gutter, height - 1, this.#plotWidth, 1);
    ctx.fillStyle = theme.alarm;
    for (const partition of model.violations) {
      const x = this.#x(axis.finish(model.data.partitions[partition]!.violation!.culprit));
      ctx.fillRect(x - 1, 0, 2, height);
      ctx.beginPath();
      ctx.moveTo(x - 5, 0);
      ctx.lineTo(x + 5, 0);
      ctx.lineTo(x, 8);
      ctx.fill();
    }
  }

  #drawDensity(ctx: CanvasRenderingContext2D): void {
    const { model, selection, theme, axis } = this.#context;
    const bins = Math.ceil(this.#plotWidth / bar);
    const counts = [new Uint32Array(bins), new Uint32Array(bins), new Uint32Array(bins)];
    for (let i = 0; i < model.count; i++) {
      if (selection.mask[i] !== 1) continue;
      const bin = Math.floor((this.#x(axis.begin(i)) - gutter) / bar);
      counts[model.outcome[i]!]![Math.min(Math.max(bin, 0), bins - 1)]! += 1;
    }
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
        ctx.fillRect(gutter + bin * bar, foot - size, bar - 1, size);
        foot -= size;
      }
    }
  }

  #draw(): void {
    if (this.#width === 0) return;
    const { theme, view } = this.#context;
    const ctx = prepare(this.#canvas, this.#width, height);
    ctx.drawImage(this.#still, 0, 0, this.#width, height);
    const end = gutter + this.#plotWidth;
    const left = Math.max(this.#x(view.from), gutter);
    const right = Math.min(Math.max(this.#x(view.to), left + 2), end);
    if (!view.isWhole) {
      ctx.fillStyle = fade(theme.surface, 0.68);
      ctx.fillRect(gutter, 0, left - gutter, height);
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
    const { view } = this.#context;
    const [from, to] = [this.#x(view.from), this.#x(view.to)];
    if (Math.abs(x - from) <= grip) return 'from';
    if (Math.abs(x - to) <= grip) return 'to';
    return !view.isWhole && x > from && x < to ? 'window' : 'new';
  }

  #listen(): void {
    const canvas = this.#canvas;
    const { view } = this.#context;
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
