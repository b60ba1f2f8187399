import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

const CLI = fileURLToPath(new URL('../cli.ts', import.meta.url));

/** The command as a process of its own, from the sources. */
function start(...args: string[]): ChildProcessByStdio<null, Readable, Readable> {
  return spawn(process.execPath, ['--conditions', '@seaworthy/source', '--import', 'tsx', CLI, ...args], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function seaworthyChaos(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = start(...args);
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, out, err };
}

describe('seaworthy-chaos as a process', { timeout: 30_000 }, () => {
  it('ends with 254 and a clear message on standard error when its arguments are wrong', async () => {
    const { code, out, err } = await seaworthyChaos('run', '--nodes', 'many', '--env', 'local');
    expect(code).toBe(254);
    expect(out).toBe('');
    expect(err).toMatch(/--nodes: expected a whole number from 1 to 9/);
  });

  it('ends with 254 when the history cannot be read', async () => {
    const { code, err } = await seaworthyChaos('check', '/nowhere', '--model', 'kv');
    expect(code).toBe(254);
    expect(err).toMatch(/cannot read the history \/nowhere/);
  });

  it('ends a simulation by Ctrl-C with what was found so far', async () => {
    const store = await mkdtemp(join(tmpdir(), 'seaworthy-interrupt-'));
    const args = ['run', '--env', 'sim', '--seeds', '1..1000000', '--duration', '2s', '--store', store];
    const child = start(...args);
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => {
      const isFirst = !out.includes('seeds |');
      out += chunk.toString();
      if (isFirst && out.includes('seeds |')) child.kill('SIGINT');
    });
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    await rm(store, { recursive: true });
    expect(out).toMatch(/Interrupted after \d+ of 1000000 seeds\./);
    expect(out).toMatch(/UNKNOWN: \d+ valid, 0 invalid/);
    expect(code).toBe(2);
  });
});
