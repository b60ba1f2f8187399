import { afterEach, describe, expect, it } from 'vitest';

import { FAIR, ROUGH, type Weather } from '../testing/unreliable-hub.ts';
import { ledgers, one, type LedgerCluster } from './lab-ledger.test.support.ts';

let cluster: LedgerCluster;
afterEach(async () => {
  cluster.verify();
  await cluster.stop();
});

const EVERY_BYTES = 200;
const node = {
  heartbeatMs: 20,
  electionTimeoutMs: 100,
  snapshotEveryEntries: 10,
  snapshotEveryBytes: EVERY_BYTES,
  keepEntries: 2,
  keepEntriesForSlow: 2,
};

function expectAlike(): void {
  const [first] = cluster.members;
  for (const { id, machine } of cluster.members) expect(machine.lines, id).toEqual(first?.machine.lines);
}

function countOf(type: 'snapshot-taken' | 'snapshot-installed'): number {
  return cluster.members.flatMap(({ events }) => events).filter((event) => event.type === type).length;
}

async function expectShortLogs(): Promise<void> {
  for (const { id, log } of cluster.up) {
    const { entries } = await log.load();
    const bytes = entries.reduce((sum, { data }) => sum + data.byteLength, 0);
    expect(bytes, `${id}, which has ${entries.length} entries`).toBeLessThanOrEqual(8 * EVERY_BYTES);
  }
}

/** Sends a server away again and again while the others go on beyond its log, and brings it back. */
async function comeAndGo(
  away: 'nobody' | 'cut' | 'crash',
  weather: Weather,
  seed: number,
  rounds = 15,
): Promise<void> {
  cluster = await ledgers(3, { seed, node, diskMs: 2 });
  cluster.hub.weather = weather;
  await one(cluster, 'first');
  for (let round = 0; round < rounds; round++) {
    const leader = await cluster.elected();
    // Now and then it is the leader itself that goes.
    const victim = round % 3 === 1 ? leader : cluster.random.pick(cluster.followersOf(leader));
    if (away === 'cut') cluster.hub.cut.add(victim.id);
    if (away === 'crash') await cluster.crash(victim);
    const present = away === 'nobody' ? 3 : 2;
    await one(cluster, `${round}`, present);
    const sender = await cluster.elected();
    const flood = 5 + cluster.random.below(10);
    for (let count = 0; count < flood; count++) cluster.propose(sender, `${round} ${count} some more bytes`);
    await one(cluster, `${round} again`, present);
    await cluster.run(50);
    await expectShortLogs();
    if (away === 'cut') cluster.hub.cut.delete(victim.id);
    if (away === 'crash') await cluster.restart(victim);
    await one(cluster, `${round} together`, 3);
  }
  expectAlike();
  expect(countOf('snapshot-taken')).toBeGreaterThan(rounds);
}

describe('snapshots of real nodes', () => {
  it('keep logs short', async () => {
    await comeAndGo('nobody', FAIR, 1);
    expect(countOf('snapshot-installed'), 'nobody was far behind').toBe(0);
  });

  it('bring back servers that were cut off', async () => {
    await comeAndGo('cut', FAIR, 2);
    expect(countOf('snapshot-installed')).toBeGreaterThan(5);
  });

  it('bring back servers that were cut off, on an unreliable network', async () => {
    await comeAndGo('cut', ROUGH, 3);
    expect(countOf('snapshot-installed')).toBeGreaterThan(5);
  });

  it('bring back servers that went down', async () => {
    await comeAndGo('crash', FAIR, 4);
    expect(countOf('snapshot-installed')).toBeGreaterThan(5);
  });

  it('bring back servers that went down, on an unreliable network', async () => {
    await comeAndGo('crash', ROUGH, 5);
    expect(countOf('snapshot-installed')).toBeGreaterThan(5);
  });

  it('bring back all servers after all of them went down, again and again', async () => {
    cluster = await ledgers(3, { seed: 6, node, diskMs: 2 });
    for (let round = 0; round < 5; round++) {
      const leader = await cluster.elected();
      for (let count = 0; count < 15; count++) cluster.propose(leader, `${round} ${count}`);
      const index = await one(cluster, `${round} last`);
      for (const member of cluster.members) await cluster.crash(member);
      for (const member of cluster.members) {
        await cluster.restart(member);
        const { snapshot, applied } = member.node?.status() ?? {};
        expect(snapshot, 'the state is there before anything is heard').toBeGreaterThan(0);
        expect(applied).toBe(snapshot);
        expect(member.machine.lines.at(-1)?.[0]).toBeLessThanOrEqual(applied ?? 0);
      }
      const next = await one(cluster, `${round} after all went down`);
      expect(next).toBeGreaterThan(index);
      expectAlike();
    }
    expect(cluster.members[0]?.machine.texts).toHaveLength(5 * 17);
  });

  it('are taken further by what is logged after a restart (a snapshot, a restart, some more, a restart)', async () => {
    cluster = await ledgers(3, { seed: 7, node, diskMs: 2 });
    const all: string[] = [];
    const commit = async (count: number): Promise<void> => {
      for (let done = 0; done < count; done++) {
        all.push(`${all.length}`);
        await one(cluster, all.at(-1) ?? '');
      }
    };
    await commit(11);
    for (const member of cluster.members) await cluster.restart(member);
    await commit(1);
    // The entry after the snapshot is in the log only, and must be found there once more.
    for (const member of cluster.members) await cluster.restart(member);
    await commit(1);
    for (const { machine } of cluster.members) expect(machine.texts).toEqual(all);
  });
});
