import { describe, expect, it } from 'vitest';

import { ScriptedCluster } from '../testing/scripted-cluster.ts';
import {
  at,
  commandAt,
  deliver,
  diskOf,
  fits,
  flush,
  forgetLeader,
  hold,
  only,
  release,
  stabilizeAmong,
  stabilizeWithout,
  termsOf,
  textsOf,
} from '../testing/scripting.ts';
import { beat, hearRaw, ledByN1, peerOf, sentIn, withN1As } from '../testing/stage.ts';

const append = (term: number, previous: ReturnType<typeof at>, entries: readonly object[] = [], commit = 0) =>
  ({ type: 'append-request', term, previous, entries, commit, round: 0 }) as const;

describe('a proposal', () => {
  it('becomes an entry of the leader’s term, is stored, and is sent to everybody at once with what precedes it', () => {
    const cluster = ledByN1();
    const effects = cluster.propose('n1', 'x');
    const entry = { ...at(2, 1), kind: 'command', data: new TextEncoder().encode('x') };
    expect(only(effects, 'proposed')).toEqual([{ type: 'proposed', first: 2, term: 1 }]);
    expect(only(effects, 'persist')).toMatchObject([{ entries: [entry] }]);
    expect(sentIn(effects, 'append-request')).toMatchObject([
      { to: 'n2', message: { term: 1, previous: at(1, 1), commit: 1, entries: [entry] } },
      { to: 'n3', message: { term: 1, previous: at(1, 1), commit: 1, entries: [entry] } },
    ]);
    // A leader's append does not wait for its own disk.
    expect(only(effects, 'send').map(({ after }) => after)).toEqual([0, 0]);
  });

  it.each([
    [3, 0, true],
    [3, 1, true],
    [3, 2, false],
    [5, 2, true],
    [5, 3, false],
  ])('in a cluster of %i with %i nodes gone is applied: %s', (size, gone, applied) => {
    const cluster = ledByN1({ size });
    for (let name = 0; name < gone; name++) cluster.crash(`n${size - name}`);
    cluster.propose('n1', 'x');
    cluster.stabilize();
    beat(cluster, 'n1');
    for (const node of cluster.nodes.filter(({ alive }) => alive))
      expect(textsOf(node)).toEqual(applied ? ['x'] : []);
  });

  it('to a follower is passed on, and its answer comes when it is applied there', () => {
    for (const gone of [[], ['n3']]) {
      const cluster = ledByN1();
      for (const name of gone) cluster.crash(name);
      const [forwarded] = only(cluster.propose('n2', 'x'), 'forwarded');
      deliver(cluster, { from: 'n2', to: 'n1', type: 'propose-request' });
      const [answer] = hold(cluster, { to: 'n2', type: 'propose-accepted' });
      const told = hearRaw(cluster, 'n2', 'n1', answer?.message as never);
      expect(only(told, 'forward-ended')).toEqual([
        { type: 'forward-ended', id: forwarded?.id, outcome: { type: 'appended', first: 2, term: 1 } },
      ]);
      cluster.stabilize();
      expect(textsOf(cluster.node('n2'))).toEqual(['x']);
    }
  });

  it('is applied everywhere in the order in which two leaders took it', () => {
    const cluster = ledByN1();
    cluster.propose('n1', 'a', 'b');
    cluster.stabilize();
    forgetLeader(cluster, 'n2', 'n3');
    cluster.elect('n2');
    cluster.propose('n2', 'c');
    cluster.stabilize();
    beat(cluster, 'n2');
    beat(cluster, 'n2');
    for (const node of cluster.nodes) {
      expect(textsOf(node)).toEqual(['a', 'b', 'c']);
      expect(termsOf(cluster, node.id)).toEqual([1, 1, 1, 2, 2]);
    }
  });

  it('reaches learners, which do not help it to commit', () => {
    const cluster = ledByN1({ size: 2, learners: 2 });
    cluster.crash('n2');
    cluster.propose('n1', 'x');
    cluster.stabilize();
    expect(cluster.nodes.filter(({ alive }) => alive).map(({ view }) => [view.last, view.commit])).toEqual([
      [2, 1],
      [2, 1],
      [2, 1],
    ]);
    cluster.restart('n2');
    beat(cluster, 'n1');
    beat(cluster, 'n1');
    for (const node of cluster.nodes) expect(textsOf(node)).toEqual(['x']);
  });
});

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

describe('messages of a leader that was', () => {
  it('add nothing to what later leaders wrote', () => {
    const cluster = ledByN1();
    forgetLeader(cluster, 'n2', 'n3');
    cluster.elect('n2');
    cluster.propose('n2', 'old');
    const old = hold(cluster, { from: 'n2', type: 'append-request' });
    cluster.crash('n2');
    cluster.restart('n2');
    forgetLeader(cluster, 'n1', 'n2', 'n3');
    cluster.elect('n1');
    release(cluster, old);
    cluster.stabilize();
    cluster.propose('n1', 'new');
    cluster.stabilize();
    beat(cluster, 'n1');
    for (const node of cluster.nodes) {
      expect(termsOf(cluster, node.id)).toEqual([1, 2, 3, 3]);
      expect(textsOf(node)).toEqual(['new']);
    }
  });
});

describe('appends that overtake one another', () => {
  it('are put in order again, without a gap and without a loss', () => {
    for (const order of [
      [2, 1, 0],
      [1, 2, 0],
      [2, 0, 1],
      [0, 2, 1],
    ]) {
      const cluster = ledByN1({ limits: { maxAppendBytes: 1 } });
      for (const text of ['a', 'b', 'c']) cluster.propose('n1', text);
      const sent = hold(cluster, { to: 'n2', type: 'append-request' });
      expect(sent).toHaveLength(3);
      release(
        cluster,
        order.map((position) => sent[position] as (typeof sent)[number]),
      );
      cluster.stabilize();
      beat(cluster, 'n1');
      beat(cluster, 'n1');
      expect(textsOf(cluster.node('n2')), order.join()).toEqual(['a', 'b', 'c']);
    }
  });
});

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

describe('a cluster whose logs went apart', () => {
  it('agrees again, whoever leads, entry by entry', () => {
    const cluster = ledByN1({ size: 5 });
    cluster.propose('n1', 'a');
    cluster.stabilize();
    cluster.propose('n1', 'lost 1', 'lost 2');
    stabilizeAmong(cluster, 'n1', 'n2');
    forgetLeader(cluster, 'n3', 'n4', 'n5');
    cluster.step('n3', { type: 'campaign' });
    stabilizeWithout(cluster, 'n1', 'n2');
    cluster.propose('n3', 'b', 'c', 'd');
    stabilizeWithout(cluster, 'n1', 'n2');
    for (let times = 0; times < 3; times++) beat(cluster, 'n3');
    for (const node of cluster.nodes) expect(textsOf(node)).toEqual(['a', 'b', 'c', 'd']);
  });
});
