import { beforeEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../testing/virtual-clock.test.support.ts';
import type { LoadProgress } from './context.ts';
import { busyMeter, FakeTarget } from './fake-target.test.support.ts';
import { Histogram } from './histogram.ts';
import type { LoadPlanInput } from './plan.ts';
import type { LoadResult, RoundResult } from './result.ts';
import { runLoad, type RunOptions } from './run.ts';
import { LoadError } from './target.ts';

const PLAN: LoadPlanInput = { inFlight: 4, keys: 10, warmupSeconds: 1, seconds: 2, rounds: 3 };

let clock: VirtualClock;
let target: FakeTarget;

beforeEach(() => {
  clock = new VirtualClock();
  target = new FakeTarget(clock);
});

function begin(plan: LoadPlanInput = {}, options: RunOptions = {}): Promise<LoadResult> {
  return runLoad({ ...PLAN, ...plan }, target, { clock, meter: busyMeter(clock), ...options });
}

const run = (plan?: LoadPlanInput, options?: RunOptions): Promise<LoadResult> =>
  clock.until(begin(plan, options), 200_000);

async function failure(promise: Promise<unknown>): Promise<unknown> {
  return await clock.until(
    promise.then(
      () => undefined,
      (error: unknown) => error,
    ),
  );
}

const first = (result: LoadResult): RoundResult => result.rounds[0] as RoundResult;

describe('a load in a closed loop', () => {
  it('comes to places divided by latency, in every round', async () => {
    const result = await run();
    expect(result.rounds).toHaveLength(3);
    for (const round of result.rounds) {
      expect(round.opsPerSecond).toBeCloseTo(400, 0);
      expect(round.latencyMs).toMatchObject({ mean: 10, max: 10 });
      expect(round).toMatchObject({ seconds: 2, errors: {}, longestStallMs: 10, cpuSeconds: 2, busy: 1 });
      expect(round).toMatchObject({ lagMs: null, backlog: 0, heldBack: 0 });
    }
    expect(result.spread?.opsPerSecond.median).toBeCloseTo(400, 0);
    expect(result.operations).toBe(result.rounds.reduce((sum, { operations }) => sum + operations, 0));
    expect(result).toMatchObject({ interrupted: false, fillSeconds: null });
    expect([target.mostOpen, target.openNow, target.closed]).toEqual([4, 0, 1]);
  });

  it('does not measure the warm-up', async () => {
    target.fate = ({ at }) => ({ afterMs: at < 900 ? 100 : 10 });
    const result = await run();
    expect(result.latencyMs).toMatchObject({ p50: expect.closeTo(10, 0) as number, max: 10 });
  });

  it.each([
    [3, 20],
    [4, 25],
  ])('tells the median, least and most of %d rounds', async (rounds, median) => {
    target.fate = ({ at }) => ({ afterMs: 10 * (1 + Math.floor(at / 1000)) });
    const { spread } = await run({ warmupSeconds: 0, rounds, seconds: 1 });
    expect(spread?.max).toEqual({ median, min: 10, max: 10 * rounds });
    expect(spread?.opsPerSecond.max).toBe(396);
    expect(spread?.opsPerSecond.min).toBeCloseTo(4000 / (10 * rounds), -1);
  });

  it('counts the latency of what ends after the last round, but not the operation', async () => {
    target.fate = ({ at }) => ({ afterMs: at >= 990 ? 3000 : 10 });
    const { rounds } = await run({ warmupSeconds: 0, seconds: 1, rounds: 1, inFlight: 1 });
    expect(rounds[0]).toMatchObject({ operations: 99, seconds: 1 });
    expect(rounds[0]?.latencyMs?.max).toBe(3000);
  });

  it('sees a stall in every round that it reaches into', async () => {
    target.fate = ({ at }) => ({ afterMs: at > 500 && at < 520 ? 1200 : 10 });
    const { rounds } = await run({ warmupSeconds: 0, seconds: 1, rounds: 3, inFlight: 1 });
    expect(rounds.map(({ longestStallMs }) => longestStallMs)).toEqual([490, 1200, 10]);
  });

  it('has a histogram of all rounds', async () => {
    const result = await run();
    const histogram = Histogram.fromJSON(result.histogram);
    expect(histogram.count).toBeGreaterThanOrEqual(result.operations);
    expect(histogram.percentile(99)).toBe(result.latencyMs?.p99);
  });
});

describe('a load at a rate', () => {
  it('comes to the rate where the system can keep up', async () => {
    const round = first(await run({ rate: 100 }));
    expect(round.opsPerSecond).toBeCloseTo(100, 0);
    expect(round.latencyMs?.max).toBe(10);
    expect(round).toMatchObject({ backlog: 0, heldBack: 0, lagMs: { max: 0 } });
  });

  it('counts the wait behind a stall: coordinated omission', async () => {
    // A place is held for 500 ms by one operation of 200; those behind it were to begin at their own times.
    target.fate = ({ at }) => ({ afterMs: at === 500 ? 500 : 1 });
    const round = first(await run({ rate: 100, inFlight: 1, warmupSeconds: 0, rounds: 1 }));
    const times = round.latencyMs;
    expect(times?.max).toBe(500);
    expect(times?.p90).toBeGreaterThan(250);
    expect(round.heldBack).toBeGreaterThan(45);
    expect(round.operations).toBe(200);
  });

  it('tells by how much a rate was missed that is out of reach', async () => {
    const result = await run({ rate: 1000, inFlight: 1, warmupSeconds: 0, seconds: 1, rounds: 2 });
    expect(result.rounds.map(({ opsPerSecond }) => Math.round(opsPerSecond / 10))).toEqual([10, 10]);
    expect(result.rounds.map(({ backlog }) => Math.round(backlog / 100))).toEqual([9, 18]);
    expect(result.rounds[1]?.latencyMs?.max).toBeGreaterThan(1500);
  });
});

describe('errors', () => {
  it('are counted by code, and not among the latencies', async () => {
    const fates = [
      new LoadError('cas_refused', 'no'),
      Object.assign(new Error('down'), { code: 'unavailable' }),
      new TypeError('odd'),
      'text',
      null,
    ];
    let turn = 0;
    target.fate = () => ({ afterMs: 10, error: fates[turn++ % fates.length] });
    const result = await run({ inFlight: 1, warmupSeconds: 0 });
    expect(Object.keys(result.errors).toSorted()).toEqual([
      'TypeError',
      'cas_refused',
      'text',
      'unavailable',
    ]);
    for (const [code, count] of Object.entries(result.errors))
      expect(count, code).toBe(result.rounds.reduce((sum, { errors }) => sum + (errors[code] ?? 0), 0));
    expect(result.latencyMs?.max).toBe(10);
  });

  it('leave no figures but themselves where nothing succeeds', async () => {
    target.fate = () => ({ afterMs: 10, error: new LoadError('no_such_key', 'no') });
    const result = await run();
    expect(result).toMatchObject({ operations: 0, latencyMs: null, spread: null });
    expect(first(result)).toMatchObject({ opsPerSecond: 0, longestStallMs: 3000 });
    expect(result.errors['no_such_key']).toBeGreaterThan(100);
  });

  it('include what is never answered, and do not wait for it for ever', async () => {
    target.fate = ({ at }) => (at > 2000 ? 'never' : { afterMs: 10 });
    const result = await run({ warmupSeconds: 0, seconds: 3, rounds: 1 }, { drainMs: 5000 });
    expect(result.errors).toEqual({ unanswered: 4 });
    expect(clock.monotonicNow()).toBe(3000 + 5000 + 1000);
    expect(target.closed).toBe(1);
  });
});

describe('the fill', () => {
  it('puts every key before the load, many at a time', async () => {
    const result = await run({ mix: { get: 1 }, keys: 1000 });
    const puts = target.taken.filter(({ kind }) => kind === 'put');
    expect(puts).toHaveLength(1000);
    expect(new Set(puts.map(({ key }) => key)).size).toBe(1000);
    expect(target.taken.findIndex(({ kind }) => kind === 'get')).toBe(1000);
    expect(result.fillSeconds).toBe(0.02);
  });

  it('that fails ends everything, for keys would be missing', async () => {
    const error = new Error('full');
    target.fate = ({ key }) => (key.endsWith('7') ? { afterMs: 1, error } : { afterMs: 10 });
    expect(await failure(begin({ mix: { get: 1 } }))).toBe(error);
    expect([target.openNow, target.closed]).toEqual([0, 1]);
  });
});

describe('connections', () => {
  it('are opened before the load and closed after it', async () => {
    await run({ connections: 23, inFlight: 50 });
    expect([target.opened, target.closed]).toEqual([23, 23]);
  });

  it('are closed again if one cannot be opened', async () => {
    const error = new Error('refused');
    target.onOpen = (connection) => (connection === 12 ? Promise.reject(error) : Promise.resolve());
    expect(await failure(begin({ connections: 30, inFlight: 30 }))).toBe(error);
    expect([target.opened, target.closed, target.taken.length]).toEqual([20, 19, 0]);
  });
});

describe('a signal', () => {
  it('ends the round, and what was measured is the result', async () => {
    const interruption = new AbortController();
    clock.schedule(4000, () => {
      interruption.abort();
    });
    const result = await run({}, { signal: interruption.signal });
    expect(result.interrupted).toBe(true);
    expect(result.rounds.map(({ seconds }) => seconds)).toEqual([2, 1]);
    expect(result.rounds[1]?.opsPerSecond).toBeCloseTo(400, 0);
    expect([target.openNow, target.closed]).toEqual([0, 1]);
  });

  it('during the warm-up leaves nothing', async () => {
    const interruption = new AbortController();
    clock.schedule(500, () => {
      interruption.abort();
    });
    const result = await run({}, { signal: interruption.signal });
    expect(result).toMatchObject({
      interrupted: true,
      rounds: [],
      spread: null,
      latencyMs: null,
      operations: 0,
    });
  });

  it('does not wait long for what is open', async () => {
    target.fate = ({ at }) => (at > 1500 ? 'never' : { afterMs: 10 });
    const interruption = new AbortController();
    clock.schedule(2000, () => {
      interruption.abort();
    });
    const result = await run({}, { signal: interruption.signal, drainMs: 60_000 });
    expect(result.errors).toEqual({ unanswered: 4 });
    expect(clock.monotonicNow()).toBe(3000);
  });

  it('ends the fill', async () => {
    target.fate = () => 'never';
    const interruption = new AbortController();
    clock.schedule(300, () => {
      interruption.abort();
    });
    const result = await run({ fill: true }, { signal: interruption.signal });
    expect(result).toMatchObject({ interrupted: true, rounds: [] });
    expect(clock.monotonicNow()).toBe(1300);
  });

  it('reaches whoever opens a connection', async () => {
    const interruption = new AbortController();
    target.onOpen = (_, signal) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => {
          reject(new Error('aborted'));
        });
      });
    clock.schedule(100, () => {
      interruption.abort();
    });
    expect(await failure(begin({}, { signal: interruption.signal }))).toMatchObject({ message: 'aborted' });
  });
});

describe('reports on the way', () => {
  it('come every second, and at the end of every round', async () => {
    const progress: LoadProgress[] = [];
    const rounds: [number, number][] = [];
    const result = await run(
      { warmupSeconds: 1.5 },
      {
        onProgress: (each) => progress.push(each),
        onRound: (round, number) => rounds.push([number, round.operations]),
      },
    );
    expect(progress.map(({ phase, round, seconds }) => [phase, round, seconds])).toEqual([
      ['warm-up', 0, 1],
      ['round', 1, 1],
      ['round', 2, 1],
      ['round', 3, 1],
    ]);
    expect(progress[0]).toMatchObject({ operations: 396, failures: 0 });
    expect(rounds).toEqual(result.rounds.map(({ operations }, place) => [place + 1, operations]));
    expect(clock.timers).toBe(0);
  });
});
