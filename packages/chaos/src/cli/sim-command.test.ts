import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { planOf, SCRIPTED_WORKER, SEEDS } from '../sim/pool/scripted-engine.test.support.ts';
import type { Plan } from '../sim/plan.ts';
import { runCli } from './program.ts';
import { simCommand } from './sim-command.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seaworthy-sim-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The command, with workers that do as their seeds say. */
async function sim(flags: Record<string, unknown>): Promise<Said> {
  const out: string[] = [];
  const err: string[] = [];
  const io = {
    output: { isTerminal: false, columns: 80, write: (text: string) => out.push(text) },
    complain: (text: string) => err.push(text),
  };
  const all = { env: 'sim', store: join(folder, 'store'), ...flags };
  const code = await simCommand(all, io, { pool: { program: SCRIPTED_WORKER } });
  return { code, out: out.join(''), err: err.join('\n') };
}

async function cli(...args: string[]): Promise<Said> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCli(args, {
    output: { isTerminal: false, columns: 80, write: (text) => out.push(text) },
    complain: (text) => err.push(text),
  });
  return { code, out: out.join(''), err: err.join('\n') };
}

async function write(name: string, content: unknown): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const FATAL: Plan = planOf(5, [
  { type: 'crash', atMs: 1_000, forMs: 500, nodes: [1], survival: null },
  { type: 'transfer', atMs: 1_500, to: 'random' },
  { type: 'pause', atMs: 2_000, forMs: 500, node: 2 },
]);

async function runFolder(): Promise<string> {
  const [name = ''] = (await readdir(join(folder, 'store', 'sim'))).filter((entry) => entry !== 'latest');
  return join(folder, 'store', 'sim', name);
}

describe('run --env sim: bad arguments', () => {
  it.each<[string[], RegExp]>([
    [['--seeds', 'many'], /--seeds: expected a seed such as 7 or a range such as 1\.\.1000.*found "many"/],
    [['--seeds', '9..1'], /--seeds: expected a range that begins with its lower end/],
    [['--seed', '-1'], /--seed: expected a seed/],
    [['--duration', 'long'], /--duration: expected a duration such as/],
    [['--duration', '1ms'], /--duration: expected a duration from 100ms to 24 h/],
    [['--nodes', '0'], /--nodes: expected a whole number from 1 to 9/],
    [['--workers', '0'], /--workers: expected a whole number from 1 to 1000/],
    [['--shrink-runs', 'all'], /--shrink-runs: expected a whole number/],
    [['--name', '..'], /--name: expected letters/],
    [['--rate', '5'], /--rate has no meaning in a simulation; known are --env, --nodes/],
    [['--plan', '/nowhere.json'], /--plan: cannot read \/nowhere\.json/],
    [['--plan', 'x.json', '--seeds', '1..2'], /expected one of --plan and --seeds, found both/],
    [['--seed', '1', '--seeds', '1..2'], /expected one of --seeds and --seed, found both/],
    [['--plan', 'x.json', '--nodes', '3'], /--nodes: a plan says this itself/],
    [['--seeds', '1..2', '--trace', '-'], /--trace: expected a single seed, or a plan/],
    [['--seeds', '1', '--trace', '/nowhere/trace'], /--trace: cannot write \/nowhere\/trace/],
    [['experiment.json'], /a simulation takes flags alone/],
    [['--seeds', '1', '--store', '/dev/null'], /cannot keep runs in \/dev\/null/],
  ])('%j: 254 and a clear message', async (args, message) => {
    const store = args.includes('--store') ? [] : ['--store', join(folder, 'store')];
    const { code, err, out } = await cli('run', '--env', 'sim', ...args, ...store);
    expect(code).toBe(254);
    expect(err).toMatch(message);
    expect(out).not.toMatch(/VALID/);
  });

  it('refuses what belongs to simulations elsewhere', async () => {
    expect(await cli('run', '--seeds', '1')).toMatchObject({
      code: 254,
      err: 'error: --seeds takes --env sim',
    });
    expect((await cli('run', '--env', 'local', '--shrink-runs', '1')).err).toBe(
      'error: --shrink-runs takes --env sim',
    );
    const file = await write('a.json', { env: 'sim' });
    expect((await cli('run', file)).err).toContain('a simulation takes flags alone');
  });

  it.each<[string, unknown, RegExp]>([
    ['what is no JSON', '{', /expected JSON/],
    ['what is no plan', { seed: 1 }, /durationMs: /],
    ['a plan with an impossible fault', { ...FATAL, faults: [{ type: 'flood' }] }, /faults\.0.*known "type"/],
  ])('refuses %s as a plan', async (_, content, message) => {
    const { code, err } = await cli('run', '--env', 'sim', '--plan', await write('plan.json', content));
    expect(code).toBe(254);
    expect(err).toMatch(message);
  });

  it('tells all mistakes at once', async () => {
    const { err } = await cli('run', '--env', 'sim', '--seeds', 'x', '--nodes', '99', '--rate', '1');
    expect(err).toMatch(/--seeds[\s\S]*--nodes[\s\S]*--rate/);
  });
});

