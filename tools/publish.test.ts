import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const PACKAGES = ['core', 'porcupine', 'transport-ws', 'storage-fs', 'client', 'kv-server', 'chaos'];

let project: string;
const tarballs = new Map<string, string>();

/** Packs every package and installs the tarballs, and nothing else, into an empty project. */
beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'seaworthy-publish-'));
  for (const name of PACKAGES) {
    const directory = join(root, 'packages', name);
    const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', project], {
      cwd: directory,
    });
    const [packed] = Object.values(JSON.parse(stdout) as Record<string, { filename: string }>);
    tarballs.set(name, join(project, packed?.filename ?? ''));
  }
  await writeFile(
    join(project, 'package.json'),
    JSON.stringify({ name: 'empty', private: true, type: 'module' }),
  );
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', ...tarballs.values()], {
    cwd: project,
  });
});

afterAll(() => rm(project, { recursive: true, force: true }));

/** The first TypeScript block of a package's README. */
async function example(name: string): Promise<string> {
  const readme = await readFile(join(root, 'packages', name, 'README.md'), 'utf8');
  const block = /```ts\n([\s\S]*?)```/.exec(readme)?.[1];
  if (block === undefined) throw new Error(`the README of ${name} has no example`);
  const file = join(project, `example-${name}.mjs`);
  await writeFile(file, block);
  return file;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function startServer(): Promise<{ process: ChildProcess; endpoint: string }> {
  const [clients, peers] = [await freePort(), await freePort()];
  const bin = join(project, 'node_modules', '.bin', 'seaworthy-server');
  const flags = [
    '--node-id',
    'n1',
    '--cluster',
    `n1=127.0.0.1:${peers}`,
    '--data-dir',
    join(project, 'data'),
  ];
  const listen = ['--listen-clients', `127.0.0.1:${clients}`, '--listen-peers', `127.0.0.1:${peers}`];
  const process = spawn(bin, [...flags, ...listen], { stdio: 'ignore' });
  return { process, endpoint: `127.0.0.1:${clients}` };
}

describe('every package, packed and installed into an empty project', () => {
  for (const name of PACKAGES) {
    it(`${name}: the example of its README runs`, async () => {
      const server = name === 'client' ? await startServer() : null;
      try {
        const env = { ...process.env, ...(server === null ? {} : { SEAWORTHY_ENDPOINTS: server.endpoint }) };
        const { stdout } = await run(process.execPath, [await example(name)], {
          cwd: project,
          env,
          timeout: 60_000,
        });
        expect(stdout.trim()).not.toBe('');
      } finally {
        server?.process.kill();
      }
    });

    it(`${name}: publint and attw find nothing to mend`, async () => {
      const tarball = tarballs.get(name) ?? '';
      await run('npx', ['publint', '--strict', tarball], { cwd: root });
      // A style sheet has no types.
      const styles = ['--exclude-entrypoints', 'page/base.css'];
      await run('npx', ['attw', tarball, '--profile', 'esm-only', ...styles], { cwd: root });
    });
  }

  it('has no tests and no build information in it', async () => {
    for (const tarball of tarballs.values()) {
      const { stdout } = await run('tar', ['tzf', tarball]);
      expect(stdout).not.toMatch(/\.test\.|tsbuildinfo|__/);
      expect(stdout).toMatch(/package\/README\.md/);
      expect(stdout).toMatch(/package\/LICENSE/);
    }
  });
});

describe('a release', () => {
  it('can be rehearsed', async () => {
    const env = { ...process.env, NX_DAEMON: 'false' };
    const { stdout } = await run('npx', ['nx', 'release', 'version', 'minor', '--dry-run'], {
      cwd: root,
      env,
    });
    for (const name of PACKAGES) expect(stdout).toContain(`"name": "@seaworthy/${name}"`);
  });
});
