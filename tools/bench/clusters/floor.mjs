import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { forkProgram, stop } from '../processes.mjs';

const FOLLOWER = fileURLToPath(new URL('../floor/follower.mjs', import.meta.url));
const LEADER = fileURLToPath(new URL('../floor/leader.mjs', import.meta.url));

/** The same bytes, syncs and WebSocket hops as a cluster's, with no Raft, no store and no sessions. */
export async function startFloor(directory, { nodes = 3, nodeFlags = [] } = {}) {
  const followers = [];
  for (let position = 2; position <= nodes; position++)
    followers.push(await forkProgram(FOLLOWER, [await folder(directory, position)], nodeFlags));
  const ports = followers.map(({ said }) => String(said.port));
  const leader = await forkProgram(LEADER, [await folder(directory, 1), ...ports], nodeFlags);
  const processes = [leader, ...followers].map(({ child }) => child);
  return {
    name: 'floor',
    processes,
    target: { system: 'floor', port: leader.said.port },
    stop: (signal) => stop(processes, signal),
  };
}

async function folder(directory, position) {
  const path = join(directory, `floor-${position}`);
  await mkdir(path, { recursive: true });
  return path;
}
