import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { until } from '../testing/__stand-in.ts';

const GUARD = fileURLToPath(new URL('orphan-guard.cjs', import.meta.url));
const NODE = `require('node:child_process')
  .spawn(process.execPath, ['--require', ${JSON.stringify(GUARD)}, '-e', 'setInterval(() => undefined, 1000)'], {
    env: { ...process.env, SEAWORTHY_PARENT: String(process.pid) }, stdio: 'ignore', detached: true,
  })
  .once('spawn', function () { process.stdout.write(String(this.pid)); });
setInterval(() => undefined, 1000);`;

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(process.platform === 'win32')('a local node', () => {
  it('ends when the process that started it was killed', async () => {
    const parent = spawn(process.execPath, ['-e', NODE], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [said] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(said.toString());
    expect(exists(pid)).toBe(true);
    parent.kill('SIGKILL');
    await until('the end of the node', async () => !exists(pid));
  });
});
