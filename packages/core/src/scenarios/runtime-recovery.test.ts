import { afterEach, describe, expect, it } from 'vitest';

import type { Member } from './lab-cluster.test.support.ts';
import { ledgers, one, type Ledger, type LedgerCluster } from './lab-ledger.test.support.ts';

let cluster: LedgerCluster;
afterEach(async () => {
  cluster.verify();
  await cluster.stop();
});

const node = { snapshotEveryEntries: 5, keepEntries: 0 };

/** A follower's log disk gets stuck, so that the next leader's term never reaches it. */
async function stickFollower(): Promise<Member<Ledger, string>> {
  await one(cluster, 'first');
  const leader = await cluster.elected();
  const [stuck = leader, other = leader] = cluster.followersOf(leader);
  stuck.log.stuck = true;
  await cluster.transfer(leader, other);
  return stuck;
}

/** It hears of twelve entries of that term at once, or of a snapshot that stands for them. */
async function bringUpToDate(stuck: Member<Ledger, string>): Promise<void> {
  cluster.hub.cut.add(stuck.id);
  for (let count = 0; count < 12; count++) await one(cluster, `${count}`, 2);
  cluster.hub.heal();
  await cluster.until(() => (stuck.node?.status().snapshot ?? 0) > 5);
}

async function crashAndRestart(stuck: Member<Ledger, string>): Promise<void> {
  await cluster.crash(stuck);
  const snapshot = await stuck.snapshots.latest();
  const { hardState } = await stuck.log.load();
  if (snapshot === null || snapshot.term <= hardState.term) throw new Error('the term is on disk already');
  await cluster.restart(stuck);
  expect(stuck.node?.status().term).toBeGreaterThanOrEqual(snapshot.term);
  await one(cluster, 'last');
  expect(stuck.machine.texts.at(-1)).toBe('last');
}

describe('a crash of a node whose log is slower than its snapshots', () => {
  // recover() keeps the stored term, which is below the snapshot's; the state then contradicts itself, for good.
  it('does not keep it from starting again from a snapshot it received', async () => {
    cluster = await ledgers(3, { node: { ...node, keepEntriesForSlow: 0 } });
    const stuck = await stickFollower();
    await bringUpToDate(stuck);
    expect(stuck.events.some(({ type }) => type === 'snapshot-installed')).toBe(true);
    await crashAndRestart(stuck);
  });

  // The same as above.
  it('does not keep it from starting again from a snapshot of its own', async () => {
    cluster = await ledgers(3, { node: { ...node, keepEntries: 1_000 } });
    const stuck = await stickFollower();
    await bringUpToDate(stuck);
    expect(stuck.events.some(({ type }) => type === 'snapshot-taken')).toBe(true);
    await crashAndRestart(stuck);
  });
});

describe('what is stored', () => {
  it('is a whole snapshot and a log that goes on from it, whenever the power fails', async () => {
    cluster = await ledgers(3, { node: { ...node, keepEntriesForSlow: 2 }, diskMs: 4, seed: 3 });
    for (let round = 0; round < 30; round++) {
      const leader = await cluster.elected();
      for (let count = 0; count < 8; count++) cluster.propose(leader, `${round} ${count}`);
      await cluster.run(cluster.random.below(25));
      const victim = cluster.random.pick(cluster.members);
      await cluster.crash(victim);
      const { base } = await victim.log.load();
      const snapshot = await victim.snapshots.latest();
      expect(base.index).toBeLessThanOrEqual(snapshot?.index ?? 0);
      if (cluster.random.chance(0.5)) await one(cluster, `${round} meanwhile`, 2);
      await cluster.restart(victim);
    }
    await one(cluster, 'last');
    const [first] = cluster.members;
    for (const { machine } of cluster.members) expect(machine.lines).toEqual(first?.machine.lines);
  });
});
