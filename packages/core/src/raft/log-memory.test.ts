import { describe, expect, it } from 'vitest';

import { beat, ledByN1, peerOf } from '../testing/stage.ts';
import { stabilizeWithout, textsOf } from '../testing/scripting.ts';
import { SeededRandom } from '../testing/seeded-random.ts';
import { InvariantError } from './invariant.ts';
import { RaftLog } from './log.ts';
import { logIndex, term, type Entry, type LogPosition, type OmittedEntries } from './types.ts';

const at = (index: number, ofTerm: number): LogPosition => ({ index: logIndex(index), term: term(ofTerm) });
const entry = (index: number, ofTerm: number, bytes = 10): Entry => ({
  ...at(index, ofTerm),
  kind: 'command',
  data: new Uint8Array(bytes),
});
const omitted = (
  through: number,
  ...terms: readonly (readonly [first: number, term: number])[]
): OmittedEntries => ({
  through: logIndex(through),
  terms: terms.map(([first, ofTerm]) => ({ first: logIndex(first), term: term(ofTerm) })),
});

describe('a log of which memory holds only the tail', () => {
  const log = (): RaftLog => new RaftLog(at(2, 1), [entry(7, 4)], omitted(6, [3, 1], [4, 2], [6, 4]));

  it('knows the terms of all of it', () => {
    const terms = [1, 2, 3, 4, 5, 6, 7, 8].map((index) => log().termAt(index));
    expect(terms).toEqual([undefined, 1, 1, 2, 2, 4, 4, undefined]);
    expect(new RaftLog(at(2, 1), [], omitted(6, [3, 1], [4, 2], [6, 4])).last).toEqual(at(6, 4));
  });

  it('finds where terms are low enough', () => {
    expect(log().lastIndexOfTermAtMost(9, term(3))).toEqual(at(5, 2));
    expect(log().lastIndexOfTermAtMost(4, term(3))).toEqual(at(4, 2));
    expect(log().lastIndexOfTermAtMost(9, term(1))).toEqual(at(3, 1));
    expect(log().lastIndexOfTermAtMost(9, term(0))).toEqual(at(2, 1));
    expect(log().lastIndexOfTermAtMost(2, term(9))).toEqual(at(2, 1));
  });

  it('gives and removes only what memory holds', () => {
    expect(log().slice(7, 7, 1)).toEqual([entry(7, 4)]);
    expect(() => log().slice(6, 7, 1)).toThrow(InvariantError);
    expect(() => log().truncateFrom(logIndex(6))).toThrow(InvariantError);
  });

  it('refuses terms that do not reach from its base to the first entry', () => {
    expect(() => new RaftLog(at(2, 1), [], omitted(6, [4, 1]))).toThrow(InvariantError);
    expect(() => new RaftLog(at(2, 1), [], omitted(6, [3, 1], [7, 2]))).toThrow(InvariantError);
    expect(() => new RaftLog(at(2, 1), [], omitted(6))).toThrow(InvariantError);
    expect(() => new RaftLog(at(2, 1), [entry(6, 4)], omitted(6, [3, 1]))).toThrow(InvariantError);
  });

  it('gives up the oldest beyond its budget, and none after what it is told', () => {
    const some = new RaftLog(
      at(0, 0),
      [1, 2, 3, 4, 5, 6, 7, 8].map((index) => entry(index, index)),
    );
    const each = some.bytes / 8;
    some.relieve(logIndex(8), some.bytes);
    expect(some.isInMemory(1)).toBe(true);
    some.relieve(logIndex(2), 4 * each);
    expect([some.isInMemory(2), some.isInMemory(3)]).toEqual([false, true]);
    some.relieve(logIndex(2), 4 * each);
    expect(some.isInMemory(3)).toBe(true);
    some.relieve(logIndex(8), 4 * each);
    expect([some.isInMemory(5), some.isInMemory(6), some.bytes / each]).toEqual([false, true, 3]);
  });

  it('is otherwise what it would be with everything in memory', () => {
    for (let seed = 1; seed <= 300; seed++) compareWithWhole(seed);
  });
});

/** Does the same, by chance, to a log that gives entries up and to one that does not. */
function compareWithWhole(seed: number): void {
  const random = new SeededRandom(seed);
  const [tail, whole] = [new RaftLog(at(0, 0), []), new RaftLog(at(0, 0), [])];
  let relieved = 0;
  for (let step = 0; step < 60; step++) {
    const { last, base } = whole;
    const somewhere = logIndex(base.index + random.below(last.index - base.index + 1));
    switch (random.below(6)) {
      case 0:
        if (somewhere > Math.max(relieved, base.index))
          for (const log of [tail, whole]) log.truncateFrom(somewhere);
        break;
      case 1:
        for (const log of [tail, whole]) log.compact(somewhere);
        break;
      case 2:
        relieved = Math.max(relieved, somewhere);
        tail.relieve(somewhere, random.below(2_000));
        break;
      default: {
        const ofTerm = last.term + random.below(2);
        const more = Array.from({ length: 1 + random.below(5) }, (_, offset) =>
          entry(last.index + 1 + offset, ofTerm, random.below(50)),
        );
        for (const log of [tail, whole]) log.append(more);
      }
    }
    expect([tail.base, { index: tail.last.index, term: tail.last.term }], `seed ${seed}`).toEqual([
      whole.base,
      { index: whole.last.index, term: whole.last.term },
    ]);
    for (let index = whole.base.index - 1; index <= whole.last.index + 1; index++) {
      expect(tail.termAt(index), `seed ${seed}, entry ${index}`).toBe(whole.termAt(index));
      const limit = term(random.below(whole.last.term + 2));
      expect(tail.lastIndexOfTermAtMost(index, limit)).toEqual(whole.lastIndexOfTermAtMost(index, limit));
    }
    const held = [...Array(whole.last.index - tail.lastOutOfMemory).keys()].map(
      (offset) => whole.slice(tail.lastOutOfMemory + 1 + offset, whole.last.index, 0)[0] as Entry,
    );
    expect(tail.bytes).toBe(
      new RaftLog(tail.base, []).bytes + held.reduce((sum, { data }) => sum + 128 + data.length, 0),
    );
  }
}

