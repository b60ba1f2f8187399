import { beforeEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../testing/virtual-clock.test.support.ts';
import { Engine, type LoadObserver } from './engine.ts';
import { FakeTarget } from './fake-target.test.support.ts';
import { closedLoop, openLoop, type Pacing } from './pacing.ts';
import type { LoadConnection, Operation } from './target.ts';

const OPERATION: Operation = { kind: 'put', key: new Uint8Array(16), value: new Uint8Array(8) };

let clock: VirtualClock;
let target: FakeTarget;
let starts: [intendedAt: number, possibleAt: number, startedAt: number][];
let ends: [intendedAt: number, endedAt: number, error: unknown][];

const observer: LoadObserver = {
  onStart: (...times) => starts.push(times),
  onDone: (...times) => ends.push(times),
};

beforeEach(() => {
  clock = new VirtualClock();
  target = new FakeTarget(clock);
  starts = [];
  ends = [];
});

interface Load {
  readonly inFlight: number;
  readonly connections?: number;
  readonly pacing?: Pacing;
  readonly operations?: number;
}

async function start({ inFlight, connections = 1, pacing = closedLoop, operations = Infinity }: Load) {
  let left = operations;
  const engine = new Engine({
    connections: await Promise.all(Array.from({ length: connections }, () => target.open())),
    ...{ inFlight, clock, pacing, observer },
    operations: { next: () => (left-- > 0 ? OPERATION : null) },
  });
  engine.start();
  return engine;
}

describe('a closed loop', () => {
  it('begins an operation whenever one has ended, and no more at a time than it is told', async () => {
    const engine = await start({ inFlight: 3 });
    await clock.advance(35);
    expect(starts.map(([, , at]) => at)).toEqual([0, 0, 0, 10, 10, 10, 20, 20, 20, 30, 30, 30]);
    expect(target.mostOpen).toBe(3);
    expect(engine.open).toBe(3);
  });

  it('spreads what is in flight evenly over the connections', async () => {
    await start({ inFlight: 4, connections: 2 });
    await clock.advance(25);
    const counts = [0, 1].map((each) => target.taken.filter(({ connection }) => connection === each).length);
    expect(counts).toEqual([6, 6]);
  });

  it('lets a place rest after an error, so that it does not hammer', async () => {
    target.fate = () => ({ afterMs: 1, error: new Error('no') });
    await start({ inFlight: 1 });
    await clock.advance(100);
    expect(ends).toHaveLength(10);
    expect(starts.map(([, , at]) => at)).toEqual([0, 11, 22, 33, 44, 55, 66, 77, 88, 99]);
  });

  it('is quiet when the operations have come to their end', async () => {
    const engine = await start({ inFlight: 4, operations: 10 });
    await clock.until(engine.quiet);
    expect(ends).toHaveLength(10);
    expect(clock.monotonicNow()).toBe(30);
  });

  it('begins nothing once it was stopped, and is quiet when what was open has ended', async () => {
    const engine = await start({ inFlight: 2 });
    await clock.advance(15);
    engine.stop();
    await clock.until(engine.quiet);
    expect([starts.length, ends.length, clock.monotonicNow()]).toEqual([4, 4, 20]);
  });

  it('tells nothing more once it was abandoned', async () => {
    const engine = await start({ inFlight: 2 });
    await clock.advance(15);
    engine.abandon();
    await clock.advance(100);
    expect([ends.length, engine.open]).toEqual([2, 2]);
  });
});

describe('an open loop', () => {
  it('begins operations at their times, whatever becomes of those before', async () => {
    await start({ inFlight: 10, pacing: openLoop(250, 0) });
    await clock.advance(15);
    expect(starts).toEqual([0, 4, 8, 12].map((at) => [at, at, at]));
  });

  it('begins what was held up as soon as a place is free, and counts from when it was to begin', async () => {
    const pacing = openLoop(1000, 0);
    target.fate = ({ at }) => ({ afterMs: at === 0 ? 5 : 1 });
    await start({ inFlight: 1, pacing });
    await clock.advance(7.5);
    expect(starts.slice(0, 3)).toEqual([
      [0, 0, 0],
      [1, 5, 5],
      [2, 6, 6],
    ]);
    expect(ends.slice(0, 3)).toEqual([
      [0, 5, null],
      [1, 6, null],
      [2, 7, null],
    ]);
    expect(pacing.backlog(7.5)).toBe(4);
  });

  it('tells how late it is itself, as after the process stood still', async () => {
    await start({ inFlight: 10, pacing: openLoop(100, 0) });
    await clock.advance(1);
    clock.freeze(24);
    await clock.advance(10);
    expect(starts).toEqual([
      [0, 0, 0],
      [10, 10, 25],
      [20, 20, 25],
      [30, 30, 30],
    ]);
  });

  it('lets connections take turns, however few are busy', async () => {
    await start({ inFlight: 4, connections: 4, pacing: openLoop(50, 0) });
    await clock.advance(95);
    expect(target.taken.map(({ connection }) => connection)).toEqual([0, 1, 2, 3, 0]);
  });

  it('has no timer left once it was stopped', async () => {
    const engine = await start({ inFlight: 1, pacing: openLoop(1, 0) });
    await clock.advance(20);
    engine.stop();
    expect(clock.timers).toBe(0);
    await clock.until(engine.quiet);
  });
});

describe('a target that does not keep to its side', () => {
  const only = (start: LoadConnection['start']): Engine =>
    new Engine({
      connections: [{ start, close: () => Promise.resolve() }],
      ...{ inFlight: 1, clock, pacing: closedLoop, observer },
      operations: { next: () => OPERATION },
    });

  it('is told that it ended an operation twice', () => {
    let end: (error: unknown) => void = () => undefined;
    let begun = 0;
    const engine = only((_, done) => {
      begun++;
      end = done;
    });
    engine.start();
    engine.stop();
    end(null);
    expect(() => {
      end(null);
    }).toThrow('an operation ended twice');
    expect([begun, ends.length]).toEqual([1, 1]);
  });

  it('is told that it ended an operation while it was begun', () => {
    const engine = only((_, done) => {
      done(null);
    });
    expect(() => {
      engine.start();
    }).toThrow('an operation ended while it was begun');
  });
});
