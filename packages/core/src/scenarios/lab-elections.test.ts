import { afterEach, describe, expect, it } from 'vitest';

import { ledgers, type LedgerCluster } from './lab-ledger.test.support.ts';

let cluster: LedgerCluster;
afterEach(async () => {
  cluster.verify();
  await cluster.stop();
});

function leaders(): readonly string[] {
  return cluster.connected.filter(({ node }) => node?.status().role === 'leader').map(({ id }) => id);
}

function terms(): ReadonlySet<number | undefined> {
  return new Set(cluster.connected.map(({ node }) => node?.status().term));
}

describe('elections, in real nodes', () => {
  it('elects one leader, whom everybody knows and keeps for as long as nothing fails', async () => {
    cluster = await ledgers(3);
    const { id } = await cluster.elected();
    await cluster.until(() => cluster.up.every(({ node }) => node?.status().leader === id));
    const before = [...terms()];
    expect(before).toHaveLength(1);
    await cluster.run(5_000);
    expect(leaders()).toEqual([id]);
    expect([...terms()]).toEqual(before);
  });

  it('replaces a leader that is cut off, and is not disturbed when it comes back', async () => {
    cluster = await ledgers(3);
    const first = await cluster.elected();
    cluster.hub.cut.add(first.id);
    const second = await cluster.elected();
    expect(second.id).not.toBe(first.id);
    const { term } = second.node?.status() ?? {};
    cluster.hub.heal();
    await cluster.run(2_000);
    expect(leaders()).toEqual([second.id]);
    expect([...terms()], 'who comes back makes nobody campaign').toEqual([term]);
  });

  it('is not disturbed by a follower that is heard and hears nobody', async () => {
    cluster = await ledgers(3);
    const leader = await cluster.elected();
    const { term } = leader.node?.status() ?? {};
    const [deaf = leader, other = leader] = cluster.followersOf(leader);
    cluster.hub.blocked.add(`${leader.id} ${deaf.id}`).add(`${other.id} ${deaf.id}`);
    await cluster.run(3_000);
    expect(leaders()).toEqual([leader.id]);
    expect(deaf.node?.status()).toMatchObject({ role: 'pre-candidate', term });
    cluster.hub.blocked.delete(`${other.id} ${deaf.id}`);
    await cluster.run(3_000);
    cluster.hub.heal();
    await cluster.run(1_000);
    expect(leaders()).toEqual([leader.id]);
    expect([...terms()]).toEqual([term]);
  });

  it('has no leader without a majority, and one as soon as there is a majority again', async () => {
    cluster = await ledgers(3);
    const first = await cluster.elected();
    const [other, third] = cluster.followersOf(first);
    cluster.hub.cut.add(first.id).add(other?.id ?? first.id);
    await cluster.run(3_000);
    expect(leaders()).toEqual([]);
    expect(first.node?.status().role, 'a leader that hears nobody does not go on leading').not.toBe('leader');
    cluster.hub.cut.delete(other?.id ?? first.id);
    const next = await cluster.elected();
    expect([other?.id, third?.id]).toContain(next.id);
    cluster.hub.heal();
    await cluster.run(2_000);
    expect(leaders()).toEqual([next.id]);
  });

  it('has exactly one leader whichever three of seven are cut off, ten times over', async () => {
    cluster = await ledgers(7, { seed: 7 });
    await cluster.elected();
    for (let round = 0; round < 10; round++) {
      while (cluster.hub.cut.size < 3) cluster.hub.cut.add(cluster.random.pick(cluster.members).id);
      await cluster.run(700);
      const { id } = await cluster.elected();
      await cluster.run(300);
      expect(leaders()).toEqual([id]);
      cluster.hub.heal();
      await cluster.run(300);
    }
    expect(leaders()).toHaveLength(1);
  });
});
