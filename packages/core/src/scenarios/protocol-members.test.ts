import { describe, expect, it } from 'vitest';

import { configuration } from '../raft/configuration.ts';
import { DEFAULT_LIMITS } from '../raft/config.ts';
import { Raft } from '../raft/raft.ts';
import { nodeId } from '../raft/types.ts';
import type { ScriptedCluster } from '../testing/scripted-cluster.ts';
import { at, change, diskOf, fits, forgetLeader, names } from '../testing/scripting.ts';
import { beat, ledByN1, peerOf, tickUntil } from '../testing/stage.ts';

function members(cluster: ScriptedCluster, name = 'n1'): readonly (readonly string[])[] {
  const { voters, outgoing, learners } = cluster.node(name).view.configuration;
  return [voters, outgoing, learners];
}

function settle(cluster: ScriptedCluster, leader = 'n1'): void {
  cluster.stabilize();
  beat(cluster, leader);
  beat(cluster, leader);
}

describe('who may stand for election', () => {
  const INCOMPLETE = { ...configuration(names('n2', 'n3')), outgoing: names('n1', 'n2', 'n3') };
  it.each([
    ['a voter', configuration(names('n1', 'n2')), true],
    ['the only voter', configuration(names('n1')), true],
    ['one of the voters that are left behind, as long as they decide', INCOMPLETE, true],
    ['a learner', configuration(names('n2'), names('n1')), false],
    ['nobody of the members', configuration(names('n2', 'n3')), false],
    ['a node that knows no members', configuration([]), false],
  ])('%s', (_, known, may) => {
    // The configuration is old news: committed, and compacted into a snapshot.
    const snapshot = { ...at(3, 1), id: 's3', configuration: known };
    const config = { ...DEFAULT_LIMITS, id: nodeId('n1'), bootstrap: configuration([]), seed: 1 };
    const raft = new Raft(config, { ...diskOf([], 1), base: at(3, 1), snapshot });
    for (let ticks = 0; ticks < 60; ticks++) raft.step({ type: 'tick' });
    expect(raft.view().role !== 'follower').toBe(may);
    raft.step({ type: 'campaign' });
    expect(raft.view().votedFor).toBe(may ? 'n1' : null);
  });

  it('is told by the log’s newest configuration, applied or not', () => {
    // n3's removal is in its log; whether it has committed n3 cannot know, and so it may be needed to elect somebody.
    const cluster = ledByN1();
    change(cluster, 'n1', '-n3');
    cluster.stabilize();
    beat(cluster, 'n1');
    beat(cluster, 'n1');
    const { configurationIndex, commit } = cluster.node('n3').view;
    expect(members(cluster, 'n3')[0]).toEqual(['n1', 'n2']);
    expect(commit).toBeGreaterThanOrEqual(configurationIndex);
    cluster.tick('n3', 100);
    cluster.step('n3', { type: 'campaign' });
    expect(cluster.network).toEqual([]);
    expect(cluster.node('n3').view).toMatchObject({ role: 'follower', term: 1 });
  });
});

describe('a removed node', () => {
  it('that hears of its removal keeps still; one that does not is not listened to', () => {
    const cluster = ledByN1({ size: 4 });
    cluster.crash('n4');
    change(cluster, 'n1', '-n4');
    settle(cluster);
    for (let ticks = 0; ticks < 15; ticks++) beat(cluster, 'n1');
    cluster.restart('n4');
    for (let asked = 0; asked < 3; asked++) {
      tickUntil(cluster, 'n4', () => cluster.network.some(fits({ from: 'n4' })));
      beat(cluster, 'n1');
    }
    forgetLeader(cluster, 'n4');
    cluster.step('n4', { type: 'campaign' });
    cluster.step('n4', { type: 'campaign' });
    settle(cluster);
    expect(cluster.node('n1').view).toMatchObject({ role: 'leader', term: 1 });
    expect(cluster.node('n2').view).toMatchObject({ term: 1, leader: 'n1' });
  });

  it('that led gives way once its removal has committed, and not before', () => {
    const cluster = ledByN1();
    change(cluster, 'n1', '-n1');
    cluster.stabilize(({ message }) => message.type !== 'append-accepted');
    expect(cluster.node('n1').view.role).toBe('leader');
    cluster.tick('n1');
    cluster.stabilize();
    expect(cluster.node('n1').view.role).toBe('follower');
    expect(cluster.leader?.id).toMatch(/n[23]/);
    expect(members(cluster, cluster.leader?.id)).toEqual([['n2', 'n3'], [], []]);
  });
});

describe('what a leader knows of its peers', () => {
  it('begins for a newcomer where nothing is known, with a question', () => {
    const cluster = ledByN1({ spares: 1 });
    cluster.propose('n1', 'a', 'b');
    cluster.stabilize();
    change(cluster, 'n1', '~n4');
    expect(peerOf(cluster, 'n1', 'n4')).toMatchObject({ state: 'probe', match: 0, recentlyActive: false });
    settle(cluster);
    expect(peerOf(cluster, 'n1', 'n4')).toMatchObject({
      state: 'replicate',
      match: 4,
      next: 5,
      recentlyActive: true,
    });
  });

  it('names all members but itself, in every phase', () => {
    const cluster = ledByN1({ size: 2, spares: 1 });
    const peers = (): string[] => cluster.node('n1').view.peers.map(({ id }) => id);
    expect(peers()).toEqual(['n2']);
    change(cluster, 'n1', '+n3', '-n2');
    expect(peers()).toEqual(['n2', 'n3']);
    settle(cluster);
    for (let ticks = 0; ticks < 12; ticks++) beat(cluster, 'n1');
    expect(peers()).toEqual(['n3']);
  });
});
