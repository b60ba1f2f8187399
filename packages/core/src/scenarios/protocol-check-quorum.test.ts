import { describe, expect, it } from 'vitest';

import { ScriptedCluster } from '../testing/scripted-cluster.ts';
import {
  deliver,
  fits,
  flush,
  forgetLeader,
  hear,
  hold,
  only,
  release,
  stabilizeAmong,
} from '../testing/scripting.ts';
import { beat, hearRaw, ledByN1, QUICK, tickUntil } from '../testing/stage.ts';

describe('a leader', () => {
  it('stays as long as a majority answers', () => {
    const cluster = ledByN1({ size: 5 });
    for (let ticks = 0; ticks < 50; ticks++) beat(cluster, 'n1', 'n1', 'n4', 'n5');
    expect(cluster.node('n1').view).toMatchObject({ role: 'leader', term: 1 });
  });

  it('that a majority has not answered for an election timeout steps down, in its own term', () => {
    const cluster = ledByN1({ size: 5 });
    for (let ticks = 0; ticks < 9; ticks++) beat(cluster, 'n1', 'n1', 'n5');
    expect(cluster.node('n1').view.role).toBe('leader');
    beat(cluster, 'n1', 'n1', 'n5');
    expect(cluster.node('n1').view).toMatchObject({ role: 'follower', term: 1, leader: null });
    expect(only(cluster.propose('n1', 'x'), 'refused')).toMatchObject([
      { reason: 'not_leader', leader: null },
    ]);
  });

  it('does not count the answers of learners', () => {
    const cluster = ledByN1({ size: 3, learners: 2 });
    for (let ticks = 0; ticks < 10; ticks++) beat(cluster, 'n1', 'n1', 'n4', 'n5');
    expect(cluster.node('n1').view.role).toBe('follower');
  });

  it('does not count an answer to an earlier leadership of its own', () => {
    const cluster = ledByN1();
    cluster.tick('n1');
    deliver(cluster, { to: 'n2', type: 'heartbeat-request' });
    const late = hold(cluster, { from: 'n2' });
    cluster.step('n1', { type: 'step-down' });
    cluster.drop();
    forgetLeader(cluster, 'n2', 'n3');
    cluster.elect('n1');
    for (let ticks = 0; ticks < 10; ticks++) {
      cluster.tick('n1');
      cluster.drop();
      release(cluster, late);
      cluster.deliver();
    }
    expect(cluster.node('n1').view).toMatchObject({ role: 'follower', term: 2 });
  });
});

describe('who hears a leader', () => {
  it('votes for nobody else, and does not even learn the term; a timeout later it does', () => {
    const cluster = ledByN1();
    forgetLeader(cluster, 'n3');
    cluster.step('n3', { type: 'campaign' });
    cluster.stabilize(({ to }) => to !== 'n1');
    expect(cluster.node('n2').view).toMatchObject({ term: 1, leader: 'n1', votedFor: 'n1' });
    expect(cluster.node('n3').view).toMatchObject({ role: 'candidate', term: 2 });
    cluster.tick('n2', 10);
    cluster.drop();
    cluster.step('n3', { type: 'campaign' });
    stabilizeAmong(cluster, 'n2', 'n3');
    expect(cluster.node('n3').view).toMatchObject({ role: 'leader', term: 3 });
    beat(cluster, 'n1');
    expect(cluster.node('n1').view).toMatchObject({ role: 'follower', term: 3 });
  });

  it('lets leadership change hands once the leader is silent, and the old one follows', () => {
    const cluster = ledByN1();
    for (const heir of ['n3', 'n2', 'n1']) {
      for (const { id } of cluster.nodes.filter(({ view }) => view.role !== 'leader')) cluster.tick(id, 10);
      cluster.drop();
      tickUntil(cluster, heir, () => cluster.network.some(fits({ type: 'pre-vote-request', from: heir })));
      const cut = cluster.leader?.id;
      cluster.stabilize(({ from, to }) => from !== cut && to !== cut);
      expect(cluster.node(heir).view.role).toBe('leader');
      beat(cluster, heir);
      beat(cluster, heir);
      expect(cluster.nodes.filter(({ view }) => view.leader === heir)).toHaveLength(3);
    }
  });
});

