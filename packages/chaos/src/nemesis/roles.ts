import type { Environment } from '../environment/environment.ts';
import type { Target } from './schedule.ts';

const ANSWER_MS = 400;

/** Asks all nodes at once who they are, and answers with the leader of the highest term, and who answered. */
export async function findRoles(
  environment: Pick<Environment, 'nodes' | 'system'>,
): Promise<{ leader: string | undefined; answering: readonly string[] }> {
  const statuses = await Promise.all(
    environment.nodes.map(async ({ id, clientUrl }) => {
      const status = environment.system.status(clientUrl, AbortSignal.timeout(ANSWER_MS));
      return { id, status: await status.catch(() => undefined) };
    }),
  );
  let leader: { id: string; term: number } | undefined;
  for (const { id, status } of statuses) {
    if (status?.role === 'leader' && status.term > (leader?.term ?? -1)) leader = { id, term: status.term };
  }
  return {
    leader: leader?.id,
    answering: statuses.filter(({ status }) => status !== undefined).map(({ id }) => id),
  };
}

export interface Chosen {
  readonly node: string;
  /** Set if it is not what was preferred. */
  readonly instead?: string;
}

/** The node that a target means now. */
export function chooseNode(
  target: Target,
  nodes: readonly string[],
  roles: { readonly leader: string | undefined; readonly answering: readonly string[] },
): Chosen {
  const { leader, answering } = roles;
  if (target.prefer === 'leader' && leader !== undefined) return { node: leader };
  const alive = nodes.filter((node) => answering.includes(node));
  const others = target.prefer === 'follower' ? alive.filter((node) => node !== leader) : alive;
  const candidates = [others, alive, nodes].find((some) => some.length > 0) ?? nodes;
  const node = candidates[Math.floor(target.draw * candidates.length)];
  if (node === undefined) throw new RangeError('expected a cluster of at least one node, found none');
  return target.prefer === 'leader' ? { node, instead: 'nobody led' } : { node };
}
