import type { RaftNode } from '@seaworthy/core';
import type { Reply } from '@seaworthy/client/wire';
/** What of a Raft node the key-value service drives. */
export type KvNode = Pick<
  RaftNode<Reply>,
  'id' | 'propose' | 'read' | 'status' | 'subscribe' | 'transferLeadership' | 'stop'
>;
//# sourceMappingURL=kv-node.d.ts.map
