import { afterEach, describe, expect, it } from 'vitest';

import { nodeId } from '../raft/types.ts';
import { LabCluster, type Member } from './lab-cluster.test.support.ts';
import { Agreement, ledgers, one, type Ledger, type LedgerCluster } from './lab-ledger.test.support.ts';
import { FullSnapshotStore, Gate, GatedLedger, GatedSnapshotStore } from './runtime-gates.test.support.ts';

let cluster: LedgerCluster;
afterEach(async () => {
  cluster.verify();
  await cluster.stop();
});

async function commit(count: number, servers = cluster.members.length): Promise<void> {
  for (let done = 0; done < count; done++) await one(cluster, `${done}`, servers);
}

describe('when a running node takes snapshots', () => {
  let gate: Gate;

  async function gated(node: object): Promise<Member<Ledger, string>> {
    gate = new Gate();
    cluster = await ledgers(1, { snapshots: () => new GatedSnapshotStore(gate), node });
    return await cluster.elected();
  }

  function snapshotOf({ node }: Member<Ledger, string>): number {
    return node?.status().snapshot ?? 0;
  }

  it('one becomes due while another is being taken, it is taken next, though nothing else happens', async () => {
    const only = await gated({ snapshotEveryEntries: 10 });
    gate.close();
    await commit(35);
    expect(gate.waiting, 'one at a time').toBe(1);
    gate.open();
    await cluster.until(() => snapshotOf(only) > 30);
    const taken = only.events.flatMap((event) => (event.type === 'snapshot-taken' ? [event.index] : []));
    expect(taken, 'the one that was begun, and one for everything since').toEqual([10, 36]);
  });

  // What becomes due during takeSnapshot() is looked at again only when the next entry is applied.
  it('one becomes due while one that was asked for is being taken, it is taken next, too', async () => {
    const only = await gated({ snapshotEveryEntries: 10 });
    await commit(1);
    gate.close();
    const asked = only.node?.takeSnapshot();
    await commit(15);
    gate.open();
    await asked;
    await cluster.run(1_000);
    expect(snapshotOf(only)).toBeGreaterThan(10);
  });

  it('whoever asks for one while another is being taken gets one of that moment or later', async () => {
    const only = await gated({ snapshotEveryEntries: 1_000 });
    await commit(3);
    gate.close();
    const first = only.node?.takeSnapshot() ?? Promise.resolve();
    await commit(3);
    let done = false;
    void only.node?.takeSnapshot().then(() => (done = true));
    await cluster.run(10);
    expect(done).toBe(false);
    gate.open();
    await cluster.finished(first);
    await cluster.until(() => done);
    expect(snapshotOf(only)).toBe(7);
  });

  it('it takes none of what it has one of already, nor of nothing', async () => {
    const only = await gated({ snapshotEveryEntries: 1_000 });
    await commit(3);
    await only.node?.takeSnapshot();
    await only.node?.takeSnapshot();
    const store = only.snapshots as GatedSnapshotStore;
    expect(store.writes).toBe(1);
    const idle = await cluster.add(nodeId('idle'));
    await idle.node?.takeSnapshot();
    expect((idle.snapshots as GatedSnapshotStore).writes).toBe(0);
  });

  it('it goes on applying and answering meanwhile', async () => {
    const only = await gated({ snapshotEveryEntries: 5 });
    gate.close();
    await commit(30);
    expect(only.machine.texts).toHaveLength(30);
    expect(snapshotOf(only)).toBe(0);
    const { outcome } = await cluster.settled(cluster.read(only));
    expect(outcome).toMatchObject({ ok: true });
    gate.open();
    await cluster.until(() => snapshotOf(only) > 0);
    await cluster.restart(only);
    expect(
      only.machine.texts.length,
      'what was captured is of the moment it was begun or later',
    ).toBeGreaterThan(3);
    await cluster.until(() => only.machine.texts.length === 30);
  });

  it('goes on without one while the store has no room, and takes one when it has', async () => {
    const store = new FullSnapshotStore(0);
    cluster = await ledgers(1, { snapshots: () => store, node: { snapshotEveryEntries: 10 } });
    const only = await cluster.elected();
    store.refuses = Infinity;
    await commit(25);
    await cluster.until(() => store.refusals > 2);
    expect(snapshotOf(only)).toBe(0);
    expect(only.events.filter(({ type }) => type === 'snapshot-postponed').length).toBe(store.refusals);
    store.refuses = 0;
    await cluster.until(() => snapshotOf(only) > 20);
    await commit(1);
  });

  it('one is due after so many bytes as well as after so many entries', async () => {
    const only = await gated({ snapshotEveryEntries: 1_000, snapshotEveryBytes: 5_000 });
    await one(cluster, 'x'.repeat(4_000));
    expect(snapshotOf(only)).toBe(0);
    await one(cluster, 'x'.repeat(1_000));
    await cluster.until(() => snapshotOf(only) === 3);
    await one(cluster, 'x'.repeat(4_900));
    await cluster.run(100);
    expect(snapshotOf(only), 'counted anew').toBe(3);
    await one(cluster, 'x'.repeat(200));
    await cluster.until(() => snapshotOf(only) === 5);
  });

  it('nothing is told of one that ends after the node has stopped', async () => {
    const only = await gated({ snapshotEveryEntries: 1_000 });
    await commit(3);
    gate.close();
    void only.node?.takeSnapshot();
    await cluster.run(10);
    await only.node?.stop();
    gate.open();
    await cluster.run(100);
    expect(only.events.at(-1)).toEqual({ type: 'stopped' });
  });
});

