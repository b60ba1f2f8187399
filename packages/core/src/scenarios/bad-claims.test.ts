import { describe, expect, it } from 'vitest';

import { picture } from '../testing/absurd.ts';
import { flush } from '../testing/scripting.ts';
import { beat, hearRaw, ledByN1, type Raw } from '../testing/stage.ts';
import { sample, entry, expectIgnored, expectGoesOn } from './bad-input.test.support.ts';

describe('a second leader of a term', () => {
  const claims = (term: number): Raw[] => [
    { ...sample('append-request'), term, previous: { index: 0, term: 0 }, entries: [entry(1, term)] },
    { ...sample('heartbeat-request'), term, commit: 0 },
    { ...sample('timeout-now'), term, last: { index: 0, term: 0 } },
  ];
  it('is not followed by who follows the first, nor by the first itself', () => {
    const cluster = ledByN1();
    for (const name of ['n1', 'n2']) {
      for (const claim of claims(1)) {
        const before = picture(cluster, name);
        const effects = hearRaw(cluster, name, 'n3', claim);
        expect(effects).toEqual([{ type: 'ignored', from: 'n3', reason: 'second_leader' }]);
        expect(picture(cluster, name)).toEqual(before);
      }
    }
    expectGoesOn(cluster);
  });

  it('is refused with its snapshot', () => {
    const cluster = ledByN1();
    const meta = { index: 50, term: 1, id: 's1', configuration: cluster.node('n1').view.configuration };
    const before = picture(cluster, 'n2');
    const effects = cluster.step('n2', {
      type: 'snapshot-offered',
      from: cluster.node('n3').id,
      term: cluster.node('n1').view.term,
      meta: meta as never,
    });
    expect(effects).toEqual([
      { type: 'ignored', from: 'n3', reason: 'second_leader' },
      { type: 'snapshot-answer', accepted: false },
    ]);
    expect(picture(cluster, 'n2')).toEqual(before);
  });
});

describe('a claim about what is committed', () => {
  it('that would replace it is not believed, whoever makes it', () => {
    const cluster = ledByN1();
    cluster.propose('n1', 'a', 'b');
    cluster.stabilize();
    beat(cluster, 'n1');
    const claims = [
      { previous: { index: 0, term: 0 }, entries: [1, 2, 3].map((index) => entry(index, 2)) },
      { previous: { index: 1, term: 1 }, entries: [entry(2, 1), entry(3, 2)] },
      { previous: { index: 3, term: 2 }, entries: [] },
      { previous: { index: 2, term: 2 }, entries: [entry(3, 2), entry(4, 2)] },
    ];
    // A claim in a newer term brings that term; after it, nothing changes any more.
    hearRaw(cluster, 'n2', 'n3', { type: 'heartbeat-request', term: 2, commit: 0, round: 0 });
    flush(cluster, 'n2');
    const before = picture(cluster, 'n2');
    for (const claim of claims) {
      const effects = hearRaw(cluster, 'n2', 'n3', {
        ...claim,
        type: 'append-request',
        term: 2,
        commit: 4,
        round: 0,
      });
      expect(effects).toEqual([{ type: 'ignored', from: 'n3', reason: 'conflicts_with_commit' }]);
      expect(picture(cluster, 'n2')).toEqual(before);
    }
  });

  it('that goes beyond the log is not believed', () => {
    const cluster = ledByN1();
    for (const commit of [2, 1_000, Number.MAX_SAFE_INTEGER]) {
      const before = picture(cluster, 'n2');
      const effects = hearRaw(cluster, 'n2', 'n1', { type: 'heartbeat-request', term: 1, commit, round: 0 });
      expect(effects).toEqual([{ type: 'ignored', from: 'n1', reason: 'beyond_log' }]);
      expect(picture(cluster, 'n2')).toEqual(before);
    }
    expectGoesOn(cluster);
  });

  it('in an append counts as far as that very append goes', () => {
    const cluster = ledByN1();
    const previous = { index: 1, term: 1 };
    const { type, term, round } = { ...sample('append-request'), term: 1, round: 0 };
    hearRaw(cluster, 'n2', 'n1', {
      type,
      term,
      round,
      previous,
      entries: [entry(2, 1), entry(3, 1)],
      commit: 1,
    });
    hearRaw(cluster, 'n2', 'n1', {
      type,
      term,
      round,
      previous,
      entries: [entry(2, 1)],
      commit: Number.MAX_SAFE_INTEGER,
    });
    expect(cluster.node('n2').view).toMatchObject({ commit: 2, last: 3 });
  });
});

