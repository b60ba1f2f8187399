import { afterEach, describe, expect, it } from 'vitest';

import { nodeId } from '../raft/types.ts';
import { ledgers, one, type LedgerCluster } from './lab-ledger.test.support.ts';

let cluster: LedgerCluster;
afterEach(async () => {
  cluster.verify();
  await cluster.stop();
});

describe('stopping a node', () => {
  it('makes durable what it took, so that nothing is lost even if all are stopped at once', async () => {
    cluster = await ledgers(3, { diskMs: 10 });
    await one(cluster, 'first');
    const leader = await cluster.elected();
    const asked = cluster.propose(leader, 'x');
    await cluster.run(5);
    await Promise.all(cluster.members.map(async ({ node }) => node?.stop()));
    expect(asked).toMatchObject({ outcome: { ok: false, error: { code: 'outcome_unknown' } }, settled: 1 });
    const { entries } = await leader.log.load();
    expect(new TextDecoder().decode(entries.at(-1)?.data)).toBe('x');
    for (const member of cluster.members) await cluster.restart(member);
    await one(cluster, 'last');
    for (const { machine } of cluster.members) expect(machine.texts).toEqual(['first', 'x', 'last']);
  });

  it('answers everybody who waits, and whoever asks afterwards, each once', async () => {
    cluster = await ledgers(3, { node: { forwardProposals: true } });
    await one(cluster, 'first');
    const leader = await cluster.elected();
    for (const { id } of cluster.followersOf(leader)) cluster.hub.cut.add(id);
    const { node } = leader;
    if (node === null) throw new Error('expected it to run');
    const waiting = [cluster.propose(leader, 'a'), cluster.propose(leader, 'b')];
    const reading = cluster.read(leader);
    const membership = node.changeMembership([
      { type: 'remove', id: cluster.followersOf(leader)[0]?.id ?? nodeId('n9') },
    ]);
    const changed = membership.then(
      () => 'done',
      (error: unknown) => (error as { code: string }).code,
    );
    await cluster.run(20);
    const transferred = node.transferLeadership();
    const unsent = cluster.propose(leader, 'c');
    const stopping = node.stop();
    const late = [cluster.propose(leader, 'd'), cluster.read(leader)];
    await cluster.run(10);
    await stopping;
    for (const { outcome, settled } of waiting) {
      expect(outcome).toMatchObject({ ok: false, error: { code: 'outcome_unknown', retryable: false } });
      expect(settled).toBe(1);
    }
    for (const { outcome, settled } of [reading, unsent, ...late]) {
      expect(outcome).toMatchObject({ ok: false, error: { code: 'stopped' } });
      expect(settled).toBe(1);
    }
    expect(await changed).toBe('outcome_unknown');
    expect(typeof (await transferred)).toBe('boolean');
    await expect(node.changeMembership([{ type: 'remove', id: leader.id }])).rejects.toMatchObject({
      code: 'stopped',
    });
    await expect(node.transferLeadership()).resolves.toBe(true);
    await expect(node.takeSnapshot()).resolves.toBeUndefined();
    node.stepDown();
    node.campaign();
    node.forgetLeader();
  });

  it('ends its part: it sends nothing, applies nothing, sets no timer, and tells that it has stopped last', async () => {
    cluster = await ledgers(3);
    await one(cluster, 'first');
    const leader = await cluster.elected();
    await leader.node?.stop();
    const applied = leader.machine.texts.length;
    const told = leader.events.length;
    cluster.hub.watch = (from) => {
      expect(from).not.toBe(leader.id);
      return true;
    };
    await one(cluster, 'second', 2);
    await cluster.run(2_000);
    expect(leader.machine.texts).toHaveLength(applied);
    expect(leader.events).toHaveLength(told);
    expect(leader.events.at(-1)).toEqual({ type: 'stopped' });
    expect(leader.events.filter(({ type }) => type === 'stopped')).toHaveLength(1);
  });

  it('twice is the same as once', async () => {
    cluster = await ledgers(1);
    const only = await cluster.elected();
    await Promise.all([only.node?.stop(), only.node?.stop()]);
    await only.node?.stop();
    expect(only.events.filter(({ type }) => type === 'stopped')).toHaveLength(1);
  });

  it('after leadership was handed over leaves no gap in which nobody leads', async () => {
    cluster = await ledgers(3, { stepMs: 1 });
    await one(cluster, 'first');
    const leader = await cluster.elected();
    const begin = cluster.clock.monotonicNow();
    expect(await cluster.finished(leader.node?.transferLeadership() ?? Promise.resolve(false))).toBe(true);
    await leader.node?.stop();
    await cluster.commit('second');
    expect(cluster.clock.monotonicNow() - begin, 'far less than an election timeout').toBeLessThan(100);
  });

  it('leaves the state machine as it was when the node failed, and says why to whoever asks', async () => {
    cluster = await ledgers(1);
    const only = await cluster.elected();
    await one(cluster, 'first');
    only.machine.apply = () => {
      throw new Error('a command that nobody can apply');
    };
    const asked = await cluster.settled(cluster.propose(only, 'x'));
    expect(asked).toMatchObject({ outcome: { ok: false, error: { code: 'outcome_unknown' } }, settled: 1 });
    expect(only.events.at(-1)).toMatchObject({
      type: 'failed',
      error: { message: 'a command that nobody can apply' },
    });
    const { outcome } = await cluster.settled(cluster.propose(only, 'y'));
    expect(outcome).toMatchObject({ ok: false, error: { code: 'stopped' } });
    only.events.length = 0;
  });
});
