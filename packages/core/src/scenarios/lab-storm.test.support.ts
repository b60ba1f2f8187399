import { FAIR, ROUGH } from '../testing/unreliable-hub.ts';
import { StoreCluster, type Clerk, type StoreMember } from './lab-clerk.test.support.ts';

/** What clients and servers go through. */
export interface Storm {
  readonly seed: number;
  readonly servers: number;
  readonly clients: number;
  /** Each client has a key of its own if not told how many all of them share. */
  readonly sharedKeys?: number;
  /** Messages between servers are lost, doubled and overtaken, and clients' requests and answers are lost. */
  readonly unreliable?: boolean;
  /** All servers go down together now and then. */
  readonly crashes?: boolean;
  /** The servers fall into two parts, ever anew. */
  readonly partitions?: boolean;
  readonly snapshots?: boolean;
  readonly rounds?: number;
}

export const SNAPSHOT_BYTES = 1_000;

const HASTY = { heartbeatMs: 25, electionTimeoutMs: 150 };
const SNAPSHOTS = { snapshotEveryBytes: SNAPSHOT_BYTES, keepEntries: 2, keepEntriesForSlow: 2 };

/** Lets clients append and read while the storm blows, then waits until all of them have had their answers. */
export async function storm(cluster: StoreCluster, { servers, clients, ...storm }: Storm): Promise<void> {
  const { unreliable = false, rounds = 4 } = storm;
  await cluster.start(servers);
  if (unreliable) {
    cluster.hub.weather = ROUGH;
    cluster.clientLoss = 0.1;
  }
  let over = false;
  const work = Array.from({ length: clients }, async (_, position) => {
    const clerk = cluster.clerk();
    while (!over) await operate(cluster, clerk, keyFor(cluster, storm, position));
  });
  for (let round = 0; round < rounds; round++) {
    for (let part = 0; part < 4; part++) {
      if (storm.partitions === true) split(cluster);
      await cluster.run(storm.partitions === true ? 250 : 150);
    }
    if (storm.crashes === true) await crashAll(cluster);
  }
  over = true;
  cluster.hub.heal();
  await cluster.finished(Promise.all(work));
  cluster.hub.weather = FAIR;
  cluster.clientLoss = 0;
}

export function storeCluster({ seed, snapshots = false }: Storm): StoreCluster {
  return new StoreCluster({ seed, diskMs: 2, node: snapshots ? { ...HASTY, ...SNAPSHOTS } : HASTY });
}

async function operate(cluster: StoreCluster, clerk: Clerk, key: string): Promise<void> {
  const kind = cluster.random.fraction();
  if (kind < 0.5) await clerk.append(key);
  else if (kind < 0.6) await clerk.get(key);
  else await clerk.read(key);
}

function keyFor({ random }: StoreCluster, { sharedKeys }: Pick<Storm, 'sharedKeys'>, client: number): string {
  return sharedKeys === undefined ? `k${client}` : `k${random.below(sharedKeys)}`;
}

function split({ hub, random, members }: StoreCluster): void {
  const [one, other]: [StoreMember['id'][], StoreMember['id'][]] = [[], []];
  for (const { id } of members) (random.chance(0.5) ? one : other).push(id);
  hub.partition(one, other);
}

async function crashAll(cluster: StoreCluster): Promise<void> {
  for (const member of cluster.members) await cluster.crash(member);
  await cluster.run(20);
  cluster.hub.heal();
  for (const member of cluster.members) await cluster.restart(member);
}