describe('an acknowledgement', () => {
  it('of entries that do not exist is not believed', () => {
    const cluster = ledByN1();
    for (const match of [2, 1_000, Number.MAX_SAFE_INTEGER])
      expectIgnored(cluster, { type: 'append-accepted', term: 1, match, round: 0 }, 'beyond_log');
    expectGoesOn(cluster);
  });

  it('of a round that was never opened confirms no read', () => {
    const cluster = ledByN1();
    cluster.step('n1', { type: 'read', id: 1 });
    cluster.drop();
    hearRaw(cluster, 'n1', 'n2', { type: 'heartbeat-response', term: 1, round: 99 });
    expect(cluster.node('n1').reads).toEqual([]);
  });

  it('of a round that was never opened confirms no read that is asked for later', () => {
    const cluster = ledByN1();
    hearRaw(cluster, 'n1', 'n2', {
      type: 'heartbeat-response',
      term: 1,
      round: Number.MAX_SAFE_INTEGER,
    });
    cluster.step('n1', { type: 'read', id: 1 });
    expect(cluster.node('n1').reads).toEqual([]);
    cluster.stabilize();
    expect(cluster.node('n1').reads).toEqual([{ id: 1, index: 1 }]);
  });

  it('that rejects what was never sent moves nothing but what is sent next', () => {
    const cluster = ledByN1();
    cluster.propose('n1', 'a', 'b');
    cluster.stabilize();
    for (const previous of [0, 1, 3, 4, 1_000, Number.MAX_SAFE_INTEGER])
      for (const index of [1, 3, 1_000, Number.MAX_SAFE_INTEGER])
        hearRaw(cluster, 'n1', 'n2', {
          type: 'append-rejected',
          term: 1,
          previous,
          hint: { index, term: 1 },
          round: 0,
        });
    const { match, next } = cluster.node('n1').view.peers[0] ?? { match: 0, next: 0 };
    expect([match, next]).toEqual([3, 4]);
    expectGoesOn(cluster);
  });
});

describe('an append', () => {
  const request = (...entries: readonly object[]): Raw => ({
    type: 'append-request',
    term: 1,
    previous: { index: 1, term: 1 },
    entries,
    commit: 1,
    round: 0,
  });

  it('that comes again is answered again, and nothing is written', () => {
    const cluster = ledByN1();
    const whole = request(entry(2, 1), entry(3, 1), entry(4, 1));
    const first = hearRaw(cluster, 'n2', 'n1', whole);
    flush(cluster, 'n2');
    const before = picture(cluster, 'n2');
    const again = hearRaw(cluster, 'n2', 'n1', whole);
    expect(again.map(({ type }) => type)).toEqual(['send']);
    expect(again[0]).toEqual({ ...first.at(-1), after: 0 });
    expect(picture(cluster, 'n2')).toEqual(before);
  });

  it('that comes truncated takes nothing away, and vouches for no more than it holds', () => {
    const cluster = ledByN1();
    hearRaw(cluster, 'n2', 'n1', request(entry(2, 1), entry(3, 1), entry(4, 1)));
    flush(cluster, 'n2');
    const before = picture(cluster, 'n2');
    for (const [entries, match] of [
      [[entry(2, 1), entry(3, 1)], 3],
      [[entry(2, 1)], 2],
      [[], 1],
    ] as const) {
      const effects = hearRaw(cluster, 'n2', 'n1', request(...entries));
      expect(effects).toMatchObject([{ type: 'send', message: { type: 'append-accepted', match } }]);
      expect(picture(cluster, 'n2')).toEqual(before);
    }
  });
});
