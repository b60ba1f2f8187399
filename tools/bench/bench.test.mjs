import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { afterAll, beforeAll, expect, it } from 'vitest';

const run = promisify(execFile);
const program = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));

let directory;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'seaworthy-bench-test-'));
});
afterAll(() => rm(directory, { recursive: true }));

it('measures real clusters in turn, and leaves nothing behind', async () => {
  const json = join(directory, 'bench.json');
  const flags = [
    '--quick',
    '--only',
    'put 256 B, 64 in flight',
    '--rounds',
    '2',
    '--seconds',
    '0.2',
    '--heat',
    '0.2',
  ];
  const { stdout } = await run(process.execPath, [
    program('bench.mjs'),
    ...flags,
    ...['--json', json, '--dir', directory],
  ]);
  const { loads, targets, machine } = JSON.parse(await readFile(json, 'utf8'));
  expect(machine.fdatasyncMs.p50).toBeGreaterThan(0);
  expect(loads).toHaveLength(1);
  for (const system of ['floor', 'seaworthy']) {
    const { perSecond, errors, serverMicros, eachServerMicros } = loads[0].systems[system];
    expect(perSecond.all).toHaveLength(2);
    expect(perSecond.min).toBeGreaterThan(0);
    expect(serverMicros.median).toBeGreaterThan(0);
    expect(eachServerMicros).toHaveLength(3);
    expect(errors).toEqual({});
  }
  expect(targets[0]).toMatchObject({ measure: 'puts/s against the floor, 64 in flight', target: '≥ 0.5' });
  expect(stdout).toContain('put 256 B, 64 in flight');
  expect(await readdir(directory)).toEqual(['bench.json']);
});

it.each([
  ['bench.mjs', ['--rounds', '1.5'], '--rounds: expected a whole number'],
  ['bench.mjs', ['--seconds', 'soon'], '--seconds: expected a number above 0, got soon'],
  ['bench.mjs', ['--fast'], "Unknown option '--fast'"],
  ['bench-check.mjs', ['--tolerance=-1'], '--tolerance: expected a number above 0 and below 1, got -1'],
  ['bench-profile.mjs', ['--in-flight', '0'], 'inFlight'],
])('%s %j is refused', async (name, flags, expected) => {
  await expect(run(process.execPath, [program(name), ...flags])).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining(expected),
  });
});
