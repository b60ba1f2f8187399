import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { NATIVE_PATH, NATIVE_PROTOCOL } from '@seaworthy/client/wire';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';

// @ts-expect-error: a plain script without types
import { bundleServer } from '../bundle.mjs';
import { Program } from './daemon/process.test.support.ts';
import { freeBasePort } from './server/free-ports.test.support.ts';
import { VERSION } from './version.ts';

const NOBODY = 65_534;
let home: string;
let bundle: string;
let directory: string;
const programs = new Set<Program>();

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'seaworthy-bundle-'));
  bundle = join(home, 'seaworthy-server.mjs');
  await (bundleServer as (outfile: string) => Promise<void>)(bundle);
});

afterAll(async () => {
  await rm(home, { recursive: true });
});

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'seaworthy-cli-'));
});

afterEach(async () => {
  await Promise.all([...programs].map((program) => program.end('SIGKILL')));
  programs.clear();
  await rm(directory, { recursive: true, force: true });
});

function start(args: readonly string[], env: Record<string, string> = {}): Program {
  const program = new Program(bundle, args, env);
  programs.add(program);
  return program;
}

/** A node on free ports of this machine. */
function nodeFlags(data: string): string[] {
  const listen = ['--listen-clients', '127.0.0.1:0', '--listen-peers', '127.0.0.1:0'];
  return ['--node-id', 'n1', '--data-dir', data, '--election-timeout-ms', '200', ...listen];
}

function node(more: readonly string[] = [], data = join(directory, 'n1')): Program {
  return start([...nodeFlags(data), ...more]);
}

async function clientUrl(program: Program): Promise<string> {
  return String((await program.logged('serving'))['clients']);
}

