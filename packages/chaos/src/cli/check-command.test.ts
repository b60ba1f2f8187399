import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { checkCommand } from './check-command.ts';

it('ends as unknown when it is interrupted before the history was read', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'seaworthy-check-'));
  try {
    const path = join(folder, 'history.jsonl');
    await writeFile(path, JSON.stringify({ process: 0, type: 'invoke', f: 'get', key: 'k' }));
    const said: string[] = [];
    const options = {
      model: 'kv',
      json: false,
      timeLimitMs: 60_000,
      print: (text: string) => void said.push(text),
    };
    expect(await checkCommand(path, { ...options, signal: AbortSignal.abort() })).toBe(2);
    expect(said).toEqual(['UNKNOWN: interrupted before the history was read']);
  } finally {
    await rm(folder, { recursive: true });
  }
});
