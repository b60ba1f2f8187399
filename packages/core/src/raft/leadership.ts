import { Progress } from './progress.ts';
import { Reads } from './reads.ts';
import type { NodeId } from './types.ts';

/** What only a leader knows (Raft figure 2, "volatile state on leaders"). */
export class Leadership {
  readonly role = 'leader';
  readonly progress: ReadonlyMap<NodeId, Progress>;
  readonly reads = new Reads();
  /** Bytes of entry data that were appended in this term and have not committed. */
  uncommittedBytes = 0;
  ticksSinceHeartbeat = 0;
  ticksSinceQuorumCheck = 0;
  /** The peer that is to take over, if any. */
  transfer: { readonly to: NodeId; ticks: number } | null = null;

  constructor(peers: readonly NodeId[], next: number) {
    this.progress = new Map(peers.map((peer) => [peer, new Progress(next)]));
  }
}
