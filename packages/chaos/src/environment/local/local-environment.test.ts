import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import type { Environment } from '../environment.ts';
import { environmentContract } from '../testing/__environment-contract.ts';
import { standIn } from '../testing/__stand-in.ts';
import { createLocalEnvironment } from './local-environment.ts';

describe('local processes', () => {
  let directory: string;
  let environment: Environment;

  afterAll(async () => {
    expect(await readFile(environment.logFile('n2'), 'utf8')).toMatch(/1\. time\n.*2\. time\n/);
    await rm(directory, { recursive: true });
  });

  environmentContract(async () => {
    directory = await mkdtemp(join(tmpdir(), 'seaworthy-local-'));
    environment = await createLocalEnvironment({
      system: standIn(),
      nodes: ['n1', 'n2', 'n3'],
      runId: 'test',
      directory,
    });
    return environment;
  });

  it('tells what cannot be done to a program that is none for Node.js', async () => {
    const native = { ...standIn(), runtime: 'native' } as const;
    const options = { system: native, nodes: ['n1'], runId: 'test', directory };
    const bare = await createLocalEnvironment(options);
    expect(bare.capability('clock-wall')).toMatchObject({ available: false });
    expect(bare.capability('kill')).toEqual({ available: true });
    await bare.stop();
  });

  it('says so when a program is not there', async () => {
    const missing = { ...standIn(), command: () => ({ argv: ['/nowhere/at-all'] }) };
    const options = { system: missing, nodes: ['n1'], runId: 'test', directory };
    const broken = await createLocalEnvironment(options);
    await expect(broken.start()).rejects.toMatchObject({ code: 'environment_failed' });
    await broken.stop();
  });
});
