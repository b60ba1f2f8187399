import { describe, expect, it } from 'vitest';

import type { ScriptedCluster } from '../testing/scripted-cluster.ts';
import {
  change,
  deliver,
  fits,
  flush,
  forgetLeader,
  hear,
  hold,
  names,
  only,
  release,
  stabilizeWithout,
  textsOf,
} from '../testing/scripting.ts';
import { beat, hearRaw, ledByN1, sentIn } from '../testing/stage.ts';

function transfer(cluster: ScriptedCluster, to: string): ReturnType<ScriptedCluster['step']> {
  return cluster.step('n1', { type: 'transfer', to: names(to)[0] as never });
}

function expectLeads(cluster: ScriptedCluster, name: string, term: number): void {
  expect(cluster.node(name).view).toMatchObject({ role: 'leader', term, transferTo: null });
  expect(cluster.nodes.filter((node) => node.alive && node.view.role === 'leader')).toHaveLength(1);
}

describe('a transfer', () => {
  it('to who is up to date takes one message, and works although everybody just heard the leader', () => {
    const cluster = ledByN1();
    const asked = sentIn(transfer(cluster, 'n2'), 'timeout-now');
    expect(asked).toEqual([
      { to: 'n2', message: { type: 'timeout-now', term: 1, last: { index: 1, term: 1 } } },
    ]);
    cluster.stabilize();
    expectLeads(cluster, 'n2', 2);
    beat(cluster, 'n2');
    expect(cluster.node('n1').view).toMatchObject({ role: 'follower', leader: 'n2' });
  });

  it('there and back again ends where it began', () => {
    const cluster = ledByN1();
    transfer(cluster, 'n3');
    cluster.stabilize();
    expectLeads(cluster, 'n3', 2);
    cluster.step('n3', { type: 'transfer', to: cluster.node('n1').id });
    cluster.stabilize();
    expectLeads(cluster, 'n1', 3);
    cluster.propose('n1', 'x');
    cluster.stabilize();
    expect(textsOf(cluster.node('n1'))).toEqual(['x']);
  });

  it('asked of a follower ends at once: only a leader hands over', () => {
    const cluster = ledByN1();
    const effects = cluster.step('n2', { type: 'transfer', to: cluster.node('n3').id });
    expect(effects).toEqual([{ type: 'transfer-ended' }]);
    expectLeads(cluster, 'n1', 1);
  });

  it.each([
    ['itself', 'n1'],
    ['a node that does not exist', 'n9'],
    ['a learner', 'n4'],
  ])('to %s ends at once, and changes nothing', (_, to) => {
    const cluster = ledByN1({ learners: 1 });
    expect(transfer(cluster, to)).toEqual([{ type: 'transfer-ended' }]);
    expect(only(cluster.propose('n1', 'x'), 'proposed')).toHaveLength(1);
    cluster.stabilize();
    expectLeads(cluster, 'n1', 1);
  });

  it('to who is late waits until it has everything, and until that is durable', () => {
    const cluster = ledByN1();
    cluster.crash('n2');
    cluster.propose('n1', 'a');
    cluster.propose('n1', 'b');
    cluster.stabilize();
    cluster.restart('n2');
    expect(sentIn(transfer(cluster, 'n2'), 'timeout-now')).toEqual([]);
    const asked = (): boolean => cluster.network.some(fits({ type: 'timeout-now' }));
    cluster.tick('n1');
    for (let step = 0; step < 20 && !asked(); step++) {
      while (cluster.network.length > 0 && !asked()) cluster.deliver();
      if (cluster.node('n2').view.last === 3)
        expect(cluster.node('n2').view.durable === 3 || !asked()).toBe(true);
      flush(cluster, 'n2');
    }
    expect(cluster.node('n2').view).toMatchObject({ last: 3, durable: 3 });
    cluster.stabilize();
    expectLeads(cluster, 'n2', 2);
    expect(textsOf(cluster.node('n2'))).toEqual(['a', 'b']);
  });

  it('to who needs a snapshot first waits for that as well', () => {
    const cluster = ledByN1({ limits: { keepEntries: 0, keepEntriesForSlow: 0 } });
    cluster.crash('n2');
    cluster.propose('n1', 'a', 'b', 'c');
    cluster.stabilize();
    for (let ticks = 0; ticks < 12; ticks++) beat(cluster, 'n1', 'n1', 'n3');
    cluster.node('n1').snapshot();
    cluster.restart('n2');
    transfer(cluster, 'n2');
    cluster.tick('n1');
    cluster.stabilize();
    expect(cluster.node('n2').view.snapshot).toBe(4);
    expectLeads(cluster, 'n2', 2);
  });

  it('that finds no heir within an election timeout ends, and proposals are taken again', () => {
    const cluster = ledByN1();
    cluster.crash('n2');
    cluster.propose('n1', 'x');
    stabilizeWithout(cluster, 'n2');
    transfer(cluster, 'n2');
    expect(cluster.node('n1').view.transferTo).toBe('n2');
    let ended = 0;
    for (let ticks = 0; ticks < 10; ticks++) {
      expect(only(cluster.propose('n1', 'y'), 'refused')).toMatchObject([{ reason: 'busy' }]);
      ended += only(cluster.step('n1', { type: 'tick' }), 'transfer-ended').length;
      cluster.stabilize();
    }
    expect(ended).toBe(1);
    expect(cluster.node('n1').view).toMatchObject({ role: 'leader', term: 1, transferTo: null });
    expect(only(cluster.propose('n1', 'z'), 'proposed')).toHaveLength(1);
  });

  it('under way is over when the leader hears of a newer term', () => {
    const cluster = ledByN1();
    transfer(cluster, 'n3');
    cluster.drop();
    const effects = hearRaw(cluster, 'n1', 'n2', {
      type: 'vote-request',
      term: 2,
      last: { index: 1, term: 1 },
      transfer: true,
    });
    expect(only(effects, 'transfer-ended')).toHaveLength(1);
    expect(cluster.node('n1').view).toMatchObject({ role: 'follower', transferTo: null, votedFor: 'n2' });
  });

  it('under way is over when the leader loses its majority, and a later term takes proposals again', () => {
    const cluster = ledByN1();
    transfer(cluster, 'n3');
    cluster.drop();
    let ended = 0;
    for (let ticks = 0; ticks < 10; ticks++) {
      ended += only(cluster.step('n1', { type: 'tick' }), 'transfer-ended').length;
      cluster.drop();
    }
    expect(ended).toBe(1);
    forgetLeader(cluster, 'n2', 'n3');
    cluster.elect('n1');
    expect(only(cluster.propose('n1', 'x'), 'proposed')).toHaveLength(1);
  });

  it.each([
    ['removed', '-n2'],
    ['made a learner', '~n2'],
  ])('to who is being %s is refused, and while one is under way nobody can be', (_, word) => {
    const cluster = ledByN1();
    transfer(cluster, 'n2');
    cluster.drop();
    expect(only(change(cluster, 'n1', word), 'membership-refused')).toMatchObject([
      { reason: 'in_progress' },
    ]);
    cluster.tick('n1', 5);
    cluster.stabilize();
    cluster.tick('n1', 5);
    cluster.stabilize();
    expect(cluster.node('n1').view).toMatchObject({ role: 'leader', transferTo: null });
    change(cluster, 'n1', word);
    cluster.drop();
    // The joint configuration is in effect: n2 only leaves, and may not lead any more.
    expect(cluster.node('n1').view.configuration).toMatchObject({
      voters: ['n1', 'n3'],
      outgoing: ['n1', 'n2', 'n3'],
    });
    expect(transfer(cluster, 'n2')).toEqual([{ type: 'transfer-ended' }]);
  });

  it('to who leaves as soon as a newcomer has caught up keeps the change waiting, and the heir goes on with it', () => {
    const cluster = ledByN1({ spares: 1 });
    change(cluster, 'n1', '+n4', '-n1');
    cluster.stabilize(({ from }) => from !== 'n4');
    const caughtUp = (): boolean => cluster.node('n1').view.configuration.outgoing.length > 0;
    transfer(cluster, 'n2');
    const order = hold(cluster, { type: 'timeout-now' });
    cluster.tick('n1');
    cluster.stabilize();
    expect(caughtUp()).toBe(false);
    release(cluster, order);
    cluster.stabilize();
    expectLeads(cluster, 'n2', 2);
    for (let times = 0; times < 3; times++) beat(cluster, 'n2');
    expect(cluster.node('n2').view.configuration).toMatchObject({
      voters: ['n2', 'n3', 'n4'],
      outgoing: [],
      target: null,
    });
  });

  it('to another, while one is under way, takes its place', () => {
    const cluster = ledByN1();
    cluster.crash('n2');
    cluster.propose('n1', 'x');
    stabilizeWithout(cluster, 'n2');
    transfer(cluster, 'n2');
    const effects = transfer(cluster, 'n3');
    expect(only(effects, 'transfer-ended')).toHaveLength(1);
    cluster.stabilize();
    expectLeads(cluster, 'n3', 2);
  });

  it('to the same, while it is under way, does not begin anew: it ends when the first would', () => {
    const cluster = ledByN1();
    cluster.crash('n2');
    cluster.propose('n1', 'x');
    stabilizeWithout(cluster, 'n2');
    transfer(cluster, 'n2');
    cluster.tick('n1', 5);
    cluster.stabilize();
    expect(transfer(cluster, 'n2')).toEqual([]);
    cluster.tick('n1', 4);
    cluster.stabilize();
    expect(cluster.node('n1').view.transferTo).toBe('n2');
    beat(cluster, 'n1');
    expect(cluster.node('n1').view.transferTo).toBeNull();
  });

  it('to who cannot be reached does not keep the others from electing somebody later', () => {
    const cluster = ledByN1();
    transfer(cluster, 'n2');
    cluster.drop();
    cluster.crash('n1');
    forgetLeader(cluster, 'n2', 'n3');
    cluster.elect('n3');
    expectLeads(cluster, 'n3', 2);
  });
});

