import { describe, expect, it } from 'vitest';

import { ScriptedCluster } from '../testing/scripted-cluster.ts';
import { at, diskOf, fits, flush, only } from '../testing/scripting.ts';
import { hearRaw, QUICK, ROLES, sentIn, withN1As } from '../testing/stage.ts';

describe('a vote', () => {
  const VOTES: readonly (readonly [votedFor: string | undefined, candidate: string, granted: boolean])[] = [
    [undefined, 'n2', true],
    [undefined, 'n3', true],
    ['n2', 'n2', true],
    ['n3', 'n3', true],
    ['n3', 'n2', false],
    ['n2', 'n3', false],
    ['n1', 'n2', false],
  ];
  it.each(VOTES)('of a term, given to %s, is asked for by %s: %s', (votedFor, candidate, granted) => {
    const disk = diskOf([], 1, votedFor === undefined ? {} : { votedFor });
    const cluster = withN1As('follower', { disks: { n1: disk } });
    const effects = hearRaw(cluster, 'n1', candidate, {
      type: 'vote-request',
      term: 1,
      last: at(0, 0),
      transfer: false,
    });
    expect(sentIn(effects, 'vote-response')).toEqual([
      { to: candidate, message: { type: 'vote-response', term: 1, granted } },
    ]);
    expect(cluster.node('n1').view.votedFor).toBe(granted ? candidate : (votedFor ?? null));
    // A vote that is new is stored before it is sent; one that was given before needs no second write.
    const writes = only(effects, 'persist').map(({ sequence }) => sequence);
    expect(writes).toHaveLength(granted && votedFor === undefined ? 1 : 0);
    expect(only(effects, 'send').map(({ after }) => after)).toEqual([writes[0] ?? 0]);
  });

  it('is asked for with the position that the log ends with, from every member, once what it says is durable', () => {
    const cluster = withN1As('follower', { disks: { n1: diskOf([1, 2, 2], 2) } });
    const effects = cluster.step('n1', { type: 'campaign' });
    const [write] = only(effects, 'persist');
    expect(write?.hardState).toEqual({ term: 3, votedFor: 'n1' });
    const requests = only(effects, 'send');
    expect(requests.map(({ to, after }) => [to, after])).toEqual([
      ['n2', write?.sequence],
      ['n3', write?.sequence],
    ]);
    expect(sentIn(effects, 'vote-request').map(({ message }) => message)).toMatchObject([
      { term: 3, last: at(3, 2), transfer: false },
      { term: 3, last: at(3, 2), transfer: false },
    ]);
  });

  it.each(ROLES)(
    'of a newer term is given by a %s, by one that leads only if its own successor asks',
    (role) => {
      for (const transfer of [false, true]) {
        const cluster = withN1As(role, { disks: { n1: diskOf([1], 5) } });
        const { term } = cluster.node('n1').view;
        const effects = hearRaw(cluster, 'n1', 'n2', {
          type: 'vote-request',
          term: term + 1,
          last: at(9, term),
          transfer,
        });
        const listens = role !== 'leader' || transfer;
        expect(sentIn(effects, 'vote-response')).toMatchObject([
          { message: { granted: listens, term: listens ? term + 1 : term } },
        ]);
        const expected = listens
          ? { role: 'follower', term: term + 1, votedFor: 'n2' }
          : { role, term: 6, votedFor: 'n1' };
        expect(cluster.node('n1').view).toMatchObject(expected);
      }
    },
  );

  it('is refused in its own term by who stands or leads', () => {
    for (const role of ['candidate', 'leader'] as const) {
      const cluster = withN1As(role);
      const effects = hearRaw(cluster, 'n1', 'n2', {
        type: 'vote-request',
        term: 1,
        last: at(0, 0),
        transfer: true,
      });
      expect(sentIn(effects, 'vote-response')).toMatchObject([{ message: { granted: false } }]);
      expect(cluster.node('n1').view.role).toBe(role);
    }
  });

  // The voter's log ends with 2/2.
  const LASTS: readonly (readonly [index: number, term: number, granted: boolean])[] = [
    [0, 0, false],
    [1, 1, false],
    [2, 1, false],
    [9, 1, false],
    [1, 2, false],
    [2, 2, true],
    [3, 2, true],
    [1, 3, true],
    [3, 3, true],
  ];
  it.each(['pre-vote-request', 'vote-request'] as const)('is worth what the log is worth: %s', (type) => {
    for (const [index, term, granted] of LASTS) {
      const cluster = withN1As('follower', { disks: { n1: diskOf([2, 2], 3) } });
      const effects = hearRaw(cluster, 'n1', 'n2', { type, term: 4, last: at(index, term), transfer: false });
      const answers = only(effects, 'send').map(({ message }) => message);
      expect(answers, `${term}/${index}`).toMatchObject([{ granted }]);
    }
  });

  it('that was refused for the log still teaches the newer term', () => {
    const cluster = withN1As('follower', { disks: { n1: diskOf([2, 2], 3) } });
    hearRaw(cluster, 'n1', 'n2', { type: 'vote-request', term: 7, last: at(9, 1), transfer: false });
    expect(cluster.node('n1').view).toMatchObject({ term: 7, votedFor: null, role: 'follower' });
  });

  it('that was given lets the voter wait a whole timeout anew', () => {
    const cluster = new ScriptedCluster({ size: 3, limits: QUICK });
    cluster.tick('n1', 9);
    hearRaw(cluster, 'n1', 'n2', { type: 'vote-request', term: 1, last: at(0, 0), transfer: false });
    flush(cluster, 'n1');
    cluster.tick('n1', 9);
    expect(cluster.node('n1').view.role).toBe('follower');
    expect(cluster.network.some(fits({ type: 'pre-vote-request' }))).toBe(false);
  });
});
