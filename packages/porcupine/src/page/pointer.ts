import type { Pane, Point } from './pane.ts';
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
export function attachPointer(pane: Pane<unknown>): void {
  const { canvas, view } = pane;
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
    if (fingers.size === 2 && fingers.has(event.pointerId)) pinch(pane, fingers, event.pointerId, point);
    else if (pressed === undefined || !fingers.has(event.pointerId)) pane.hover(point);
    else drag(pane, pressed, point);
  });
  const release = (event: PointerEvent): void => {
    fingers.delete(event.pointerId);
    const was = pressed;
    pressed = undefined;
    pane.choose(undefined);
    if (was === undefined || event.type === 'pointercancel') return;
    if (!was.moved) pane.pinAt(pointOf(canvas, event));
    else if (was.chooses) pane.show(chosen(pane, was.point, pointOf(canvas, event)));
  };
  canvas.addEventListener('pointerup', release);
  canvas.addEventListener('pointercancel', release);
  canvas.addEventListener('pointerleave', () => pane.hover(undefined));
  canvas.addEventListener('dblclick', (event) => {
    pane.show(view.zoomed(0.25, pane.placeAt(pointOf(canvas, event).x)));
  });
  attachWheel(pane);
}

function pointOf(canvas: HTMLCanvasElement, event: MouseEvent): Point {
  const box = canvas.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}

function chosen(pane: Pane<unknown>, a: Point, b: Point): { from: number; to: number } {
  const [x, y] = [pane.placeAt(a.x), pane.placeAt(b.x)];
  return { from: Math.min(x, y), to: Math.max(x, y) };
}

function drag(pane: Pane<unknown>, pressed: Pressed, point: Point): void {
  const dx = point.x - pressed.point.x;
  if (!pressed.moved && Math.hypot(dx, point.y - pressed.point.y) < 4) return;
  pressed.moved = true;
  pane.hover(undefined);
  if (pressed.chooses) {
    pane.choose(chosen(pane, pressed.point, point));
    return;
  }
  pane.scrollRows(pressed.last.y - point.y);
  pressed.last = point;
  const by = (-dx / pane.plotWidth) * (pressed.to - pressed.from);
  pane.view.show({ from: pressed.from + by, to: pressed.to + by });
}

function attachWheel(pane: Pane<unknown>): void {
  const { canvas, view } = pane;
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
      if (x < pane.gutter) return;
      if (continues || (leaves && !event.ctrlKey)) {
        scrolledPage = event.timeStamp;
        return;
      }
      event.preventDefault();
      land(view);
      const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        view.show(view.panned(((event.deltaX || event.deltaY) * pixels) / pane.plotWidth));
        return;
      }
      const speed = event.ctrlKey ? 0.01 : 0.0022;
      view.show(view.zoomed(Math.exp(event.deltaY * pixels * speed), pane.placeAt(x)));
    },
    { passive: false },
  );
}

/** Two fingers: the places under them stay under them. */
function pinch(pane: Pane<unknown>, fingers: Map<number, Point>, moving: number, point: Point): void {
  const { view } = pane;
  const other = [...fingers].find(([id]) => id !== moving)?.[1];
  const before = fingers.get(moving);
  if (other === undefined || before === undefined) return;
  const [was, is] = [Math.abs(before.x - other.x), Math.abs(point.x - other.x)];
  fingers.set(moving, point);
  if (was < 8 || is < 8) return;
  view.show(view.zoomed(was / is, pane.placeAt(other.x)));
}
