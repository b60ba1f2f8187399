import { membersOf } from './members.ts';
import type { Clients } from './clients.ts';
import type { Faults } from './faults.ts';
import type { SimulatedNode } from './simulated-node.ts';
import type { World } from './world.ts';

/** A healed cluster must be at work again after so many election timeouts. */
const RECOVERY_TIMEOUTS = 20;
const CATCH_UP_TIMEOUTS = 60;

/**
 * Ends all faults and demands that the cluster goes on: a leader, a write by somebody new, the same state on every
 * member, and every key readable.
 */
export async function finish(world: World, faults: Faults, clients: Clients): Promise<void> {
  const { electionTimeoutMs } = world.plan;
  clients.stop();
  faults.healAll();
  let written = false;
  clients.probe(() => (written = true));
  if (!(await within(world, RECOVERY_TIMEOUTS * electionTimeoutMs, () => written && clients.open === 0)))
    return world.violate(
      'liveness',
      `no write succeeded within ${RECOVERY_TIMEOUTS} election timeouts of healing`,
    );
  let read = false;
  clients.readAll(() => (read = true));
  if (!(await within(world, CATCH_UP_TIMEOUTS * electionTimeoutMs, () => read)))
    return world.violate('liveness', 'not every key could be read after healing');
  if (!(await within(world, CATCH_UP_TIMEOUTS * electionTimeoutMs, () => haveCaughtUp(world))))
    return world.violate('liveness', `not every member caught up after healing: ${describe(world)}`);
  compareStates(world);
}

async function within(world: World, ms: number, condition: () => boolean): Promise<boolean> {
  const held = await world.run(world.scheduler.nowMs + ms, condition);
  return held || world.violation !== null;
}

/** Members of the leader's configuration, save those whose disks are beyond repair. */
function members(world: World): SimulatedNode[] {
  const configuration = world.leader?.server?.node?.status().configuration;
  if (configuration === undefined) return [];
  const ids: readonly string[] = membersOf(configuration);
  return world.nodes.filter(({ id, state }) => ids.includes(id) && state !== 'lost');
}

function haveCaughtUp(world: World): boolean {
  const status = world.leader?.server?.node?.status();
  if (status === undefined || status.configuration.outgoing.length > 0) return false;
  const applied = members(world).map((node) => node.server?.node?.status().applied);
  return applied.every((index) => index === status.last);
}

function compareStates(world: World): void {
  const hashes = new Map<string, string>();
  for (const { id, server } of members(world)) {
    const hash = server?.status(true)?.stateHash;
    if (hash !== undefined) hashes.set(hash, `${hashes.get(hash) ?? ''} ${id}`);
  }
  if (hashes.size > 1)
    world.violate(
      'state-hash',
      `the members hold different states: ${[...hashes.values()].join(' against')}`,
    );
}

function describe(world: World): string {
  return world.nodes
    .map(({ id, state, server }) => {
      const status = server?.node?.status();
      return status === undefined
        ? `${id} ${state}`
        : `${id} ${status.role} applied ${status.applied} of ${status.last}`;
    })
    .join(', ');
}
