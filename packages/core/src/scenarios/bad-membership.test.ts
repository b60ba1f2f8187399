import { describe, expect, it } from 'vitest';

import type { MembershipRefusal } from '../raft/effect.ts';
import type { MembershipChange } from '../raft/membership-change.ts';
import { picture } from '../testing/absurd.ts';
import type { ScriptedCluster } from '../testing/scripted-cluster.ts';
import { change, flush, hold, only, release } from '../testing/scripting.ts';
import { beat, ledByN1 } from '../testing/stage.ts';

/** Three voters, a learner n4, and n5 that waits. */
function cluster(): ScriptedCluster {
  return ledByN1({ size: 3, learners: 1, spares: 1 });
}

function expectRefused(
  of: ScriptedCluster,
  node: string,
  act: () => unknown,
  reason: MembershipRefusal,
): string {
  const before = picture(of, node);
  const effects = act() as ReturnType<ScriptedCluster['step']>;
  expect(effects.map(({ type }) => type)).toEqual(['membership-refused']);
  const [refusal] = only(effects, 'membership-refused');
  expect(refusal?.reason).toBe(reason);
  expect(picture(of, node)).toEqual(before);
  return refusal?.message ?? '';
}

function expectGoesOn(of: ScriptedCluster): void {
  change(of, 'n1', '+n5');
  of.stabilize();
  beat(of, 'n1');
  expect(of.node('n1').view.configuration).toMatchObject({ voters: ['n1', 'n2', 'n3', 'n5'], outgoing: [] });
}

describe('a change of the members that makes no sense', () => {
  const SENSELESS: readonly (readonly [changes: string, message: string])[] = [
    ['', 'expected at least one change'],
    ['+n5 +n5', 'n5 is named twice'],
    ['+n5 ~n5', 'n5 is named twice'],
    ['+n5 -n5', 'n5 is named twice'],
    ['-n2 -n2', 'n2 is named twice'],
    ['-n5', 'n5 is not a member'],
    ['-n9', 'n9 is not a member'],
    ['+n2', 'n2 is a voter already'],
    ['+n5 +n1', 'n1 is a voter already'],
    ['~n4', 'n4 is a learner already'],
    ['-n1 -n2 -n3', 'the last voter cannot be removed'],
    ['~n1 ~n2 ~n3', 'the last voter cannot be removed'],
    ['-n1 ~n2 -n3 -n4', 'the last voter cannot be removed'],
  ];
  it.each(SENSELESS)('is refused with its reason: "%s": %s', (changes, message) => {
    const of = cluster();
    const words = changes === '' ? [] : changes.split(' ');
    expect(expectRefused(of, 'n1', () => change(of, 'n1', ...words), 'invalid')).toBe(message);
    expectGoesOn(of);
  });

  const MALFORMED: readonly (readonly [what: string, change: object])[] = [
    ['an empty name', { type: 'add-voter', id: '' }],
    ['a name with a slash', { type: 'add-voter', id: '../n5' }],
    ['a name that is too long', { type: 'add-learner', id: 'n'.repeat(64) }],
    ['a name that is no text', { type: 'remove', id: 5 }],
    ['no name', { type: 'remove' }],
    ['an address that is no text', { type: 'add-voter', id: 'n5', address: 5 }],
    ['an address that is too long', { type: 'add-voter', id: 'n5', address: 'x'.repeat(1_001) }],
  ];
  it.each(MALFORMED)('is refused with its reason: %s', (_, malformed) => {
    const of = cluster();
    const changes = [malformed as MembershipChange];
    expectRefused(of, 'n1', () => of.step('n1', { type: 'change-membership', changes }), 'invalid');
    expectGoesOn(of);
  });

  it('is refused when nobody knows such a change', () => {
    const of = cluster();
    const changes = [{ type: 'promote', id: 'n2' } as unknown as MembershipChange];
    expectRefused(of, 'n1', () => of.step('n1', { type: 'change-membership', changes }), 'invalid');
  });

  it('is refused when it is no change at all', () => {
    const of = cluster();
    const changes = [null as unknown as MembershipChange];
    expectRefused(of, 'n1', () => of.step('n1', { type: 'change-membership', changes }), 'invalid');
  });

  const many = (type: 'add-voter' | 'add-learner', count: number, address?: string): MembershipChange[] =>
    Array.from(
      { length: count },
      (_, position) =>
        ({ type, id: `x${position}`, ...(address === undefined ? {} : { address }) }) as MembershipChange,
    );

  const TOO_MANY: readonly (readonly [what: string, changes: MembershipChange[]])[] = [
    ['1,001 learners', many('add-learner', 1_001)],
    ['1,001 voters', many('add-voter', 1_001)],
    [
      '600 voters and 600 learners that listen until they have caught up',
      [...many('add-voter', 600), ...many('add-learner', 1_200).slice(600)],
    ],
    [
      '1,200 addresses',
      [...many('add-voter', 600, 'here'), ...many('add-learner', 1_200, 'there').slice(600)],
    ],
  ];
  it.each(TOO_MANY)('is refused when a configuration cannot hold it: %s', (_, changes) => {
    const of = cluster();
    expectRefused(of, 'n1', () => of.step('n1', { type: 'change-membership', changes }), 'invalid');
    expectGoesOn(of);
  });
});

