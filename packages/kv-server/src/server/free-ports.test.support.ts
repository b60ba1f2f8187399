import { createServer } from 'node:net';

const LOWEST = 15_000;
const RANGE = 15_000;

/**
 * Ports that are free now, below the range from which the system takes those of outgoing connections, so that
 * nobody else takes them before a cluster listens there.
 */
export async function freePorts(count: number): Promise<number[]> {
  const found = new Set<number>();
  while (found.size < count) {
    const port = LOWEST + Math.floor(Math.random() * RANGE);
    if (await isFree(port)) found.add(port);
  }
  return [...found];
}

/** A port such that it, the next ones, and as many `offset` above are free now. */
export async function freeBasePort(count: number, offset: number): Promise<number> {
  for (;;) {
    const [base = LOWEST] = await freePorts(1);
    const wanted = Array.from({ length: count }, (_, position) => [
      base + position,
      base + offset + position,
    ]).flat();
    const free = await Promise.all(wanted.map((port) => isFree(port)));
    if (free.every(Boolean)) return base;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const free = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => resolve(true));
  });
  await new Promise((resolve) => server.close(resolve));
  return free;
}
