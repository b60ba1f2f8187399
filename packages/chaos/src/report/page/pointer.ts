import { gutter } from './lanes.ts';
import type { Point, Timeline } from './timeline.ts';
import { land } from './view.ts';

/** A wheel that has been turning the page keeps turning the page, until it has rested this long (milliseconds). */
const wheelRest = 280;

/** Drag to pan, shift and drag to choose a span, wheel and pinch to zoom, click to pin. */
export function attachPointer(timeline: Timeline): void {
  const { canvas, context } = timeline;
  const { view } = context;
  const fingers = new Map<number, Point>();
  let pressed: { point: Point; from: number; to: number; moved: boolean; chooses: boolean } | undefined;

  const pointOf = (event: MouseEvent): Point => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    land(view);
    const point = pointOf(event);
    fingers.set(event.pointerId, point);
    canvas.setPointerCapture(event.pointerId);
    pressed = { point, from: view.from, to: view.to, moved: fingers.size > 1, chooses: event.shiftKey };
  });

  canvas.addEventListener('pointermove', (event) => {
    const point = pointOf(event);
    if (fingers.size === 2 && fingers.has(event.pointerId)) {
      pinch(timeline, fingers, event.pointerId, point);
      return;
    }
    if (pressed === undefined || !fingers.has(event.pointerId)) {
      timeline.hover(point);
      return;
    }
    const dx = point.x - pressed.point.x;
    if (!pressed.moved && Math.abs(dx) < 4) return;
    pressed.moved = true;
    timeline.hover(undefined);
    if (pressed.chooses) {
      const [a, b] = [timeline.timeAt(pressed.point.x), timeline.timeAt(point.x)];
      timeline.choose({ from: Math.min(a, b), to: Math.max(a, b) });
      return;
    }
    const by = (-dx / timeline.plotWidth) * (pressed.to - pressed.from);
    view.show({ from: pressed.from + by, to: pressed.to + by });
  });

  const release = (event: PointerEvent): void => {
    fingers.delete(event.pointerId);
    const was = pressed;
    pressed = undefined;
    timeline.choose(undefined);
    if (was === undefined || event.type === 'pointercancel') return;
    const point = pointOf(event);
    if (!was.moved) timeline.pinAt(point);
    else if (was.chooses) {
      const [a, b] = [timeline.timeAt(was.point.x), timeline.timeAt(point.x)];
      timeline.show({ from: Math.min(a, b), to: Math.max(a, b) });
    }
  };
  canvas.addEventListener('pointerup', release);
  canvas.addEventListener('pointercancel', release);
  canvas.addEventListener('pointerleave', () => timeline.hover(undefined));
  canvas.addEventListener('dblclick', (event) => {
    timeline.show(view.zoomed(0.25, timeline.timeAt(pointOf(event).x)));
  });
  attachWheel(timeline, pointOf);
}

function attachWheel(timeline: Timeline, pointOf: (event: MouseEvent) => Point): void {
  const { view } = timeline.context;
  let scrolledPage = -Infinity;
  window.addEventListener(
    'wheel',
    (event) => {
      if (!timeline.canvas.contains(event.target as Node)) scrolledPage = event.timeStamp;
    },
    { passive: true },
  );
  timeline.canvas.addEventListener(
    'wheel',
    (event) => {
      const continues = event.timeStamp - scrolledPage < wheelRest && !event.ctrlKey;
      const leaves = view.isWhole && event.deltaY > 0 && Math.abs(event.deltaY) >= Math.abs(event.deltaX);
      if (continues || (leaves && !event.ctrlKey)) {
        scrolledPage = event.timeStamp;
        return;
      }
      event.preventDefault();
      land(view);
      const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        view.show(view.panned(((event.deltaX || event.deltaY) * pixels) / timeline.plotWidth));
        return;
      }
      const speed = event.ctrlKey ? 0.01 : 0.0022;
      const around = timeline.timeAt(Math.max(pointOf(event).x, gutter));
      view.show(view.zoomed(Math.exp(event.deltaY * pixels * speed), around));
    },
    { passive: false },
  );
}

/** Two fingers: the moments under them stay under them. */
function pinch(timeline: Timeline, fingers: Map<number, Point>, moving: number, point: Point): void {
  const { view } = timeline.context;
  const other = [...fingers].find(([id]) => id !== moving)?.[1];
  const before = fingers.get(moving);
  if (other === undefined || before === undefined) return;
  const [was, is] = [Math.abs(before.x - other.x), Math.abs(point.x - other.x)];
  fingers.set(moving, point);
  if (was < 8 || is < 8) return;
  view.show(view.zoomed(was / is, timeline.timeAt(other.x)));
}
