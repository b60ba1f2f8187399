import { gutter } from './layout.ts';
import type { Point, Timeline } from './timeline.ts';
import { land } from './view.ts';

/** A wheel that has been turning the page keeps turning the page, until it has rested this long (milliseconds). */
const wheelRest = 280;

interface Pressed {
  readonly point: Point;
  readonly from: number;
  readonly to: number;
  readonly chooses: boolean;
  last: Point;
  moved: boolean;
}

/** Drag to pan, shift and drag to choose a span, wheel and pinch to zoom, click to pin. */
export function attachPointer(timeline: Timeline): void {
  const { canvas, context } = timeline;
  const { view } = context;
  const fingers = new Map<number, Point>();
  let pressed: Pressed | undefined;

  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    land(view);
    const point = pointOf(canvas, event);
    fingers.set(event.pointerId, point);
    canvas.setPointerCapture(event.pointerId);
    const moved = fingers.size > 1;
    pressed = { point, last: point, from: view.from, to: view.to, moved, chooses: event.shiftKey };
  });
  canvas.addEventListener('pointermove', (event) => {
    const point = pointOf(canvas, event);
    if (fingers.size === 2 && fingers.has(event.pointerId)) pinch(timeline, fingers, event.pointerId, point);
    else if (pressed === undefined || !fingers.has(event.pointerId)) timeline.hover(point);
    else drag(timeline, pressed, point);
  });
  const release = (event: PointerEvent): void => {
    fingers.delete(event.pointerId);
    const was = pressed;
    pressed = undefined;
    timeline.choose(undefined);
    if (was === undefined || event.type === 'pointercancel') return;
    if (!was.moved) timeline.pinAt(pointOf(canvas, event));
    else if (was.chooses) timeline.show(chosen(timeline, was.point, pointOf(canvas, event)));
  };
  canvas.addEventListener('pointerup', release);
  canvas.addEventListener('pointercancel', release);
  canvas.addEventListener('pointerleave', () => timeline.hover(undefined));
  canvas.addEventListener('dblclick', (event) => {
    timeline.show(view.zoomed(0.25, timeline.placeAt(pointOf(canvas, event).x)));
  });
  attachWheel(timeline);
}

function pointOf(canvas: HTMLCanvasElement, event: MouseEvent): Point {
  const box = canvas.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}

function chosen(timeline: Timeline, a: Point, b: Point): { from: number; to: number } {
  const [x, y] = [timeline.placeAt(a.x), timeline.placeAt(b.x)];
  return { from: Math.min(x, y), to: Math.max(x, y) };
}

function drag(timeline: Timeline, pressed: Pressed, point: Point): void {
  const dx = point.x - pressed.point.x;
  if (!pressed.moved && Math.hypot(dx, point.y - pressed.point.y) < 4) return;
  pressed.moved = true;
  timeline.hover(undefined);
  if (pressed.chooses) {
    timeline.choose(chosen(timeline, pressed.point, point));
    return;
  }
  timeline.scrollRows(pressed.last.y - point.y);
  pressed.last = point;
  const by = (-dx / timeline.plotWidth) * (pressed.to - pressed.from);
  timeline.context.view.show({ from: pressed.from + by, to: pressed.to + by });
}

function attachWheel(timeline: Timeline): void {
  const { canvas, context } = timeline;
  const { view } = context;
  let scrolledPage = -Infinity;
  window.addEventListener(
    'wheel',
    (event) => {
      if (!canvas.contains(event.target as Node)) scrolledPage = event.timeStamp;
    },
    { passive: true },
  );
  canvas.addEventListener(
    'wheel',
    (event) => {
      const { x } = pointOf(canvas, event);
      const continues = event.timeStamp - scrolledPage < wheelRest && !event.ctrlKey;
      const leaves = view.isWhole && event.deltaY > 0 && Math.abs(event.deltaY) >= Math.abs(event.deltaX);
      // Over the names of the lanes the wheel scrolls the lanes.
      if (x < gutter) return;
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
      view.show(view.zoomed(Math.exp(event.deltaY * pixels * speed), timeline.placeAt(x)));
    },
    { passive: false },
  );
}

/** Two fingers: the places under them stay under them. */
function pinch(timeline: Timeline, fingers: Map<number, Point>, moving: number, point: Point): void {
  const { view } = timeline.context;
  const other = [...fingers].find(([id]) => id !== moving)?.[1];
  const before = fingers.get(moving);
  if (other === undefined || before === undefined) return;
  const [was, is] = [Math.abs(before.x - other.x), Math.abs(point.x - other.x)];
  fingers.set(moving, point);
  if (was < 8 || is < 8) return;
  view.show(view.zoomed(was / is, timeline.placeAt(other.x)));
}
