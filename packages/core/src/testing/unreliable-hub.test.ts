import { describe, expect, it } from 'vitest';

import type { Message } from '../raft/message.ts';
import { nodeId, term } from '../raft/types.ts';
import { SeededRandom } from './seeded-random.ts';
import { LATE, ROUGH, UnreliableHub } from './unreliable-hub.ts';
import { VirtualClock } from './virtual-clock.ts';

const [a, b, c] = [nodeId('a'), nodeId('b'), nodeId('c')];
const COUNT = 2_000;

interface Heard {
  readonly hub: UnreliableHub;
  readonly clock: VirtualClock;
  /** What arrived, as `from>to term at time`. */
  readonly log: string[];
  readonly terms: number[];
  send(from: typeof a, to: typeof a, number: number): void;
}

async function listen(seed: number): Promise<Heard> {
  const clock = new VirtualClock();
  const hub = new UnreliableHub(clock, new SeededRandom(seed));
  const log: string[] = [];
  const terms: number[] = [];
  const refuse = (): Promise<never> => Promise.reject(new Error('no snapshots here'));
  for (const id of [a, b, c]) {
    await hub.transport(id).start({
      onMessage: (from, message) => {
        terms.push(message.term);
        log.push(`${from}>${id} ${message.term} at ${clock.monotonicNow().toFixed(2)}`);
      },
      onSnapshotOffer: refuse,
      onSnapshot: refuse,
      onUnreachable: () => undefined,
    });
  }
  const message = (number: number): Message => ({ type: 'vote-response', term: term(number), granted: true });
  return { hub, clock, log, terms, send: (from, to, number) => hub.send(from, to, message(number)) };
}

describe('UnreliableHub', () => {
  it('is fair at first: everything arrives once and in order', async () => {
    const { clock, terms, send } = await listen(1);
    for (let number = 0; number < COUNT; number++) send(a, b, number);
    clock.advance(1);
    expect(terms).toEqual(Array.from({ length: COUNT }, (_, number) => number));
  });

  it('loses, doubles and reorders about as much as it says, and the same for the same seed', async () => {
    const runs = [];
    for (const seed of [1, 1, 2]) {
      const run = await listen(seed);
      run.hub.weather = ROUGH;
      for (let number = 0; number < COUNT; number++) run.send(a, b, number);
      run.clock.advance(100);
      runs.push(run);
    }
    const [first, again, other] = runs;
    expect(again?.log).toEqual(first?.log);
    expect(other?.log).not.toEqual(first?.log);
    const terms = first?.terms ?? [];
    const arrived = new Set(terms).size;
    expect(arrived / COUNT).toBeGreaterThan(0.87);
    expect(arrived / COUNT).toBeLessThan(0.93);
    expect(terms.length).toBeGreaterThan(arrived);
    expect(terms).not.toEqual([...terms].sort((x, y) => x - y));
  });

  it('brings some messages long after they were sent', async () => {
    const { hub, clock, terms, send } = await listen(3);
    hub.weather = LATE;
    for (let number = 0; number < COUNT; number++) send(a, b, number);
    clock.advance(100);
    const soon = terms.length;
    clock.advance(2_200);
    expect(terms.length - soon).toBeGreaterThan(COUNT / 3);
  });

  it('parts nodes, cuts them off, and blocks single ways', async () => {
    const { hub, clock, log, send } = await listen(4);
    const all = (): string[] => {
      log.length = 0;
      for (const from of [a, b, c]) for (const to of [a, b, c]) if (from !== to) send(from, to, 1);
      clock.advance(5);
      return log.map((line) => line.slice(0, 3)).sort();
    };
    expect(all()).toHaveLength(6);
    hub.partition([a, b], [c]);
    expect(all()).toEqual(['a>b', 'b>a']);
    hub.heal();
    hub.cut.add(b);
    expect(all()).toEqual(['a>c', 'c>a']);
    hub.heal();
    hub.blocked.add(`${a} ${b}`);
    expect(all()).toEqual(['a>c', 'b>a', 'b>c', 'c>a', 'c>b']);
    expect(hub.traffic.messages).toBe(24);
  });
});
