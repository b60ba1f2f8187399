import { afterEach, describe, expect, it } from 'vitest';

import { applied, ledgers, one, type LedgerCluster } from './lab-ledger.test.support.ts';

let cluster: LedgerCluster;
afterEach(async () => {
  cluster.verify();
  await cluster.stop();
});

describe('agreement, among real nodes', () => {
  it('applies commands one after the other, at consecutive indices, on all servers', async () => {
    cluster = await ledgers(3);
    const indices: number[] = [];
    for (const text of ['a', 'b', 'c']) {
      expect(cluster.up.some(({ machine }) => machine.texts.includes(text))).toBe(false);
      indices.push(await one(cluster, text));
    }
    const [first = 0] = indices;
    expect(indices).toEqual([first, first + 1, first + 2]);
    for (const { machine } of cluster.members) expect(machine.texts).toEqual(['a', 'b', 'c']);
  });

  it('sends each command to each peer once, however long it is', async () => {
    cluster = await ledgers(3);
    await one(cluster, 'first');
    cluster.hub.resetTraffic();
    let bytes = 0;
    for (let length = 1_000; length <= 10_000; length += 1_000) {
      await one(cluster, 'x'.repeat(length));
      bytes += length;
    }
    await cluster.run(1_000);
    expect(cluster.hub.traffic.payload).toBe(2 * bytes);
  });

  it('goes on without a follower, and stops without two of three', async () => {
    cluster = await ledgers(3);
    await one(cluster, '101');
    const leader = await cluster.elected();
    const [first, second] = cluster.followersOf(leader);
    if (first === undefined || second === undefined) throw new Error('expected three servers');
    cluster.hub.cut.add(first.id);
    await one(cluster, '102', 2);
    await cluster.run(1_000);
    await one(cluster, '103', 2);
    expect(cluster.leader, 'the leader needs only one of them').toBe(leader);
    cluster.hub.cut.add(second.id);
    const lost = cluster.propose(leader, '104');
    await cluster.run(2_000);
    expect(lost.outcome).toMatchObject({ ok: false, error: { code: 'outcome_unknown' } });
    expect(cluster.members.some(({ machine }) => machine.texts.includes('104'))).toBe(false);
  });

  it('goes on without its leader, and stops when the next one is gone as well', async () => {
    cluster = await ledgers(3);
    await one(cluster, '101');
    const first = await cluster.elected();
    cluster.hub.cut.add(first.id);
    await one(cluster, '102', 2);
    const second = await cluster.elected();
    cluster.hub.cut.add(second.id);
    const asked = cluster.members.map((member) => cluster.propose(member, '104'));
    await cluster.run(2_000);
    for (const { outcome } of asked) expect(outcome).toMatchObject({ ok: false });
    expect(cluster.members.some(({ machine }) => machine.texts.includes('104'))).toBe(false);
  });

  it('brings a follower that was away up to date, and then needs nobody in particular', async () => {
    cluster = await ledgers(3);
    await one(cluster, '101');
    const leader = await cluster.elected();
    const [follower = leader] = cluster.followersOf(leader);
    cluster.hub.cut.add(follower.id);
    await one(cluster, '102', 2);
    await one(cluster, '103', 2);
    await cluster.run(1_000);
    await one(cluster, '104', 2);
    cluster.hub.heal();
    await one(cluster, '105');
    await cluster.run(1_000);
    await one(cluster, '106');
    expect(follower.machine.texts).toEqual(['101', '102', '103', '104', '105', '106']);
  });

  it('commits nothing while three of five are away, and agrees again when they are back', async () => {
    cluster = await ledgers(5);
    await one(cluster, '10');
    const leader = await cluster.elected();
    for (const { id } of cluster.followersOf(leader).slice(0, 3)) cluster.hub.cut.add(id);
    const lost = cluster.propose(leader, '20');
    await cluster.run(2_000);
    expect(lost.outcome).toMatchObject({ ok: false, error: { code: 'outcome_unknown' } });
    expect(cluster.members.some(({ machine }) => machine.texts.includes('20'))).toBe(false);
    cluster.hub.heal();
    await one(cluster, '30');
    await one(cluster, '1000');
    for (const { machine } of cluster.members)
      expect(machine.texts.filter((text) => text !== '20')).toEqual(['10', '30', '1000']);
  });

  it('gives commands of one moment an index each', async () => {
    cluster = await ledgers(3);
    const leader = await cluster.elected();
    const texts = ['a', 'b', 'c', 'd', 'e'];
    const asked = texts.map((text) => cluster.propose(leader, text));
    await cluster.until(() => asked.every(({ outcome }) => outcome !== null));
    const indices = asked.map(({ outcome }) => (outcome?.ok === true ? outcome.index : 0));
    expect(new Set(indices).size).toBe(texts.length);
    for (const [position, index] of indices.entries())
      expect(cluster.agreement.at(index)).toBe(texts[position]);
  });

  it('has a leader that was cut off give up what only it has, whoever led meanwhile', async () => {
    cluster = await ledgers(3);
    await one(cluster, '101');
    const first = await cluster.elected();
    cluster.hub.cut.add(first.id);
    for (const text of ['102', '103', '104']) cluster.propose(first, text);
    await one(cluster, '203', 2);
    const second = await cluster.elected();
    cluster.hub.cut.add(second.id);
    cluster.hub.cut.delete(first.id);
    await one(cluster, '304', 2);
    cluster.hub.heal();
    await one(cluster, '405');
    for (const { machine } of cluster.members) expect(machine.texts).toEqual(['101', '203', '304', '405']);
    expect(first.events.some(({ type }) => type === 'truncated')).toBe(true);
  });

  it('backs up quickly over many entries that did not commit', async () => {
    cluster = await ledgers(5);
    await one(cluster, 'begin');
    const first = await cluster.elected();
    const others = cluster.followersOf(first);
    const companion = others[0] ?? first;
    const rest = others.slice(1);
    const flood = (of: typeof first, name: string): void => {
      for (let count = 0; count < 50; count++) cluster.propose(of, `${name}${count}`);
    };
    // The first leader and one other: fifty commands that cannot commit.
    for (const { id } of rest) cluster.hub.cut.add(id);
    flood(first, 'a');
    await cluster.run(200);
    cluster.hub.cut.clear();
    cluster.hub.cut.add(first.id).add(companion.id);
    // The other three: fifty that do.
    const second = await cluster.elected();
    for (let count = 0; count < 50; count++) cluster.propose(second, `b${count}`);
    await one(cluster, 'b', 3);
    const third = rest.find((member) => member !== second) ?? second;
    cluster.hub.cut.add(third.id);
    flood(second, 'c');
    await cluster.run(200);
    // Everybody is away but the first two and one of the three, which alone has what committed.
    for (const { id } of cluster.members) cluster.hub.cut.add(id);
    for (const { id } of [first, companion, third]) cluster.hub.cut.delete(id);
    cluster.hub.resetTraffic();
    await one(cluster, 'd', 3);
    expect(await cluster.elected()).toBe(third);
    cluster.hub.heal();
    await one(cluster, 'end');
    const rejected = cluster.hub.traffic.byType['append-rejected'] ?? 0;
    expect(rejected, 'a rejection leads back over a whole term').toBeLessThanOrEqual(12);
    const texts = ['begin', ...Array.from({ length: 50 }, (_, count) => `b${count}`), ...['b', 'd', 'end']];
    for (const { machine } of cluster.members) expect(machine.texts).toEqual(texts);
  });
});

