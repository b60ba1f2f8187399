import { describe, expect, it } from 'vitest';

import { picture } from '../testing/absurd.ts';
import { flush, hold, only, release } from '../testing/scripting.ts';
import { beat, hearRaw, ledByN1, sentIn } from '../testing/stage.ts';

const LIMIT = 100;
const of = (...lengths: readonly number[]): Uint8Array[] => lengths.map((length) => new Uint8Array(length));

function propose(
  cluster: ReturnType<typeof ledByN1>,
  name: string,
  ...lengths: readonly number[]
): ReturnType<ReturnType<typeof ledByN1>['step']> {
  return cluster.step(name, { type: 'propose', commands: of(...lengths) });
}

describe('a proposal beyond a limit', () => {
  it('is refused as a whole while too much waits for its commit, and taken once that is over', () => {
    const cluster = ledByN1({ limits: { maxUncommittedBytes: LIMIT } });
    expect(only(propose(cluster, 'n1', 60, 40), 'proposed')).toHaveLength(1);
    const before = picture(cluster, 'n1');
    for (const lengths of [[1], [0, 1], [50, 50], [1_000_000]])
      expect(propose(cluster, 'n1', ...lengths)).toEqual([{ type: 'refused', reason: 'busy', leader: 'n1' }]);
    expect(picture(cluster, 'n1')).toEqual(before);
    cluster.stabilize();
    expect(cluster.node('n1').view.uncommittedBytes).toBe(0);
    expect(only(propose(cluster, 'n1', 50, 50), 'proposed')).toHaveLength(1);
  });

  it('is taken, alone, where nothing waits: however long, it must be possible at all', () => {
    const cluster = ledByN1({
      limits: { maxUncommittedBytes: LIMIT, maxAppendBytes: 10, maxInflightBytes: 20 },
    });
    expect(only(propose(cluster, 'n1', 5_000), 'proposed')).toHaveLength(1);
    expect(only(propose(cluster, 'n1', 1), 'refused')).toHaveLength(1);
    cluster.stabilize();
    beat(cluster, 'n1');
    expect(cluster.nodes.map(({ view }) => view.commit)).toEqual([2, 2, 2]);
  });

  it('counts what an earlier leader left behind, until it commits, and nothing twice', () => {
    const cluster = ledByN1({ limits: { maxUncommittedBytes: LIMIT } });
    propose(cluster, 'n1', 90);
    cluster.stabilize(({ to }) => to === 'n2');
    cluster.crash('n1');
    for (const name of ['n2', 'n3']) cluster.tick(name, 10);
    cluster.drop();
    cluster.step('n2', { type: 'campaign' });
    cluster.stabilize(({ message }) => message.type !== 'append-request');
    expect(cluster.node('n2').view).toMatchObject({ role: 'leader', last: 3, commit: 1 });
    expect(cluster.node('n2').view.uncommittedBytes).toBe(90);
    expect(only(propose(cluster, 'n2', 11), 'refused')).toHaveLength(1);
    expect(only(propose(cluster, 'n2', 10), 'proposed')).toHaveLength(1);
    expect(cluster.node('n2').view.uncommittedBytes).toBe(100);
    cluster.stabilize();
    beat(cluster, 'n2');
    cluster.stabilize();
    expect(cluster.node('n2').view).toMatchObject({ uncommittedBytes: 0, commit: 4 });
    expect(only(propose(cluster, 'n2', 100), 'proposed')).toHaveLength(1);
  });

  it('is refused to a follower that passes it on, and nothing is appended', () => {
    const cluster = ledByN1({ limits: { maxUncommittedBytes: LIMIT } });
    propose(cluster, 'n1', 100);
    const writes = hold(cluster, { type: 'append-request' });
    const [forwarded] = only(propose(cluster, 'n2', 1), 'forwarded');
    const { last } = cluster.node('n1').view;
    const ended: unknown[] = [];
    cluster.deliver();
    expect(cluster.node('n1').view.last).toBe(last);
    const [answer] = hold(cluster, { from: 'n1', to: 'n2', type: 'propose-refused' });
    ended.push(...hearRaw(cluster, 'n2', 'n1', answer?.message as never));
    expect(ended).toEqual([{ type: 'forward-ended', id: forwarded?.id, outcome: { type: 'refused' } }]);
    release(cluster, writes);
    cluster.stabilize();
  });

  it('of ten thousand commands in one message is one too many only by its bytes', () => {
    const cluster = ledByN1({ limits: { maxUncommittedBytes: LIMIT } });
    propose(cluster, 'n1', 1);
    const request = { type: 'propose-request', term: 1, incarnation: 1, id: 1 } as const;
    const commands = of(...Array<number>(10_000).fill(1));
    const { last } = cluster.node('n1').view;
    const effects = hearRaw(cluster, 'n1', 'n2', { ...request, commands });
    expect(sentIn(effects, 'propose-refused')).toHaveLength(1);
    expect(cluster.node('n1').view.last).toBe(last);
  });

  it('of no commands takes no place in the log', () => {
    const cluster = ledByN1();
    const { last } = cluster.node('n1').view;
    propose(cluster, 'n1');
    hearRaw(cluster, 'n1', 'n2', { type: 'propose-request', term: 1, incarnation: 1, id: 1, commands: [] });
    expect(cluster.node('n1').view.last).toBe(last);
    expect(cluster.node('n1').pendingWrites).toBe(0);
  });
});

describe('a proposal that is passed on', () => {
  it('is taken once, however often and however late it comes', () => {
    const cluster = ledByN1();
    const request = (id: number): ReturnType<typeof hearRaw> =>
      hearRaw(cluster, 'n1', 'n2', {
        type: 'propose-request',
        term: 1,
        incarnation: 1,
        id,
        commands: of(1),
      });
    expect(sentIn(request(2), 'propose-accepted')).toMatchObject([{ message: { first: 2 } }]);
    const before = picture(cluster, 'n1');
    for (const id of [2, 1, 0, 2])
      expect(request(id)).toEqual([{ type: 'ignored', from: 'n2', reason: 'repeated' }]);
    expect(picture(cluster, 'n1')).toEqual(before);
  });

  it('is taken by nobody but the leader of the very term it was meant for', () => {
    const cluster = ledByN1();
    const request = { type: 'propose-request', incarnation: 1, id: 1, commands: of(1) } as const;
    for (const [name, from, term] of [
      ['n1', 'n2', 2],
      ['n2', 'n3', 1],
      ['n2', 'n3', 5],
    ] as const) {
      const before = picture(cluster, name);
      expect(hearRaw(cluster, name, from, { ...request, term })).toEqual([]);
      expect(picture(cluster, name)).toEqual(before);
    }
  });

  it('is refused where nobody leads, or nobody passes it on', () => {
    const cluster = ledByN1({ limits: { forward: false } });
    expect(propose(cluster, 'n2', 1)).toEqual([{ type: 'refused', reason: 'not_leader', leader: 'n1' }]);
    cluster.step('n1', { type: 'step-down' });
    cluster.drop();
    expect(propose(cluster, 'n1', 1)).toEqual([{ type: 'refused', reason: 'not_leader', leader: null }]);
    flush(cluster, 'n1');
  });
});