async function put(url: string, key: string, value: string): Promise<number> {
  for (;;) {
    const response = await fetch(`${url}/v1/kv/${key}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ value }),
    });
    if (response.status !== 503) return response.status;
  }
}

async function get(url: string, key: string): Promise<unknown> {
  for (;;) {
    const response = await fetch(`${url}/v1/kv/${key}`);
    if (response.status !== 503) return ((await response.json()) as { value?: unknown }).value;
  }
}

describe('the command line', () => {
  it('tells its version, its help and its configuration', async () => {
    const version = start(['--version']);
    expect(await version.ended).toBe(0);
    expect(version.stdout).toBe(`${VERSION}\n`);
    const help = start(['run', '--help']);
    expect(await help.ended).toBe(0);
    expect(help.stdout).toContain('--election-timeout-ms <ms>');
    const print = start(['--print-config', '--node-id', 'x'], { SEAWORTHY_HEARTBEAT_MS: '50' });
    expect(await print.ended).toBe(0);
    expect(JSON.parse(print.stdout)).toMatchObject({
      'node-id': { value: 'x', from: 'flag --node-id' },
      'heartbeat-ms': { value: '50', from: 'environment variable SEAWORTHY_HEARTBEAT_MS' },
    });
    const usage = start(['help']);
    expect(await usage.ended).toBe(0);
    expect(usage.stdout).toContain('seaworthy-server up');
  });

  it('ends with 64 on a wrong configuration, and names every mistake', async () => {
    const wrong = start(['--nod-id', 'x', '--node-id', 'b', '--cluster', 'a=127.0.0.1:1'], {
      SEAWORTHY_KEEP: '1',
    });
    expect(await wrong.ended).toBe(64);
    expect(wrong.stderr).toMatch(/--nod-id: there is no such flag/);
    expect(wrong.stderr).toMatch(/SEAWORTHY_KEEP: there is no such option/);
    expect(wrong.stderr).toMatch(/cluster: expected this node, b, among the members, got a/);
    const unknown = start(['launch']);
    expect(await unknown.ended).toBe(64);
    expect(unknown.stderr).toMatch(/there is no command "launch"/);
    const up = start(['up', '--nodes', '0', '--what']);
    expect(await up.ended).toBe(64);
    expect(up.stderr).toMatch(/nodes: expected a whole number from 1/);
    expect(up.stderr).toMatch(/--what: there is no such flag/);
  });

  it('ends with 73 where the data directory cannot be', async () => {
    const file = join(directory, 'file');
    await writeFile(file, '');
    const program = node([], file);
    expect(await program.ended).toBe(73);
    expect(program.lines.at(-1)).toMatchObject({ level: 'fatal', msg: 'the server could not start' });
  });

  it('ends with 73 where the data directory may not be written to', async () => {
    await chmod(home, 0o755);
    await chmod(directory, 0o555);
    // The superuser may write anywhere.
    const uid = process.getuid?.() === 0 ? NOBODY : undefined;
    const program = new Program(bundle, nodeFlags(join(directory, 'n1')), {}, uid);
    programs.add(program);
    expect(await program.ended).toBe(73);
    expect(JSON.stringify(program.lines.at(-1))).toMatch(/EACCES/);
    await chmod(directory, 0o755);
  });

  it('ends with 73 where another process holds the data directory, which goes on', async () => {
    const first = node();
    const url = await clientUrl(first);
    const second = node();
    expect(await second.ended).toBe(73);
    expect(JSON.stringify(second.lines.at(-1))).toMatch(/locked/);
    expect(await put(url, 'a', '1')).toBe(200);
  });

  it('ends with 65 on data of another cluster, of nobody, or corrupt', async () => {
    const first = node();
    await put(await clientUrl(first), 'a', '1');
    await first.end();
    expect(await node(['--cluster-id', 'other']).ended).toBe(65);

    const foreign = join(directory, 'foreign');
    await mkdir(foreign);
    await writeFile(join(foreign, 'precious.txt'), 'mine');
    expect(await node([], foreign).ended).toBe(65);
    expect(await readFile(join(foreign, 'precious.txt'), 'utf8')).toBe('mine');
  });

  it('ends with 65 on a corrupted snapshot, and says which', async () => {
    const flags = ['--snapshot-every-entries', '10', '--keep-entries', '0'];
    const first = node(flags);
    const url = await clientUrl(first);
    for (let count = 0; count < 12; count++) await put(url, `k${count}`, 'x'.repeat(100));
    await first.until(({ lines }) =>
      lines.find(({ event }) => (event as { type?: string })?.type === 'snapshot-taken'),
    );
    await first.end();
    const snapshots = join(directory, 'n1', 'snapshots');
    const files = (await readdir(snapshots)).filter((name) => name.includes('snap') || /\d/.test(name));
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      const path = join(snapshots, file);
      const bytes = await readFile(path);
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 0xff;
      await writeFile(path, bytes);
    }
    const again = node(flags);
    expect(await again.ended).toBe(65);
    expect(JSON.stringify(again.lines.at(-1))).toMatch(/snapshot/);
  });

  it('inspects a data directory, for people and for programs, and ends with 65 where something is wrong', async () => {
    const data = join(directory, 'n1');
    const first = node();
    await put(await clientUrl(first), 'a', '1');
    await first.end();
    const people = start(['inspect', data]);
    expect(await people.ended).toBe(0);
    expect(people.stdout).toContain(`${data}: node n1 of cluster seaworthy\nlog:\n`);
    expect(people.stdout).toMatch(/problems:\n {2}none\n$/);
    const programs = start(['inspect', data, '--json']);
    expect(await programs.ended).toBe(0);
    expect(JSON.parse(programs.stdout)).toMatchObject({ identity: { nodeId: 'n1' }, problems: [] });

    const segment = join(data, 'wal', '0000000000000001.wal');
    const bytes = await readFile(segment);
    bytes.writeUInt8(bytes.readUInt8(540) ^ 1, 540);
    await writeFile(segment, bytes);
    const harmed = start(['inspect', '--json', data]);
    expect(await harmed.ended).toBe(65);
    expect(JSON.parse(harmed.stdout)).toMatchObject({ log: null, problems: [{ code: 'corrupt_log' }] });

    expect(await start(['inspect', join(directory, 'nothing')]).ended).toBe(73);
    expect(await start(['inspect']).ended).toBe(64);
    expect(await start(['inspect', data, '--yaml']).ended).toBe(64);
  });

  it('ends with 69 where an address is taken', async () => {
    const first = node();
    const { host } = new URL(await clientUrl(first));
    const peers = String((await first.logged('serving'))['peers']);
    expect(await node(['--listen-clients', host], join(directory, 'n2')).ended).toBe(69);
    expect(await node(['--listen-peers', peers], join(directory, 'n3')).ended).toBe(69);
  });
});

describe('a daemon', () => {
  it('logs what happens to its node, one JSON object per line', async () => {
    const program = node();
    await put(await clientUrl(program), 'a', '1');
    expect(await program.end()).toBe(0);
    const events = program.lines.filter(({ msg }) => msg === 'raft');
    for (const line of events)
      expect(line).toMatchObject({
        level: 'info',
        node: 'n1',
        time: expect.any(Number) as number,
        mono: expect.any(Number) as number,
      });
    const types = events.map(({ event }) => (event as { type: string }).type);
    expect(types[0]).toBe('started');
    expect(types).toContain('voted');
    expect(types.at(-1)).toBe('stopped');
    expect(events.map(({ event }) => (event as { role?: string }).role)).toContain('leader');
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('stops in an orderly way on %s, with 0', async (signal) => {
    const program = node();
    await put(await clientUrl(program), 'a', signal);
    expect(await program.end(signal)).toBe(0);
    const again = node();
    expect(await get(await clientUrl(again), 'a')).toBe(signal);
  });

  it('loses nothing that it answered when it is killed', async () => {
    const program = node();
    const url = await clientUrl(program);
    for (let count = 0; count < 50; count++) expect(await put(url, `k${count}`, String(count))).toBe(200);
    expect(await program.end('SIGKILL')).toBe(null);
    const again = await clientUrl(node());
    for (let count = 0; count < 50; count++) expect(await get(again, `k${count}`)).toBe(String(count));
  });

  it('writes for people when asked', async () => {
    const program = node(['--log-format', 'pretty']);
    await program.until(({ stdout }) => (stdout.includes('"role":"leader"') ? true : undefined));
    expect(program.stdout).toMatch(/^\d\d:\d\d:\d\d\.\d{3} INFO {2}n1 starting version=/);
  });

  it('stays up, and keeps its data, whatever is thrown at its ports', async () => {
    const program = node();
    const url = await clientUrl(program);
    await put(url, 'a', '1');
    const peers = String((await program.logged('serving'))['peers']);
    for (const target of [new URL(url).host, peers]) {
      for (const garbage of [
        '\x00\x01\x02\xff'.repeat(1000),
        'GET / HTTP/1.1\r\n\r\n',
        `GET /${'x'.repeat(100_000)}`,
      ]) {
        const socket = connect(Number(target.split(':')[1]), '127.0.0.1');
        socket.on('error', () => undefined);
        socket.resume();
        socket.end(garbage, 'latin1');
        await new Promise((resolve) => socket.once('close', resolve));
      }
    }
    const oversized = new WebSocket(url.replace('http', 'ws') + NATIVE_PATH, NATIVE_PROTOCOL);
    oversized.on('error', () => undefined);
    await once(oversized, 'open');
    oversized.send(new Uint8Array(5_000_000));
    const [code] = (await once(oversized, 'close')) as [number];
    expect(code).toBe(1009);
    expect(await get(url, 'a')).toBe('1');
    expect(await put(url, 'a', '2')).toBe(200);
    expect(await program.end()).toBe(0);
  });

  it('answers about its health', async () => {
    const program = node();
    const url = await clientUrl(program);
    await put(url, 'a', '1');
    const ready = (await (await fetch(`${url}/readyz?verbose`)).json()) as {
      checks: { name: string; ok: boolean }[];
    };
    expect(ready.checks.map(({ name, ok }) => [name, ok])).toEqual([
      ['recovered', true],
      ['leader', true],
      ['not-stopping', true],
      ['node', true],
    ]);
    expect((await fetch(`${url}/livez`)).status).toBe(200);
  });
});

describe('up', () => {
  const upFlags = async (): Promise<string[]> => ['--base-port', String(await freeBasePort(3, 100))];

  it('boots a cluster of processes, shows who leads, and stops all of them', async () => {
    const program = start([
      'up',
      '--nodes',
      '3',
      '--data-dir',
      join(directory, 'data'),
      ...(await upFlags()),
    ]);
    const url = await program.until(({ stdout }) => /n1 runs: (\S+),/.exec(stdout)?.[1]);
    await program.until(({ stdout }) =>
      /n\d leader term=\d+ last=\d+ commit=\d+ applied=\d+/.test(stdout) ? true : undefined,
    );
    expect(await put(url, 'a', '1')).toBe(200);
    const pids = [...program.stdout.matchAll(/process (\d+)/g)].map(([, pid]) => Number(pid));
    expect(pids).toHaveLength(3);
    expect(await program.end('SIGINT')).toBe(0);
    expect(program.stdout).toMatch(/stopping\nstopped\n$/);
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
    const other = start(['up', '--nodes', '5', '--data-dir', join(directory, 'data')]);
    expect(await other.ended).toBe(64);
    expect(other.stderr).toMatch(/it holds one of {"nodes":3/);
  }, 30_000);

  it('says why a node did not start', async () => {
    const first = node();
    const { port } = new URL(await clientUrl(first));
    const program = start(['up', '--nodes', '2', '--ephemeral', '--base-port', port]);
    expect(await program.ended).toBe(69);
    expect(program.stderr).toMatch(/n1 ended with code 69/);
    expect(program.stderr).toMatch(/EADDRINUSE/);
  });

  it('leaves no node behind when it is killed', async () => {
    const program = start([
      'up',
      '--nodes',
      '1',
      '--data-dir',
      join(directory, 'data'),
      ...(await upFlags()),
    ]);
    const pid = Number(await program.until(({ stdout }) => /process (\d+)/.exec(stdout)?.[1]));
    await program.end('SIGKILL');
    for (;;) {
      try {
        process.kill(pid, 0);
        await new Promise((resolve) => setImmediate(resolve));
      } catch {
        break;
      }
    }
  });
});
