// Puts and linearizable reads against three real server processes on loopback, every write synced to a majority.
// npx nx run tools:bench [--seconds 5] [--value-bytes 256] [--json FILE]
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { connect } from '@seaworthy/client';

const { values: flags } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    'value-bytes': { type: 'string', default: '256' },
    json: { type: 'string' },
  },
});
const seconds = Number(flags.seconds);
const value = new Uint8Array(Number(flags['value-bytes'])).fill(120);
const NODES = 3;
const IN_FLIGHT = [1, 64, 1000];
const daemon = fileURLToPath(new URL('../packages/kv-server/dist/cli.js', import.meta.url));

async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = [];
  for (const server of servers) {
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    ports.push(server.address().port);
  }
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

async function startCluster(directory) {
  const ports = await freePorts(2 * NODES);
  const ids = Array.from({ length: NODES }, (_, position) => `n${position + 1}`);
  const cluster = ids.map((id, position) => `${id}=127.0.0.1:${ports[NODES + position]}`).join(',');
  const processes = ids.map((id, position) =>
    spawn(
      process.execPath,
      [
        ...[
          daemon,
          '--node-id',
          id,
          '--cluster',
          cluster,
          '--data-dir',
          join(directory, id),
          '--log-level',
          'warn',
        ],
        ...['--listen-clients', `127.0.0.1:${ports[position]}`],
        ...['--listen-peers', `127.0.0.1:${ports[NODES + position]}`],
      ],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    ),
  );
  return { processes, endpoints: ports.slice(0, NODES).map((port) => `127.0.0.1:${port}`) };
}

/** Keeps `inFlight` calls going for `forSeconds`; the latencies of all of them, in milliseconds, sorted. */
async function load(inFlight, forSeconds, call) {
  const latencies = [];
  const end = performance.now() + forSeconds * 1000;
  let count = 0;
  const lane = async () => {
    while (performance.now() < end) {
      const begin = performance.now();
      await call(count++);
      latencies.push(performance.now() - begin);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return latencies.sort((a, b) => a - b);
}

function summarize(operation, inFlight, latencies) {
  const at = (quantile) => Number(latencies[Math.floor(quantile * (latencies.length - 1))].toFixed(2));
  return {
    operation,
    'in flight': inFlight,
    'per second': Math.round(latencies.length / seconds),
    'p50 ms': at(0.5),
    'p99 ms': at(0.99),
    'max ms': at(1),
  };
}

const directory = await mkdtemp(join(tmpdir(), 'seaworthy-bench-'));
const { processes, endpoints } = await startCluster(directory);
const rows = [];
try {
  const client = await connect({ endpoints, timeoutMs: 20_000 });
  const operations = {
    put: (count) => client.put(`key-${count % 1000}`, value),
    get: (count) => client.get(`key-${count % 1000}`),
  };
  for (const [operation, call] of Object.entries(operations)) {
    await load(64, 1, call);
    for (const inFlight of IN_FLIGHT) {
      rows.push(summarize(operation, inFlight, await load(inFlight, seconds, call)));
      console.error(`${operation}, ${inFlight} in flight: done`);
    }
  }
  await client.close();
} finally {
  for (const server of processes) server.kill('SIGKILL');
  await rm(directory, { recursive: true, force: true });
}
const machine = `${availableParallelism()} × ${cpus()[0]?.model}, Node ${process.version}`;
console.log(`${NODES} nodes and the load on one machine: ${machine}; values of ${value.length} bytes`);
console.table(rows);
if (flags.json !== undefined) await writeFile(flags.json, JSON.stringify({ machine, rows }, null, 2));
