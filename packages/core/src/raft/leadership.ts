import type { CatchUp } from './catch-up.ts';
import type { Lease } from './lease.ts';
import type { Progress } from './progress.ts';
import { Reads } from './reads.ts';
import type { NodeId } from './types.ts';

/** A hand-over of leadership that is under way (thesis §3.10). */
export interface Transfer {
  readonly to: NodeId;
  ticks: number;
}

/** What only a leader knows (Raft figure 2, "volatile state on leaders"). */
export class Leadership {
  readonly role = 'leader';
  readonly progress = new Map<NodeId, Progress>();
  readonly reads = new Reads();
  readonly lease: Lease | null;
  /** How those who are to become voters catch up. */
  readonly catchUps = new Map<NodeId, CatchUp>();
  /** The newest request that was passed on by each node in each of its incarnations: no other may be taken again. */
  readonly forwarded = new Map<string, number>();
  /** Bytes of the commands in the log that have not committed, those of earlier terms included. */
  uncommittedBytes = 0;
  ticksSinceHeartbeat = 0;
  transfer: Transfer | null = null;

  constructor(lease: Lease | null) {
    this.lease = lease;
  }
}
