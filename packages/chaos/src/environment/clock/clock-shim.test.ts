import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import type { ClockSetting } from '../environment.ts';
import { until } from '../testing/__stand-in.ts';
import { CLOCK_SHIM, HOST_CLOCK, shimEnvironment, shimSetting } from './clock-control.ts';

interface Timer {
  unref(): Timer;
  hasRef(): boolean;
  refresh(): Timer;
}

interface Clocks {
  wallNow(): number;
  monotonicNow(): number;
  apply(setting: ClockSetting & { sequence: number; sinceMs: number }): void;
  setTimeout(run: (...args: never[]) => void, delayMs: number, ...args: unknown[]): Timer;
  setInterval(run: () => void, delayMs: number): Timer;
  clear(timer: unknown): void;
}

const { createClocks } = createRequire(import.meta.url)(CLOCK_SHIM) as {
  createClocks(host: object): Clocks;
};

/** A host whose time is moved by the test. */
class VirtualHost {
  #now = 0;
  readonly #timers = new Map<object, { readonly dueMs: number; readonly run: () => void }>();

  wallNow = (): number => 1_000_000 + this.#now;
  monotonicNow = (): number => this.#now;
  setTimeout = (run: () => void, delayMs: number): object => {
    const timer = { unref: (): undefined => undefined };
    this.#timers.set(timer, { dueMs: this.#now + delayMs, run });
    return timer;
  };
  clearTimeout = (timer: object): void => {
    this.#timers.delete(timer);
  };

  get timers(): number {
    return this.#timers.size;
  }

  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      const [next] = [...this.#timers].sort(([, a], [, b]) => a.dueMs - b.dueMs);
      if (next === undefined || next[1].dueMs > end) break;
      this.#now = Math.max(this.#now, next[1].dueMs);
      this.#timers.delete(next[0]);
      next[1].run();
    }
    this.#now = end;
  }
}

function virtual(): { host: VirtualHost; clocks: Clocks; set(setting: Partial<ClockSetting>): void } {
  const host = new VirtualHost();
  const clocks = createClocks(host);
  let sequence = 0;
  const set = (setting: Partial<ClockSetting>): void =>
    clocks.apply({ ...HOST_CLOCK, ...setting, sequence: ++sequence, sinceMs: host.wallNow() });
  return { host, clocks, set };
}

describe('clocks that a setting moves', () => {
  it('are the host’s at first', () => {
    const { host, clocks } = virtual();
    host.advance(123);
    expect([clocks.wallNow(), clocks.monotonicNow()]).toEqual([1_000_123, 123]);
  });

  it('jump: the wall clock both ways, the monotonic one forward only, and only if asked to', () => {
    const { clocks, set } = virtual();
    set({ offsetMs: -5000, clocks: 'wall' });
    expect([clocks.wallNow(), clocks.monotonicNow()]).toEqual([995_000, 0]);
    set({ offsetMs: 3000 });
    expect([clocks.wallNow(), clocks.monotonicNow()]).toEqual([1_003_000, 3000]);
    set({ offsetMs: 4000 });
    expect([clocks.wallNow(), clocks.monotonicNow()]).toEqual([1_004_000, 4000]);
    set({ offsetMs: -9000 });
    expect([clocks.wallNow(), clocks.monotonicNow()]).toEqual([991_000, 4000]);
    set(HOST_CLOCK);
    expect([clocks.wallNow(), clocks.monotonicNow()]).toEqual([1_000_000, 4000 + 9000]);
  });

  it('run faster and slower, without a step when the rate changes', () => {
    const { host, clocks, set } = virtual();
    set({ rate: 2 });
    host.advance(1000);
    expect([clocks.wallNow(), clocks.monotonicNow()]).toEqual([1_002_000, 2000]);
    set({ rate: 0.5 });
    expect(clocks.monotonicNow()).toBe(2000);
    host.advance(1000);
    expect(clocks.monotonicNow()).toBe(2500);
    set({ rate: 3, clocks: 'wall' });
    host.advance(1000);
    expect([clocks.wallNow() - host.wallNow(), clocks.monotonicNow()]).toEqual([2000, 3500]);
  });

  it('ignore a setting that they have already', () => {
    const { clocks } = virtual();
    const setting = { ...HOST_CLOCK, offsetMs: 1000, sequence: 1, sinceMs: 0 };
    clocks.apply(setting);
    clocks.apply(setting);
    expect(clocks.monotonicNow()).toBe(1000);
  });
});

