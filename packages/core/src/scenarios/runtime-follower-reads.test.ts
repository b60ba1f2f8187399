import { afterEach, describe, expect, it } from 'vitest';

import { nodeId } from '../raft/types.ts';
import type { Member } from './lab-cluster.test.support.ts';
import { ledgers, one, type Ledger, type LedgerCluster } from './lab-ledger.test.support.ts';

type Server = Member<Ledger, string>;

let cluster: LedgerCluster;
afterEach(async () => {
  cluster.verify();
  await cluster.stop();
});

async function cast(): Promise<readonly [leader: Server, follower: Server, other: Server]> {
  cluster = await ledgers(3);
  await one(cluster, 'first');
  const leader = await cluster.elected();
  const [follower, other] = cluster.followersOf(leader);
  if (follower === undefined || other === undefined) throw new Error('expected three servers');
  return [leader, follower, other];
}

describe('reads on followers', () => {
  it('see what was acknowledged before, even if the follower has not heard that it is committed', async () => {
    const [leader, follower] = await cast();
    const { outcome } = await cluster.settled(cluster.propose(leader, 'x'));
    expect(outcome?.ok).toBe(true);
    expect(follower.machine.texts, 'the commit comes with the next message').not.toContain('x');
    const reading = await cluster.settled(cluster.read(follower));
    expect(reading.outcome).toMatchObject({ ok: true });
    expect(follower.machine.texts).toContain('x');
  });

  it('wait until the follower has the entries, not just until the leader has answered', async () => {
    const [leader, follower] = await cast();
    cluster.hub.watch = (_from, to, { type }) => to !== follower.id || type !== 'append-request';
    await cluster.settled(cluster.propose(leader, 'x'));
    const reading = cluster.read(follower);
    await cluster.run(300);
    expect(reading.outcome).toBeNull();
    cluster.hub.watch = () => true;
    await cluster.settled(reading);
    expect(reading.outcome).toMatchObject({ ok: true });
    expect(follower.machine.texts).toContain('x');
  });

  it('of one moment share one request', async () => {
    const [, follower] = await cast();
    cluster.hub.resetTraffic();
    const readings = Array.from({ length: 20 }, () => cluster.read(follower));
    await cluster.until(() => readings.every(({ outcome }) => outcome?.ok === true));
    expect(cluster.hub.traffic.byType['read-request']).toBe(1);
  });

  it('are asked for again, under another name, when the request or its answer is lost', async () => {
    const [, follower] = await cast();
    const names: number[] = [];
    cluster.hub.watch = (_from, _to, message) => {
      if (message.type === 'read-request') names.push(message.id);
      if (message.type !== 'read-request' && message.type !== 'read-response') return true;
      return names.length > 2;
    };
    const reading = await cluster.settled(cluster.read(follower));
    expect(reading).toMatchObject({ outcome: { ok: true }, settled: 1 });
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(2);
  });

  it('are refused when the leader does not answer for an election timeout', async () => {
    const [, follower] = await cast();
    cluster.hub.watch = (_from, _to, { type }) => type !== 'read-response';
    const reading = await cluster.settled(cluster.read(follower), 1_500);
    expect(reading).toMatchObject({
      outcome: { ok: false, error: { code: 'not_leader', retryable: true } },
      settled: 1,
    });
  });

  it('are never answered from the state of a follower that is cut off with its old leader', async () => {
    cluster = await ledgers(5);
    await one(cluster, 'first');
    const leader = await cluster.elected();
    const [follower = leader, ...others] = cluster.followersOf(leader);
    cluster.hub.partition(
      [leader.id, follower.id],
      others.map(({ id }) => id),
    );
    const readings = [cluster.read(follower)];
    await cluster.until(() => others.some(({ node }) => node?.status().role === 'leader'));
    const next = others.find(({ node }) => node?.status().role === 'leader') ?? leader;
    await cluster.settled(cluster.propose(next, 'x'));
    for (let count = 0; count < 10; count++) {
      readings.push(cluster.read(follower), cluster.read(leader));
      await cluster.run(100);
    }
    await cluster.run(1_000);
    expect(follower.machine.texts).not.toContain('x');
    for (const { outcome } of readings) expect(outcome).toMatchObject({ ok: false });
  });

  it('are refused where nobody is known to lead, and when the leader changes', async () => {
    const [leader, follower, other] = await cast();
    cluster.hub.watch = (_from, _to, { type }) => type !== 'read-response';
    const reading = cluster.read(follower);
    await cluster.run(20);
    await cluster.transfer(leader, other);
    await cluster.settled(reading);
    expect(reading).toMatchObject({ outcome: { ok: false, error: { code: 'not_leader' } }, settled: 1 });
    cluster.hub.cut.add(follower.id);
    await cluster.run(2_000);
    const alone = await cluster.settled(cluster.read(follower));
    expect(alone.outcome).toMatchObject({ ok: false, error: { code: 'not_leader', leader: null } });
  });

  it('are served by learners as well', async () => {
    const [leader] = await cast();
    const learner = await cluster.add(nodeId('n4'));
    await cluster.change(leader, [{ type: 'add-learner', id: learner.id }]);
    await cluster.settled(cluster.propose(leader, 'x'));
    const reading = await cluster.settled(cluster.read(learner));
    expect(reading.outcome).toMatchObject({ ok: true });
    expect(learner.machine.texts).toContain('x');
    expect(learner.node?.metrics().readsConfirmed).toBe(1);
  });
});
