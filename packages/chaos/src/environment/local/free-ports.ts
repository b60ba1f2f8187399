import { createServer } from 'node:net';

import { ChaosError } from '../../errors.ts';

// Below the range from which systems give ports to outgoing connections, so that nothing takes the port of a node
// while the node is down.
const FIRST = 17_000;
const LAST = 29_999;

/** Ports of the loopback that nobody listens on. Runs at the same time are spread by their process ids. */
export async function freePorts(count: number): Promise<number[]> {
  const found: number[] = [];
  const size = LAST - FIRST + 1;
  const begin = (process.pid * 97) % size;
  for (let step = 0; step < size && found.length < count; step += 1) {
    const port = FIRST + ((begin + step) % size);
    if (await isFree(port)) found.push(port);
  }
  if (found.length < count) {
    const range = `${FIRST} to ${LAST}`;
    throw new ChaosError(
      'environment_unavailable',
      `expected ${count} free ports from ${range}, found ${found.length}`,
    );
  }
  return found;
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return await new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
