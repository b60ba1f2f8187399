import { describe, expect, it } from 'vitest';

import {
  at,
  deliver,
  forgetLeader,
  hold,
  only,
  release,
  stabilizeAmong,
  stabilizeWithout,
  termsOf,
  textsOf,
} from '../testing/scripting.ts';
import { beat, hearRaw, ledByN1, sentIn } from '../testing/stage.ts';

describe('a proposal', () => {
  it('becomes an entry of the leader’s term, is stored, and is sent to everybody at once with what precedes it', () => {
    const cluster = ledByN1();
    const effects = cluster.propose('n1', 'x');
    const entry = { ...at(2, 1), kind: 'command', data: new TextEncoder().encode('x') };
    expect(only(effects, 'proposed')).toEqual([{ type: 'proposed', first: 2, term: 1 }]);
    expect(only(effects, 'persist')).toMatchObject([{ entries: [entry] }]);
    expect(sentIn(effects, 'append-request')).toMatchObject([
      { to: 'n2', message: { term: 1, previous: at(1, 1), commit: 1, entries: [entry] } },
      { to: 'n3', message: { term: 1, previous: at(1, 1), commit: 1, entries: [entry] } },
    ]);
    // A leader's append does not wait for its own disk.
    expect(only(effects, 'send').map(({ after }) => after)).toEqual([0, 0]);
  });

  it.each([
    [3, 0, true],
    [3, 1, true],
    [3, 2, false],
    [5, 2, true],
    [5, 3, false],
  ])('in a cluster of %i with %i nodes gone is applied: %s', (size, gone, applied) => {
    const cluster = ledByN1({ size });
    for (let name = 0; name < gone; name++) cluster.crash(`n${size - name}`);
    cluster.propose('n1', 'x');
    cluster.stabilize();
    beat(cluster, 'n1');
    for (const node of cluster.nodes.filter(({ alive }) => alive))
      expect(textsOf(node)).toEqual(applied ? ['x'] : []);
  });

  it('to a follower is passed on, and its answer comes when it is applied there', () => {
    for (const gone of [[], ['n3']]) {
      const cluster = ledByN1();
      for (const name of gone) cluster.crash(name);
      const [forwarded] = only(cluster.propose('n2', 'x'), 'forwarded');
      deliver(cluster, { from: 'n2', to: 'n1', type: 'propose-request' });
      const [answer] = hold(cluster, { to: 'n2', type: 'propose-accepted' });
      const told = hearRaw(cluster, 'n2', 'n1', answer?.message as never);
      expect(only(told, 'forward-ended')).toEqual([
        { type: 'forward-ended', id: forwarded?.id, outcome: { type: 'appended', first: 2, term: 1 } },
      ]);
      cluster.stabilize();
      expect(textsOf(cluster.node('n2'))).toEqual(['x']);
    }
  });

  it('is applied everywhere in the order in which two leaders took it', () => {
    const cluster = ledByN1();
    cluster.propose('n1', 'a', 'b');
    cluster.stabilize();
    forgetLeader(cluster, 'n2', 'n3');
    cluster.elect('n2');
    cluster.propose('n2', 'c');
    cluster.stabilize();
    beat(cluster, 'n2');
    beat(cluster, 'n2');
    for (const node of cluster.nodes) {
      expect(textsOf(node)).toEqual(['a', 'b', 'c']);
      expect(termsOf(cluster, node.id)).toEqual([1, 1, 1, 2, 2]);
    }
  });

  it('reaches learners, which do not help it to commit', () => {
    const cluster = ledByN1({ size: 2, learners: 2 });
    cluster.crash('n2');
    cluster.propose('n1', 'x');
    cluster.stabilize();
    expect(cluster.nodes.filter(({ alive }) => alive).map(({ view }) => [view.last, view.commit])).toEqual([
      [2, 1],
      [2, 1],
      [2, 1],
    ]);
    cluster.restart('n2');
    beat(cluster, 'n1');
    beat(cluster, 'n1');
    for (const node of cluster.nodes) expect(textsOf(node)).toEqual(['x']);
  });
});

describe('messages of a leader that was', () => {
  it('add nothing to what later leaders wrote', () => {
    const cluster = ledByN1();
    forgetLeader(cluster, 'n2', 'n3');
    cluster.elect('n2');
    cluster.propose('n2', 'old');
    const old = hold(cluster, { from: 'n2', type: 'append-request' });
    cluster.crash('n2');
    cluster.restart('n2');
    forgetLeader(cluster, 'n1', 'n2', 'n3');
    cluster.elect('n1');
    release(cluster, old);
    cluster.stabilize();
    cluster.propose('n1', 'new');
    cluster.stabilize();
    beat(cluster, 'n1');
    for (const node of cluster.nodes) {
      expect(termsOf(cluster, node.id)).toEqual([1, 2, 3, 3]);
      expect(textsOf(node)).toEqual(['new']);
    }
  });
});

describe('appends that overtake one another', () => {
  it('are put in order again, without a gap and without a loss', () => {
    for (const order of [
      [2, 1, 0],
      [1, 2, 0],
      [2, 0, 1],
      [0, 2, 1],
    ]) {
      const cluster = ledByN1({ limits: { maxAppendBytes: 1 } });
      for (const text of ['a', 'b', 'c']) cluster.propose('n1', text);
      const sent = hold(cluster, { to: 'n2', type: 'append-request' });
      expect(sent).toHaveLength(3);
      release(
        cluster,
        order.map((position) => sent[position] as (typeof sent)[number]),
      );
      cluster.stabilize();
      beat(cluster, 'n1');
      beat(cluster, 'n1');
      expect(textsOf(cluster.node('n2')), order.join()).toEqual(['a', 'b', 'c']);
    }
  });
});

describe('a cluster whose logs went apart', () => {
  it('agrees again, whoever leads, entry by entry', () => {
    const cluster = ledByN1({ size: 5 });
    cluster.propose('n1', 'a');
    cluster.stabilize();
    cluster.propose('n1', 'lost 1', 'lost 2');
    stabilizeAmong(cluster, 'n1', 'n2');
    forgetLeader(cluster, 'n3', 'n4', 'n5');
    cluster.step('n3', { type: 'campaign' });
    stabilizeWithout(cluster, 'n1', 'n2');
    cluster.propose('n3', 'b', 'c', 'd');
    stabilizeWithout(cluster, 'n1', 'n2');
    for (let times = 0; times < 3; times++) beat(cluster, 'n3');
    for (const node of cluster.nodes) expect(textsOf(node)).toEqual(['a', 'b', 'c', 'd']);
  });
});
