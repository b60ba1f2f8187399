import { hostname } from 'node:os';

import { docker, dockerQuietly, lines } from './docker-cli.ts';

const RUN = 'seaworthy.chaos';
const OWNER = 'seaworthy.chaos.owner';

/** What everything carries that a run makes. */
export function labelFlags(runId: string): string[] {
  return ['--label', `${RUN}=${runId}`, '--label', `${OWNER}=${hostname()}/${process.pid}`];
}

/** Removes the containers of a run with their volumes, and its networks. */
export async function removeRun(runId: string): Promise<void> {
  const filter = ['--filter', `label=${RUN}=${runId}`];
  const containers = lines(await docker(['ps', '-aq', ...filter]));
  if (containers.length > 0) await docker(['rm', '-f', '-v', ...containers]);
  const networks = lines(await docker(['network', 'ls', '-q', ...filter]));
  if (networks.length > 0) await docker(['network', 'rm', ...networks]);
}

/** Removes what runs left behind whose process has gone without a chance to tidy up; answers with their ids. */
export async function removeLeftovers(): Promise<string[]> {
  const format = ['--filter', `label=${RUN}`, '--format', `{{.Label "${RUN}"}} {{.Label "${OWNER}"}}`];
  const found = await Promise.all([
    dockerQuietly(['ps', '-a', ...format]),
    dockerQuietly(['network', 'ls', ...format]),
  ]);
  const dead = found
    .flatMap(lines)
    .map((line) => line.split(' '))
    .filter(([, owner]) => owner !== undefined && isDead(owner))
    .map(([runId]) => runId as string);
  const runs = [...new Set(dead)];
  for (const runId of runs) await removeRun(runId);
  return runs;
}

function isDead(owner: string): boolean {
  const [host, pid] = owner.split('/');
  if (host !== hostname()) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
