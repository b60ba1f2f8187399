import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { readProfile } from './stages.mjs';

let directory;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'seaworthy-stages-'));
});
afterAll(() => rm(directory, { recursive: true }));

const node = (id, functionName, url, children = []) => ({
  id,
  callFrame: { functionName, url, lineNumber: 9, columnNumber: 0, scriptId: '1' },
  children,
});
const root = 'file:///somewhere/packages';

it('adds samples up by stage, counts native code for its caller, and keeps to the span', async () => {
  const profile = {
    startTime: 1_000_000,
    nodes: [
      node(1, '(root)', '', [2, 4, 5, 6, 7]),
      node(2, 'step', `${root}/core/dist/raft/raft.js`, [3]),
      node(3, 'copy', ''),
      node(4, 'write', `${root}/kv-server/dist/state/snapshot-records.js`),
      node(5, '(garbage collector)', ''),
      node(6, 'send', 'file:///somewhere/node_modules/ws/lib/sender.js'),
      node(7, 'writev', 'node:internal/stream_base_commons'),
    ],
    samples: [2, 3, 4, 5, 6, 7, 2],
    timeDeltas: [0, 1000, 2000, 4000, 8000, 16_000, 32_000],
  };
  const file = join(directory, 'a.cpuprofile');
  await writeFile(file, JSON.stringify(profile));
  const { stages, functions } = readProfile(file, 1000, 1030);
  expect(Object.fromEntries(stages)).toEqual({
    'core: raft': 0.003,
    'kv-server: snapshots': 0.004,
    'garbage collection': 0.008,
    ws: 0.016,
  });
  expect(functions.get('step (core/raft/raft.js:10)')).toBe(0.001);
  expect(functions.get('copy (core/raft/raft.js)')).toBe(0.002);
});
