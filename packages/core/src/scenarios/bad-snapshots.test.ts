import { describe, expect, it } from 'vitest';

import { configuration } from '../raft/configuration.ts';
import { NO_NUMBERS, picture, spoiled } from '../testing/absurd.ts';
import { names } from '../testing/scripting.ts';
import { n1As } from './bad-input.test.support.ts';

describe('a snapshot', () => {
  const members = configuration(names('n1', 'n2', 'n3'));
  const META = { index: 9, term: 8, id: 's9', configuration: members };

  function offer(from: string, term: number, meta: object): { effects: unknown[]; changed: boolean } {
    const cluster = n1As('follower');
    const before = JSON.stringify(picture(cluster, 'n1'));
    const effects = cluster.step('n1', {
      type: 'snapshot-offered',
      from: from as never,
      term: term as never,
      meta: meta as never,
    });
    return { effects, changed: JSON.stringify(picture(cluster, 'n1')) !== before };
  }
  const REFUSED = [
    { type: 'ignored', from: 'n2', reason: 'impossible' },
    { type: 'snapshot-answer', accepted: false },
  ];

  it('that is offered with numbers that are none, or members that are none, is refused', () => {
    const { index, term } = META;
    const numbers = spoiled({ index, term }, NO_NUMBERS).map((worse) => ({ ...META, ...worse }));
    const others = [
      { ...META, term: 10 },
      { ...META, term: 0 },
      { ...META, index: 0 },
      { ...META, configuration: { ...members, learners: names('n1') } },
      { ...META, configuration: null },
    ];
    for (const meta of [...numbers, ...others])
      expect(offer('n2', 9, meta), JSON.stringify(meta)).toEqual({ effects: REFUSED, changed: false });
    for (const term of NO_NUMBERS)
      expect(offer('n2', term, META)).toEqual({ effects: REFUSED, changed: false });
  });

  it('of an earlier term is refused', () => {
    expect(offer('n2', 7, { ...META, term: 7 })).toEqual({
      effects: [{ type: 'snapshot-answer', accepted: false }],
      changed: false,
    });
  });

  it('whose id is none is refused', () => {
    expect(offer('n2', 9, { ...META, id: '../s9' })).toEqual({ effects: REFUSED, changed: false });
  });

  it('that leaves no room for another entry is refused', () => {
    const meta = { ...META, index: Number.MAX_SAFE_INTEGER };
    expect(offer('n2', 9, meta)).toEqual({ effects: REFUSED, changed: false });
  });

  it('that a node offers to itself is refused', () => {
    expect(offer('n1', 9, META)).toMatchObject({ changed: false });
  });
});
