import { clockScale } from './draw-clocks.ts';
import { offset } from './format.ts';
import type { Frame } from './frame.ts';
import { gutter, type Lanes } from './lanes.ts';
import type { Row } from './rows.ts';

/** The names of lanes and rows, left of the axis. */
export function drawGutter(frame: Frame, lanes: Lanes, rows: readonly Row[]): void {
  const { theme, model, ctx } = frame;
  const { nodes, clocks } = lanes;
  nodes.names.forEach((name, row) => {
    const top = nodes.top + row * nodes.laneHeight;
    ctx.fillStyle = theme.nodes[row % theme.nodes.length]!;
    ctx.fillRect(gutter - 8, top + 3, 3, nodes.laneHeight - 6);
    drawLabel(frame, name, top + nodes.laneHeight / 2);
  });
  if (clocks !== undefined) {
    const scale = clockScale(model.clockSamples, clocks);
    for (const mark of scale.marks) drawLabel(frame, mark === 0 ? '0' : offset(mark), scale.y(mark));
  }
  const { rowHeight, top } = lanes.rows;
  const every = [1, 2, 5, 10, 20, 50].find((step) => step * rowHeight >= 11) ?? 100;
  for (let row = 0; row < rows.length; row += every) {
    drawLabel(frame, rows[row]!.label, top + (row + 0.5) * rowHeight);
  }
}

function drawLabel(frame: Frame, text: string, middle: number): void {
  const { ctx, theme } = frame;
  ctx.fillStyle = theme.ink2;
  ctx.font = `11px ${theme.font}`;
  ctx.textAlign = 'right';
  ctx.textBaseline = 'middle';
  ctx.fillText(text, gutter - 14, middle, gutter - 20);
}
