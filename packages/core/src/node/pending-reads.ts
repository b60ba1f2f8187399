import { RaftError } from '../errors.ts';
import type { LogIndex, NodeId } from '../raft/types.ts';
import type { ReadOutcome } from './types.ts';

export type SettleRead = (outcome: ReadOutcome) => void;

interface Batch {
  readonly id: number;
  readonly settles: readonly SettleRead[];
  /** Set once leadership is confirmed: the state must have applied this much. */
  index: LogIndex | null;
}

/** Those who wait to read, first for the leader's confirmation, then for the state machine to have come far enough. */
export class PendingReads {
  #batches: Batch[] = [];

  add(id: number, settles: readonly SettleRead[]): void {
    this.#batches.push({ id, settles, index: null });
  }

  /** Confirms batch `id`, and lets go whoever can read from a state that has applied `applied`. */
  confirmed(id: number, index: LogIndex, applied: LogIndex): void {
    const batch = this.#batches.find((candidate) => candidate.id === id);
    if (batch !== undefined) batch.index = index;
    this.applied(applied);
  }

  applied(applied: LogIndex): void {
    const ready = this.#batches.filter(({ index }) => index !== null && index <= applied);
    if (ready.length === 0) return;
    this.#batches = this.#batches.filter((batch) => !ready.includes(batch));
    for (const { settles } of ready) for (const settle of settles) settle({ ok: true, applied });
  }

  /** Refuses every batch up to `id` that is not confirmed. */
  refuse(id: number, leader: NodeId | null): void {
    this.#fail((batch) => batch.index === null && batch.id <= id, notLeader(leader));
  }

  /** Refuses everybody. */
  refuseAll(error: RaftError): void {
    this.#fail(() => true, error);
  }

  #fail(condition: (batch: Batch) => boolean, error: RaftError): void {
    const failed = this.#batches.filter(condition);
    this.#batches = this.#batches.filter((batch) => !condition(batch));
    for (const { settles } of failed) for (const settle of settles) settle({ ok: false, error });
  }
}

export function notLeader(leader: NodeId | null): RaftError {
  const hint = leader === null ? 'no leader is known' : `the leader is ${leader}`;
  return new RaftError('not_leader', `this node does not lead; ${hint}`, { leader });
}
