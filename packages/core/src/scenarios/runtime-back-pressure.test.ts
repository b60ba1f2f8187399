import { afterEach, describe, expect, it } from 'vitest';

import type { Clock } from '../ports/clock.ts';
import { SkewedClock } from '../testing/skewed-clock.ts';
import type { Member } from './lab-cluster.test.support.ts';
import { ledgers, one, type Ledger, type LedgerCluster } from './lab-ledger.test.support.ts';

let cluster: LedgerCluster;
afterEach(async () => {
  cluster.verify();
  await cluster.stop();
});

const BUSY = { ok: false, error: { code: 'busy', retryable: true } };

async function isolate(leader: Member<Ledger, string>): Promise<void> {
  for (const { id } of cluster.followersOf(leader)) cluster.hub.blocked.add(`${id} ${leader.id}`);
  await cluster.run(5);
}

describe('too much that waits for its commit', () => {
  const node = { maxUncommittedBytes: 100 };

  it('is refused before anything is appended, and taken again as soon as there is room', async () => {
    cluster = await ledgers(3, { node });
    await one(cluster, 'first');
    const leader = await cluster.elected();
    await isolate(leader);
    const taken = cluster.propose(leader, 'x'.repeat(60));
    await cluster.run(5);
    const last = leader.node?.status().last;
    expect(leader.node?.metrics().uncommittedBytes).toBe(60);
    const refused = await cluster.settled(cluster.propose(leader, 'y'.repeat(41)));
    expect(refused.outcome).toMatchObject(BUSY);
    expect(leader.node?.status().last).toBe(last);
    const fits = cluster.propose(leader, 'z'.repeat(40));
    await cluster.run(5);
    expect(leader.node?.metrics().uncommittedBytes).toBe(100);
    cluster.hub.heal();
    await cluster.settled(taken);
    await cluster.settled(fits);
    expect(leader.node?.metrics().uncommittedBytes).toBe(0);
    const again = await cluster.settled(cluster.propose(leader, 'y'.repeat(41)));
    expect(again.outcome).toMatchObject({ ok: true });
    expect(leader.machine.texts.filter((text) => text.startsWith('y'))).toHaveLength(1);
  });

  it('takes one command that is larger than the limit when nothing waits, and no other beside it', async () => {
    cluster = await ledgers(3, { node });
    await one(cluster, 'first');
    const leader = await cluster.elected();
    await isolate(leader);
    const large = cluster.propose(leader, 'x'.repeat(500));
    await cluster.run(5);
    const other = await cluster.settled(cluster.propose(leader, 'y'));
    expect(other.outcome).toMatchObject(BUSY);
    cluster.hub.heal();
    await cluster.settled(large);
    expect(large.outcome).toMatchObject({ ok: true });
  });

  it('does not count what a leader no longer leads', async () => {
    cluster = await ledgers(3, { node });
    await one(cluster, 'first');
    const first = await cluster.elected();
    cluster.hub.cut.add(first.id);
    cluster.propose(first, 'x'.repeat(100));
    await cluster.until(() => cluster.leader !== undefined);
    await one(cluster, 'second', 2);
    cluster.hub.heal();
    await cluster.run(500);
    expect(first.node?.metrics().uncommittedBytes).toBe(0);
    const leader = await cluster.elected();
    await cluster.transfer(leader, first);
    const again = await cluster.settled(cluster.propose(first, 'y'.repeat(100)));
    expect(again.outcome).toMatchObject({ ok: true });
  });

  it('is counted right by a leader whose log has what its predecessors did not commit', async () => {
    cluster = await ledgers(3, { node: { maxUncommittedBytes: 200 } });
    await one(cluster, 'first');
    const first = await cluster.elected();
    const [heir = first, other = first] = cluster.followersOf(first);
    // A hundred bytes of an earlier term reach the heir, and do not commit.
    cluster.hub.watch = (_from, _to, { type }) => type !== 'append-accepted';
    for (let count = 0; count < 2; count++) {
      cluster.propose(first, `${count}`.repeat(50));
      await cluster.run(5);
    }
    cluster.hub.cut.add(first.id);
    await cluster.until(() => cluster.leader !== undefined);
    const leader = cluster.leader ?? heir;
    expect([heir, other]).toContain(leader);
    const before = leader.node?.status().commit;
    expect(leader.node?.metrics().uncommittedBytes, 'of its predecessor').toBe(100);
    const refused = await cluster.settled(cluster.propose(leader, 'y'.repeat(101)));
    expect(refused.outcome).toMatchObject(BUSY);
    // As the answer to the entry that opens the term comes, so do a hundred bytes of this leader's own.
    let released = false;
    cluster.hub.watch = (from, to, message) => {
      if (message.type !== 'append-accepted') return true;
      if (released) return false;
      released = true;
      cluster.propose(leader, 'x'.repeat(100));
      cluster.clock.runDeferred();
      cluster.hub.deliver(from, to, message, 1);
      return false;
    };
    await cluster.until(() => (leader.node?.status().commit ?? 0) > (before ?? 0));
    expect(leader.node?.status().last).toBe((leader.node?.status().commit ?? 0) + 1);
    expect(leader.node?.metrics().uncommittedBytes).toBe(100);
  });
});

