import { describe, expect, it } from 'vitest';

import type { AppendRequest } from '../raft/message.ts';
import type { ScriptedCluster } from '../testing/scripted-cluster.ts';
import {
  deliver,
  fits,
  flush,
  hold,
  only,
  release,
  stabilizeAmong,
  stabilizeWithout,
  textsOf,
} from '../testing/scripting.ts';
import { beat, hearRaw, ledByN1, peerOf } from '../testing/stage.ts';

/** What n1 has on its way to n2, by the indices of the entries. */
function onTheWay(cluster: ScriptedCluster): number[][] {
  return cluster.network
    .filter(fits({ to: 'n2', type: 'append-request' }))
    .map(({ message }) => (message as AppendRequest).entries.map(({ index }) => index));
}

function accept(cluster: ScriptedCluster, match: number): void {
  hearRaw(cluster, 'n1', 'n2', { type: 'append-accepted', term: 1, match, round: 0 });
}

function answerHeartbeat(cluster: ScriptedCluster): void {
  hearRaw(cluster, 'n1', 'n2', { type: 'heartbeat-response', term: 1, round: 0 });
}

function proposeOneByOne(cluster: ScriptedCluster, count: number): void {
  for (let number = 0; number < count; number++) cluster.propose('n1', `${number % 10}`);
}

describe('a follower that agrees with the leader', () => {
  it('is sent appends ahead of its answers, up to the limit of messages, and then nothing', () => {
    const cluster = ledByN1({ limits: { maxInflightAppends: 3, maxAppendBytes: 1 } });
    proposeOneByOne(cluster, 10);
    expect(onTheWay(cluster)).toEqual([[2], [3], [4]]);
    expect(peerOf(cluster, 'n1', 'n2')).toMatchObject({ state: 'replicate', match: 1, next: 5 });
  });

  it('is sent one more for each that it accepts; old acceptances free nothing', () => {
    const cluster = ledByN1({ limits: { maxInflightAppends: 3, maxAppendBytes: 1 } });
    proposeOneByOne(cluster, 10);
    cluster.drop();
    accept(cluster, 2);
    expect(onTheWay(cluster)).toEqual([[5]]);
    for (const old of [0, 1, 2]) accept(cluster, old);
    expect(onTheWay(cluster)).toEqual([[5]]);
    accept(cluster, 4);
    expect(onTheWay(cluster)).toEqual([[5], [6], [7]]);
  });

  it('is sent up to the limit of bytes, one append beyond at most, and all of them are given back', () => {
    const cluster = ledByN1({ limits: { maxInflightBytes: 10, maxAppendBytes: 4 } });
    for (let round = 0; round < 20; round++) {
      const { last } = cluster.node('n1').view;
      cluster.propose('n1', 'aaaa', 'bbbb', 'cccc', 'dddd', 'eeee');
      expect(onTheWay(cluster), `round ${round}`).toEqual([[last + 1], [last + 2], [last + 3]]);
      cluster.drop();
      accept(cluster, last + 3);
      expect(onTheWay(cluster)).toEqual([[last + 4], [last + 5]]);
      cluster.drop();
      accept(cluster, last + 5);
      flush(cluster, 'n1');
    }
  });

  it('whose window is full is asked one question per heartbeat that it answers, and gets nothing besides', () => {
    const cluster = ledByN1({ limits: { maxInflightAppends: 2, maxAppendBytes: 1 } });
    proposeOneByOne(cluster, 6);
    cluster.drop();
    for (let times = 0; times < 3; times++) {
      answerHeartbeat(cluster);
      expect(onTheWay(cluster)).toEqual([[]]);
      cluster.drop();
    }
    // Everything was lost: the answer to the question says so, and it begins again from there.
    hearRaw(cluster, 'n1', 'n2', {
      type: 'append-rejected',
      term: 1,
      previous: 3,
      hint: { index: 1, term: 1 },
      round: 0,
    });
    expect(onTheWay(cluster)).toEqual([[2]]);
    accept(cluster, 2);
    expect(peerOf(cluster, 'n1', 'n2')).toMatchObject({ state: 'replicate', match: 2 });
  });

  it('gets no append with more bytes than the limit, but for a single entry that is longer', () => {
    const cluster = ledByN1({ limits: { maxAppendBytes: 6 } });
    cluster.propose('n1', 'aa', 'bb', 'cc', 'dd', 'a very long one', 'ee', '', 'ff');
    expect(onTheWay(cluster)).toEqual([[2, 3, 4], [5], [6], [7, 8, 9]]);
    cluster.stabilize();
    beat(cluster, 'n1');
    expect(textsOf(cluster.node('n2'))).toEqual(textsOf(cluster.node('n1')));
  });

  it('moves what is sent next as soon as it is sent, not when it is accepted', () => {
    const cluster = ledByN1();
    cluster.propose('n1', 'a', 'b');
    expect(peerOf(cluster, 'n1', 'n2')).toMatchObject({ match: 1, next: 4 });
    cluster.propose('n1', 'c');
    expect(onTheWay(cluster)).toEqual([[2, 3], [4]]);
  });

  it('that cannot be reached is asked again where it stands, from what it is known to hold', () => {
    const cluster = ledByN1();
    cluster.propose('n1', 'a', 'b');
    cluster.drop();
    const { id } = cluster.node('n2');
    cluster.step('n1', { type: 'unreachable', peer: id });
    expect(peerOf(cluster, 'n1', 'n2')).toMatchObject({ state: 'probe', match: 1, next: 2 });
    cluster.propose('n1', 'c');
    expect(onTheWay(cluster)).toEqual([[2, 3, 4]]);
    // It is asked already: that it is unreachable is no news.
    cluster.step('n1', { type: 'unreachable', peer: id });
    cluster.propose('n1', 'd');
    expect(onTheWay(cluster)).toEqual([[2, 3, 4]]);
  });
});

