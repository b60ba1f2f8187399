import type { RaftNode } from '@seaworthy/core';

import type { Replies } from '../state/kv-state-machine.ts';

/** What of a Raft node the key-value service drives. */
export type KvNode = Pick<
  RaftNode<Replies>,
  'id' | 'propose' | 'read' | 'status' | 'subscribe' | 'transferLeadership' | 'stop'
>;