describe('timers', () => {
  it('fire at once when a jump takes them past their time', () => {
    const { host, clocks, set } = virtual();
    const fired: string[] = [];
    clocks.setTimeout((name: string) => fired.push(name), 5000, 'five seconds');
    clocks.setTimeout((name: string) => fired.push(name), 20_000, 'twenty');
    host.advance(100);
    set({ offsetMs: 60_000, clocks: 'wall' });
    host.advance(100);
    expect(fired).toEqual([]);
    set({ offsetMs: 6000 });
    host.advance(1);
    expect(fired).toEqual(['five seconds']);
    host.advance(13_800);
    expect(fired).toEqual(['five seconds', 'twenty']);
  });

  it('keep to a rate that changes while they wait', () => {
    const { host, clocks, set } = virtual();
    let fired = 0;
    clocks.setTimeout(() => (fired += 1), 1000);
    set({ rate: 0.5 });
    host.advance(1000);
    expect(fired).toBe(0);
    set({ rate: 5 });
    host.advance(100);
    expect(fired).toBe(1);
  });

  it('repeat, until they are cleared, even by themselves', () => {
    const { host, clocks, set } = virtual();
    let ticks = 0;
    const interval = clocks.setInterval(() => {
      ticks += 1;
      if (ticks === 6) clocks.clear(interval);
    }, 100);
    host.advance(350);
    expect(ticks).toBe(3);
    set({ rate: 10 });
    host.advance(1000);
    expect(ticks).toBe(6);
    expect(host.timers).toBe(0);
  });

  it('are cleared, by themselves and by number, and can be started over', () => {
    const { host, clocks } = virtual();
    let fired = 0;
    const timers = [1, 2, 3].map(() => clocks.setTimeout(() => (fired += 1), 100));
    host.advance(50);
    clocks.clear(timers[0]);
    clocks.clear(Number(timers[1]));
    timers[2]?.refresh();
    host.advance(60);
    expect(fired).toBe(0);
    host.advance(50);
    expect(fired).toBe(1);
    expect(host.timers).toBe(0);
  });

  it('outlast the longest delay that a host timer can have', () => {
    const { host, clocks, set } = virtual();
    let fired = 0;
    set({ rate: 0.01 });
    clocks.setTimeout(() => (fired += 1), 2 ** 31 - 1);
    host.advance(2 ** 31 * 99);
    expect(fired).toBe(0);
    host.advance(2 ** 31);
    expect(fired).toBe(1);
  });
});

const PROGRAM = `
const { setTimeout: later } = require('node:timers/promises');
const { promisify } = require('node:util');
const { statSync } = require('node:fs');
const fired = [];
const answers = {
  clocks: () => ({
    wall: Date.now(), made: new Date().getTime(), told: new Date(Date()).getTime(),
    now: performance.now(), hrtime: process.hrtime(), bigint: String(process.hrtime.bigint()), uptime: process.uptime(),
  }),
  arm: () => {
    setTimeout(() => fired.push('setTimeout'), 30_000);
    later(30_000).then(() => fired.push('timers/promises'));
    promisify(setTimeout)(30_000).then(() => fired.push('promisify'));
    AbortSignal.timeout(30_000).addEventListener('abort', (event) => fired.push(event.target.reason.name));
    import('node:timers').then((timers) => timers.setTimeout(() => fired.push('import'), 30_000));
    return null;
  },
  fired: () => fired.sort(),
  kinds: () => ({
    date: new Date() instanceof Date, stat: statSync('/').mtime instanceof Date, fixed: new Date(0).toISOString(),
    utc: Date.UTC(2026, 0), parsed: Date.parse('2026-01-01T00:00:00Z'), text: typeof Date(),
    sub: new (class Day extends Date { get day() { return this.getUTCDate(); } })(0).day,
    unref: setTimeout(() => undefined, 1e6).unref().hasRef(),
    refusal: (() => { try { setTimeout('text') } catch (error) { return error.code } })(),
  }),
};
process.on('message', (ask) => process.send(answers[ask]()));
process.send('ready');
`;

