import { describe, expect, it } from 'vitest';

import { progressLine, SeedsProgressLine } from './progress.ts';
import type { SeedsProgress } from './run-seeds.ts';

const progress: SeedsProgress = {
  total: 1000,
  done: 50,
  invalid: 0,
  unknown: 0,
  crashed: 0,
  elapsedMs: 10_000,
  shrinking: null,
};

describe('the progress of many runs', () => {
  it('says how many are done, how fast, what failed, and how long it will take', () => {
    expect(progressLine(progress)).toBe('  50/1000 seeds | 5.0/s | 0 failures | about 3 min 10 s left');
    expect(progressLine({ ...progress, invalid: 1, unknown: 2, crashed: 3 })).toContain(
      '1 failure, 2 unknown, 3 crashed',
    );
  });

  it('says that schedules are being shortened', () => {
    expect(progressLine({ ...progress, done: 1000, invalid: 2, shrinking: { schedules: 2, runs: 31 } })).toBe(
      '1000/1000 seeds | 2 failures | shortening 2 failing schedules, 31 runs so far',
    );
  });

  it('is drawn anew on a terminal, not more often than one can see, cut to its width', () => {
    const written: string[] = [];
    const line = new SeedsProgressLine({
      isTerminal: true,
      columns: 30,
      write: (text) => written.push(text),
    });
    line.show({ ...progress, elapsedMs: 0 });
    line.show({ ...progress, elapsedMs: 100 });
    line.show({ ...progress, elapsedMs: 250, done: 51 });
    expect(written).toHaveLength(2);
    expect(written[1]).toBe('\r\x1b[K  51/1000 seeds | 204.0/s | …');
    line.end();
    line.end();
    expect(written.slice(2)).toEqual(['\r\x1b[K']);
  });

  it('is a line every three seconds elsewhere', () => {
    const written: string[] = [];
    const line = new SeedsProgressLine({
      isTerminal: false,
      columns: 80,
      write: (text) => written.push(text),
    });
    for (let elapsedMs = 0; elapsedMs <= 10_000; elapsedMs += 100) line.show({ ...progress, elapsedMs });
    line.end();
    expect(written).toHaveLength(3);
    expect(written.every((text) => text.endsWith('left\n') && !text.includes('\r'))).toBe(true);
  });

  it('tells of the first failures as they are found', () => {
    const written: string[] = [];
    const line = new SeedsProgressLine({
      isTerminal: true,
      columns: 80,
      write: (text) => written.push(text),
    });
    line.show({ ...progress, elapsedMs: 1_000 });
    for (let seed = 0; seed < 100; seed++) line.found(seed, 'liveness: stuck');
    expect(written.slice(1, 3)).toEqual(['\r\x1b[K', 'seed 0: liveness: stuck\n']);
    expect(written).toHaveLength(12);
    expect(written.at(-1)).toBe('seed 9: liveness: stuck (more are told in the end)\n');
  });
});