describe('a follower that is asked where it stands', () => {
  /** n1 does not know where n2 stands, and has nothing on its way. */
  function probing(): ScriptedCluster {
    const cluster = ledByN1();
    cluster.step('n1', { type: 'unreachable', peer: cluster.node('n2').id });
    return cluster;
  }

  it('gets one append, and no other before it answers', () => {
    const cluster = probing();
    proposeOneByOne(cluster, 3);
    expect(onTheWay(cluster)).toEqual([[2]]);
    expect(peerOf(cluster, 'n1', 'n2')).toMatchObject({ state: 'probe', next: 2 });
  });

  it('gets the next one when it answers a heartbeat instead: the append was lost', () => {
    const cluster = probing();
    proposeOneByOne(cluster, 3);
    cluster.drop();
    for (let times = 0; times < 3; times++) {
      answerHeartbeat(cluster);
      expect(onTheWay(cluster)).toEqual([[2, 3, 4]]);
      cluster.drop();
    }
  });

  it('that accepts gets everything at once from then on', () => {
    const cluster = probing();
    proposeOneByOne(cluster, 3);
    cluster.drop();
    accept(cluster, 2);
    expect(peerOf(cluster, 'n1', 'n2')).toMatchObject({ state: 'replicate', match: 2, next: 5 });
    cluster.propose('n1', 'x');
    expect(onTheWay(cluster)).toEqual([[3, 4], [5]]);
  });

  it('by a new leader is asked with that leader’s own first entry', () => {
    const cluster = ledByN1();
    cluster.step('n1', { type: 'transfer', to: cluster.node('n2').id });
    cluster.stabilize(({ message }) => message.type !== 'append-request');
    expect(cluster.node('n2').view.role).toBe('leader');
    expect(peerOf(cluster, 'n2', 'n1')).toMatchObject({ state: 'probe', match: 0, next: 2 });
    cluster.propose('n2', 'x');
    expect(cluster.network.filter(fits({ to: 'n1', type: 'append-request' }))).toEqual([]);
    beat(cluster, 'n2');
    expect(peerOf(cluster, 'n2', 'n1')).toMatchObject({ state: 'replicate', match: 3 });
  });

  it('whose refusal and whose acceptance overtook each other ends up at the right place', () => {
    const cluster = probing();
    cluster.propose('n1', 'a');
    deliver(cluster, { to: 'n2', type: 'append-request' });
    flush(cluster, 'n2');
    const accepted = hold(cluster, { from: 'n2', type: 'append-accepted' });
    hearRaw(cluster, 'n1', 'n2', {
      type: 'append-rejected',
      term: 1,
      previous: 1,
      hint: { index: 0, term: 0 },
      round: 0,
    });
    expect(peerOf(cluster, 'n1', 'n2')).toMatchObject({ match: 1, next: 2 });
    release(cluster, accepted);
    cluster.stabilize();
    beat(cluster, 'n1');
    expect(peerOf(cluster, 'n1', 'n2')).toMatchObject({ state: 'replicate', match: 2, next: 3 });
  });
});

describe('a leader without its followers', () => {
  it('takes only so much, and everything that it took commits when they return', () => {
    const cluster = ledByN1({ limits: { maxUncommittedBytes: 50, electionTicks: 100 } });
    let taken = 0;
    for (let count = 0; count < 100; count++) {
      taken += only(cluster.propose('n1', '0123456789'), 'proposed').length;
      stabilizeWithout(cluster, 'n2', 'n3');
    }
    expect(taken).toBe(5);
    expect(cluster.node('n1').view).toMatchObject({ last: 6, commit: 1, uncommittedBytes: 50 });
    for (let times = 0; times < 3; times++) beat(cluster, 'n1');
    expect(cluster.node('n1').view).toMatchObject({ commit: 6, uncommittedBytes: 0 });
    expect(only(cluster.propose('n1', '0123456789'), 'proposed')).toHaveLength(1);
  });

  it('counts what waits only for what it appended itself, and never below nothing', () => {
    const cluster = ledByN1({ limits: { maxUncommittedBytes: 30 } });
    cluster.propose('n1', 'twelve bytes');
    stabilizeAmong(cluster, 'n1');
    cluster.step('n1', { type: 'step-down' });
    cluster.drop();
    cluster.tick('n2', 30);
    cluster.tick('n3', 30);
    cluster.drop();
    cluster.elect('n1');
    expect(cluster.node('n1').view).toMatchObject({ commit: 3, uncommittedBytes: 0 });
  });
});
