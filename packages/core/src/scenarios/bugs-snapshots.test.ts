import { afterEach, describe, expect, it } from 'vitest';

import { configuration } from '../raft/configuration.ts';
import { logIndex, term, type SnapshotMeta } from '../raft/types.ts';
import { MemorySnapshotStore } from '../testing/memory-snapshot-store.ts';
import { RunningCluster } from '../testing/running-cluster.ts';
import { ScriptedCluster } from '../testing/scripted-cluster.ts';
import {
  at,
  deliver,
  fits,
  forgetLeader,
  names,
  only,
  stabilizeWithout,
  termsOf,
  textsOf,
} from '../testing/scripting.ts';
import { settlePromises } from '../testing/virtual-clock.ts';

const COMPACT = { keepEntries: 0, keepEntriesForSlow: 0 };

describe('snapshots for followers', () => {
  it('openraft#1828: a leader whose whole log is compacted serves a follower of which it knows nothing', () => {
    const cluster = new ScriptedCluster({ size: 3, limits: COMPACT });
    cluster.crash('n3');
    cluster.elect('n1');
    cluster.propose('n1', 'a', 'b');
    stabilizeWithout(cluster, 'n3');
    cluster.node('n1').snapshot();
    // Not one entry is left, and n3 never answered.
    expect(cluster.node('n1').view).toMatchObject({ firstStored: 4, last: 3, snapshot: 3 });
    cluster.restart('n3');
    cluster.tick('n1', 5);
    cluster.stabilize();
    cluster.tick('n1', 5);
    cluster.stabilize();
    expect(textsOf(cluster.node('n3'))).toEqual(['a', 'b']);
    expect(cluster.node('n1').view.peers.find(({ id }) => id === 'n3')).toMatchObject({
      match: 3,
      state: 'replicate',
    });
    // Nor does a leader that has just restarted from its snapshot alone.
    cluster.crash('n3');
    cluster.crash('n1');
    cluster.restart('n1');
    forgetLeader(cluster, 'n2');
    cluster.elect('n1');
    cluster.propose('n1', 'c');
    stabilizeWithout(cluster, 'n3');
    cluster.node('n1').snapshot();
    cluster.restart('n3');
    cluster.tick('n1', 5);
    cluster.stabilize();
    cluster.tick('n1', 5);
    cluster.stabilize();
    expect(textsOf(cluster.node('n3'))).toEqual(['a', 'b', 'c']);
  });

  it('openraft#1892: a snapshot that contradicts what is committed is not taken, whatever it is called', () => {
    const cluster = new ScriptedCluster({ size: 3 });
    cluster.elect('n1');
    cluster.propose('n1', 'a', 'b');
    cluster.stabilize();
    cluster.tick('n1', 5);
    cluster.stabilize();
    const before = { terms: termsOf(cluster, 'n2'), texts: textsOf(cluster.node('n2')) };
    const meta: SnapshotMeta = {
      ...at(3, 2),
      id: 'another',
      configuration: configuration(names('n2', 'n3')),
    };
    const offered = cluster.step('n2', {
      type: 'snapshot-offered',
      from: cluster.node('n3').id,
      term: term(2),
      meta,
    });
    expect(only(offered, 'snapshot-answer')).toEqual([{ type: 'snapshot-answer', accepted: false }]);
    const received = cluster.step('n2', { type: 'snapshot-received', from: cluster.node('n3').id, meta });
    expect(only(received, 'install')).toEqual([]);
    expect({ terms: termsOf(cluster, 'n2'), texts: textsOf(cluster.node('n2')) }).toEqual(before);
    expect(cluster.node('n2').view.configuration).toEqual(configuration(names('n1', 'n2', 'n3')));
  });

  it('openraft#1892: nor one from before what is committed, which would take entries back', () => {
    const cluster = new ScriptedCluster({ size: 3 });
    cluster.elect('n1');
    cluster.propose('n1', 'a', 'b', 'c');
    cluster.stabilize();
    cluster.tick('n1', 5);
    cluster.stabilize();
    cluster.propose('n1', 'd');
    cluster.stabilize();
    const old = { ...at(2, 1), id: 'old', configuration: configuration(names('n1', 'n2', 'n3')) };
    const effects = cluster.step('n2', { type: 'snapshot-received', from: cluster.node('n1').id, meta: old });
    expect(only(effects, 'install')).toEqual([]);
    expect(cluster.node('n2').view).toMatchObject({ last: 5, commit: 4, durable: 5 });
  });
});

