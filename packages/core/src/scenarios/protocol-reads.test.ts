import { describe, expect, it } from 'vitest';

import { ScriptedCluster } from '../testing/scripted-cluster.ts';
import {
  change,
  deliver,
  fits,
  flush,
  forgetLeader,
  hold,
  only,
  release,
  stabilizeAmong,
} from '../testing/scripting.ts';
import { beat, hearRaw, ledByN1, QUICK } from '../testing/stage.ts';

function ask(
  cluster: ScriptedCluster,
  name: string,
  id: number,
  now?: number,
): ReturnType<ScriptedCluster['step']> {
  return cluster.step(name, { type: 'read', id, ...(now === undefined ? {} : { now }) });
}

describe('a read', () => {
  it('asked of anybody, again and again, sees everything that was committed before it was asked', () => {
    const cluster = ledByN1();
    let id = 0;
    for (let round = 0; round < 3; round++)
      for (const name of ['n1', 'n2', 'n3']) {
        cluster.propose('n1', `${round} ${name}`);
        cluster.stabilize();
        const { commit } = cluster.node('n1').view;
        ask(cluster, name, ++id);
        cluster.stabilize();
        expect(cluster.node(name).reads.splice(0)).toEqual([{ id, index: commit }]);
      }
  });

  it('on the leader waits for a majority, and one answer of three is a majority with its own', () => {
    const cluster = ledByN1();
    ask(cluster, 'n1', 1);
    expect(cluster.node('n1').reads).toEqual([]);
    deliver(cluster, { to: 'n3', type: 'heartbeat-request' });
    deliver(cluster, { from: 'n3', type: 'heartbeat-response' });
    expect(cluster.node('n1').reads).toEqual([{ id: 1, index: 1 }]);
    // It is answered once, however many more answers come.
    cluster.stabilize();
    beat(cluster, 'n1');
    expect(cluster.node('n1').reads).toHaveLength(1);
  });

  it('in a cluster of one is answered at once', () => {
    const cluster = ledByN1({ size: 1 });
    expect(only(ask(cluster, 'n1', 1), 'read-ready')).toEqual([{ type: 'read-ready', id: 1, index: 1 }]);
  });

  it('beside a learner: the learner may read, and confirms nothing', () => {
    const cluster = ledByN1({ size: 2, learners: 1 });
    ask(cluster, 'n1', 1);
    deliver(cluster, { to: 'n3', type: 'heartbeat-request' });
    deliver(cluster, { from: 'n3', type: 'heartbeat-response' });
    expect(cluster.node('n1').reads).toEqual([]);
    cluster.stabilize();
    expect(cluster.node('n1').reads.splice(0)).toEqual([{ id: 1, index: 1 }]);
    cluster.propose('n1', 'x');
    cluster.stabilize();
    ask(cluster, 'n3', 1);
    cluster.stabilize();
    expect(cluster.node('n3').reads).toEqual([{ id: 1, index: 2 }]);
  });

  it('with a learner as the only company needs nobody', () => {
    const cluster = ledByN1({ size: 1, learners: 1 });
    cluster.crash('n2');
    expect(only(ask(cluster, 'n1', 1), 'read-ready')).toHaveLength(1);
  });

  it('by a lease is answered without a message; beyond the lease it is not', () => {
    const cluster = new ScriptedCluster({ size: 3, limits: { ...QUICK, leaseMs: 8 } });
    forgetLeader(cluster, 'n1', 'n2', 'n3');
    cluster.elect('n1');
    cluster.step('n1', { type: 'tick', now: 100 });
    cluster.stabilize();
    expect(ask(cluster, 'n1', 1, 107)).toEqual([{ type: 'read-ready', id: 1, index: 1 }]);
    expect(only(ask(cluster, 'n1', 2, 108), 'read-ready')).toEqual([]);
    expect(cluster.network.filter(fits({ type: 'heartbeat-request' }))).toHaveLength(2);
    // A follower's read goes to the leader, lease or not.
    cluster.drop();
    ask(cluster, 'n2', 1, 101);
    expect(cluster.network.map(({ message }) => message.type)).toEqual(['read-request']);
    cluster.stabilize();
    expect(cluster.node('n2').reads).toEqual([{ id: 1, index: 1 }]);
  });

  it('passed on to a leader that is none any more is not answered by it, nor passed on again', () => {
    const cluster = ledByN1();
    ask(cluster, 'n3', 1);
    const late = hold(cluster, { from: 'n3', type: 'read-request' });
    forgetLeader(cluster, 'n2', 'n3');
    cluster.elect('n2');
    cluster.propose('n2', 'x');
    cluster.stabilize();
    release(cluster, late);
    cluster.deliver();
    expect(cluster.network).toEqual([]);
    expect(cluster.node('n3').reads).toEqual([]);
  });

  it('that waits for a leader who is replaced is refused, so that its client may ask the next one', () => {
    const cluster = ledByN1();
    ask(cluster, 'n3', 4);
    cluster.drop();
    const effects = hearRaw(cluster, 'n3', 'n2', { type: 'heartbeat-request', term: 2, commit: 1, round: 0 });
    expect(only(effects, 'reads-refused')).toMatchObject([{ leader: 'n2' }]);
  });

  it('on who knows no leader is refused at once', () => {
    const cluster = new ScriptedCluster({ size: 3, limits: QUICK });
    expect(ask(cluster, 'n1', 1)).toEqual([{ type: 'reads-refused', id: 1, leader: null }]);
  });

  it('whose answer is lost is asked for again by itself, and given up after an election timeout', () => {
    const cluster = ledByN1({ limits: { heartbeatTicks: 2, electionTicks: 20 } });
    const requests = (): number => cluster.network.filter(fits({ from: 'n2', type: 'read-request' })).length;
    ask(cluster, 'n2', 1);
    cluster.tick('n2', 12);
    expect(requests()).toBe(4);
    const [, , , newest] = hold(cluster, { from: 'n2', type: 'read-request' });
    release(cluster, newest === undefined ? [] : [newest]);
    cluster.stabilize();
    expect(cluster.node('n2').reads.splice(0)).toEqual([{ id: 1, index: 1 }]);
    ask(cluster, 'n2', 2);
    let refused: unknown[] = [];
    for (let ticks = 0; ticks < 20 && refused.length === 0; ticks++) {
      hearRaw(cluster, 'n2', 'n1', { type: 'heartbeat-request', term: 1, commit: 1, round: 0 });
      refused = only(cluster.step('n2', { type: 'tick' }), 'reads-refused');
    }
    expect(refused).toMatchObject([{ id: 2, leader: 'n1' }]);
  });
});

