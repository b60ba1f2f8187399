import { invariant } from './invariant.ts';
import { isActive } from './replication.ts';
import type { RaftState } from './state.ts';
import { logIndex, type LogIndex, type SnapshotMeta } from './types.ts';

/** Takes note of a snapshot that this node made, and forgets what nobody will ask for any more. */
export function compact(state: RaftState, meta: SnapshotMeta): void {
  invariant(
    meta.index <= state.commit,
    `a snapshot at ${meta.index} is beyond the commit index ${state.commit}`,
  );
  if (meta.index <= (state.snapshot?.index ?? 0)) return;
  state.snapshot = meta;
  state.pruneConfigurations();
  const through = Math.min(meta.index - state.config.keepEntries, neededBehind(state, meta.index));
  if (through > state.log.base.index)
    state.out.push({ type: 'compact', through: state.log.compact(logIndex(through)) });
}

/** What a follower that answers but is late still needs, within reason, stays: sending it a snapshot costs more. */
function neededBehind(state: RaftState, snapshot: LogIndex): number {
  const { current, config } = state;
  if (current.role !== 'leader') return snapshot;
  const late = [...current.progress.values()].filter((progress) => isActive(state, progress));
  const slowest = Math.min(snapshot, ...late.map(({ match }) => match));
  return Math.max(slowest, snapshot - Math.max(config.keepEntriesForSlow, config.keepEntries));
}
