import { faultClass, toSpan } from '@seaworthy/porcupine/page';
import type { Frame } from './frame.ts';
import type { Lanes } from './lanes.ts';

/** One lane per node: its reigns, coloured by term, and along the foot the faults that hit this very node. */
export function drawLeaders(frame: Frame, { nodes }: Lanes): void {
  nodes.names.forEach((name, row) => {
    const top = nodes.top + row * nodes.laneHeight;
    drawNode(frame, name, top, nodes.laneHeight);
  });
}

function drawNode(frame: Frame, name: string, top: number, height: number): void {
  const { ctx, theme, model } = frame;
  ctx.fillStyle = theme.lineSoft;
  ctx.fillRect(frame.left, top + height - 1, frame.right - frame.left, 1);
  ctx.font = `11px ${theme.font}`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  for (const reign of model.data.results.reigns) {
    if (reign.node !== name) continue;
    const span = toSpan(frame, reign.from, reign.to);
    if (span === undefined) continue;
    ctx.fillStyle = theme.terms[reign.term % theme.terms.length]!;
    ctx.fillRect(span.x, top + 1, span.width, height - 3);
    drawTerm(frame, reign.term, span.x, span.width, top + height / 2);
  }
  for (const fault of model.faults) {
    if (!fault.nodes.includes(name)) continue;
    const span = toSpan(frame, fault.from, fault.to ?? model.duration);
    if (span === undefined) continue;
    ctx.fillStyle = theme.faults[faultClass(fault.kind)];
    ctx.fillRect(span.x, top + height - 4, span.width, 3);
  }
}

function drawTerm(frame: Frame, term: number, x: number, width: number, middle: number): void {
  const { ctx, theme } = frame;
  const text = [`term ${term}`, String(term)].find((label) => ctx.measureText(label).width + 6 <= width);
  if (text === undefined) return;
  ctx.fillStyle = theme.ink;
  ctx.fillText(text, x + width / 2, middle - 0.5);
}