describe('the order to campaign', () => {
  it('is not followed by who is no member of the newest configuration it knows', () => {
    const cluster = ledByN1({ size: 3, spares: 1 });
    hearRaw(cluster, 'n4', 'n2', { type: 'timeout-now', term: 1, last: { index: 0, term: 0 } });
    expect(cluster.node('n4').view).toMatchObject({ role: 'follower', term: 1, votedFor: null });
    expect(cluster.network.filter(fits({ from: 'n4' }))).toEqual([]);
  });

  it('is not followed by who lacks what the leader has, or has it and has not stored it', () => {
    const cluster = ledByN1();
    cluster.propose('n1', 'x');
    const order = { type: 'timeout-now', term: 1, last: { index: 2, term: 1 } } as const;
    hearRaw(cluster, 'n2', 'n1', order);
    expect(cluster.node('n2').view.role).toBe('follower');
    deliver(cluster, { to: 'n2', type: 'append-request' });
    hearRaw(cluster, 'n2', 'n1', order);
    expect(cluster.node('n2').view).toMatchObject({ role: 'follower', last: 2, durable: 1 });
    flush(cluster, 'n2');
    hearRaw(cluster, 'n2', 'n1', order);
    expect(cluster.node('n2').view).toMatchObject({ role: 'candidate', term: 2 });
  });

  it('that comes late, in a newer term, is void', () => {
    const cluster = ledByN1();
    transfer(cluster, 'n2');
    const late = hold(cluster, { type: 'timeout-now' });
    cluster.drop();
    forgetLeader(cluster, 'n2', 'n3');
    cluster.elect('n3');
    beat(cluster, 'n3');
    const { term } = cluster.node('n2').view;
    release(cluster, late);
    cluster.deliver();
    expect(cluster.node('n2').view).toMatchObject({ role: 'follower', term, leader: 'n3' });
  });

  it('may come twice: the heir stands once in each term', () => {
    const cluster = ledByN1();
    transfer(cluster, 'n2');
    const [order] = hold(cluster, { type: 'timeout-now' });
    if (order === undefined) throw new Error('nobody was asked');
    for (let times = 0; times < 2; times++) hear(cluster, 'n2', 'n1', order.message);
    expect(cluster.node('n2').view).toMatchObject({ role: 'candidate', term: 2 });
    cluster.stabilize();
    expectLeads(cluster, 'n2', 2);
  });
});
