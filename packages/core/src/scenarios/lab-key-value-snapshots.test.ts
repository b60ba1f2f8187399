import { afterEach, describe, expect, it } from 'vitest';

import type { StoreCluster, StoreMember } from './lab-clerk.test.support.ts';
import { SNAPSHOT_BYTES, storeCluster, storm, type Storm } from './lab-storm.test.support.ts';

let cluster: StoreCluster;
afterEach(async () => {
  cluster.verify();
  await cluster.stop();
});

function countOf(type: 'snapshot-taken' | 'snapshot-installed'): number {
  return cluster.members.flatMap(({ events }) => events).filter((event) => event.type === type).length;
}

async function logBytes({ log }: StoreMember): Promise<number> {
  const { entries } = await log.load();
  return entries.reduce((sum, { data }) => sum + data.byteLength, 0);
}

async function snapshotBytes({ snapshots }: StoreMember): Promise<number> {
  const meta = await snapshots.latest();
  if (meta === null) return 0;
  let bytes = 0;
  for await (const chunk of snapshots.read(meta)) bytes += chunk.byteLength;
  return bytes;
}

async function expectShortLogs(): Promise<void> {
  for (const member of cluster.members)
    expect(await logBytes(member), member.id).toBeLessThanOrEqual(8 * SNAPSHOT_BYTES);
}

describe('a replicated key-value store with snapshots', () => {
  it('brings a server that was away up to date by a snapshot, which then serves with one other', async () => {
    cluster = storeCluster({ seed: 1, servers: 3, clients: 0, snapshots: true });
    await cluster.start(3);
    const leader = await cluster.elected();
    const [present = leader, away = leader] = cluster.followersOf(leader);
    const clerk = cluster.clerk();
    await cluster.finished(clerk.append('a'));
    cluster.hub.cut.add(away.id);
    for (let count = 0; count < 50; count++) await cluster.finished(clerk.append('a'));
    await cluster.finished(clerk.append('b'));
    await expectShortLogs();
    cluster.hub.heal();
    await cluster.until(() => away.machine.get('b').length === 1);
    expect(away.events.some(({ type }) => type === 'snapshot-installed')).toBe(true);
    cluster.hub.cut.add(present.id);
    await cluster.finished(clerk.append('a'));
    const seen = await cluster.finished(clerk.read('b'));
    expect(seen).toHaveLength(1);
    expect(away.machine.get('a')).toHaveLength(52);
    expect(await cluster.judge()).toBeNull();
  });

  it('keeps logs short, and snapshots of one small key small, however often it was written', async () => {
    cluster = storeCluster({ seed: 2, servers: 3, clients: 0, snapshots: true });
    await cluster.start(3);
    const clerk = cluster.clerk();
    for (let count = 0; count < 200; count++) {
      await cluster.finished(clerk.put('x', `${count}`));
      await cluster.finished(clerk.put('x', '1'));
    }
    await cluster.run(100);
    await expectShortLogs();
    for (const member of cluster.members) {
      const bytes = await snapshotBytes(member);
      expect(bytes).toBeGreaterThan(0);
      expect(bytes).toBeLessThanOrEqual(500);
      expect(member.machine.get('x')).toEqual(['1']);
    }
  });

  it('answers commands no slower for its snapshots', async () => {
    cluster = storeCluster({ seed: 3, servers: 3, clients: 0, snapshots: true });
    await cluster.start(3);
    await cluster.elected();
    const clerk = cluster.clerk();
    await cluster.finished(clerk.put('k', 'first'));
    const begin = cluster.clock.monotonicNow();
    for (let count = 0; count < 100; count++) await cluster.finished(clerk.put('k', 'again'));
    expect((cluster.clock.monotonicNow() - begin) / 100).toBeLessThan(100 / 3);
    expect(countOf('snapshot-taken')).toBeGreaterThan(3);
  });

  const stormy = { servers: 5, rounds: 3, snapshots: true };
  const plans: readonly (readonly [string, Partial<Storm> & { readonly clients: number }])[] = [
    ['one client through crashes of all servers', { clients: 1, crashes: true, rounds: 6 }],
    ['many clients through crashes of all servers', { clients: 6, crashes: true }],
    ['many clients on an unreliable network', { clients: 6, unreliable: true, rounds: 6 }],
    [
      'many clients through crashes on an unreliable network',
      { clients: 6, unreliable: true, crashes: true, rounds: 6 },
    ],
    [
      'many clients through partitions and crashes on an unreliable network',
      { clients: 6, unreliable: true, crashes: true, partitions: true, rounds: 7 },
    ],
    [
      'many clients of few keys through partitions and crashes of seven servers on an unreliable network',
      {
        servers: 7,
        clients: 10,
        sharedKeys: 3,
        unreliable: true,
        crashes: true,
        partitions: true,
        rounds: 7,
      },
    ],
  ];
  for (const [position, [name, plan]] of plans.entries())
    it(`serves ${name}`, async () => {
      const whole = { ...stormy, seed: 20 + position, ...plan };
      cluster = storeCluster(whole);
      await storm(cluster, whole);
      const answered = cluster.history.filter(({ end }) => end !== Infinity).length;
      expect(answered).toBe(cluster.history.length);
      expect(answered).toBeGreaterThan(15);
      expect(await cluster.judge()).toBeNull();
      expect(countOf('snapshot-taken')).toBeGreaterThan(0);
      await expectShortLogs();
    });
});