describe('how much is said, among real nodes', () => {
  function sent(): number {
    const { byType } = cluster.hub.traffic;
    const requests = Object.entries(byType).filter(([type]) => type.endsWith('-request'));
    return requests.reduce((sum, [, count]) => sum + count, 0);
  }

  it('takes few requests to elect the first leader', async () => {
    cluster = await ledgers(3);
    await cluster.elected();
    await cluster.run(100);
    expect(sent()).toBeGreaterThanOrEqual(2);
    expect(sent()).toBeLessThanOrEqual(30);
  });

  it('takes few requests for ten commands', async () => {
    cluster = await ledgers(3);
    await one(cluster, 'first');
    const leader = await cluster.elected();
    await cluster.run(200);
    cluster.hub.resetTraffic();
    const commands = 10;
    for (let count = 0; count < commands; count++) cluster.propose(leader, `${count}`);
    const index = await one(cluster, 'last');
    expect(applied(cluster, index)).toBe(3);
    expect(sent()).toBeLessThanOrEqual((commands + 1 + 3) * 3);
  });

  it('takes few requests in a second in which nothing happens', async () => {
    cluster = await ledgers(3);
    await one(cluster, 'first');
    await cluster.run(200);
    cluster.hub.resetTraffic();
    await cluster.run(1_000);
    expect(sent()).toBeGreaterThanOrEqual(18);
    expect(sent()).toBeLessThanOrEqual(60);
    expect(cluster.hub.traffic.payload).toBe(0);
  });
});
