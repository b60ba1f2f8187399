import { afterEach, describe, expect, it } from 'vitest';

import type { Asked, Member } from './lab-cluster.test.support.ts';
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

  // Entries of earlier terms were never added, and are taken off when they commit: more is taken than may wait.
  it.fails('is counted right by a leader whose log has what its predecessors did not commit', async () => {
    cluster = await ledgers(3, { node });
    await one(cluster, 'first');
    const first = await cluster.elected();
    const [heir = first, other = first] = cluster.followersOf(first);
    // Two hundred bytes of an earlier term reach the heir, and do not commit.
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
    // As the answer to the entry that opens the term comes, so do a hundred bytes of this leader's own.
    let released = false;
    cluster.hub.watch = (from, to, message) => {
      if (message.type !== 'append-accepted' || released) return true;
      released = true;
      cluster.propose(leader, 'x'.repeat(100));
      cluster.clock.runDeferred();
      cluster.hub.deliver(from, to, message, 1);
      return false;
    };
    await cluster.until(() => (leader.node?.status().commit ?? 0) > (before ?? 0));
    cluster.hub.watch = (_from, _to, { type }) => type !== 'append-accepted';
    expect(leader.node?.metrics().uncommittedBytes).toBe(100);
  });
});

describe('too much that waits to be applied', () => {
  const node = { maxUnappliedBytes: 10_000, maxUncommittedBytes: 1_000_000 };
  const COUNT = 4_000;

  /** Proposes once the state machine has applied a part of what is committed at one stroke, and waits for the rest. */
  async function proposeWhileApplying(by: Member<Ledger, string>): Promise<Asked<unknown>> {
    const leader = await cluster.elected();
    let midway: Asked<unknown> | null = null;
    for (let count = 0; count < COUNT; count++)
      leader.node?.propose(new TextEncoder().encode('x'.repeat(100)), () => {
        midway ??= cluster.propose(by, 'midway');
      });
    await cluster.until(() => midway !== null && leader.machine.lines.length >= COUNT);
    await cluster.run(200);
    return midway as unknown as Asked<unknown>;
  }

  it('is refused until the state machine has caught up', async () => {
    cluster = await ledgers(1, { node });
    const only = await cluster.elected();
    const midway = await proposeWhileApplying(only);
    expect(midway.outcome).toMatchObject(BUSY);
    expect(only.machine.texts).not.toContain('midway');
    expect(only.node?.metrics().unappliedBytes).toBe(0);
    const after = await cluster.settled(cluster.propose(only, 'after'));
    expect(after.outcome).toMatchObject({ ok: true, result: 'after' });
  });

  it('keeps neither heartbeats nor reads of what is applied from being answered', async () => {
    cluster = await ledgers(3, { node });
    const leader = await cluster.elected();
    await proposeWhileApplying(leader);
    expect(cluster.leader).toBe(leader);
    expect((await cluster.settled(cluster.read(leader))).outcome).toMatchObject({ ok: true });
    expect(leader.node?.status().term).toBe(1);
  });
});