/** Lets what was deferred wait: the state machine then takes so long for each batch of entries. */
class SlowTurns extends SkewedClock {
  readonly #clock: Clock;
  delayMs = 0;

  constructor(clock: Clock) {
    super(clock, 1);
    this.#clock = clock;
  }

  override defer(run: () => void): void {
    if (this.delayMs === 0) this.#clock.defer(run);
    else this.#clock.schedule(this.delayMs, run);
  }
}

describe('too much that waits to be applied', () => {
  const node = { maxUnappliedBytes: 10_000, maxUncommittedBytes: 1_000_000, forwardProposals: true };
  const turns = new Map<string, SlowTurns>();

  function start(size: number): Promise<LedgerCluster> {
    const clock = (real: Clock, id: string): Clock => {
      const slow = new SlowTurns(real);
      turns.set(id, slow);
      return slow;
    };
    return ledgers(size, { node, clock });
  }

  /** Commits four thousand commands at one stroke, which this leader then takes most of a second to apply. */
  async function overload(): Promise<Member<Ledger, string>> {
    const leader = await cluster.elected();
    for (let count = 0; count < 4_000; count++) cluster.propose(leader, 'x'.repeat(100));
    cluster.clock.runDeferred();
    for (const slow of turns.values()) slow.delayMs = 250;
    await cluster.until(() => (leader.node?.metrics().unappliedBytes ?? 0) > 0);
    return leader;
  }

  it('is refused until the state machine has caught up', async () => {
    cluster = await start(1);
    const only = await overload();
    const { last } = only.node?.status() ?? {};
    const midway = await cluster.settled(cluster.propose(only, 'midway'), 600);
    expect(midway.outcome).toMatchObject(BUSY);
    expect(only.node?.status().last).toBe(last);
    await cluster.until(() => only.node?.metrics().unappliedBytes === 0);
    const after = await cluster.settled(cluster.propose(only, 'after'));
    expect(after.outcome).toMatchObject({ ok: true, result: 'after' });
  });

  it('holds up reads until they can be answered, and heartbeats not at all', async () => {
    cluster = await start(3);
    const leader = await overload();
    const reading = cluster.read(leader);
    await cluster.run(300);
    expect(reading.outcome).toBeNull();
    await cluster.settled(reading);
    expect(reading.outcome).toMatchObject({ ok: true });
    expect(leader.machine.texts).toHaveLength(4_000);
    await cluster.run(2_000);
    expect(cluster.leader).toBe(leader);
    expect(leader.node?.status().term).toBe(1);
    expect(leader.node?.metrics().campaigns).toBe(1);
  });

  it('is refused to followers that pass commands on as well', async () => {
    cluster = await start(3);
    const leader = await cluster.elected();
    const [follower = leader] = cluster.followersOf(leader);
    await cluster.until(() => follower.node?.status().leader === leader.id);
    await overload();
    const { last } = leader.node?.status() ?? {};
    const slow = turns.get(follower.id);
    if (slow !== undefined) slow.delayMs = 0;
    await cluster.until(() => follower.node?.metrics().unappliedBytes === 0);
    const midway = cluster.propose(follower, 'midway');
    await cluster.run(20);
    expect(leader.node?.metrics().unappliedBytes).toBeGreaterThan(10_000);
    expect(leader.node?.status().last).toBe(last);
    await cluster.settled(midway);
    expect(midway.outcome).toMatchObject(BUSY);
  });
});

describe('a log that runs out of space', () => {
  it('stops commands, its own and those of followers, until there is space again', async () => {
    cluster = await ledgers(3, { node: { forwardProposals: true } });
    await one(cluster, 'first');
    const leader = await cluster.elected();
    const [follower = leader] = cluster.followersOf(leader);
    let low = true;
    Object.assign(leader.log, { isSpaceLow: () => low });
    const last = leader.node?.status().last;
    for (const member of [leader, follower])
      expect((await cluster.settled(cluster.propose(member, 'x'))).outcome).toMatchObject(BUSY);
    expect(leader.node?.status().last).toBe(last);
    low = false;
    for (const member of [leader, follower])
      expect((await cluster.settled(cluster.propose(member, 'x'))).outcome).toMatchObject({ ok: true });
  });
});
