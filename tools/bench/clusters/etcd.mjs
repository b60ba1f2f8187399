import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { eventually, freePorts, spawnProgram, stop } from '../processes.mjs';

const run = promisify(execFile);

/** The installed version, or undefined. */
export async function etcdVersion() {
  const printed = await run('etcd', ['--version']).catch(() => undefined);
  return printed?.stdout.split('\n')[0].replace('etcd Version: ', '');
}

/** etcd with its default settings. The load goes straight to its leader, which suits it best. */
export async function startEtcd(directory, { nodes = 3 } = {}) {
  const ports = await freePorts(2 * nodes);
  const members = Array.from({ length: nodes }, (_, position) => ({
    name: `e${position + 1}`,
    port: ports[position],
    peer: `http://127.0.0.1:${ports[nodes + position]}`,
  }));
  const cluster = members.map(({ name, peer }) => `${name}=${peer}`).join(',');
  const processes = members.map(({ name, port, peer }) =>
    spawnProgram('etcd', [
      ...['--name', name, '--data-dir', join(directory, name), '--initial-cluster', cluster],
      ...['--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer],
      ...['--listen-client-urls', `http://127.0.0.1:${port}`],
      ...['--advertise-client-urls', `http://127.0.0.1:${port}`],
    ]),
  );
  const leader = () => findLeader(members);
  try {
    return {
      name: 'etcd',
      processes,
      endpoints: members.map(({ port }) => `127.0.0.1:${port}`),
      target: { system: 'etcd', host: '127.0.0.1', port: members[await leader()].port },
      leader,
      stop: (signal) => stop(processes, signal),
    };
  } catch (error) {
    await stop(processes);
    throw error;
  }
}

function findLeader(members) {
  return eventually('etcd elects a leader', async () => {
    const asked = members.map(async ({ port }) => {
      const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      return /^etcd_server_is_leader 1$/m.test(metrics);
    });
    const leads = await Promise.allSettled(asked);
    const position = leads.findIndex(({ value }) => value === true);
    return position === -1 ? undefined : position;
  });
}
