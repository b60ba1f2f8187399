import { describe, expect, it } from 'vitest';
import type { FaultWindow } from '../data.ts';
import { clockLines } from './clock-lines.ts';

const sample = (node: string, time: number, monotonicOffsetMs: number) => ({
  node,
  time,
  wallOffsetMs: 1,
  monotonicOffsetMs,
});
const kill: FaultWindow = {
  id: 'f1',
  kind: 'kill',
  nodes: ['n1'],
  description: '',
  status: 'installed',
  from: 25,
  to: 30,
};

describe('clockLines', () => {
  it('counts a monotonic clock from the first reading of each life', () => {
    const samples = [
      sample('n1', 10, -1500),
      sample('n1', 20, -1400),
      sample('n1', 40, -58_000),
      sample('n1', 50, -58_002),
    ];
    const [line] = clockLines(['n1'], samples, [kill]);
    expect(line!.lives.map((life) => life.map((each) => each.monotonicOffsetMs))).toEqual([
      [0, 100],
      [0, -2],
    ]);
    expect(line!.lives.flat().every((each) => each.wallOffsetMs === 1)).toBe(true);
  });

  it('leaves other nodes alone', () => {
    const samples = [sample('n2', 10, 5), sample('n2', 40, 6)];
    expect(clockLines(['n1', 'n2'], samples, [kill]).map((line) => line.lives.length)).toEqual([0, 1]);
  });
});
