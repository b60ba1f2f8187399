import { stripVTControlCharacters } from 'node:util';

import { describe, expect, it } from 'vitest';

import type { ServerStatus } from '../http/schemas.ts';
import { Display } from './display.ts';
import type { Row } from './table.ts';

const status = (node: string, role: ServerStatus['role'], last: number): ServerStatus => ({
  node,
  cluster: 'local',
  version: '0.1.0',
  role,
  term: 2,
  leader: 'n1',
  leaderUrl: null,
  snapshot: 0,
  applied: last,
  commit: last,
  last,
  lost: null,
  voters: ['n1', 'n2'],
  peers: [],
  revision: last,
  keys: 1,
  sessions: 0,
  clock: { wallMs: 0, monotonicMs: 0 },
});

const rows = (last: number): Row[] => [
  { id: 'n1', url: 'http://one', sight: { kind: 'status', status: status('n1', 'leader', last) } },
  { id: 'n2', url: 'http://two', sight: { kind: 'status', status: status('n2', 'follower', last) } },
  { id: 'n3', url: 'http://three', sight: { kind: 'ended', exitCode: 74 } },
];

function shown(isTTY: boolean, show: (display: Display) => void): string {
  let text = '';
  show(new Display({ isTTY, write: (more) => (text += more) }));
  return text;
}

describe('Display', () => {
  it('draws a table over itself on a terminal', () => {
    const text = shown(true, (display) => {
      display.show(rows(9));
      display.show(rows(10));
    });
    const [first, second] = text.split('\u001b[4A');
    const plain = (part: string | undefined): string => stripVTControlCharacters(part ?? '');
    expect(plain(first)).toBe(
      [
        'node  clients       role                term  leader  last  commit  applied  snapshot  keys',
        'n1    http://one    leader                 2  n1         9       9        9         0     1',
        'n2    http://two    follower               2  n1         9       9        9         0     1',
        'n3    http://three  ended with code 74',
        '',
      ].join('\n'),
    );
    expect(plain(second)).toContain('10      10       10');
  });

  it('prints a line elsewhere, whenever something changed', () => {
    const text = shown(false, (display) => {
      display.show(rows(9));
      display.show(rows(9));
      display.show(rows(10));
    });
    expect(text.split('\n')).toEqual([
      'n1 leader term=2 last=9 commit=9 applied=9 | n2 follower term=2 last=9 commit=9 applied=9 | n3 ended with code 74',
      'n1 leader term=2 last=10 commit=10 applied=10 | n2 follower term=2 last=10 commit=10 applied=10 | n3 ended with code 74',
      '',
    ]);
  });
});
