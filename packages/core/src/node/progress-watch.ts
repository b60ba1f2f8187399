import type { RaftView } from '../raft/raft.ts';
import type { LogIndex } from '../raft/types.ts';
import type { NodeEvent, PeerStatus } from './types.ts';

/** Notices from one look to the next how far a node has come. */
export class ProgressWatch {
  #seen = '';

  /** An event, if anything is different from the last look. */
  look({ commit, last, peers }: RaftView, applied: LogIndex): NodeEvent | null {
    const shown = peers.map(({ id, match, state, recentlyActive }): PeerStatus => {
      return { id, match, state, recentlyActive };
    });
    const seen = JSON.stringify([commit, applied, last, shown]);
    if (seen === this.#seen) return null;
    this.#seen = seen;
    return { type: 'progress', commit, applied, last, peers: shown };
  }
}
