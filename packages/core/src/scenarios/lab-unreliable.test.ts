import { afterEach, describe, expect, it } from 'vitest';

import { LATE, ROUGH } from '../testing/unreliable-hub.ts';
import { ledgers, one, type LedgerCluster } from './lab-ledger.test.support.ts';

let cluster: LedgerCluster;
afterEach(async () => {
  cluster.verify();
  await cluster.stop();
});

const diskMs = 3;
/** Short timeouts make many elections in little time. */
const hasty = { heartbeatMs: 20, electionTimeoutMs: 100 };

/** Everything that was acknowledged is in every ledger, and all ledgers are alike. */
function expectAllOf(acknowledged: readonly string[]): void {
  const [first] = cluster.members;
  for (const { machine } of cluster.members) expect(machine.lines).toEqual(first?.machine.lines);
  const applied = new Set(first?.machine.texts);
  expect(acknowledged.filter((text) => !applied.has(text))).toEqual([]);
}

describe('real nodes on an unreliable network', () => {
  it('agree on many commands at once, though messages are lost, doubled and overtaken', async () => {
    cluster = await ledgers(5, { diskMs, seed: 3 });
    cluster.hub.weather = ROUGH;
    const acknowledged: string[] = [];
    const client = async (name: string): Promise<void> => {
      for (let count = 0; count < 30; count++) {
        const text = `${name}${count}`;
        while (cluster.leader === undefined) await cluster.sleep(20);
        const asked = cluster.propose(cluster.leader, text);
        while (asked.outcome === null) await cluster.sleep(20);
        if (asked.outcome.ok) acknowledged.push(text);
      }
    };
    const clients = Promise.all(['a', 'b', 'c', 'd'].map(client));
    let done = false;
    void clients.then(() => (done = true));
    await cluster.until(() => done, 60_000);
    cluster.hub.weather = { ...ROUGH, loss: 0 };
    await one(cluster, 'last');
    expect(acknowledged.length).toBeGreaterThan(80);
    expectAllOf(acknowledged);
  });

  // With these seeds it finds promises that are made before they are durable, second votes, and commits by counting.
  it.each([16, 27, 30])(
    'agree in the end though leaders vanish and old messages come back from long ago (figure 8), %i',
    async (seed) => {
      cluster = await ledgers(5, { diskMs, seed, node: { ...hasty, maxAppendBytes: 1 } });
      cluster.hub.weather = ROUGH;
      await one(cluster, 'first', 1);
      const { random, hub } = cluster;
      const acknowledged: string[] = [];
      for (let round = 0; round < 1_000; round++) {
        if (round === 200) hub.weather = LATE;
        for (const member of cluster.up) {
          if (member.node?.status().role !== 'leader') continue;
          const text = `${round} at ${member.id}`;
          member.node.propose(new TextEncoder().encode(text), ({ ok }) => ok && acknowledged.push(text));
        }
        await cluster.run(random.chance(0.1) ? random.below(300) : 1 + random.below(25));
        const { leader } = cluster;
        if (leader !== undefined && random.chance(0.2)) hub.cut.add(leader.id);
        if (cluster.connected.length < 3) hub.cut.delete(random.pick([...hub.cut]));
      }
      hub.heal();
      hub.weather = ROUGH;
      await one(cluster, 'last', 5);
      expect(acknowledged.length).toBeGreaterThan(10);
      expectAllOf(acknowledged);
    },
  );

  for (const [name, weather, seed] of [
    ['a reliable', undefined, 11],
    ['an unreliable', ROUGH, 12],
  ] as const) {
    it(`keep every acknowledged command while servers come and go, on ${name} network`, async () => {
      cluster = await ledgers(5, { diskMs, seed, node: hasty });
      if (weather !== undefined) cluster.hub.weather = weather;
      const { random, hub } = cluster;
      const acknowledged: string[] = [];
      let over = false;
      const client = async (client: number): Promise<void> => {
        for (let count = 0; !over; count++) {
          const text = `${client}-${count}`;
          for (const { node } of cluster.members)
            node?.propose(new TextEncoder().encode(text), ({ ok }) => ok && acknowledged.push(text));
          await cluster.sleep(10 + random.below(200));
        }
      };
      const clients = [0, 1, 2].map(client);
      for (let round = 0; round < 60; round++) {
        if (random.chance(0.2)) hub.cut.add(random.pick(cluster.members).id);
        const member = random.pick(cluster.members);
        if (random.chance(0.5)) {
          if (member.node === null) await cluster.restart(member);
          hub.cut.delete(member.id);
        }
        if (random.chance(0.3)) await cluster.crash(cluster.leader ?? random.pick(cluster.members));
        await cluster.run(290);
      }
      hub.heal();
      for (const member of cluster.members) if (member.node === null) await cluster.restart(member);
      over = true;
      await cluster.run(200);
      await Promise.all(clients);
      await one(cluster, 'last');
      expect(acknowledged.length).toBeGreaterThan(50);
      expectAllOf(acknowledged);
      const terms = new Set(
        cluster.members.flatMap(({ events }) => events.map((e) => (e.type === 'role' ? e.term : 0))),
      );
      expect(terms.size, 'more than one election').toBeGreaterThan(5);
    });
  }
});
