import { describe, expect, it } from 'vitest';

import { ScriptedCluster } from '../testing/scripted-cluster.ts';
import { at, diskOf, fits, stabilizeAmong, termsOf } from '../testing/scripting.ts';
import { beat, hearRaw, ledByN1, peerOf, sentIn } from '../testing/stage.ts';

describe('where two logs agree', () => {
  /** Elects n1 with this log, against n2 with that one, and counts how often n2 says no. */
  function rejections(leader: readonly number[], follower: readonly number[]): number {
    const newest = Math.max(...leader, ...follower);
    let count = 0;
    const cluster = new ScriptedCluster({
      size: 3,
      disks: { n1: diskOf(leader, newest), n2: diskOf(follower, newest), n3: diskOf([], newest) },
      onEffect: (node, effect) => {
        if (node === 'n2' && effect.type === 'send' && effect.message.type === 'append-rejected') count++;
      },
    });
    cluster.elect('n1');
    expect(termsOf(cluster, 'n2')).toEqual([...leader, newest + 1]);
    return count;
  }

  const times = (term: number, length: number): number[] => Array<number>(length).fill(term);
  const LOGS: readonly (readonly [what: string, leader: number[], follower: number[], atMost: number])[] = [
    [
      'the follower has an older term’s long tail',
      [1, 2, 2, 4, 4, 4, 4],
      [1, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3],
      1,
    ],
    [
      'the follower’s tail is of a term between',
      [1, 2, 2, 3, 4, 4, 4, 5],
      [1, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3],
      1,
    ],
    ['the follower is empty', [1, 1, 1, 4, 4], [], 1],
    ['the follower is short', [1, 1, 1, 1, 1, 1, 1], [1, 1], 1],
    ['the leader’s last term is long', [1, 3, ...times(5, 40)], [1, 3], 1],
    ['both diverge at the first entry', [2, 5, 5, 6], [1, 1, 3, 3, 4, 4], 2],
    ['one entry of each term, against the others', [1, 3, 5, 7, 9, 11], [1, 2, 4, 6, 8, 10], 5],
    ['they agree', [1, 1, 2], [1, 1, 2], 0],
  ];
  it.each(LOGS)('is found in few steps when %s', (_, leader, follower, atMost) => {
    expect(rejections(leader, follower)).toBeLessThanOrEqual(atMost);
  });

  it('is found in no more steps than there are terms, for all short logs', () => {
    const logs = (length: number, from: number): number[][] =>
      length === 0
        ? [[]]
        : [1, 2, 3]
            .filter((term) => term >= from)
            .flatMap((term) => logs(length - 1, term).map((rest) => [term, ...rest]));
    const all = [0, 1, 2, 3].flatMap((length) => logs(length, 1));
    // Logs that agree somewhere agree on everything before.
    const canBe = (one: number[], other: number[]): boolean =>
      one.every((term, index) => index === 0 || term !== other[index] || one[index - 1] === other[index - 1]);
    const pairs = all.flatMap((leader) => all.map((follower) => [leader, follower] as const));
    const possible = pairs.filter(([leader, follower]) => leader.at(-1) === 3 && canBe(leader, follower));
    expect(possible.length).toBeGreaterThan(100);
    for (const [leader, follower] of possible)
      expect(rejections(leader, follower), `${leader.join()} ${follower.join()}`).toBeLessThanOrEqual(
        new Set([...leader, ...follower]).size,
      );
  });
});

describe('what a leader does with an answer', () => {
  it('an acceptance moves the match on, a stale or repeated one does not move it back', () => {
    const cluster = ledByN1();
    cluster.propose('n1', 'a', 'b', 'c');
    cluster.drop();
    const accepted = (match: number): unknown => {
      hearRaw(cluster, 'n1', 'n2', { type: 'append-accepted', term: 1, match, round: 0 });
      const { match: known, next, state } = peerOf(cluster, 'n1', 'n2');
      return [known, next, state];
    };
    expect(accepted(3)).toEqual([3, 5, 'replicate']);
    expect(accepted(2)).toEqual([3, 5, 'replicate']);
    expect(accepted(3)).toEqual([3, 5, 'replicate']);
    expect(accepted(4)).toEqual([4, 5, 'replicate']);
  });

  it('a rejection makes it look further back, a stale one does not', () => {
    const cluster = ledByN1();
    cluster.propose('n1', 'a', 'b', 'c');
    cluster.drop();
    const rejected = (previous: number, index: number): void =>
      void hearRaw(cluster, 'n1', 'n2', {
        type: 'append-rejected',
        term: 1,
        previous,
        hint: at(index, 1),
        round: 0,
      });
    rejected(1, 1);
    expect(peerOf(cluster, 'n1', 'n2')).toMatchObject({ state: 'replicate', match: 1, next: 5 });
    rejected(3, 2);
    expect(peerOf(cluster, 'n1', 'n2')).toMatchObject({ state: 'probe', match: 1, next: 3 });
    rejected(3, 2);
    expect(peerOf(cluster, 'n1', 'n2')).toMatchObject({ state: 'probe', next: 3 });
  });

  it('the answer to a heartbeat brings out what the follower lacks, and nothing if it lacks nothing', () => {
    const cluster = ledByN1();
    const answered = (): unknown[] =>
      sentIn(
        hearRaw(cluster, 'n1', 'n2', { type: 'heartbeat-response', term: 1, round: 0 }),
        'append-request',
      ).map(({ message }) => [message.previous.index, message.entries.length]);
    expect(answered()).toEqual([]);
    cluster.propose('n1', 'a', 'b');
    cluster.drop();
    // Everything was sent; whether it arrived is asked with an empty append.
    expect(answered()).toEqual([[3, 0]]);
    hearRaw(cluster, 'n1', 'n2', { type: 'append-rejected', term: 1, previous: 3, hint: at(1, 1), round: 0 });
    expect(peerOf(cluster, 'n1', 'n2')).toMatchObject({ state: 'probe', next: 2 });
    expect(answered()).toEqual([[1, 2]]);
    expect(answered()).toEqual([[1, 2]]);
    hearRaw(cluster, 'n1', 'n2', { type: 'append-accepted', term: 1, match: 3, round: 0 });
    expect(answered()).toEqual([]);
  });

  it('heartbeats say of the commit index only what the follower is known to hold', () => {
    const cluster = ledByN1();
    cluster.propose('n1', 'a', 'b');
    stabilizeAmong(cluster, 'n1', 'n2');
    expect(cluster.node('n1').view.commit).toBe(3);
    cluster.tick('n1');
    const beats = cluster.network.filter(fits({ type: 'heartbeat-request' }));
    expect(beats.map(({ to, message }) => [to, (message as { commit?: number }).commit])).toEqual([
      ['n2', 3],
      ['n3', 1],
    ]);
  });

  it('heartbeats come from leaders alone, one to each peer in every period', () => {
    const cluster = ledByN1({ limits: { heartbeatTicks: 4, electionTicks: 20 } });
    const sent = (): number => cluster.network.filter(fits({ type: 'heartbeat-request' })).length;
    beat(cluster, 'n1');
    cluster.step('n1', { type: 'read', id: 1 });
    cluster.stabilize();
    for (let period = 1; period <= 3; period++) {
      cluster.tick('n1', 3);
      expect(sent()).toBe(2 * (period - 1));
      cluster.tick('n1', 1);
      expect(sent()).toBe(2 * period);
    }
    cluster.drop();
    cluster.tick('n2', 60);
    expect(sent()).toBe(0);
  });
});
