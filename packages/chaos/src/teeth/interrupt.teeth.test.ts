import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readlink, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { readHistoryFile } from '../history/reader.ts';
import { bundleServer } from './bundle-server.test.support.ts';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

let folder: string;
let store: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seaworthy-interrupt-'));
  store = join(folder, 'store');
  await bundleServer(join(folder, 'server.mjs'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  text(): string;
  /** Resolves when the output contains it. */
  sees(words: RegExp): Promise<void>;
}

function start(...args: string[]): Running {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      for (const look of waiting) look();
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const sees = async (words: RegExp): Promise<void> => {
    await new Promise<void>((resolve, reject) => {
      const look = (): void => {
        if (words.test(text)) resolve();
      };
      waiting.add(look);
      look();
      void ended.then(() => reject(new Error(`it ended without ${words.source}:\n${text}`)));
    });
  };
  return { child, ended, text: () => text, sees };
}

/** Where the nodes serve clients, by their own words. */
async function portsOf(run: string): Promise<number[]> {
  const ports: number[] = [];
  for (const node of ['n1', 'n2', 'n3']) {
    const log = await readFile(join(run, 'logs', `${node}.log`), 'utf8');
    for (const [, port] of log.matchAll(/"clients":"http:\/\/127\.0\.0\.1:(\d+)"/g)) ports.push(Number(port));
  }
  return ports;
}

async function isServed(port: number): Promise<boolean> {
  const socket = connect({ host: '127.0.0.1', port });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

const flags = (): string[] => [
  'run',
  ...['--env', 'local', '--nodes', '3', '--time-limit', '60', '--nemesis', 'pause', '--seed', '4'],
  ...['--store', store, '--server', join(folder, 'server.mjs')],
];

describe('Ctrl-C', () => {
  it('ends a run in the middle of a fault, and leaves its record but no process', async () => {
    const running = start(...flags());
    await running.sees(/\d+\/60 s .*\| n\d paused/);
    running.child.kill('SIGINT');
    expect(await running.ended).toBe(2);
    expect(running.text()).toContain('UNKNOWN');
    expect(running.text()).toContain('the run was interrupted');
    const run = join(store, await readlink(join(store, 'latest')));
    const history = await readHistoryFile(join(run, 'history.jsonl'));
    expect(history.filter(({ f }) => f === 'start')).toHaveLength(1);
    expect(history.filter(({ f }) => f === 'stop')).toHaveLength(1);
    const results = JSON.parse(await readFile(join(run, 'results.json'), 'utf8')) as { verdict: string };
    expect(results.verdict).toBe('unknown');
    const ports = await portsOf(run);
    expect(ports).toHaveLength(3);
    for (const port of ports) expect(await isServed(port)).toBe(false);
  });

  it('a second time ends it at once, and leaves no process either', async () => {
    const running = start(...flags());
    await running.sees(/3 nodes are up/);
    running.child.kill('SIGINT');
    await running.sees(/once more to stop at once/);
    running.child.kill('SIGINT');
    expect([255, 2]).toContain(await running.ended);
    const run = join(store, await readlink(join(store, 'latest')));
    const ports = await portsOf(run);
    expect(ports).toHaveLength(3);
    for (const port of ports)
      while (await isServed(port)) await new Promise((resolve) => setTimeout(resolve, 10));
  });
});
