import { fileURLToPath } from 'node:url';

import type { NodeAddress } from '../environment.ts';
import { httpStatus, type NodeContext, type SystemUnderTest } from '../system.ts';

export const STAND_IN_PROGRAM: string = fileURLToPath(
  new URL('../../../src/environment/testing/__stand-in.mjs', import.meta.url),
);

/** The flags that {@link STAND_IN_PROGRAM} reads. */
export function standInFlags(context: NodeContext): string[] {
  return [
    ...['--id', context.id, '--clients', context.listenClients, '--peers', context.listenPeers],
    ...['--cluster', [...context.peers].map((entry) => entry.join('=')).join(','), '--data', context.dataDir],
  ];
}

/** A small server whose clocks and links can be watched from outside. */
export function standIn(): SystemUnderTest {
  return {
    name: 'stand-in',
    electionTimeoutMs: 500,
    runtime: 'node',
    command: (context) => ({ argv: [process.execPath, STAND_IN_PROGRAM, ...standInFlags(context)] }),
    status: httpStatus,
  };
}

/** What a stand-in tells beyond its status. */
export interface StandInStatus {
  /** How many beats of each peer have arrived. */
  readonly heard: Readonly<Record<string, number>>;
  /** How often it was started on its data. */
  readonly boot: number;
  /** Counted by a timer of 100 ms. */
  readonly ticks: number;
}

export async function ask({ clientUrl }: NodeAddress): Promise<StandInStatus> {
  const response = await fetch(`${clientUrl}/v1/status`, { signal: AbortSignal.timeout(1000) });
  return (await response.json()) as StandInStatus;
}

/** Waits until `look` answers with something true, and answers with it; fails with `what` after ten seconds. */
export async function until<T>(what: string, look: () => Promise<T | false | undefined>): Promise<T> {
  const deadline = performance.now() + 10_000;
  for (;;) {
    const seen = await look().catch(() => undefined);
    if (seen !== undefined && seen !== false) return seen;
    if (performance.now() > deadline) throw new Error(`waited ten seconds in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
