import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { eventually, freePorts, spawnProgram, stop } from '../processes.mjs';

const DAEMON = fileURLToPath(new URL('../../../packages/kv-server/dist/cli.js', import.meta.url));

/** Real server processes with their default settings, which sync every write. `flags` go to each of them. */
export async function startSeaworthy(directory, { nodes = 3, nodeFlags = [], flags = [] } = {}) {
  const ports = await freePorts(2 * nodes);
  const members = Array.from({ length: nodes }, (_, position) => ({
    id: `n${position + 1}`,
    client: `127.0.0.1:${ports[position]}`,
    peer: `127.0.0.1:${ports[nodes + position]}`,
  }));
  const cluster = members.map(({ id, peer }) => `${id}=${peer}`).join(',');
  const start = ({ id, client, peer }) =>
    spawnProgram(
      process.execPath,
      [
        ...nodeFlags,
        ...[DAEMON, '--node-id', id, '--cluster', cluster, '--log-level', 'warn'],
        ...['--data-dir', join(directory, id), '--listen-clients', client, '--listen-peers', peer],
        ...flags,
      ],
      { errors: true },
    );
  const processes = members.map(start);
  const endpoints = members.map(({ client }) => client);
  const leader = () => findLeader(endpoints);
  const self = {
    name: 'seaworthy',
    processes,
    endpoints,
    target: { system: 'seaworthy', endpoints },
    /** The position of the node that leads. */
    leader,
    /** Starts the node at a position again, which was ended before. */
    restart: (position) => (processes[position] = start(members[position])),
    stop: (signal) => stop(processes, signal),
  };
  try {
    await leader();
    return self;
  } catch (error) {
    await self.stop();
    throw error;
  }
}

function findLeader(endpoints) {
  return eventually('seaworthy elects a leader', async () => {
    const asked = endpoints.map((endpoint) => status(endpoint).catch(() => null));
    const position = (await Promise.all(asked)).findIndex((found) => found?.role === 'leader');
    return position === -1 ? undefined : position;
  });
}

/** What a node says of itself; see `GET /v1/status`. */
export async function status(endpoint) {
  return await (await fetch(`http://${endpoint}/v1/status`)).json();
}
