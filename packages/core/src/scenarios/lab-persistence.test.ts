import { afterEach, describe, expect, it } from 'vitest';

import { FAIR } from '../testing/unreliable-hub.ts';
import type { Member } from './lab-cluster.test.support.ts';
import { ledgers, one, type Ledger, type LedgerCluster } from './lab-ledger.test.support.ts';

let cluster: LedgerCluster;
afterEach(async () => {
  cluster.verify();
  await cluster.stop();
});

const diskMs = 3;
/** Many elections in little time, and messages of one entry each. */
const node = { heartbeatMs: 20, electionTimeoutMs: 100, maxAppendBytes: 1 };

function expectTexts(texts: readonly string[]): void {
  for (const { id, machine } of cluster.members) expect(machine.texts, id).toEqual(texts);
}

async function leaderAndOthers(): Promise<[Member<Ledger, string>, readonly Member<Ledger, string>[]]> {
  const leader = await cluster.elected();
  return [leader, cluster.followersOf(leader)];
}

describe('what real nodes keep on disk', () => {
  it('is all there after every server went down, then one at a time', async () => {
    cluster = await ledgers(3, { diskMs });
    await one(cluster, '11');
    for (const member of cluster.members) await cluster.crash(member);
    for (const member of cluster.members) await cluster.restart(member);
    await one(cluster, '12');
    const [first, [companion]] = await leaderAndOthers();
    await cluster.restart(first);
    await one(cluster, '13');
    const second = await cluster.elected();
    await cluster.crash(second);
    await one(cluster, '14', 2);
    await cluster.restart(second);
    await cluster.until(() => second.machine.texts.length === 4);
    const away = cluster.members.find((member) => member !== cluster.leader) ?? companion ?? first;
    await cluster.crash(away);
    await one(cluster, '15', 2);
    await cluster.restart(away);
    await one(cluster, '16');
    expectTexts(['11', '12', '13', '14', '15', '16']);
  });

  it('carries the log from one majority to the next, of which no server was in both', async () => {
    cluster = await ledgers(5, { diskMs, seed: 2 });
    const texts: string[] = [];
    const commit = async (servers: number): Promise<void> => {
      texts.push(`${texts.length}`);
      await one(cluster, texts.at(-1) ?? '', servers);
    };
    for (let round = 0; round < 5; round++) {
      await commit(5);
      const [leader, [a, b, c, d]] = await leaderAndOthers();
      if (a === undefined || b === undefined || c === undefined || d === undefined) throw new Error('five');
      await cluster.crash(a);
      await cluster.crash(b);
      await commit(3);
      // Who was there goes, but for one; who was away comes back.
      for (const member of [leader, c, d]) await cluster.crash(member);
      await cluster.restart(a);
      await cluster.restart(b);
      await cluster.run(1_000);
      expect(cluster.leader, 'two of five').toBeUndefined();
      await cluster.restart(d);
      await commit(3);
      await cluster.restart(c);
      await cluster.restart(leader);
    }
    await commit(5);
    expectTexts(texts);
  });

  it('outlives a leader that is cut off and goes down with one follower', async () => {
    cluster = await ledgers(3, { diskMs });
    await one(cluster, '101');
    const [leader, [first, second]] = await leaderAndOthers();
    if (first === undefined || second === undefined) throw new Error('expected three servers');
    cluster.hub.cut.add(second.id);
    await one(cluster, '102', 2);
    await cluster.crash(leader);
    await cluster.crash(first);
    cluster.hub.heal();
    await cluster.restart(leader);
    await one(cluster, '103', 2);
    await cluster.restart(first);
    await one(cluster, '104');
    expectTexts(['101', '102', '103', '104']);
  });

  it('does not have what no disk had when all went down', async () => {
    cluster = await ledgers(3, { diskMs });
    await one(cluster, 'kept');
    const leader = await cluster.elected();
    for (const { log } of cluster.members) log.stuck = true;
    const asked = cluster.propose(leader, 'lost');
    await cluster.run(300);
    expect(asked.outcome, 'nothing is acknowledged that is not durable').toBeNull();
    for (const member of cluster.members) await cluster.crash(member);
    for (const member of cluster.members) await cluster.restart(member);
    await one(cluster, 'next');
    expectTexts(['kept', 'next']);
  });

  it('agrees however leaders go down in the middle of replication (figure 8)', async () => {
    cluster = await ledgers(5, { seed: 8, stepMs: 2, node });
    await one(cluster, 'first');
    const { random, hub } = cluster;
    hub.weather = { ...FAIR, maxDelayMs: 15, loss: 0.02 };
    const proposed = (member: Member<Ledger, string>, round: number): void => {
      for (let count = 0; count < 2; count++) cluster.propose(member, `${round}.${count} at ${member.id}`);
    };
    for (let round = 0; round < 250; round++) {
      // Some disks are slower than others, now these, now those.
      random.pick(cluster.members).log.delayMs = random.pick([1, 5, 40]);
      const leading = cluster.up.filter(({ node: up }) => up?.status().role === 'leader');
      for (const member of leading) proposed(member, round);
      await cluster.run(random.chance(0.1) ? random.below(250) : 1 + random.below(30));
      for (const member of leading) await cluster.crash(member);
      if (random.chance(0.2)) await cluster.crash(random.pick(cluster.members));
      while (cluster.up.length < 3) await cluster.restart(random.pick(down()));
    }
    hub.weather = FAIR;
    for (const member of down()) await cluster.restart(member);
    await one(cluster, 'last');
    expectTexts(cluster.members[0]?.machine.texts ?? []);
    expect(new Set(cluster.members.map(({ node: up }) => up?.status().term)).size).toBe(1);
    expect(cluster.members[0]?.node?.status().term).toBeGreaterThan(10);
  });

  function down(): readonly Member<Ledger, string>[] {
    return cluster.members.filter(({ node: up }) => up === null);
  }
});
