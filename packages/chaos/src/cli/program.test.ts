import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { runCli } from './program.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seaworthy-cli-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function cli(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCli(args, {
    output: { isTerminal: false, columns: 80, write: (text) => out.push(text) },
    complain: (text) => err.push(text),
  });
  return { code, out: out.join(''), err: err.join('\n') };
}

async function file(name: string, ...lines: string[]): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, lines.join('\n'));
  return path;
}

const write = (process: number, type: string, value: number) =>
  JSON.stringify({ process, type, f: 'write', value });
const read = (process: number, type: string, value: number | null = null) =>
  JSON.stringify({ process, type, f: 'read', value });

describe('bad arguments', () => {
  it.each<[string[], RegExp]>([
    [['sail'], /unknown command 'sail'/],
    [['run', '--frobnicate'], /unknown option '--frobnicate'/],
    [['run', 'a.json', 'b.json'], /too many arguments/],
    [['run', '--nodes', 'many'], /--nodes: expected a whole number from 1 to 9/],
    [['run', '--nodes', '0'], /--nodes: expected a whole number from 1 to 9/],
    [
      ['run', '--time-limit', 'soon'],
      /--time-limit: expected a duration such as 60, 60s, 2m or PT1M30S, found "soon"/,
    ],
    [['run', '--time-limit', '0'], /--time-limit: expected a duration from 1 s/],
    [['run', '--concurrency', '-1'], /--concurrency: expected a whole number/],
    [['run', '--rate', '0'], /--rate: expected operations per second, above 0/],
    [['run', '--workload', 'queue'], /--workload: expected one of kv, register, found "queue"/],
    [['run', '--env', 'moon'], /--env: expected one of auto, docker, local, sim, found "moon"/],
    [['run', '--nemesis', 'kill,flood'], /--nemesis: expected a list of partition-halves.*found flood/],
    [['run', '--nemesis', ','], /--nemesis: expected a list of .*found nothing/],
    [['run', '--seed', '1.5'], /--seed: expected a whole number/],
    [['run', '--name', '../escape'], /--name: expected letters, digits/],
    [['run', '--name', 'latest'], /"latest" is taken/],
    [
      ['run', '--server', '/nowhere/server.mjs', '--env', 'local'],
      /--server: there is no file \/nowhere\/server\.mjs/,
    ],
    [['run', '/nowhere/experiment.json'], /cannot read the experiment \/nowhere\/experiment\.json/],
    [['check', 'x.jsonl'], /required option '--model <model>' not specified/],
    [['check', 'x.jsonl', '--model', 'bank'], /Allowed choices are kv, register, .*queue/],
    [
      ['check', 'x.jsonl', '--model', 'kv', '--format', 'csv'],
      /Allowed choices are jsonl, edn, porcupine-kv/,
    ],
    [
      ['check', '/nowhere/history.jsonl', '--model', 'kv'],
      /cannot read the history \/nowhere\/history\.jsonl/,
    ],
    [['check', '/tmp', '--model', 'kv'], /cannot read the history \/tmp: EISDIR/],
    [['analyze', '/nowhere'], /\/nowhere is not the folder of a run/],
    [['serve', '--port', '99999'], /expected a port from 0 to 65535/],
  ])('%j: 254 and a clear message', async (args, message) => {
    const { code, err, out } = await cli(...args);
    expect(code).toBe(254);
    expect(err).toMatch(message);
    expect(out).toBe('');
  });

  it('tells all mistakes at once', async () => {
    const { code, err } = await cli('run', '--nodes', '99', '--rate', 'fast');
    expect(code).toBe(254);
    expect(err).toContain('--nodes');
    expect(err).toContain('--rate');
  });

  it('names the file and the field of an experiment that is wrong', async () => {
    const notJson = await file('a.json', '{"nodes": 5,');
    expect(await cli('run', notJson)).toMatchObject({
      code: 254,
      err: expect.stringContaining(`${notJson}: expected JSON`) as string,
    });
    const wrong = await file('b.json', '{"nodes": "lots", "speed": 3}');
    const { code, err } = await cli('run', wrong);
    expect(code).toBe(254);
    expect(err).toContain(`${wrong}: nodes: expected a whole number from 1 to 9`);
    expect(err).toContain('unknown setting "speed"; known are name, env');
  });
});

