import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

const CLI = fileURLToPath(new URL('../cli.ts', import.meta.url));

/** The command as a process of its own, from the sources. */
async function seaworthyChaos(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(
    process.execPath,
    ['--conditions', '@seaworthy/source', '--import', 'tsx', CLI, ...args],
    {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
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
});