describe('run --env sim', () => {
  it('ends with 0 when all is well, and keeps its results', async () => {
    // Plans are drawn with faults; the scripted system breaks by some of these, and by none without time.
    const { code, out } = await sim({ seeds: '30..33', duration: '2s' });
    expect(out).toContain('Simulating seeds 30 to 33.');
    expect(out).toMatch(/^VALID: 4 valid, 0 invalid, 0 unknown$/m);
    expect(code).toBe(0);
    const results = JSON.parse(await readFile(join(await runFolder(), 'results.json'), 'utf8')) as unknown;
    expect(results).toMatchObject({ verdict: 'valid', total: 4, valid: 4 });
    expect(await readFile(join(await runFolder(), 'index.html'), 'utf8')).toContain(
      '--seeds 30..33 --duration 2000ms',
    );
  });

  it('ends with 1 when a run fails, and replays what it kept', async () => {
    const first = await sim({ plan: await write('plan.json', FATAL) });
    expect(first.code).toBe(1);
    expect(first.out).toContain('seed 5: log-matching, after 2.005 s');
    const kept = join(await runFolder(), 'seed-5', 'plan.json');
    const again = await sim({ plan: kept, store: join(folder, 'other'), json: true });
    expect(again.code).toBe(1);
    expect(JSON.parse(again.out)).toMatchObject({
      failures: [{ seed: 5, violation: { property: 'log-matching' } }],
    });
  });

  it('ends with 2 when nothing was proven, and with 255 when a run crashed', async () => {
    expect(await sim({ seed: String(SEEDS.quiet) })).toMatchObject({ code: 2 });
    const crash = await sim({ seed: String(SEEDS.exits) });
    expect(crash.code).toBe(255);
    expect(crash.out).toMatch(/crashed seed 13: the worker ended with exit code 7\ngoing down/);
  });

  it('prints nothing but JSON with --json', async () => {
    const { out, err } = await sim({ seeds: '30..31', duration: '2s', json: true });
    expect(JSON.parse(out)).toMatchObject({ verdict: 'valid', total: 2 });
    expect(err).toBe('');
  });

  it('prints nothing but the trace with --trace -', async () => {
    const { out, err } = await sim({ seeds: '30', duration: '2s', trace: '-' });
    expect(out).toBe('seed 30\n');
    expect(err).toContain('VALID: 1 valid');
  });

  it('tells how to replay what failed', async () => {
    const drawn = await sim({ seed: String(SEEDS.fails), duration: '2s', nodes: '5', shrinkRuns: 0 });
    expect(drawn.code).toBe(1);
    expect(drawn.out).toMatch(
      /Replay: seaworthy-chaos run --env sim --seeds 12 --duration 2000ms --nodes 5\n {10}seaworthy-chaos run --env sim --plan .*plan\.json\n/,
    );
    const planned = await sim({ plan: await write('plan.json', FATAL), shrinkRuns: 0 });
    expect(planned.out).toMatch(/Replay: seaworthy-chaos run --env sim --plan .*seed-5\/plan\.json\n/);
    expect(planned.out).not.toContain('--seeds');
  });
});
