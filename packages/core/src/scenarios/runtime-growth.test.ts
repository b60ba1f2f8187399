import { afterEach, describe, expect, it } from 'vitest';

import { nodeId } from '../raft/types.ts';
import { ROUGH, type Weather } from '../testing/unreliable-hub.ts';
import { StoreCluster, type Clerk } from './lab-clerk.test.support.ts';

let cluster: StoreCluster;
afterEach(async () => {
  cluster.verify();
  await cluster.stop();
});

const NEWCOMERS = ['n2', 'n3', 'n4', 'n5'].map(nodeId);

/** Changes the members, asking whoever leads until it is so. */
async function change(type: 'add-voter' | 'remove', ids: readonly string[]): Promise<void> {
  const isDone = (): boolean => {
    const { configuration } = cluster.leader?.node?.status() ?? {};
    const [voters, outgoing] = [configuration?.voters ?? [], configuration?.outgoing ?? []];
    const wanted = ids.every((id) => voters.includes(nodeId(id)) === (type === 'add-voter'));
    return wanted && voters.length > 0 && outgoing.length === 0;
  };
  for (let attempt = 0; attempt < 50 && !isDone(); attempt++) {
    const changes = ids.map((id) => ({ type, id: nodeId(id) }));
    cluster.leader?.node?.changeMembership(changes).catch(() => undefined);
    const end = cluster.clock.monotonicNow() + 1_000;
    await cluster.until(() => isDone() || cluster.clock.monotonicNow() >= end);
  }
  expect(isDone(), `${type} ${ids.join(' ')}`).toBe(true);
}

/** Clients append and read all the while. */
async function whileServing(grow: () => Promise<void>): Promise<number> {
  let over = false;
  const client = async (clerk: Clerk): Promise<void> => {
    while (!over) {
      await clerk.append('k');
      await clerk.read('k');
      await cluster.sleep(3);
    }
  };
  const clients = [cluster.clerk(), cluster.clerk(), cluster.clerk()].map(client);
  await grow();
  over = true;
  cluster.hub.heal();
  await cluster.finished(Promise.all(clients));
  return cluster.history.filter(({ end }) => end !== Infinity).length;
}

async function growAndShrink(weather?: Weather): Promise<void> {
  const node = { heartbeatMs: 20, electionTimeoutMs: 150, snapshotEveryEntries: 30, keepEntries: 5 };
  cluster = new StoreCluster({ seed: 4, diskMs: 2, node: { ...node, keepEntriesForSlow: 5 } });
  await cluster.start(1);
  await cluster.elected();
  if (weather !== undefined) cluster.hub.weather = weather;
  const answered = await whileServing(async () => {
    await cluster.run(200);
    for (const id of NEWCOMERS) await cluster.add(id);
    await change('add-voter', ['n2']);
    await change('add-voter', ['n3', 'n4', 'n5']);
    const five = cluster.leader?.node?.status();
    expect([...(five?.voters ?? [])].sort()).toEqual(['n1', 'n2', 'n3', 'n4', 'n5']);
    await cluster.run(300);
    // Two may be away now.
    const away = cluster.members.filter((member) => member !== cluster.leader).slice(0, 2);
    for (const { id } of away) cluster.hub.cut.add(id);
    await cluster.run(300);
    cluster.hub.heal();
    await cluster.run(500);
    await change('remove', ['n1', 'n4']);
    await change('remove', ['n2', 'n5']);
    expect(cluster.leader?.node?.status().voters).toEqual(['n3']);
    await cluster.run(100);
    // The others may go for good.
    for (const member of cluster.members) if (member.id !== 'n3') await cluster.crash(member);
    await cluster.run(200);
  });
  expect(answered).toBeGreaterThan(100);
  expect(await cluster.judge()).toBeNull();
  expect(cluster.member('n3').machine.get('k').length).toBeGreaterThan(50);
}

describe('a cluster that grows from one node to five and shrinks back to another one', () => {
  it('serves all the while: what was acknowledged stays, and every read is linearizable', async () => {
    await growAndShrink();
    const installed = cluster.members.flatMap(({ events }) =>
      events.filter(({ type }) => type === 'snapshot-installed'),
    );
    expect(installed.length, 'newcomers begin with a snapshot').toBeGreaterThanOrEqual(4);
  });

  it('does so on an unreliable network, too', async () => {
    await growAndShrink(ROUGH);
  });
});