describe('reads while the members change', () => {
  /** n1 asks for the removal of n2; the read is asked for when the joint configuration is on its way to n2. */
  function shrinking(): ScriptedCluster {
    const cluster = ledByN1({ size: 2 });
    change(cluster, 'n1', '-n2');
    flush(cluster, 'n1');
    const joint = hold(cluster, { to: 'n2', type: 'append-request' });
    ask(cluster, 'n1', 1);
    cluster.drop();
    release(cluster, joint);
    deliver(cluster, { to: 'n2' });
    flush(cluster, 'n2');
    deliver(cluster, { from: 'n2' });
    flush(cluster, 'n1');
    cluster.drop();
    return cluster;
  }

  it('one that waited for a voter is answered when a majority of who remains has confirmed it', () => {
    const cluster = shrinking();
    cluster.crash('n2');
    expect(cluster.node('n1').view).toMatchObject({ role: 'leader', configuration: { voters: ['n1'] } });
    for (let ticks = 0; ticks < 50; ticks++) {
      cluster.tick('n1');
      flush(cluster, 'n1');
      cluster.drop();
    }
    expect(cluster.node('n1').reads).toHaveLength(1);
  });

  it('one that waited for a voter is answered at the latest along with the next read', () => {
    const cluster = shrinking();
    cluster.crash('n2');
    ask(cluster, 'n1', 2);
    expect(cluster.node('n1').reads.map(({ id }) => id)).toEqual([1, 2]);
  });

  it('one is not confirmed by who is no voter any more', () => {
    const cluster = ledByN1({ size: 3 });
    cluster.crash('n3');
    change(cluster, 'n1', '-n2');
    stabilizeAmong(cluster, 'n1', 'n2');
    // n2 is gone from the voters; n3 and n1 remain, and n3 is silent.
    const { configuration, commit } = cluster.node('n1').view;
    expect([configuration.voters, configuration.outgoing]).toEqual([
      ['n1', 'n3'],
      ['n1', 'n2', 'n3'],
    ]);
    expect(commit).toBe(1);
    ask(cluster, 'n1', 1);
    stabilizeAmong(cluster, 'n1', 'n2');
    expect(cluster.node('n1').reads).toEqual([]);
    cluster.restart('n3');
    beat(cluster, 'n1');
    expect(cluster.node('n1').reads).toHaveLength(1);
  });
});
