import { afterEach, describe, expect, it } from 'vitest';

import { StoreCluster } from './lab-clerk.test.support.ts';
import { storeCluster, storm, type Storm } from './lab-storm.test.support.ts';

let cluster: StoreCluster;
afterEach(async () => {
  cluster.verify();
  await cluster.stop();
});

function operations(): number {
  return cluster.history.filter(({ end }) => end !== Infinity).length;
}

function elections(): number {
  const won = cluster.members.flatMap(({ events }) =>
    events.filter((event) => event.type === 'role' && event.role === 'leader'),
  );
  return won.length;
}

/** Every operation was answered, all of them are linearizable, and there were enough of them to tell. */
async function expectLinearizable(atLeast: number): Promise<void> {
  expect(operations()).toBe(cluster.history.length);
  expect(operations()).toBeGreaterThan(atLeast);
  expect(await cluster.judge()).toBeNull();
}

async function weather(plan: Storm): Promise<void> {
  cluster = storeCluster(plan);
  await storm(cluster, plan);
}

describe('a replicated key-value store', () => {
  it('serves one client', async () => {
    await weather({ seed: 1, servers: 5, clients: 1 });
    await expectLinearizable(20);
    expect(elections()).toBe(1);
  });

  it('answers at least three commands one after the other in the time of a heartbeat', async () => {
    cluster = new StoreCluster({ diskMs: 2, stepMs: 1, node: { heartbeatMs: 100 } });
    await cluster.start(3);
    await cluster.elected();
    const clerk = cluster.clerk();
    await cluster.finished(clerk.append('k'));
    const begin = cluster.clock.monotonicNow();
    for (let count = 0; count < 30; count++) await cluster.finished(clerk.append('k'));
    expect((cluster.clock.monotonicNow() - begin) / 30).toBeLessThan(100 / 3);
  });

  it('serves many clients at once', async () => {
    await weather({ seed: 2, servers: 5, clients: 5 });
    await expectLinearizable(100);
  });

  it('serves many clients on an unreliable network', async () => {
    await weather({ seed: 3, servers: 5, clients: 5, unreliable: true, rounds: 8 });
    await expectLinearizable(50);
  });

  it('serves many clients of a single key on an unreliable network, and executes nothing twice', async () => {
    await weather({ seed: 4, servers: 3, clients: 5, sharedKeys: 1, unreliable: true, rounds: 8 });
    await expectLinearizable(50);
    const repeated = Math.max(...cluster.members.map(({ machine }) => machine.repeated));
    expect(repeated, 'requests that came again').toBeGreaterThan(3);
  });

  it('answers nobody in the smaller part of a partition, and everybody once it has healed', async () => {
    cluster = storeCluster({ seed: 5, servers: 5, clients: 0 });
    await cluster.start(5);
    const leader = await cluster.elected();
    const clerk = cluster.clerk();
    await cluster.finished(clerk.append('k'));
    const [companion = leader, ...others] = cluster.followersOf(leader);
    const minority = [leader, companion];
    cluster.hub.partition(
      minority.map(({ id }) => id),
      others.map(({ id }) => id),
    );
    const stuck = minority.flatMap((member) => [
      cluster.propose(member, new TextEncoder().encode('{"client":"x","sequence":1,"op":"get","key":"k"}')),
      cluster.read(member),
    ]);
    await cluster.until(() => others.some(({ node }) => node?.status().role === 'leader'));
    await cluster.finished(clerk.append('k'));
    for (const { outcome } of stuck) expect(outcome?.ok ?? false, 'not while they are so few').toBe(false);
    cluster.hub.heal();
    for (const member of minority) {
      await cluster.until(() => member.machine.get('k').length === 2);
      const { outcome } = await cluster.settled(cluster.read(member));
      expect(outcome).toMatchObject({ ok: true });
    }
    await expectLinearizable(1);
  });

  const stormy = { servers: 5, rounds: 3 };
  const plans: readonly (readonly [string, Partial<Storm> & { readonly clients: number }])[] = [
    ['one client through partitions', { clients: 1, partitions: true, rounds: 4 }],
    ['many clients through partitions', { clients: 5, partitions: true }],
    ['one client through crashes of all servers', { clients: 1, crashes: true }],
    ['many clients through crashes of all servers', { clients: 5, crashes: true }],
    [
      'many clients through crashes on an unreliable network',
      { clients: 5, crashes: true, unreliable: true, rounds: 6 },
    ],
    ['many clients through partitions and crashes', { clients: 5, crashes: true, partitions: true }],
    [
      'many clients through partitions and crashes on an unreliable network',
      { clients: 5, crashes: true, partitions: true, unreliable: true, rounds: 7 },
    ],
    [
      'many clients of few keys through partitions and crashes of seven servers on an unreliable network',
      {
        servers: 7,
        clients: 10,
        sharedKeys: 3,
        crashes: true,
        partitions: true,
        unreliable: true,
        rounds: 7,
      },
    ],
  ];
  for (const [position, [name, plan]] of plans.entries())
    it(`serves ${name}`, async () => {
      await weather({ ...stormy, seed: 10 + position, ...plan });
      await expectLinearizable(15);
      expect(elections()).toBeGreaterThan(1);
    });
});
