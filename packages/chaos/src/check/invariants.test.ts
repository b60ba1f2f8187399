import { describe, expect, it } from 'vitest';

import { checkInvariants } from './invariants.ts';
import { parseNodeLog } from './node-log.ts';

const started = (term: number, votedFor: string | null) => ({
  type: 'started',
  term,
  votedFor,
  last: 0,
  snapshot: 0,
});
const voted = (term: number, candidate: string) => ({ type: 'voted', term, candidate });
const role = (name: string, term: number, leader: string | null) => ({
  type: 'role',
  role: name,
  term,
  leader,
});
const snapshotTaken = (term: number) => ({ type: 'snapshot-taken', index: 9, term });

function log(node: string, ...events: object[]) {
  const lines = events.map((event, time) => JSON.stringify({ level: 30, time, msg: 'raft', node, event }));
  return parseNodeLog(node, lines.join('\n'));
}

describe('checkInvariants', () => {
  it('finds nothing wrong with an ordinary life', () => {
    const logs = [
      log(
        'n1',
        started(0, null),
        voted(1, 'n1'),
        role('leader', 1, 'n1'),
        snapshotTaken(1),
        role('follower', 2, 'n2'),
      ),
      log(
        'n2',
        started(0, null),
        voted(1, 'n1'),
        role('follower', 1, 'n1'),
        started(1, 'n1'),
        voted(2, 'n2'),
        role('leader', 2, 'n2'),
        snapshotTaken(1),
      ),
    ];
    expect(checkInvariants(logs)).toEqual({ verdict: 'valid', violations: [] });
  });

  it('concludes nothing from silence', () => {
    expect(checkInvariants([log('n1'), log('n2')]).verdict).toBe('unknown');
  });

  it('finds two leaders in one term, be it by what a follower says', () => {
    const logs = [
      log('n1', role('leader', 3, 'n1')),
      log('n2', role('candidate', 3, null), role('follower', 3, 'n3')),
    ];
    const { verdict, violations } = checkInvariants(logs);
    expect(verdict).toBe('invalid');
    expect(violations).toEqual([
      {
        invariant: 'one leader per term',
        sentence: 'n1 and n3 were both leader in term 3',
        nodes: ['n1', 'n3'],
        term: 3,
      },
    ]);
  });

  it('finds a vote that a restart forgot, or changed', () => {
    const life = [started(0, null), voted(4, 'n1'), role('follower', 4, 'n1')];
    expect(checkInvariants([log('n2', ...life, started(4, null))]).violations).toMatchObject([
      {
        invariant: 'votes are remembered',
        sentence: 'n2 voted for n1 in term 4, but after its restart remembered no vote in that term',
      },
    ]);
    expect(checkInvariants([log('n2', ...life, started(4, 'n5'))]).violations).toMatchObject([
      { sentence: expect.stringContaining('remembered a vote for n5') as string },
    ]);
    expect(checkInvariants([log('n2', ...life, started(5, null))]).verdict).toBe('valid');
  });

  it('does not take a vote for binding that a crash may have undone before it was told', () => {
    expect(
      checkInvariants([log('n2', started(0, null), voted(4, 'n1'), started(3, null), voted(4, 'n5'))])
        .verdict,
    ).toBe('valid');
  });

  it('finds two votes in one term, in one life and across lives', () => {
    expect(checkInvariants([log('n2', voted(4, 'n1'), voted(4, 'n3'))]).violations).toMatchObject([
      { invariant: 'one vote per term', sentence: 'n2 voted for n1 and for n3 in term 4' },
    ]);
    const { violations } = checkInvariants([
      log('n2', voted(4, 'n1'), role('follower', 4, 'n1'), started(3, null), voted(4, 'n3')),
    ]);
    expect(violations.map(({ invariant }) => invariant)).toEqual(['terms never fall', 'one vote per term']);
  });

  it('finds a term that fell', () => {
    expect(
      checkInvariants([log('n2', role('follower', 7, 'n1'), role('follower', 6, 'n3'))]).violations,
    ).toMatchObject([{ invariant: 'terms never fall', sentence: 'n2 was in term 7, and later in term 6' }]);
  });
});

describe('parseNodeLog', () => {
  it('skips what is not of Raft, of another node, cut short, or preceded by a time', () => {
    const raft = (node: string) => JSON.stringify({ msg: 'raft', node, event: voted(1, 'n1') });
    const text = [
      '{"msg":"listening","node":"n1"}',
      raft('n9'),
      `2026-01-01T00:00:00Z ${raft('n1')}`,
      raft('n1').slice(0, 40),
      'warning: "raft" is not JSON',
    ].join('\n');
    expect(parseNodeLog('n1', text).events).toHaveLength(1);
  });
});
