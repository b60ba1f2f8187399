import { afterEach, describe, expect, it } from 'vitest';

import type { NodeId } from '../raft/types.ts';
import { SkewedClock } from '../testing/skewed-clock.ts';
import type { Member } from './lab-cluster.test.support.ts';
import { ledgers, one, type Ledger, type LedgerCluster } from './lab-ledger.test.support.ts';

type Server = Member<Ledger, string>;

let cluster: LedgerCluster;
afterEach(async () => {
  cluster.verify();
  await cluster.stop();
});

const DRIFT = 0.2;
const leases = { maxClockDrift: DRIFT };
const node = { leases, heartbeatMs: 20, electionTimeoutMs: 100 };

/** A cluster whose first member's clock runs at one rate, the others' at another. The first one leads. */
async function skewed(
  first: number,
  others: number,
  seed: number,
): Promise<readonly [Server, readonly Server[]]> {
  cluster = await ledgers(3, {
    seed,
    stepMs: 1,
    node,
    clock: (real, id: NodeId) => new SkewedClock(real, id === 'n1' ? first : others),
  });
  await one(cluster, 'first');
  const elected = await cluster.elected();
  const leader = cluster.member('n1');
  if (elected !== leader) await cluster.transfer(elected, leader);
  await one(cluster, 'second');
  await cluster.run(100);
  return [leader, cluster.followersOf(leader)];
}

/**
 * Cuts the leader off and asks it for reads all the time. Says how long before the first command of another leader it
 * answered the last one, in milliseconds; negative if it answered after that.
 */
async function marginOf(leader: Server, followers: readonly Server[]): Promise<number> {
  cluster.hub.cut.add(leader.id);
  let lastAnswer = cluster.clock.monotonicNow();
  let acknowledged: number | null = null;
  for (let waited = 0; waited < 1_500 && acknowledged === null; waited++) {
    leader.node?.read(({ ok }) => {
      if (ok) lastAnswer = cluster.clock.monotonicNow();
    });
    const next = followers.find((member) => member.node?.status().role === 'leader');
    next?.node?.propose(new TextEncoder().encode('x'), ({ ok }) => {
      if (ok) acknowledged ??= cluster.clock.monotonicNow();
    });
    await cluster.run(1);
  }
  // It goes on being asked for as long as it might believe in its lease.
  for (let waited = 0; waited < 300; waited++) {
    leader.node?.read(({ ok }) => {
      if (ok) lastAnswer = cluster.clock.monotonicNow();
    });
    await cluster.run(1);
  }
  return (acknowledged ?? Number.NaN) - lastAnswer;
}

