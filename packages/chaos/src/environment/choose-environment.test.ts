import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { chooseEnvironment } from './choose-environment.ts';
import type { Environment, EnvironmentOptions } from './environment.ts';
import { seaworthyServer } from './system.ts';
import { standIn } from './testing/__stand-in.ts';

describe('without an engine', () => {
  let directory: string;
  let made: Environment | undefined;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'seaworthy-choose-'));
    // A socket that nobody listens on; or no docker command at all.
    vi.stubEnv('DOCKER_HOST', `unix://${directory}/none.sock`);
    vi.stubEnv('PATH', ['/usr/bin', process.env['PATH']].join(delimiter));
  });
  afterEach(async () => {
    await made?.stop();
    made = undefined;
    vi.unstubAllEnvs();
    await rm(directory, { recursive: true });
  });

  const containable = seaworthyServer().container;
  const options = (): EnvironmentOptions => ({
    system: { ...standIn(), ...(containable === undefined ? {} : { container: containable }) },
    nodes: ['n1'],
    runId: 'choose',
    directory,
  });

  it('takes processes, and says why', async () => {
    made = await chooseEnvironment('auto', options());
    expect(made.name).toBe('local');
    expect(made.description).toMatch(/no Docker engine answers/);
    expect(made.description).not.toContain('\n');
  });

  it('insists on containers if told to', async () => {
    await expect(chooseEnvironment('docker', options())).rejects.toMatchObject({
      code: 'environment_unavailable',
      retryable: false,
    });
  });

  it('takes processes for a system that runs in no container', async () => {
    made = await chooseEnvironment('auto', { ...options(), system: standIn() });
    expect(made.description).toMatch(/stand-in does not run in containers/);
    await expect(chooseEnvironment('docker', { ...options(), system: standIn() })).rejects.toMatchObject({
      code: 'environment_unavailable',
    });
  });
});
