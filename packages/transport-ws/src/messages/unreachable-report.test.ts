import { VirtualClock } from '@seaworthy/core/testing';
import { describe, expect, it } from 'vitest';

import { UnreachableReport } from './unreachable-report.ts';

function newReport(): { clock: VirtualClock; report: UnreachableReport; times: number[] } {
  const clock = new VirtualClock();
  const times: number[] = [];
  const report = new UnreachableReport(clock, 200, () => times.push(clock.monotonicNow()));
  return { clock, report, times };
}

describe('UnreachableReport', () => {
  it('never reports from within the call that lost something', () => {
    const { clock, report, times } = newReport();
    report.lost();
    expect(times).toEqual([]);
    clock.advance(0);
    expect(times).toEqual([0]);
  });

  it('reports at most once per interval, and the last loss too', () => {
    const { clock, report, times } = newReport();
    for (let ms = 0; ms < 500; ms += 10) {
      report.lost();
      clock.advance(10);
    }
    clock.advance(10_000);
    expect(times).toEqual([0, 200, 400, 600]);
  });

  it('reports a loss after a quiet time at once', () => {
    const { clock, report, times } = newReport();
    report.lost();
    clock.advance(1_000);
    report.lost();
    clock.advance(0);
    expect(times).toEqual([0, 1_000]);
  });

  it('is silent once stopped', () => {
    const { clock, report, times } = newReport();
    report.lost();
    report.stop();
    report.lost();
    clock.advance(1_000);
    expect(times).toEqual([]);
  });
});
