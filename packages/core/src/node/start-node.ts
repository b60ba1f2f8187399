import { RaftNode } from './raft-node.ts';
import { recover } from './recovery.ts';
import { raftConfigOf } from './settings.ts';
import type { NodeOptions } from './types.ts';

/**
 * Opens the stores, recovers, and joins the cluster. Fails with `invalid_argument`, or with `corrupt_state` when the
 * stores contradict each other.
 */
export async function startNode<Result>(options: NodeOptions<Result>): Promise<RaftNode<Result>> {
  // What is wrong with the options is told before anything is opened.
  raftConfigOf(options);
  const restored = await recover(options.logStore, options.snapshotStore, options.stateMachine);
  const node = new RaftNode(options, restored);
  await node.run();
  return node;
}