describe('a leader whose memory holds only the tail', () => {
  const limits = { maxLogMemoryBytes: 0, maxAppendBytes: 2 };

  function late(): ReturnType<typeof ledByN1> {
    const cluster = ledByN1({ limits });
    cluster.crash('n3');
    for (const text of 'abcdef') {
      cluster.propose('n1', text);
      stabilizeWithout(cluster, 'n3');
    }
    cluster.restart('n3');
    return cluster;
  }

  it('brings a follower that was away up to date from its store', () => {
    const cluster = late();
    const loads: number[] = [];
    const perform = cluster.node('n1').step.bind(cluster.node('n1'));
    cluster.node('n1').step = (input) => {
      if (input.type === 'entries-loaded') loads.push(input.entries?.length ?? 0);
      return perform(input);
    };
    beat(cluster, 'n1');
    expect(textsOf(cluster.node('n3'))).toEqual([...'abcdef']);
    expect(loads.length).toBeGreaterThan(2);
    expect(Math.max(...loads), 'no more than one append takes').toBeLessThanOrEqual(2);
    expect(peerOf(cluster, 'n1', 'n3')).toMatchObject({
      state: 'replicate',
      match: cluster.node('n1').view.last,
    });
  });

  it('keeps what is not committed, or not durable here', () => {
    const cluster = ledByN1({ limits });
    const before = cluster.node('n1').view.logMemoryBytes;
    cluster.propose('n1', 'a');
    expect(cluster.node('n1').view.logMemoryBytes).toBeGreaterThan(before);
    cluster.stabilize();
    expect(cluster.node('n1').view.logMemoryBytes).toBe(0);
  });

  it('asks once, and for more when that was sent', () => {
    const cluster = late();
    const n1 = cluster.node('n1');
    const asked: string[] = [];
    const perform = n1.step.bind(n1);
    // The store takes its time: nothing is answered but by hand.
    n1.step = (input) => (input.type === 'entries-loaded' ? [] : note(perform(input)));
    function note(effects: ReturnType<typeof perform>): ReturnType<typeof perform> {
      for (const effect of effects)
        if (effect.type === 'load-entries') asked.push(`${effect.from} for ${effect.to}`);
      return effects;
    }
    for (let beats = 0; beats < 2; beats++) beat(cluster, 'n1');
    expect(new Set(asked).size).toBe(asked.length);
    const { next } = peerOf(cluster, 'n1', 'n3');
    expect(asked.at(-1)).toBe(`${next} for n3`);
    const answer = { type: 'entries-loaded', to: cluster.node('n3').id, from: logIndex(next) } as const;
    const entries = n1.disk.entries.filter(({ index }) => index === next);
    note(perform({ ...answer, entries }));
    cluster.stabilize();
    expect(peerOf(cluster, 'n1', 'n3').match).toBeGreaterThanOrEqual(next);
    // An answer that nobody waits for changes nothing, nor does one for a node that is unknown.
    expect(perform({ ...answer, entries })).toEqual([]);
    expect(perform({ ...answer, to: cluster.node('n1').id, entries })).toEqual([]);
  });

  it('tries again after the follower was heard from where the store no longer had them', () => {
    const cluster = late();
    const n1 = cluster.node('n1');
    const perform = n1.step.bind(n1);
    let refusals = 3;
    n1.step = (input) =>
      perform(input.type === 'entries-loaded' && refusals-- > 0 ? { ...input, entries: null } : input);
    for (let beats = 0; beats < 10; beats++) beat(cluster, 'n1');
    expect(refusals).toBeLessThan(0);
    expect(textsOf(cluster.node('n3'))).toEqual([...'abcdef']);
  });

  it('does not go on with entries that are not what was asked for', () => {
    const cluster = late();
    const n1 = cluster.node('n1');
    const perform = n1.step.bind(n1);
    n1.step = (input) =>
      perform(
        input.type === 'entries-loaded'
          ? { ...input, entries: (input.entries ?? []).map((each) => ({ ...each, term: term(9) })) }
          : input,
      );
    expect(() => {
      beat(cluster, 'n1');
    }).toThrow(InvariantError);
  });
});
