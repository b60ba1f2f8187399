import { afterEach, describe, expect, it } from 'vitest';

import { ledgers, one, type LedgerCluster } from './lab-ledger.test.support.ts';

let cluster: LedgerCluster;
afterEach(async () => {
  cluster.verify();
  await cluster.stop();
});

function campaigns(): number {
  return cluster.members.reduce((sum, { node }) => sum + (node?.metrics().campaigns ?? 0), 0);
}

describe('a slow disk', () => {
  it('of the leader holds up neither heartbeats nor commits by the others', async () => {
    cluster = await ledgers(3);
    await one(cluster, 'first');
    const leader = await cluster.elected();
    const before = campaigns();
    leader.log.stuck = true;
    const answers = [1, 2, 3].map((count) => cluster.propose(leader, `${count}`));
    await cluster.run(5_000);
    for (const { outcome } of answers)
      expect(outcome, 'two of three disks have it (thesis §10.2.1)').toMatchObject({ ok: true });
    expect(cluster.leader).toBe(leader);
    expect(campaigns()).toBe(before);
    const reading = await cluster.settled(cluster.read(leader), 100);
    expect(reading.outcome).toMatchObject({ ok: true });
    expect(leader.log.waiting).toBeGreaterThan(0);
  });

  it('of the leader does not count towards a majority', async () => {
    cluster = await ledgers(3);
    await one(cluster, 'first');
    const leader = await cluster.elected();
    const [follower = leader] = cluster.followersOf(leader);
    leader.log.stuck = true;
    follower.log.stuck = true;
    const asked = cluster.propose(leader, 'x');
    await cluster.run(2_000);
    expect(asked.outcome).toBeNull();
    expect(cluster.members.some(({ machine }) => machine.texts.includes('x'))).toBe(false);
    follower.log.unstick();
    await cluster.settled(asked, 50);
    expect(asked.outcome).toMatchObject({ ok: true });
  });

  it('of a follower holds up its acknowledgements, and nothing else', async () => {
    cluster = await ledgers(3);
    await one(cluster, 'first');
    const leader = await cluster.elected();
    const [follower = leader] = cluster.followersOf(leader);
    const before = campaigns();
    follower.log.stuck = true;
    for (let count = 0; count < 5; count++) await one(cluster, `${count}`, 2);
    await cluster.run(5_000);
    expect(campaigns(), 'it hears the leader, and the leader hears it').toBe(before);
    const peer = leader.node?.status().peers.find(({ id }) => id === follower.id);
    expect(peer).toMatchObject({ recentlyActive: true });
    expect(peer?.match).toBeLessThan(leader.node?.status().last ?? 0);
    follower.log.unstick();
    await cluster.until(() => follower.machine.texts.length === 6);
    await cluster.run(200);
    expect(leader.node?.status().peers.every(({ match }) => match === leader.node?.status().last)).toBe(true);
  });

  it('of everybody makes everything slow, and nobody campaign', async () => {
    cluster = await ledgers(3, { diskMs: 400 });
    await one(cluster, 'first');
    const before = campaigns();
    const begin = cluster.clock.monotonicNow();
    for (let count = 0; count < 5; count++) await one(cluster, `${count}`);
    expect(cluster.clock.monotonicNow() - begin).toBeGreaterThan(5 * 400);
    expect(campaigns()).toBe(before);
  });

  it('makes what was proposed meanwhile share one sync', async () => {
    cluster = await ledgers(3, { diskMs: 100 });
    await one(cluster, 'first');
    const leader = await cluster.elected();
    const begin = cluster.clock.monotonicNow();
    const asked: ReturnType<typeof cluster.propose>[] = [];
    for (let count = 0; count < 50; count++) {
      asked.push(cluster.propose(leader, `${count}`));
      await cluster.run(5);
    }
    await cluster.until(() => asked.every(({ outcome }) => outcome?.ok === true));
    expect(cluster.clock.monotonicNow() - begin).toBeLessThan(50 * 5 + 3 * 100);
  });

  it('of a candidate holds back its candidacy: a vote counts when it is durable', async () => {
    cluster = await ledgers(1);
    const [only] = cluster.members;
    if (only === undefined) throw new Error('expected a server');
    only.log.stuck = true;
    await cluster.run(3_000);
    expect(only.node?.status().role).toBe('candidate');
    expect(
      only.events.some(({ type }) => type === 'voted'),
      'not told before it is so',
    ).toBe(false);
    only.log.unstick();
    await cluster.elected();
    expect(only.events.some(({ type }) => type === 'voted')).toBe(true);
  });
});