describe('leases', () => {
  it('answer reads at once, without a message, and only as long as they last', async () => {
    const [leader] = await skewed(1, 1, 1);
    cluster.hub.resetTraffic();
    const reading = cluster.read(leader);
    cluster.clock.runDeferred();
    expect(reading.outcome).toMatchObject({ ok: true });
    expect(cluster.hub.traffic.messages).toBe(0);
    cluster.hub.cut.add(leader.id);
    await cluster.run(60);
    const late = cluster.read(leader);
    cluster.clock.runDeferred();
    expect(late.outcome, 'nobody has answered for too long').toBeNull();
    await cluster.settled(late);
    expect(late.outcome).toMatchObject({ ok: false, error: { code: 'not_leader' } });
  });

  it('last less the more clocks may differ', async () => {
    const [leader] = await skewed(1, 1, 1);
    cluster.hub.cut.add(leader.id);
    let answered = 0;
    for (; answered < 200; answered++) {
      const reading = cluster.read(leader);
      cluster.clock.runDeferred();
      if (reading.outcome === null) break;
      await cluster.run(1);
    }
    // From the sending of the last heartbeat that was answered, at most one period ago.
    const longest = 100 * ((1 - DRIFT) / (1 + DRIFT));
    expect(answered).toBeLessThanOrEqual(longest);
    expect(answered).toBeGreaterThan(longest - 20 - 10);
  });

  for (const [name, first, others] of [
    ['the clocks agree', 1, 1],
    ['the leader’s clock runs as slow and the others’ as fast as was said', 1 - DRIFT, 1 + DRIFT],
    ['the leader’s clock runs as fast and the others’ as slow as was said', 1 + DRIFT, 1 - DRIFT],
  ] as const) {
    it(`are over before another leader acknowledges anything, when ${name}`, async () => {
      const margins: number[] = [];
      for (let seed = 1; seed <= 12; seed++) {
        const [leader, followers] = await skewed(first, others, seed);
        margins.push(await marginOf(leader, followers));
        cluster.verify();
        if (seed < 12) await cluster.stop();
      }
      expect(Math.min(...margins)).toBeGreaterThan(0);
    });
  }

  it('are over before another leader acknowledges anything, even if the followers start anew at once', async () => {
    for (let seed = 1; seed <= 6; seed++) {
      const [leader, followers] = await skewed(1 - DRIFT, 1 + DRIFT, seed);
      cluster.hub.cut.add(leader.id);
      for (const follower of followers) await cluster.restart(follower);
      // They do not remember to whom they promised silence, and so must keep it towards everybody, themselves included.
      followers[0]?.node?.campaign();
      expect(await marginOf(leader, followers)).toBeGreaterThan(0);
      cluster.verify();
      if (seed < 6) await cluster.stop();
    }
  });

  it('are over too late if clocks do worse than was said (which shows that the tests above could fail)', async () => {
    const margins: number[] = [];
    for (let seed = 1; seed <= 6; seed++) {
      const [leader, followers] = await skewed(0.5, 1.4, seed);
      margins.push(await marginOf(leader, followers));
      if (seed < 6) await cluster.stop();
    }
    expect(Math.min(...margins)).toBeLessThan(0);
  });

  it('end when leadership is handed over, and are not believed in again in that term', async () => {
    const [leader, [heir]] = await skewed(1, 1, 3);
    if (heir === undefined) throw new Error('expected followers');
    const { term } = leader.node?.status() ?? {};
    // The heir is asked, and does nothing about it yet; the leader goes on after a while.
    let asked = 0;
    cluster.hub.watch = (from, to, message) => {
      if (message.type !== 'timeout-now') return true;
      if (asked++ === 0) cluster.hub.deliver(from, to, message, 400);
      return false;
    };
    const transferred = await cluster.finished(
      leader.node?.transferLeadership(heir.id) ?? Promise.resolve(true),
    );
    expect(transferred).toBe(false);
    await cluster.run(100);
    expect(leader.node?.status()).toMatchObject({ role: 'leader', term });
    cluster.hub.resetTraffic();
    const reading = cluster.read(leader);
    cluster.clock.runDeferred();
    expect(reading.outcome, 'not by the lease').toBeNull();
    await cluster.settled(reading);
    expect(reading.outcome).toMatchObject({ ok: true });
    // The late message makes another leader, of which this one does not hear.
    for (const { id } of cluster.followersOf(leader)) cluster.hub.blocked.add(`${id} ${leader.id}`);
    await cluster.until(() => heir.node?.status().role === 'leader');
    const wrote = await cluster.settled(cluster.propose(heir, 'x'));
    expect(wrote.outcome).toMatchObject({ ok: true });
    const stale = await cluster.settled(cluster.read(leader));
    expect(stale.outcome).toMatchObject({ ok: false });
  });

  it('are not broken by calls that would make nodes forget the leader, or campaign', async () => {
    const [leader, followers] = await skewed(1 - DRIFT, 1 + DRIFT, 4);
    cluster.hub.cut.add(leader.id);
    for (const { node: follower } of followers) {
      follower?.forgetLeader();
      follower?.campaign();
    }
    expect(await marginOf(leader, followers)).toBeGreaterThan(0);
  });
});
