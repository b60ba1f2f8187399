import { describe, expect, it } from 'vitest';

import { Durability } from './durability.ts';
import { InvariantError } from './invariant.ts';
import { RaftLog } from './log.ts';
import { Progress } from './progress.ts';
import { majority, quorumValue } from './quorum.ts';
import { isNodeId, logIndex, nodeId, term, type Entry, type LogPosition } from './types.ts';

const at = (index: number, ofTerm: number): LogPosition => ({ index: logIndex(index), term: term(ofTerm) });
const entry = (index: number, ofTerm: number, bytes = 1): Entry => ({
  ...at(index, ofTerm),
  kind: 'command',
  data: new Uint8Array(bytes),
});

describe('a quorum', () => {
  it('is more than half', () => expect([1, 2, 3, 4, 5].map(majority)).toEqual([1, 2, 2, 3, 3]));

  it('has reached what enough voters have reached, in any order', () => {
    expect(quorumValue([5])).toBe(5);
    expect(quorumValue([3, 9])).toBe(3);
    expect(quorumValue([9, 3, 5])).toBe(5);
    expect(quorumValue([1, 2, 3, 4])).toBe(2);
    expect(quorumValue([10, 2, 30, 4, 5])).toBe(5);
  });

  it('agrees with counting, for all small cases', () => {
    for (let code = 0; code < 4 ** 5; code++) {
      const values = Array.from({ length: 5 }, (_, digit) => Math.floor(code / 4 ** digit) % 4);
      const counted = Math.max(
        ...[0, 1, 2, 3].filter((value) => values.filter((other) => other >= value).length >= 3),
      );
      expect(quorumValue(values)).toBe(counted);
    }
  });
});

describe('the log', () => {
  const log = (): RaftLog => new RaftLog(at(2, 1), [entry(3, 1), entry(4, 2), entry(5, 2), entry(6, 4)]);

  it('knows the terms from its base on', () => {
    expect([1, 2, 3, 4, 5, 6, 7].map((index) => log().termAt(index))).toEqual([
      undefined,
      1,
      1,
      2,
      2,
      4,
      undefined,
    ]);
    expect(log().last).toMatchObject(at(6, 4));
    expect(new RaftLog(at(2, 1), []).last).toEqual(at(2, 1));
  });

  it('compares by term, then by length', () => {
    expect(log().isUpToDate(at(6, 4))).toBe(true);
    expect(log().isUpToDate(at(1, 5))).toBe(true);
    expect(log().isUpToDate(at(5, 4))).toBe(false);
    expect(log().isUpToDate(at(9, 3))).toBe(false);
  });

  it('finds where terms are low enough, not before its base', () => {
    expect(log().lastIndexOfTermAtMost(9, term(3))).toEqual(at(5, 2));
    expect(log().lastIndexOfTermAtMost(4, term(9))).toEqual(at(4, 2));
    expect(log().lastIndexOfTermAtMost(6, term(0))).toEqual(at(2, 1));
  });

  it('slices by bytes, one entry at least', () => {
    const big = new RaftLog(at(0, 0), [entry(1, 1, 10), entry(2, 1, 10), entry(3, 1, 10)]);
    expect(big.slice(1, 3, 20).map(({ index }) => index)).toEqual([1, 2]);
    expect(big.slice(2, 3, 1).map(({ index }) => index)).toEqual([2]);
    expect(big.slice(2, 2, 100).map(({ index }) => index)).toEqual([2]);
    expect(() => log().slice(2, 3, 1)).toThrow(InvariantError);
  });

  it('appends only what follows, truncates, compacts and resets', () => {
    const some = log();
    expect(() => some.append([entry(8, 4)])).toThrow(InvariantError);
    expect(() => some.append([entry(7, 3)])).toThrow(InvariantError);
    some.truncateFrom(logIndex(5));
    some.append([entry(5, 5)]);
    expect(some.last).toMatchObject(at(5, 5));
    expect(some.compact(logIndex(4))).toEqual(at(4, 2));
    expect(() => some.truncateFrom(logIndex(4))).toThrow(InvariantError);
    expect(() => some.compact(logIndex(9))).toThrow(InvariantError);
    some.reset(at(9, 6));
    expect(some.last).toEqual(at(9, 6));
    expect(() => new RaftLog(at(0, 0), [entry(2, 1)])).toThrow(InvariantError);
  });
});

describe('durability', () => {
  it('never lets a late acknowledgement vouch for an entry that replaced another', () => {
    const durability = new Durability(logIndex(4));
    const first = durability.issue(logIndex(6));
    durability.truncated(logIndex(5));
    const second = durability.issue(logIndex(5));
    expect(durability.outstanding).toBe(second);
    durability.acknowledge(first);
    expect(durability.index).toBe(4);
    durability.acknowledge(second);
    expect(durability.index).toBe(5);
    expect(durability.outstanding).toBe(0);
  });

  it('falls when what was durable is truncated', () => {
    const durability = new Durability(logIndex(9));
    durability.truncated(logIndex(3));
    expect(durability.index).toBe(2);
  });

  it('begins anew with a snapshot', () => {
    const durability = new Durability(logIndex(4));
    const before = durability.issue(logIndex(9));
    durability.reset();
    const snapshot = durability.issue(logIndex(20));
    durability.acknowledge(before);
    expect(durability.index).toBe(0);
    durability.acknowledge(snapshot);
    expect(durability.index).toBe(20);
  });
});

describe('progress', () => {
  it('pauses by messages and by bytes, and goes on as they are acknowledged', () => {
    const progress = new Progress(1);
    progress.becomeReplicate();
    progress.sent(logIndex(3), 10);
    expect(progress.isPaused(1, 100)).toBe(true);
    expect(progress.isPaused(2, 10)).toBe(true);
    expect(progress.isPaused(2, 11)).toBe(false);
    expect(progress.acknowledge(logIndex(2))).toBe(true);
    expect(progress.hasInflight).toBe(true);
    expect(progress.acknowledge(logIndex(3))).toBe(true);
    expect(progress.acknowledge(logIndex(1))).toBe(false);
    expect([progress.hasInflight, progress.match, progress.next]).toEqual([false, 3, 4]);
  });

  it('never looks before what is known to match', () => {
    const progress = new Progress(9);
    progress.acknowledge(logIndex(5));
    progress.becomeProbe(2);
    expect(progress.next).toBe(6);
  });
});

describe('names and numbers', () => {
  it('are checked', () => {
    expect(['n1', 'a.b-c_d', '1'].every(isNodeId)).toBe(true);
    expect(['', '-a', 'ä', 'a b', 'x'.repeat(64)].some(isNodeId)).toBe(false);
    expect(() => nodeId('')).toThrow(RangeError);
    expect(() => term(-1)).toThrow(RangeError);
    expect(() => logIndex(1.5)).toThrow(RangeError);
  });
});
