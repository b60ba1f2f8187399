import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, describe, expect, it } from 'vitest';

import type { Environment } from '../environment.ts';
import { seaworthyServer, type SystemUnderTest } from '../system.ts';
import { environmentContract } from '../testing/__environment-contract.ts';
import { standIn, standInFlags, STAND_IN_PROGRAM, until } from '../testing/__stand-in.ts';
import { createDockerEnvironment } from './docker-environment.ts';
import { removeLeftovers } from './labels.ts';

const run = promisify(execFile);

/** The stand-in in the image of the server: its program travels on the command line. */
async function standInContainer(): Promise<SystemUnderTest> {
  const { container } = seaworthyServer();
  if (container === undefined) throw new Error('expected the Dockerfile of the repository');
  const program = await readFile(STAND_IN_PROGRAM, 'utf8');
  const argv = ['node', '--input-type=module', '-e', program, '--'];
  return {
    ...standIn(),
    container: { ...container, command: (context) => ({ argv: [...argv, ...standInFlags(context)] }) },
  };
}

async function labelled(runId: string): Promise<string> {
  const filter = ['--filter', `label=seaworthy.chaos=${runId}`, '-q'];
  const found = await Promise.all([
    run('docker', ['ps', '-a', ...filter]),
    run('docker', ['network', 'ls', ...filter]),
  ]);
  return found.map(({ stdout }) => stdout).join('');
}

// They take a minute and need an engine, so they are asked for.
describe.skipIf(process.env['SEAWORTHY_TEST_DOCKER'] !== '1')('containers (SEAWORTHY_TEST_DOCKER=1)', () => {
  const runId = `test-${process.pid}`;
  let directory: string;
  let environment: Environment;

  afterAll(async () => {
    expect(await readFile(environment.logFile('n2'), 'utf8')).toMatch(/1\. time\n(.*\n)*.*2\. time\n/);
    expect(await labelled(runId)).toBe('');
    await rm(directory, { recursive: true });
  }, 60_000);

  environmentContract(async () => {
    directory = await mkdtemp(join(tmpdir(), 'seaworthy-docker-'));
    const system = await standInContainer();
    environment = await createDockerEnvironment({ system, nodes: ['n1', 'n2', 'n3'], runId, directory });
    return environment;
  });

  it('sets the wall clock, and no other, of a program that is none for Node.js', async () => {
    const native = { ...(await standInContainer()), runtime: 'native' } as const;
    const options = { system: native, nodes: ['n1'], runId: `${runId}-native`, directory };
    const single = await createDockerEnvironment(options);
    try {
      await single.start();
      expect(single.capability('clock-wall')).toEqual({ available: true });
      expect(single.capability('clock-monotonic')).toMatchObject({ available: false });
      const before = await until('n1 answers', () => single.readClock('n1'));
      await single.setClock('n1', { offsetMs: -60_000, rate: 1, clocks: 'wall' });
      const after = await single.readClock('n1');
      expect(Math.abs(after.wallOffsetMs + 60_000)).toBeLessThan(50 + after.uncertaintyMs);
      expect(Math.abs(after.monotonicOffsetMs - before.monotonicOffsetMs)).toBeLessThan(
        50 + after.uncertaintyMs,
      );
      await single.resetClock('n1');
      const reset = await single.readClock('n1');
      expect(Math.abs(reset.wallOffsetMs)).toBeLessThan(50 + reset.uncertaintyMs);
      const drift = single.setClock('n1', { offsetMs: 0, rate: 2, clocks: 'wall' });
      await expect(drift).rejects.toMatchObject({ code: 'fault_unsupported' });
    } finally {
      await single.stop();
    }
  }, 60_000);

  it('are found and removed when the process that made them has gone', async () => {
    const { stdout: host } = await run('hostname');
    const dead = `${runId}-dead`;
    const owner = `seaworthy.chaos.owner=${host.trim()}/4194303`;
    const labels = ['--label', `seaworthy.chaos=${dead}`, '--label', owner];
    await run('docker', ['network', 'create', ...labels, `seaworthy-${dead}`]);
    expect(await removeLeftovers()).toEqual([dead]);
    expect(await labelled(dead)).toBe('');
  }, 60_000);
});
