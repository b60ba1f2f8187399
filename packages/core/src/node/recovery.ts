import { RaftError } from '../errors.ts';
import type { LogStore, SnapshotStore, StateMachine } from '../ports/index.ts';
import type { Restored } from '../raft/state.ts';
import { TermRuns } from '../raft/term-runs.ts';
import { logIndex, type SnapshotMeta } from '../raft/types.ts';
import type { StoredLog } from '../ports/log-store.ts';

/**
 * Reads back what a node stored and restores its state machine from the newest snapshot. Fails with `corrupt_state` if
 * the log needs a snapshot that is not there.
 */
export async function recover(
  logStore: LogStore,
  snapshotStore: SnapshotStore,
  stateMachine: StateMachine<unknown>,
): Promise<Restored> {
  const snapshot = await snapshotStore.latest();
  const loaded = await logStore.load(snapshot?.index ?? logIndex(0));
  const stored = await withTermOf(snapshot, loaded, logStore);
  const { base } = stored;
  if (base.index > (snapshot?.index ?? 0)) {
    const found = snapshot === null ? 'there is none' : `the newest is at ${snapshot.index}`;
    throw new RaftError(
      'corrupt_state',
      `the log begins after ${base.index} and needs a snapshot from there on; ${found}`,
    );
  }
  if (snapshot === null) return { ...stored, snapshot };
  await stateMachine.restore(snapshotStore.read(snapshot));
  if (holds(stored, snapshot)) return { ...stored, snapshot };
  // The crash came between storing a received snapshot and resetting the log to it: finish that.
  const position = { index: snapshot.index, term: snapshot.term };
  await logStore.reset(position);
  const { hardState, lost, salvaged } = stored;
  return {
    hardState,
    base: position,
    entries: [],
    snapshot,
    ...(lost !== undefined && { lost }),
    ...(salvaged !== undefined && { salvaged }),
  };
}

/**
 * A snapshot may have become durable before the term that this node had learnt by then. Whoever stored the snapshot was in
 * its term; it cannot have voted in it, or the vote would be stored too.
 */
async function withTermOf(
  snapshot: SnapshotMeta | null,
  stored: StoredLog,
  logStore: LogStore,
): Promise<StoredLog> {
  if (snapshot === null || snapshot.term <= stored.hardState.term) return stored;
  const hardState = { term: snapshot.term, votedFor: null };
  await logStore.append({ hardState, entries: [] });
  return { ...stored, hardState };
}

function holds({ base, omitted, entries }: StoredLog, { index, term }: SnapshotMeta): boolean {
  if (index === base.index) return term === base.term;
  const loadedAfter = omitted?.through ?? base.index;
  const found =
    index > loadedAfter ? entries[index - loadedAfter - 1]?.term : new TermRuns(omitted).at(index);
  return found === term;
}