interface Shown {
  readonly wall: number;
  readonly made: number;
  readonly told: number;
  readonly now: number;
  readonly hrtime: [number, number];
  readonly bigint: string;
  readonly uptime: number;
}

describe('a program with the shim preloaded', () => {
  let folder: string;
  let file: string;
  let child: ChildProcess;
  let sequence = 0;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'seaworthy shim '));
    file = join(folder, 'clock.json');
    await writeFile(join(folder, 'program.cjs'), PROGRAM);
    child = fork(join(folder, 'program.cjs'), {
      env: { ...process.env, ...shimEnvironment(file, CLOCK_SHIM) },
      execArgv: [],
    });
    await once(child, 'message');
  });
  afterEach(() => set(HOST_CLOCK));
  afterAll(async () => {
    child.kill();
    await rm(folder, { recursive: true });
  });

  const ask = async <T>(question: string): Promise<T> => {
    const answer = once(child, 'message') as Promise<[T]>;
    child.send(question);
    return (await answer)[0];
  };
  const offset = async (): Promise<number> => (await ask<Shown>('clocks')).wall - Date.now();
  const set = async (setting: ClockSetting): Promise<void> => {
    await writeFile(`${file}.new`, shimSetting(setting, ++sequence, Date.now()));
    await rename(`${file}.new`, file);
    await until('the setting', async () => Math.abs((await offset()) - setting.offsetMs) < 200);
  };

  it('sees every clock move', async () => {
    const before = await ask<Shown>('clocks');
    await set({ offsetMs: 50_000, rate: 1, clocks: 'wall-and-monotonic' });
    const after = await ask<Shown>('clocks');
    const moved = {
      wall: after.wall - before.wall,
      made: after.made - before.made,
      told: after.told - before.told,
      now: after.now - before.now,
      hrtime: (after.hrtime[0] - before.hrtime[0]) * 1000 + (after.hrtime[1] - before.hrtime[1]) / 1e6,
      bigint: Number(BigInt(after.bigint) - BigInt(before.bigint)) / 1e6,
      uptime: (after.uptime - before.uptime) * 1000,
    };
    for (const milliseconds of Object.values(moved)) {
      expect(milliseconds).toBeGreaterThan(48_900);
      expect(milliseconds).toBeLessThan(60_000);
    }
    // Its monotonic clock begins with the process, as the runtime's does.
    expect(before.now).toBeLessThan(30_000);
  });

  it('has timers of every kind fire when they fall due by a jump', async () => {
    await ask('arm');
    await set({ offsetMs: 31_000, rate: 1, clocks: 'wall-and-monotonic' });
    const all = ['TimeoutError', 'import', 'promisify', 'setTimeout', 'timers/promises'];
    await until('all timers', async () => (await ask<string[]>('fired')).length === all.length);
    expect(await ask('fired')).toEqual(all);
  });

  it('finds Date and timers to be what they always were', async () => {
    expect(await ask('kinds')).toEqual({
      date: true,
      stat: true,
      fixed: '1970-01-01T00:00:00.000Z',
      utc: Date.UTC(2026, 0),
      parsed: Date.UTC(2026, 0),
      text: 'string',
      sub: 1,
      unref: false,
      refusal: 'ERR_INVALID_ARG_TYPE',
    });
  });
});
