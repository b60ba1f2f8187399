import type { ClockSample } from '../../check/results.ts';
import type { FaultWindow } from '../data.ts';

/** A node's clock readings, one list per life of its process. */
export interface ClockLine {
  readonly node: string;
  readonly lives: readonly (readonly ClockSample[])[];
}

/**
 * Of a monotonic clock only the changes mean something, and it begins anew with its process. So its offsets are given
 * from the first reading of each life, and a line never joins two lives.
 */
export function clockLines(
  nodes: readonly string[],
  samples: readonly ClockSample[],
  faults: readonly FaultWindow[],
): readonly ClockLine[] {
  return nodes.map((node) => {
    const deaths = faults
      .filter(({ kind, nodes: hit }) => /kill|crash/.test(kind) && hit.includes(node))
      .map(({ from }) => from)
      .sort((a, b) => a - b);
    const lives: ClockSample[][] = [];
    let life = -1;
    for (const sample of samples) {
      if (sample.node !== node) continue;
      const number = deaths.filter((time) => time <= sample.time).length;
      if (number !== life) lives.push([]);
      life = number;
      lives.at(-1)!.push(sample);
    }
    return { node, lives: lives.map(fromFirst) };
  });
}

function fromFirst(life: readonly ClockSample[]): ClockSample[] {
  const base = life[0]?.monotonicOffsetMs ?? 0;
  return life.map((sample) => ({ ...sample, monotonicOffsetMs: sample.monotonicOffsetMs - base }));
}
