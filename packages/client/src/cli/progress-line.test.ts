import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { parsePlan } from '../bench/index.ts';
import { ProgressLine } from './progress-line.ts';

const PROGRESS = { phase: 'round', round: 1, seconds: 1, operations: 500, failures: 0 } as const;

function shown(isTTY: boolean): string {
  const output = Object.assign(new PassThrough(), { isTTY });
  const line = new ProgressLine(output, parsePlan({}));
  line.show(PROGRESS);
  line.show({ ...PROGRESS, seconds: 3, operations: 2500 });
  line.clear();
  line.clear();
  return (output.read() as Buffer | null)?.toString() ?? '';
}

it('takes the place of the one before, and leaves nothing', () => {
  expect(shown(true).split('\r\u001b[K')).toEqual([
    '',
    'round 1 of 3: 500 ops/s',
    'round 1 of 3: 1,000 ops/s',
    '',
  ]);
});

it('is shown on a terminal only', () => {
  expect(shown(false)).toBe('');
});
