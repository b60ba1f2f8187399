import type { Environment } from '../environment/environment.ts';
import type { Evidence, Injection } from './injection.ts';
import type { Cuts } from './partition.ts';

const SILENCE_MS = 300;

export interface ProcessFaultOptions {
  readonly environment: Environment;
  readonly node: string;
  readonly note: string;
}

/** SIGKILL, and a start on the old data at the end. */
export function kill({ environment, node, note }: ProcessFaultOptions, cuts: Cuts): Injection {
  return {
    needs: ['kill'],
    nodes: [node],
    description: `${node} killed${note}`,
    inject: () => environment.kill(node),
    verify: () => expectSilence(environment, node),
    undo: async () => {
      await environment.restart(node);
      if (cuts.any) await cuts.apply();
    },
  };
}

/** SIGSTOP, and SIGCONT at the end: the node neither runs nor notices that it did not. */
export function pause({ environment, node, note }: ProcessFaultOptions): Injection {
  return {
    needs: ['pause'],
    nodes: [node],
    description: `${node} paused${note}`,
    inject: () => environment.pause(node),
    verify: () => expectSilence(environment, node),
    undo: () => environment.resume(node),
  };
}

async function expectSilence({ nodes, system }: Environment, node: string): Promise<Evidence> {
  const clientUrl = nodes.find(({ id }) => id === node)?.clientUrl ?? '';
  try {
    await system.status(clientUrl, AbortSignal.timeout(SILENCE_MS));
  } catch {
    return { status: 'installed', measured: {} };
  }
  return { status: 'indeterminate', reason: `${node} still answers`, measured: {} };
}