describe('check', () => {
  it('calls a good history valid, with exit code 0', async () => {
    const path = await file(
      'good.jsonl',
      write(0, 'invoke', 1),
      write(0, 'ok', 1),
      read(1, 'invoke'),
      read(1, 'ok', 1),
    );
    const { code, out } = await cli('check', path, '--model', 'register');
    expect(code).toBe(0);
    expect(out).toMatch(/^VALID \(2 operations, model "register"/);
  });

  it('calls a bad one invalid, with exit code 1, and names the operations', async () => {
    const path = await file(
      'bad.jsonl',
      write(0, 'invoke', 1),
      write(0, 'ok', 1),
      read(1, 'invoke'),
      read(1, 'ok', null),
    );
    const { code, out } = await cli('check', path, '--model', 'register');
    expect(code).toBe(1);
    expect(out).toMatch(/INVALID/);
    expect(out).toMatch(/process 1's read .*returned nothing/);
    expect(out).toMatch(/by index: 0, 2/);
    const json = await cli('check', path, '--model', 'register', '--json');
    expect(json.code).toBe(1);
    expect(JSON.parse(json.out)).toMatchObject({ verdict: 'invalid', anomalies: [{ operations: [0, 2] }] });
  });

  it('checks other models, and draws a picture', async () => {
    const event = (type: string, f: string, value: number | null) =>
      JSON.stringify({ process: 0, type, f, value });
    const path = await file(
      'queue.jsonl',
      event('invoke', 'enqueue', 1),
      event('ok', 'enqueue', null),
      event('invoke', 'dequeue', null),
      event('ok', 'dequeue', null),
    );
    const html = join(folder, 'picture.html');
    const { code, out } = await cli('check', path, '--model', 'queue', '--html', html);
    expect(code).toBe(1);
    expect(out).toMatch(/INVALID \(2 operations, model "queue"/);
    expect(await readFile(html, 'utf8')).toMatch(/^<!doctype html>[^]*<title>Invalid: queue<\/title>/);
    const nowhere = await cli(
      'check',
      path,
      '--model',
      'queue',
      '--html',
      join(folder, 'no', 'picture.html'),
    );
    expect(nowhere).toMatchObject({ code: 254, out: '' });
    expect(nowhere.err).toContain('cannot write the picture');
  });

  it('reads EDN, and what it is told to read', async () => {
    const path = await file(
      'jepsen.edn',
      '{:process 0, :type :invoke, :f :write, :value 1}',
      '{:process 0, :type :ok, :f :write, :value 1}',
    );
    expect((await cli('check', path, '--model', 'register')).code).toBe(0);
    const { code, err } = await cli('check', path, '--model', 'register', '--format', 'jsonl');
    expect(code).toBe(254);
    expect(err).toContain('jepsen.edn: line 1, column 2: expected the name of a field in quotes');
  });

  it('refuses two open operations in one process, naming the place', async () => {
    const path = await file('double.jsonl', write(0, 'invoke', 1), write(0, 'invoke', 2));
    const { code, err } = await cli('check', path, '--model', 'register');
    expect(code).toBe(254);
    expect(err).toMatch(/line 2, column 12: expected process 0 to complete one operation at a time/);
  });
});

describe('help', () => {
  it('is printed with exit code 0, and tells the exit codes', async () => {
    const { code, out } = await cli('--help');
    expect(code).toBe(0);
    expect(out).toMatch(/0 valid, 1 invalid, 2 unknown/);
    expect((await cli('--version')).out).toMatch(/^\d+\.\d+\.\d+/);
    expect(await readFile(new URL('../../package.json', import.meta.url), 'utf8')).toContain(
      (await cli('--version')).out.trim(),
    );
  });
});