describe('restarts', () => {
  it('openraft#1246: a sole node applies everything again that it had committed', () => {
    const cluster = new ScriptedCluster({ size: 1, limits: COMPACT });
    cluster.elect('n1');
    cluster.propose('n1', 'a', 'b');
    cluster.stabilize();
    cluster.node('n1').snapshot();
    cluster.propose('n1', 'c', 'd');
    cluster.stabilize();
    cluster.crash('n1');
    cluster.restart('n1');
    expect(textsOf(cluster.node('n1'))).toEqual(['a', 'b']);
    cluster.tick('n1', 60);
    cluster.stabilize();
    expect(textsOf(cluster.node('n1'))).toEqual(['a', 'b', 'c', 'd']);
  });

  it('openraft 97d92771: nobody reads after a restart of all before everything acknowledged is applied again', () => {
    const cluster = new ScriptedCluster({ size: 3 });
    cluster.elect('n1');
    cluster.propose('n1', 'a');
    cluster.stabilize();
    cluster.tick('n1', 5);
    cluster.stabilize();
    cluster.propose('n1', 'b', 'c');
    cluster.stabilize();
    for (const { id } of cluster.nodes) cluster.crash(id);
    for (const { id } of cluster.nodes) cluster.restart(id);
    cluster.step('n2', { type: 'campaign' });
    cluster.step('n2', { type: 'read', id: 1 });
    cluster.stabilize(({ message }) => message.type !== 'append-request');
    cluster.step('n2', { type: 'read', id: 2 });
    cluster.tick('n2', 5);
    // Heartbeats are answered, and tell nothing of what was committed before.
    deliver(cluster, { to: 'n3', type: 'heartbeat-request' });
    deliver(cluster, { from: 'n3', type: 'heartbeat-response' });
    expect([cluster.node('n2').view.commit, cluster.node('n2').reads]).toEqual([0, []]);
    cluster.stabilize();
    expect(cluster.node('n2').reads).toEqual([{ id: 2, index: 5 }]);
    expect(textsOf(cluster.node('n2'))).toEqual(['a', 'b', 'c']);
  });

  it('hashicorp/raft 1.4.0: after a snapshot was installed the log goes on right behind it, on the disk too', () => {
    const cluster = new ScriptedCluster({ size: 3, limits: COMPACT });
    cluster.elect('n1');
    cluster.crash('n3');
    cluster.propose('n1', 'a', 'b');
    stabilizeWithout(cluster, 'n3');
    cluster.node('n1').snapshot();
    cluster.restart('n3');
    cluster.tick('n1', 5);
    cluster.stabilize();
    cluster.tick('n1', 5);
    cluster.stabilize();
    cluster.propose('n1', 'c');
    cluster.stabilize();
    const { base, entries } = cluster.node('n3').disk;
    expect(base).toEqual(at(3, 1));
    expect(entries.map(({ index }) => index)).toEqual([4]);
    cluster.crash('n3');
    cluster.restart('n3');
    expect(cluster.node('n3').view).toMatchObject({ last: 4, commit: 3, firstStored: logIndex(4) });
  });
});

/** A store whose next snapshot of the node's own waits to be let through. */
class GatedStore extends MemorySnapshotStore {
  gate: Promise<void> | null = null;

  override async write(...[meta, chunks]: Parameters<MemorySnapshotStore['write']>): Promise<void> {
    await this.gate;
    await super.write(meta, chunks);
  }
}

