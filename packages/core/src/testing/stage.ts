import type { RaftLimits } from '../raft/config.ts';
import type { Effect } from '../raft/effect.ts';
import type { Message } from '../raft/message.ts';
import { nodeId, type Role } from '../raft/types.ts';
import type { RaftView } from '../raft/view.ts';
import { ScriptedCluster, type ScriptedClusterOptions } from './scripted-cluster.ts';
import { flush, stabilizeAmong } from './scripting.ts';

/** Short timeouts: heartbeats at every tick, elections after 10 to 19. */
export const QUICK: Partial<RaftLimits> = { heartbeatTicks: 1, electionTicks: 10 };

export const ROLES = ['follower', 'pre-candidate', 'candidate', 'leader'] as const;

/** A message in plain numbers, as a test writes it down. */
export type Raw = { readonly type: Message['type'] } & Readonly<Record<string, unknown>>;

/** Hands over a message that nobody need have sent, or could have. */
export function hearRaw(cluster: ScriptedCluster, name: string, from: string, message: Raw): Effect[] {
  return cluster.step(name, { type: 'receive', from: nodeId(from), message: message as unknown as Message });
}

/** A cluster with short timeouts in which n1 leads and everybody knows what is committed. */
export function ledByN1(options: Partial<ScriptedClusterOptions> = {}): ScriptedCluster {
  const { limits, ...others } = options;
  const cluster = new ScriptedCluster({ size: 3, ...others, limits: { ...QUICK, ...limits } });
  cluster.elect('n1');
  beat(cluster, 'n1');
  return cluster;
}

/** A cluster in which n1 has a role, and in which nothing is on its way. */
export function withN1As(role: Role, options: Partial<ScriptedClusterOptions> = {}): ScriptedCluster {
  const { limits, ...others } = options;
  const cluster = new ScriptedCluster({ size: 3, ...others, limits: { ...QUICK, ...limits } });
  if (role === 'leader') cluster.elect('n1');
  if (role === 'candidate') cluster.step('n1', { type: 'campaign' });
  if (role === 'pre-candidate') tickUntil(cluster, 'n1', ({ view }) => view.role === 'pre-candidate');
  flush(cluster, 'n1');
  cluster.drop();
  return cluster;
}

/** Lets a leader's next heartbeat be due, and everything come to rest. */
export function beat(cluster: ScriptedCluster, leader: string, ...among: readonly string[]): void {
  cluster.tick(leader);
  if (among.length === 0) cluster.stabilize();
  else stabilizeAmong(cluster, ...among);
}

/** Lets time pass until `condition` holds, and says how many ticks that took; 1,000 at most. */
export function tickUntil(
  cluster: ScriptedCluster,
  name: string,
  condition: (node: ReturnType<ScriptedCluster['node']>) => boolean,
): number {
  for (let ticks = 1; ticks <= 1_000; ticks++) {
    cluster.tick(name);
    if (condition(cluster.node(name))) return ticks;
  }
  throw new Error(`${name} did not come to it in 1,000 ticks`);
}

/** The messages of one type among what was sent, at once or after a write. */
export function sentIn<Type extends Message['type']>(
  effects: readonly Effect[],
  type: Type,
): { readonly to: string; readonly message: Extract<Message, { readonly type: Type }> }[] {
  return effects.flatMap((effect) =>
    effect.type === 'send' && effect.message.type === type
      ? [{ to: effect.to, message: effect.message as Extract<Message, { readonly type: Type }> }]
      : [],
  );
}

/** What one leader knows of one peer. */
export function peerOf(cluster: ScriptedCluster, leader: string, peer: string): RaftView['peers'][number] {
  const found = cluster.node(leader).view.peers.find(({ id }) => id === peer);
  if (found === undefined) throw new Error(`${leader} knows of no peer ${peer}`);
  return found;
}

/** The commit index of each node, in order. */
export function commits(cluster: ScriptedCluster): number[] {
  return cluster.nodes.map(({ view }) => view.commit);
}
