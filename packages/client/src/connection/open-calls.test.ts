import { beforeEach, expect, it } from 'vitest';
import { VirtualClock } from '../testing/virtual-clock.test.support.ts';
import { OpenCalls, type Expiring, type Place } from './open-calls.ts';

let clock: VirtualClock;
let open: OpenCalls<Expiring>;
let expired: [name: string, at: number][];

beforeEach(() => {
  clock = new VirtualClock();
  open = new OpenCalls(clock, 100);
  expired = [];
});

function add(name: string, timeoutMs = 100): Place<Expiring> {
  return open.add({
    timeoutMs,
    expire: () => {
      expired.push([name, clock.monotonicNow()]);
    },
  });
}

it('ends everything at its deadline, with one timer for each timeout', async () => {
  add('a');
  await clock.advance(30);
  add('b');
  add('c', 20);
  add('d', 500);
  add('e', 500);
  expect([clock.timers, open.size]).toEqual([3, 5]);
  await clock.advance(1000);
  expect(expired).toEqual([
    ['c', 50],
    ['a', 100],
    ['b', 130],
    ['d', 530],
    ['e', 530],
  ]);
  expect([clock.timers, open.size]).toEqual([0, 0]);
});

it('ends nothing that was taken out before, and nothing early', async () => {
  const first = add('a');
  await clock.advance(60);
  add('b');
  open.remove(first);
  open.remove(first);
  expect(open.size).toBe(1);
  await clock.advance(99);
  expect(expired).toEqual([]);
  await clock.advance(1);
  expect(expired).toEqual([['b', 160]]);
});

it('is in order whichever of them is taken out', async () => {
  const places = [];
  for (const name of 'abcde') {
    places.push(add(name));
    await clock.advance(10);
  }
  for (const place of [0, 2, 4]) open.remove(places[place] as Place<Expiring>);
  add('f');
  await clock.advance(1000);
  expect(expired).toEqual([
    ['b', 110],
    ['d', 130],
    ['f', 150],
  ]);
});

it('ends all that is due when the process stood still', async () => {
  add('a');
  await clock.advance(10);
  add('b');
  clock.freeze(500);
  await clock.advance(0);
  expect(expired).toEqual([
    ['a', 510],
    ['b', 510],
  ]);
});

it('keeps what has no deadline, without a timer', async () => {
  add('a', Infinity);
  expect(clock.timers).toBe(0);
  await clock.advance(1e9);
  expect([expired, open.size]).toEqual([[], 1]);
});

it('keeps nothing of a timeout that is seldom used', () => {
  for (let turn = 0; turn < 100; turn++) open.remove(add('a', 1000 + turn));
  expect(clock.timers).toBe(0);
});

it('hands everything out at the end, and stops', async () => {
  const places = [add('a'), add('b', Infinity), add('c', 7)];
  expect(new Set(open.clear())).toEqual(new Set(places.map(({ item }) => item)));
  for (const place of places) open.remove(place);
  expect([open.size, clock.timers]).toEqual([0, 0]);
  await clock.advance(1000);
  expect(expired).toEqual([]);
});