describe('a change of the members at the wrong moment', () => {
  it('is refused by who does not lead', () => {
    const of = cluster();
    expectRefused(of, 'n2', () => change(of, 'n2', '-n3'), 'not_leader');
  });

  it('is refused while another is not over', () => {
    const of = cluster();
    change(of, 'n1', '-n3');
    const held = hold(of, { from: 'n1', type: 'append-request' });
    flush(of, 'n1');
    expectRefused(of, 'n1', () => change(of, 'n1', '-n2'), 'in_progress');
    release(of, held);
    of.stabilize();
    change(of, 'n1', '-n2');
    of.stabilize();
    expect(of.node('n1').view.configuration.voters).toEqual(['n1']);
  });

  it('is refused while another, of one step, has not committed', () => {
    const of = cluster();
    change(of, 'n1', '~n5');
    const held = hold(of, { from: 'n1', type: 'append-request' });
    flush(of, 'n1');
    for (const word of ['-n5', '-n2', '+n4'])
      expectRefused(of, 'n1', () => change(of, 'n1', word), 'in_progress');
    release(of, held);
    of.stabilize();
    expect(only(change(of, 'n1', '-n2'), 'membership-accepted')).toHaveLength(1);
  });

  it('is refused before the leader has committed in its own term', () => {
    const of = cluster();
    of.step('n1', { type: 'step-down' });
    of.drop();
    of.tick('n1', 10);
    of.tick('n2', 10);
    of.tick('n3', 10);
    of.drop();
    of.step('n2', { type: 'campaign' });
    of.stabilize(({ message }) => message.type !== 'append-request');
    expect(of.node('n2').view.role).toBe('leader');
    expectRefused(of, 'n2', () => change(of, 'n2', '-n3'), 'in_progress');
  });

  it('is refused while leadership is being handed over', () => {
    const of = cluster();
    of.step('n1', { type: 'transfer', to: of.node('n2').id });
    expectRefused(of, 'n1', () => change(of, 'n1', '-n3'), 'in_progress');
  });

  it('is refused where those who answer could not decide any more', () => {
    const of = cluster();
    of.crash('n3');
    for (let ticks = 0; ticks < 12; ticks++) beat(of, 'n1', 'n1', 'n2', 'n4');
    const message = expectRefused(of, 'n1', () => change(of, 'n1', '-n2'), 'quorum_at_risk');
    expect(message).toBe('of the voters n1, n3, nothing was heard from n3');
    change(of, 'n1', '-n3');
    of.stabilize();
    expect(of.node('n1').view.configuration).toMatchObject({ voters: ['n1', 'n2'], outgoing: [] });
  });
});
