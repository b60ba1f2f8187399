import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { FakeServer } from './testing/fake-server.test.support.ts';
import { listen } from './testing/web-socket-server.test.support.ts';

const CLI = fileURLToPath(new URL('./cli.ts', import.meta.url));

/** Starts `seaworthy` as a process of its own; `feed` is written to it, and its input is ended unless `keepOpen`. */
function start(endpoint: string, args: readonly string[], feed = '', keepOpen = false) {
  const child = spawn(process.execPath, ['--import', 'tsx', CLI, ...args], {
    env: { ...process.env, SEAWORTHY_ENDPOINTS: endpoint, NODE_OPTIONS: '' },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  child.stdin.write(feed);
  if (!keepOpen) child.stdin.end();
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
  return { child, ended };
}

describe('seaworthy, as a process', () => {
  it('does a command and ends by itself', { timeout: 30_000 }, async () => {
    const server = new FakeServer('n1');
    await using listening = await listen(server);
    const run = (...args: string[]) => start(listening.endpoint, args).ended;
    expect(await run('put', 'k', 'v')).toEqual({ code: 0, stdout: 'ok, revision 1\n', stderr: '' });
    const ended = await Promise.all([run('get', 'k'), run('get', 'none'), run('get'), run('--version')]);
    expect(ended.map(({ code }) => code)).toEqual([0, 3, 2, 0]);
    expect(ended[0].stdout).toBe('v\n');
    expect(server.store.sessions.size).toBe(0);
  });

  it('fails with code 1 when there is no server', { timeout: 30_000 }, async () => {
    const { code, stdout, stderr } = await start('127.0.0.1:1', ['--timeout', '100ms', 'get', 'k']).ended;
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('(unavailable)');
  });

  it(
    'takes commands from a pipe, and ends at exit though the pipe stays open',
    { timeout: 30_000 },
    async () => {
      await using listening = await listen(new FakeServer('n1'));
      const { ended } = start(listening.endpoint, [], 'put k v\nget k\nexit\n', true);
      expect(await ended).toEqual({ code: 0, stdout: 'ok, revision 1\nv\n', stderr: '' });
    },
  );

  it('ends quietly when nobody reads its output any more', { timeout: 30_000 }, async () => {
    const server = new FakeServer('n1');
    await using listening = await listen(server);
    const { child, ended } = start(listening.endpoint, [], 'help\n'.repeat(2000));
    child.stdout.destroy();
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
  });
});
