import { describe, expect, it } from 'vitest';

import { Recorder } from '../history/recorder.ts';
import { Progress, type Output } from './progress.ts';

function setUp(isTerminal = false) {
  let now = 0n;
  const written: string[] = [];
  const output: Output = { isTerminal, columns: 40, write: (text) => written.push(text) };
  const recorder = new Recorder({ write: () => undefined, end: () => Promise.resolve() }, () => now);
  const leader = { node: 'n2', term: 3 };
  const progress = new Progress({ output, recorder, leader: () => leader, timeLimitSeconds: 60 });
  return { progress, recorder, written, advance: (seconds: number) => (now += BigInt(seconds * 1e9)) };
}

describe('Progress', () => {
  it('tells time, operations, rate, leader and faults', () => {
    const { progress, recorder, advance } = setUp();
    expect(progress.line()).toContain('set-up');
    progress.phase('main');
    advance(2);
    for (const type of ['ok', 'ok', 'fail', 'info'] as const) {
      recorder.invoke(0, { f: 'get', key: 'k', value: null });
      recorder.complete(0, { type });
    }
    const fault = {
      id: 'f1',
      kind: 'kill',
      nodes: ['n1'],
      description: 'n1 killed',
      status: 'indeterminate',
    } as const;
    recorder.startFault(fault);
    recorder.startFault({ ...fault, id: 'f2', description: 'no tools', status: 'skipped' });
    expect(progress.line().trim()).toBe(
      '2/60 s | ok 2, fail 1, info 1 | 2/s | leader n2, term 3 | n1 killed',
    );
    recorder.stopFault(fault);
    advance(2);
    expect(progress.line()).toContain('| 0/s | leader n2, term 3 | no fault');
  });

  it('draws one line again on a terminal, cut to its width, and keeps what was said', async () => {
    const { progress, written } = setUp(true);
    progress.start();
    while (written.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(written[0]?.startsWith('\r\x1b[K')).toBe(true);
    expect(written[0]?.length).toBeLessThanOrEqual(40 + 4);
    progress.say('up');
    expect(written.slice(-2)).toEqual(['\r\x1b[K', 'up\n']);
    progress.stop();
  });
});