describe('when a running node restores snapshots', () => {
  const node = { snapshotEveryEntries: 5, keepEntries: 0, keepEntriesForSlow: 0 };
  let slow: Member<GatedLedger, string>;
  let others: LabCluster<GatedLedger, string>;

  async function behind(): Promise<void> {
    const agreement = new Agreement();
    others = new LabCluster<GatedLedger, string>({ machine: () => new GatedLedger(agreement), node });
    cluster = Object.assign(others, { agreement });
    await others.start(3);
    const leader = await others.elected();
    slow = others.followersOf(leader)[0] ?? leader;
    others.hub.cut.add(slow.id);
    await commit(12, 2);
    slow.machine.gate.close();
    others.hub.heal();
    await others.until(() => slow.machine.restores > 0);
  }

  it('it says that it lives, and what it has applied, however long that takes', async () => {
    await behind();
    const { leader } = others;
    await others.run(3_000);
    expect(others.leader, 'nobody campaigned').toBe(leader);
    const { snapshot, applied, commit: committed } = slow.node?.status() ?? {};
    expect(applied).toBeLessThan(committed ?? 0);
    expect(snapshot).toBeLessThanOrEqual(applied ?? 0);
    const reading = others.read(slow);
    await others.run(1_000);
    expect(reading.outcome, 'not from a state that is not there yet').toBeNull();
    slow.machine.gate.open();
    await others.settled(reading);
    expect(reading.outcome).toMatchObject({ ok: true });
    expect(slow.machine.lines).toEqual(leader?.machine.lines);
  });

  it('the next one is restored after it, when the leader goes on faster than it does', async () => {
    await behind();
    await commit(30, 2);
    await others.run(2_000);
    slow.machine.gate.open();
    const index = await one(cluster, 'last');
    expect(slow.machine.has(index)).toBe(true);
    expect(slow.machine.mostAtOnce).toBe(1);
    expect(slow.machine.lines).toEqual(others.leader?.machine.lines);
  });

  it('a power failure in the middle leaves a node that starts from the new state', async () => {
    await behind();
    await others.restart(slow);
    expect(slow.machine.texts.length).toBeGreaterThan(8);
    await one(cluster, 'last');
    expect(slow.machine.lines).toEqual(others.leader?.machine.lines);
  });
});
