import { describe, expect, it } from 'vitest';

import { picture } from '../testing/absurd.ts';
import type { ScriptedCluster } from '../testing/scripted-cluster.ts';
import { at } from '../testing/scripting.ts';
import { beat, hearRaw, ledByN1 } from '../testing/stage.ts';
import { configuration } from './configuration.ts';
import type { Effect } from './effect.ts';
import { OPEN_TERMS } from './message-check.ts';
import { nodeId, term, type SnapshotMeta } from './types.ts';

const IDS = ['n1', 'n2', 'n3'].map(nodeId);

function snapshotAt(index: number, ofTerm: number): SnapshotMeta {
  return { ...at(index, ofTerm), id: 's', configuration: configuration(IDS) };
}

/** n1 led term 1 and n2 leads term 2; entries 1 to 3 are of term 1, 4 to 6 of term 2, and all are committed. */
function twoTerms(keepEntries = 100): ScriptedCluster {
  const cluster = ledByN1({ limits: { keepEntries, keepEntriesForSlow: 0 } });
  cluster.propose('n1', 'a', 'b');
  cluster.stabilize();
  cluster.step('n1', { type: 'transfer', to: nodeId('n2') });
  cluster.stabilize();
  cluster.propose('n2', 'c', 'd');
  cluster.stabilize();
  beat(cluster, 'n2');
  cluster.stabilize();
  expect(cluster.node('n2').view).toMatchObject({ role: 'leader', term: 2, last: 6, commit: 6 });
  expect(cluster.node('n3').view).toMatchObject({ commit: 6 });
  return cluster;
}

describe('a snapshot that has arrived', () => {
  it.each([
    ['beyond its log', snapshotAt(50, 1)],
    ['that its log holds', snapshotAt(6, 2)],
    ['of an entry that has not committed', snapshotAt(7, 2)],
  ])('after its receiver was elected changes nothing of the new leader: one %s', (_, meta) => {
    const cluster = twoTerms();
    cluster.propose('n2', 'e');
    const before = picture(cluster, 'n2');
    expect(cluster.step('n2', { type: 'snapshot-received', from: nodeId('n1'), meta })).toEqual([]);
    expect(picture(cluster, 'n2')).toEqual(before);
    cluster.stabilize();
    expect(cluster.node('n2').view).toMatchObject({ role: 'leader', commit: 7, uncommittedBytes: 0 });
  });
});

describe('a snapshot that contradicts what is committed', () => {
  const IGNORED = { type: 'ignored', from: 'n2', reason: 'conflicts_with_commit' };

  function offered(cluster: ScriptedCluster, meta: SnapshotMeta): Effect[] {
    return cluster.step('n3', { type: 'snapshot-offered', from: nodeId('n2'), term: term(2), meta });
  }

  it.each([
    ['another term where an entry is committed', snapshotAt(3, 2)],
    ['an earlier term where the last one is committed', snapshotAt(6, 1)],
    ['a fallen term behind what is committed', snapshotAt(9, 1)],
  ])('by %s is refused and told of, whether it is offered or has arrived', (_, meta) => {
    const cluster = twoTerms();
    const before = picture(cluster, 'n3');
    expect(offered(cluster, meta)).toEqual([IGNORED, { type: 'snapshot-answer', accepted: false }]);
    expect(cluster.step('n3', { type: 'snapshot-received', from: nodeId('n2'), meta })).toEqual([IGNORED]);
    expect(picture(cluster, 'n3')).toEqual(before);
  });

  it('is known by its term even where the log no longer goes back that far', () => {
    const cluster = twoTerms(0);
    cluster.propose('n2', 'e');
    cluster.stabilize();
    beat(cluster, 'n2');
    cluster.node('n3').snapshot();
    expect(cluster.node('n3').view.firstStored).toBe(8);
    expect(offered(cluster, snapshotAt(3, 3))).toContainEqual({
      type: 'ignored',
      from: 'n2',
      reason: 'impossible',
    });
    const meta = snapshotAt(3, 3);
    expect(cluster.step('n3', { type: 'snapshot-received', from: nodeId('n2'), meta })).toEqual([IGNORED]);
    // What agrees with it, or might, is acknowledged with what is committed anyway.
    for (const ofTerm of [1, 2])
      expect(offered(cluster, snapshotAt(3, ofTerm))).toMatchObject([
        { type: 'snapshot-answer', accepted: false },
        { type: 'send', message: { type: 'append-accepted', match: 7 } },
      ]);
  });

  it('is not what any honest snapshot is taken for', () => {
    const cluster = twoTerms();
    for (let index = 1; index <= 6; index++)
      expect(offered(cluster, snapshotAt(index, index <= 3 ? 1 : 2))).not.toContainEqual(IGNORED);
    expect(offered(cluster, snapshotAt(9, 2))).toEqual([{ type: 'snapshot-answer', accepted: true }]);
  });
});

describe('a forged term', () => {
  it('beyond all that elections can have led to moves nobody', () => {
    const cluster = ledByN1();
    for (const forged of [OPEN_TERMS + 1, 2 ** 48, Number.MAX_SAFE_INTEGER])
      for (const name of ['n1', 'n2']) {
        const before = picture(cluster, name);
        for (const message of [
          { type: 'heartbeat-request', term: forged, commit: 0, round: 0 },
          { type: 'vote-request', term: forged, last: at(1, 1), transfer: true },
          { type: 'pre-vote-response', term: forged, granted: false },
        ] as const)
          expect(hearRaw(cluster, name, 'n3', message)).toEqual([
            { type: 'ignored', from: 'n3', reason: 'impossible' },
          ]);
        expect(picture(cluster, name)).toEqual(before);
      }
  });

  it('as great as is believed leaves room for elections', () => {
    const cluster = ledByN1();
    for (const { id } of cluster.nodes)
      hearRaw(cluster, id, id === 'n3' ? 'n2' : 'n3', {
        type: 'append-accepted',
        term: OPEN_TERMS,
        match: 0,
        round: 0,
      });
    cluster.stabilize();
    for (let elections = 1; elections <= 50; elections++) {
      const name = cluster.nodes[elections % 3]?.id ?? 'n1';
      for (const node of cluster.nodes)
        if (node.view.role !== 'leader') cluster.step(node.id, { type: 'forget-leader' });
      cluster.step(cluster.leader?.id ?? name, { type: 'step-down' });
      cluster.drop();
      cluster.elect(name);
      expect(cluster.node(name).view.term).toBe(OPEN_TERMS + elections);
      cluster.propose(name, `c${elections}`);
      cluster.stabilize();
      expect(cluster.node(name).view.commit).toBe(cluster.node(name).view.last);
    }
  });
});
