import { afterEach, describe, expect, it } from 'vitest';

import { StoreCluster } from './lab-clerk.test.support.ts';
import { encodeCommand } from './lab-store.test.support.ts';

let cluster: StoreCluster;
afterEach(async () => {
  cluster.verify();
  await cluster.stop();
});

const diskMs = 2;

function command(client: string, sequence: number, item = `${client}.${sequence}`): Uint8Array {
  return encodeCommand({ client, sequence, op: 'append', key: 'k', item });
}

/** All servers that run get to hold these items. */
async function expectEverywhere(items: readonly string[]): Promise<void> {
  await cluster.until(() => cluster.up.every(({ machine }) => machine.get('k').length >= items.length));
  for (const { machine } of cluster.up) expect(machine.get('k')).toEqual(items);
}

describe('a replicated state machine', () => {
  it('executes what is submitted on every server, and answers what the state machine answered', async () => {
    cluster = new StoreCluster({ diskMs });
    await cluster.start(3);
    const leader = await cluster.elected();
    const items: string[] = [];
    for (let sequence = 1; sequence <= 10; sequence++) {
      items.push(`a.${sequence}`);
      const { outcome } = await cluster.settled(cluster.propose(leader, command('a', sequence)));
      expect(outcome).toMatchObject({ ok: true, result: items });
    }
    await expectEverywhere(items);
  });

  it('answers each of many submitters of one moment what came of its own command', async () => {
    cluster = new StoreCluster({ diskMs });
    await cluster.start(3);
    const leader = await cluster.elected();
    const clients = Array.from({ length: 50 }, (_, count) => `c${count}`);
    const asked = clients.map((client) => cluster.propose(leader, command(client, 1)));
    await cluster.until(() => asked.every(({ outcome }) => outcome !== null));
    for (const [position, { outcome }] of asked.entries())
      expect(outcome?.ok === true && outcome.result.at(-1)).toBe(`c${position}.1`);
    await expectEverywhere(clients.map((client) => `${client}.1`));
  });

  it('goes on with another leader, and brings the one that was away up to date', async () => {
    cluster = new StoreCluster({ diskMs });
    await cluster.start(3);
    await cluster.commit(command('a', 1));
    const first = await cluster.elected();
    cluster.hub.cut.add(first.id);
    await cluster.commit(command('a', 2));
    cluster.hub.heal();
    await cluster.commit(command('a', 3));
    await expectEverywhere(['a.1', 'a.2', 'a.3']);
  });

  it('never acknowledges what a leader took that nobody hears, and never executes it once another took its place', async () => {
    cluster = new StoreCluster({ diskMs });
    await cluster.start(3);
    await cluster.commit(command('a', 1));
    const first = await cluster.elected();
    cluster.hub.cut.add(first.id);
    const lost = [1, 2, 3].map((sequence) => cluster.propose(first, command('lost', sequence)));
    await cluster.commit(command('a', 2));
    cluster.hub.heal();
    await cluster.commit(command('a', 3));
    await cluster.until(() => lost.every(({ outcome }) => outcome !== null));
    for (const { outcome, settled } of lost) {
      expect(outcome).toMatchObject({ ok: false, error: { code: 'outcome_unknown' } });
      expect(settled).toBe(1);
    }
    await expectEverywhere(['a.1', 'a.2', 'a.3']);
  });

  it('is the same again after all servers went down and executed their logs anew', async () => {
    cluster = new StoreCluster({ diskMs });
    await cluster.start(3);
    const items = Array.from({ length: 20 }, (_, count) => `a.${count + 1}`);
    for (let sequence = 1; sequence <= items.length; sequence++) await cluster.commit(command('a', sequence));
    for (const member of cluster.members) await cluster.crash(member);
    for (const member of cluster.members) {
      await cluster.restart(member);
      expect(member.machine.get('k')).toEqual([]);
    }
    await expectEverywhere(items);
    await cluster.commit(command('a', items.length + 1));
    await expectEverywhere([...items, 'a.21']);
    // Whoever lost the answer to an earlier command, and asks again, does not execute it again.
    const leader = await cluster.elected();
    const { outcome } = await cluster.settled(cluster.propose(leader, command('a', 21)));
    expect(outcome).toMatchObject({ ok: true, result: [...items, 'a.21'] });
    await expectEverywhere([...items, 'a.21']);
  });

  it('answers everybody once who waits when the servers shut down', async () => {
    cluster = new StoreCluster({ diskMs });
    await cluster.start(3);
    await cluster.commit(command('a', 1));
    const leader = await cluster.elected();
    for (const { id } of cluster.followersOf(leader)) cluster.hub.cut.add(id);
    const waiting = [2, 3].map((sequence) => cluster.propose(leader, command('a', sequence)));
    const reading = cluster.read(leader);
    await cluster.run(20);
    const late = cluster.propose(leader, command('a', 4));
    for (const { node } of cluster.members) await node?.stop();
    await cluster.run(20);
    const after = cluster.propose(leader, command('a', 5));
    await cluster.run(20);
    for (const { outcome, settled } of waiting) {
      expect(outcome).toMatchObject({ ok: false, error: { code: 'outcome_unknown' } });
      expect(settled).toBe(1);
    }
    expect(reading.outcome).toMatchObject({ ok: false, error: { code: 'stopped' } });
    for (const { outcome, settled } of [late, after]) {
      expect(outcome).toMatchObject({ ok: false, error: { code: 'stopped' } });
      expect(settled).toBe(1);
    }
  });

  it('takes submissions again after servers restarted, and restores snapshots with all sessions in them', async () => {
    const node = { snapshotEveryEntries: 10, keepEntries: 1, keepEntriesForSlow: 1 };
    cluster = new StoreCluster({ diskMs, node });
    await cluster.start(3);
    const items = Array.from({ length: 35 }, (_, count) => `a.${count + 1}`);
    for (let sequence = 1; sequence <= items.length; sequence++) await cluster.commit(command('a', sequence));
    await cluster.until(() => cluster.up.every(({ node }) => (node?.status().snapshot ?? 0) >= 30));
    for (const member of cluster.members) await cluster.crash(member);
    for (const member of cluster.members) {
      await cluster.restart(member);
      expect(member.machine.get('k').length, 'out of the snapshot').toBeGreaterThan(25);
    }
    const leader = await cluster.elected();
    const again = await cluster.settled(cluster.propose(leader, command('a', 35)));
    expect(again.outcome, 'a repeated request').toMatchObject({ ok: true, result: items });
    await cluster.commit(command('a', 36));
    await expectEverywhere([...items, 'a.36']);
  });
});
