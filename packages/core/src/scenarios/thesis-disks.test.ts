import { describe, expect, it } from 'vitest';

import { ScriptedCluster } from '../testing/scripted-cluster.ts';
import {
  deliver,
  fits,
  flush,
  forgetLeader,
  hold,
  only,
  release,
  stabilizeAmong,
  textsOf,
} from '../testing/scripting.ts';

const LIMITS = { electionTicks: 10, heartbeatTicks: 2, keepEntries: 0, keepEntriesForSlow: 0 };

/** n1 leads, its disk stands still, and `x` is committed by the disks of the others. */
function leaderWithSlowDisk(): ScriptedCluster {
  const cluster = new ScriptedCluster({ size: 3, limits: LIMITS });
  cluster.elect('n1');
  cluster.propose('n1', 'x');
  deliver(cluster, { type: 'append-request' });
  for (const name of ['n2', 'n3']) flush(cluster, name);
  deliver(cluster, { to: 'n1', type: 'append-accepted' });
  expect(cluster.node('n1').view).toMatchObject({ commit: 2, durable: 1, last: 2 });
  return cluster;
}

describe('thesis §10.2.1: the leader’s own disk is the slowest', () => {
  it('what the others stored is committed and applied; a crash of the leader takes none of it back', () => {
    const cluster = leaderWithSlowDisk();
    expect(textsOf(cluster.node('n1'))).toEqual(['x']);
    cluster.crash('n1');
    cluster.restart('n1');
    expect(cluster.node('n1').view).toMatchObject({ last: 1, commit: 0 });
    forgetLeader(cluster, 'n1', 'n2', 'n3');
    // It lacks what it committed itself, and so cannot lead.
    cluster.step('n1', { type: 'campaign' });
    cluster.stabilize();
    expect(cluster.node('n1').view.role).not.toBe('leader');
    forgetLeader(cluster, 'n1', 'n2', 'n3');
    cluster.elect('n2');
    expect(textsOf(cluster.node('n2'))).toEqual(['x']);
    expect(cluster.node('n1').view.last).toBe(3);
  });

  it('one other disk and the leader’s own are a majority only once the leader’s has it', () => {
    const cluster = new ScriptedCluster({ size: 3, limits: LIMITS });
    cluster.elect('n1');
    cluster.propose('n1', 'x');
    deliver(cluster, { to: 'n2', type: 'append-request' });
    flush(cluster, 'n2');
    deliver(cluster, { to: 'n1', type: 'append-accepted' });
    expect(cluster.node('n1').view.commit).toBe(1);
    cluster.completeWrite('n1');
    expect(cluster.node('n1').view.commit).toBe(2);
  });

  it('a snapshot that reaches beyond the leader’s own log on the disk stands for it after a crash', () => {
    const cluster = leaderWithSlowDisk();
    expect(cluster.node('n1').snapshot()).toMatchObject({ index: 2, term: 1 });
    cluster.crash('n1');
    cluster.restart('n1');
    expect(cluster.node('n1').view).toMatchObject({ snapshot: 2, commit: 2, last: 2, firstStored: 3 });
    expect(textsOf(cluster.node('n1'))).toEqual(['x']);
    forgetLeader(cluster, 'n1', 'n2', 'n3');
    cluster.elect('n1');
    cluster.propose('n1', 'y');
    cluster.stabilize();
    expect(textsOf(cluster.node('n1'))).toEqual(['x', 'y']);
  });

  it('and heartbeats, appends and acknowledgements of others do not wait for it', () => {
    const cluster = leaderWithSlowDisk();
    for (let count = 0; count < 40; count++) {
      cluster.propose('n1', String(count));
      for (const { id } of cluster.nodes) cluster.tick(id);
      while (cluster.network.length > 0) {
        cluster.deliver();
        for (const name of ['n2', 'n3']) flush(cluster, name);
      }
    }
    expect(cluster.node('n1').view).toMatchObject({ role: 'leader', term: 1, durable: 1, commit: 42 });
  });
});

describe('thesis §10.2.2: appends are sent ahead of their answers', () => {
  it('and one that is lost in their midst costs a question and a repetition, no more', () => {
    let appends = 0;
    const cluster = new ScriptedCluster({
      size: 2,
      limits: { ...LIMITS, maxAppendBytes: 1 },
      onEffect: (node, effect) => {
        if (node === 'n1' && effect.type === 'send' && effect.message.type === 'append-request') appends++;
      },
    });
    cluster.elect('n1');
    appends = 0;
    cluster.propose('n1', ...'abcdefgh');
    expect(cluster.network.filter(fits({ type: 'append-request' }))).toHaveLength(8);
    cluster.network.splice(3, 1);
    cluster.stabilize();
    // The first three arrived; the others could not be joined to them, and what was lost was sent again.
    expect(cluster.node('n2').view.last).toBe(9);
    expect(cluster.node('n1').view.commit).toBe(9);
    expect(appends).toBeLessThanOrEqual(8 + 8);
  });

  it('in any order and more than once', () => {
    for (const order of [
      [3, 2, 1, 0],
      [1, 0, 3, 2, 0, 1],
      [0, 0, 2, 2, 1, 3],
    ]) {
      const cluster = new ScriptedCluster({ size: 3, limits: { ...LIMITS, maxAppendBytes: 1 } });
      cluster.elect('n1');
      cluster.propose('n1', 'a', 'b', 'c', 'd');
      const sent = hold(cluster, { to: 'n2', type: 'append-request' });
      cluster.drop();
      release(
        cluster,
        order.flatMap((position) => sent.slice(position, position + 1)),
      );
      stabilizeAmong(cluster, 'n1', 'n2');
      cluster.tick('n1', 2);
      stabilizeAmong(cluster, 'n1', 'n2');
      expect(cluster.node('n2').view.last).toBe(5);
      expect(cluster.node('n1').view.commit).toBe(5);
    }
  });

  it('and a follower’s answer covers only what is on its disk, however much it has received', () => {
    const cluster = new ScriptedCluster({ size: 2, limits: { ...LIMITS, maxAppendBytes: 1 } });
    cluster.elect('n1');
    const effects = cluster.propose('n1', 'a', 'b', 'c');
    expect(only(effects, 'send')).toHaveLength(3);
    deliver(cluster, { to: 'n2' });
    expect(cluster.node('n2').view).toMatchObject({ last: 4, durable: 1 });
    cluster.completeWrite('n2');
    expect(cluster.network.map(({ message }) => message)).toMatchObject([
      { type: 'append-accepted', match: 2 },
    ]);
  });
});