describe('a candidate that got ahead of the term alone', () => {
  it('frees itself: its answer to the leader’s heartbeat brings the term, and an election follows', () => {
    const cluster = ledByN1();
    forgetLeader(cluster, 'n3');
    for (let times = 0; times < 4; times++) cluster.step('n3', { type: 'campaign' });
    flush(cluster, 'n3');
    stabilizeAmong(cluster, 'n1', 'n2');
    expect(cluster.node('n3').view).toMatchObject({ role: 'candidate', term: 5 });
    cluster.tick('n1');
    deliver(cluster, { to: 'n3', type: 'heartbeat-request' });
    expect(cluster.node('n3').view.role, 'it follows no leader of an earlier term').toBe('candidate');
    deliver(cluster, { from: 'n3', to: 'n1', type: 'heartbeat-response' });
    expect(cluster.node('n1').view).toMatchObject({ role: 'follower', term: 5 });
    cluster.drop();
    forgetLeader(cluster, 'n1', 'n2', 'n3');
    cluster.elect('n1');
    expect(cluster.node('n1').view.term).toBe(6);
    expect(cluster.node('n3').view).toMatchObject({ role: 'follower', term: 6 });
  });
});

describe('a voter that does not know yet that it is one', () => {
  it('is counted where it answers, and does not stand itself', () => {
    // n1 added n2, which has heard nothing so far.
    const cluster = new ScriptedCluster({ size: 1, spares: 1, limits: QUICK });
    cluster.elect('n1');
    cluster.step('n1', {
      type: 'change-membership',
      changes: [{ type: 'add-voter', id: cluster.node('n2').id }],
    });
    cluster.stabilize();
    expect(cluster.node('n1').view.configuration.voters).toEqual(['n1', 'n2']);
    const blank = new ScriptedCluster({
      size: 1,
      spares: 1,
      limits: QUICK,
      disks: { n1: cluster.node('n1').disk },
    });
    blank.tick('n2', 60);
    expect(blank.network).toEqual([]);
    blank.step('n1', { type: 'campaign' });
    blank.stabilize();
    expect(blank.node('n1').view).toMatchObject({ role: 'leader', term: 2 });
    for (let ticks = 0; ticks < 30; ticks++) beat(blank, 'n1');
    expect(blank.node('n1').view.role).toBe('leader');
    expect(blank.node('n2').view.commit).toBe(blank.node('n1').view.commit);
  });
});

describe('an answer', () => {
  it('from who is no member does not keep a leader', () => {
    const cluster = ledByN1();
    for (let ticks = 0; ticks < 10; ticks++) {
      cluster.tick('n1');
      cluster.drop();
      for (const stranger of ['n8', 'n9'])
        hearRaw(cluster, 'n1', stranger, { type: 'heartbeat-response', term: 1, round: 0 });
    }
    expect(cluster.node('n1').view.role).toBe('follower');
  });

  it('of any kind keeps it', () => {
    const cluster = ledByN1();
    const { id } = cluster.node('n2');
    for (let ticks = 0; ticks < 30; ticks++) {
      cluster.propose('n1', `${ticks}`);
      deliver(cluster, { to: 'n2', type: 'append-request' });
      flush(cluster, 'n2');
      const [answer] = hold(cluster, { from: 'n2', type: 'append-accepted' });
      cluster.tick('n1');
      cluster.drop();
      if (answer !== undefined) hear(cluster, 'n1', id, answer.message);
      flush(cluster, 'n1');
    }
    expect(cluster.node('n1').view).toMatchObject({ role: 'leader', commit: 31 });
  });
});
