import { describe, expect, it } from 'vitest';

import { at, commandAt, diskOf, flush, only, termsOf } from '../testing/scripting.ts';
import { hearRaw, sentIn, withN1As } from '../testing/stage.ts';

const append = (term: number, previous: ReturnType<typeof at>, entries: readonly object[] = [], commit = 0) =>
  ({ type: 'append-request', term, previous, entries, commit, round: 0 }) as const;

describe('a follower', () => {
  // Its log is 1/1 2/2.
  const CHECKS: readonly (readonly [index: number, term: number, hint: [number, number] | null])[] = [
    [0, 0, null],
    [1, 1, null],
    [2, 2, null],
    [1, 2, [1, 1]],
    [2, 1, [1, 1]],
    [2, 3, [2, 2]],
    [3, 3, [2, 2]],
    [9, 1, [1, 1]],
  ];
  it.each(CHECKS)(
    'asked to go on after index %i of term %i agrees, or says where it may: %s',
    (index, term, hint) => {
      const cluster = withN1As('follower', { disks: { n1: diskOf([1, 2], 3) } });
      const effects = hearRaw(cluster, 'n1', 'n2', append(3, at(index, term)));
      const [answer] = only(effects, 'send');
      if (hint === null) expect(answer?.message).toMatchObject({ type: 'append-accepted', match: index });
      else
        expect(answer?.message).toMatchObject({
          type: 'append-rejected',
          previous: index,
          hint: at(...hint),
        });
      expect(termsOf(cluster, 'n1')).toEqual([1, 2]);
    },
  );

  // Its log is 1/1 2/2 2/3, before it hears a leader of term 4.
  const APPENDS: readonly (readonly [
    previous: [number, number],
    sent: number[],
    after: number[],
    written: number[],
  ])[] = [
    [[3, 2], [4], [1, 2, 2, 4], [4]],
    [
      [3, 2],
      [4, 4],
      [1, 2, 2, 4, 4],
      [4, 5],
    ],
    [[2, 2], [4], [1, 2, 4], [3]],
    [
      [1, 1],
      [3, 4],
      [1, 3, 4],
      [2, 3],
    ],
    [[0, 0], [4], [4], [1]],
    [[0, 0], [1, 2, 4], [1, 2, 4], [3]],
    [[0, 0], [1], [1, 2, 2], []],
    [[0, 0], [1, 2], [1, 2, 2], []],
    [[1, 1], [2, 2], [1, 2, 2], []],
    [[1, 1], [2, 2, 4], [1, 2, 2, 4], [4]],
    [[2, 2], [], [1, 2, 2], []],
  ];
  it.each(APPENDS)(
    'that gets entries after %j of terms %j holds %j then, and writes %j',
    (previous, sent, after, written) => {
      const cluster = withN1As('follower', { disks: { n1: diskOf([1, 2, 2], 4) } });
      const entries = sent.map((term, offset) => commandAt(previous[0] + 1 + offset, term));
      const effects = hearRaw(cluster, 'n1', 'n2', append(4, at(...previous), entries));
      expect(termsOf(cluster, 'n1')).toEqual(after);
      expect(only(effects, 'persist').flatMap((write) => write.entries.map(({ index }) => index))).toEqual(
        written,
      );
      expect(sentIn(effects, 'append-accepted')).toMatchObject([
        { message: { match: previous[0] + sent.length } },
      ]);
      flush(cluster, 'n1');
      expect(cluster.node('n1').disk.entries.map(({ term }) => term)).toEqual(after);
      cluster.crash('n1');
      cluster.restart('n1');
      expect(termsOf(cluster, 'n1')).toEqual(after);
    },
  );

  // Its log is 1/1 2/2, of which nothing is known to be committed.
  const COMMITS: readonly (readonly [
    previous: [number, number],
    sent: number[],
    said: number,
    commit: number,
  ])[] = [
    [[2, 2], [], 1, 1],
    [[2, 2], [], 2, 2],
    [[2, 2], [], 9, 2],
    [[2, 2], [3], 3, 3],
    [[2, 2], [3], 9, 3],
    [[1, 1], [], 2, 1],
    [[1, 1], [2], 9, 2],
    [[0, 0], [], 2, 0],
    [[0, 0], [1], 2, 1],
    [[3, 3], [3], 3, 0],
  ];
  it.each(COMMITS)(
    'that gets entries after %j of terms %j and hears that %i is committed commits %i',
    (previous, sent, said, commit) => {
      const cluster = withN1As('follower', { disks: { n1: diskOf([1, 2], 3) } });
      const entries = sent.map((term, offset) => commandAt(previous[0] + 1 + offset, term));
      hearRaw(cluster, 'n1', 'n2', append(3, at(...previous), entries, said));
      expect(cluster.node('n1').view.commit).toBe(commit);
      expect(cluster.node('n1').applied.map(({ index }) => index)).toEqual(
        Array.from({ length: commit }, (_, position) => position + 1),
      );
    },
  );

  it('commits by heartbeats, never back', () => {
    const cluster = withN1As('follower', { disks: { n1: diskOf([1, 2], 3) } });
    for (const [said, commit] of [
      [1, 1],
      [0, 1],
      [2, 2],
      [1, 2],
    ] as const) {
      const effects = hearRaw(cluster, 'n1', 'n2', {
        type: 'heartbeat-request',
        term: 3,
        commit: said,
        round: 7,
      });
      expect(cluster.node('n1').view.commit).toBe(commit);
      expect(sentIn(effects, 'heartbeat-response')).toMatchObject([
        { to: 'n2', message: { term: 3, round: 7 } },
      ]);
    }
  });

  it('answers an append only when what it vouches for is durable, a rejection at once', () => {
    const cluster = withN1As('follower', { disks: { n1: diskOf([1, 2], 3) } });
    const effects = hearRaw(cluster, 'n1', 'n2', append(3, at(2, 2), [commandAt(3, 3)]));
    const [write] = only(effects, 'persist');
    expect(only(effects, 'send').map(({ after }) => after)).toEqual([write?.sequence]);
    // Nothing new is in this one, but what it vouches for is still being written.
    const again = hearRaw(cluster, 'n1', 'n2', append(3, at(2, 2), [commandAt(3, 3)]));
    expect(only(again, 'send').map(({ after }) => after)).toEqual([write?.sequence]);
    const rejected = hearRaw(cluster, 'n1', 'n2', append(3, at(7, 3)));
    expect(only(rejected, 'send').map(({ after }) => after)).toEqual([0]);
  });
});