describe('running nodes', () => {
  let cluster: RunningCluster;
  afterEach(() => cluster.stop());

  it('openraft#1829: a snapshot that is asked for while one is being made is made afterwards', async () => {
    cluster = new RunningCluster(1, { snapshots: (previous) => new GatedStore(previous) });
    await cluster.start();
    const only = await cluster.leader();
    const store = only.snapshots as GatedStore;
    await cluster.propose(only, 'a');
    let open: () => void = () => undefined;
    store.gate = new Promise((resolve) => (open = resolve));
    const done: string[] = [];
    void only.node.takeSnapshot().then(() => done.push('first'));
    await settlePromises();
    await cluster.propose(only, 'b');
    void only.node.takeSnapshot().then(() => done.push('second'));
    void only.node.takeSnapshot().then(() => done.push('third'));
    await settlePromises();
    expect(done).toEqual([]);
    open();
    await cluster.until(() => done.length === 3);
    expect(done[0]).toBe('first');
    expect(await store.latest()).toMatchObject({ index: 3 });
    await cluster.restart('n1');
    expect(cluster.member('n1').machine.text).toBe('ab');
  });

  it('openraft#1829: nor is one lost that fell due meanwhile, though nothing is proposed afterwards', async () => {
    const options = { snapshotEveryEntries: 3 };
    cluster = new RunningCluster(1, { options, snapshots: (previous) => new GatedStore(previous) });
    await cluster.start();
    const only = await cluster.leader();
    const store = only.snapshots as GatedStore;
    let open: () => void = () => undefined;
    store.gate = new Promise((resolve) => (open = resolve));
    for (const letter of 'abcdefgh') await cluster.propose(only, letter);
    expect(await store.latest()).toBeNull();
    open();
    await settlePromises();
    await cluster.until(() => only.node.status().snapshot >= 7);
  });

  it('openraft#1246: a sole node that restarts serves what it held', async () => {
    cluster = new RunningCluster(1, { options: { snapshotEveryEntries: 3, keepEntries: 0 } });
    await cluster.start();
    for (const letter of 'abcde') await cluster.propose(await cluster.leader(), letter);
    await cluster.restart('n1');
    const again = await cluster.leader();
    expect(await cluster.read(again)).toMatchObject({ ok: true });
    expect(again.machine.text).toBe('abcde');
  });

  it('openraft#1810: a follower that takes a snapshot and never ends holds up neither the leader nor the others', async () => {
    const stuck = new Promise<never>(() => undefined);
    cluster = new RunningCluster(3, {
      options: { snapshotEveryEntries: 4, keepEntries: 0, keepEntriesForSlow: 0 },
      transport: (_, transport) => ({
        ...{ start: transport.start.bind(transport), send: transport.send.bind(transport) },
        ...{ setPeers: transport.setPeers.bind(transport), close: transport.close.bind(transport) },
        peerFacts: transport.peerFacts.bind(transport),
        sendSnapshot: () => stuck,
      }),
    });
    await cluster.start();
    const leader = await cluster.leader();
    const hung = cluster.members.find(({ id }) => id !== leader.id);
    cluster.hub.cut.add(hung?.id ?? leader.id);
    for (const letter of 'abcdefgh') await cluster.propose(leader, letter);
    cluster.hub.cut.clear();
    const stateOf = (): string | undefined =>
      leader.node.inspect().view.peers.find(({ id }) => id === hung?.id)?.state;
    await cluster.until(() => stateOf() === 'snapshot');
    for (const letter of 'ijkl') expect(await cluster.propose(leader, letter)).toMatchObject({ ok: true });
    expect(await cluster.read(leader)).toMatchObject({ ok: true });
    const { term: before } = leader.node.status();
    const until = cluster.clock.monotonicNow() + 5_000;
    await cluster.until(() => cluster.clock.monotonicNow() >= until);
    expect(leader.node.status()).toMatchObject({ role: 'leader', term: before });
    expect(hung?.node.status().leader).toBe(leader.id);
  });
});

describe('Jepsen: Redis-Raft 1b3fbf6', () => {
  it('Jepsen Redis-Raft: an append that repeats itself for ever is answered each time, and ends', () => {
    const cluster = new ScriptedCluster({ size: 3 });
    cluster.elect('n1');
    cluster.propose('n1', 'a');
    const [append] = cluster.network.filter(fits({ to: 'n2', type: 'append-request' }));
    for (let count = 0; count < 50; count++) if (append !== undefined) cluster.network.push(append);
    cluster.stabilize();
    expect(cluster.network).toEqual([]);
    expect(textsOf(cluster.node('n1'))).toEqual(['a']);
    expect(cluster.node('n2').view.last).toBe(2);
  });

  it('Jepsen Redis-Raft: what was acknowledged survives the failure of any leader, one after the other', () => {
    const cluster = new ScriptedCluster({ size: 3, limits: COMPACT });
    const acknowledged: string[] = [];
    for (let round = 0; round < 12; round++) {
      const next = `n${(round % 3) + 1}`;
      for (const { id, alive } of cluster.nodes) if (!alive) cluster.restart(id);
      for (let attempt = 0; cluster.leader?.id !== next && attempt < 4; attempt++) {
        for (const { id, view } of cluster.nodes) {
          if (view.role === 'leader') cluster.step(id, { type: 'step-down' });
          cluster.drop();
          forgetLeader(cluster, id);
        }
        cluster.step(next, { type: 'campaign' });
        cluster.stabilize();
      }
      cluster.propose(next, `r${round}`);
      const away = `n${((round + 1) % 3) + 1}`;
      stabilizeWithout(cluster, away);
      if (textsOf(cluster.node(next)).includes(`r${round}`)) acknowledged.push(`r${round}`);
      if (round % 4 === 1) cluster.node(next).snapshot();
      cluster.crash(next);
      cluster.drop();
    }
    expect(acknowledged.length).toBeGreaterThan(4);
    for (const { id, alive } of cluster.nodes) if (!alive) cluster.restart(id);
    for (let round = 0; round < 4; round++) {
      for (const { id } of cluster.nodes) cluster.tick(id, 25);
      cluster.stabilize();
    }
    for (const node of cluster.nodes)
      expect(textsOf(node).filter((text) => acknowledged.includes(text))).toEqual(acknowledged);
  });
});
