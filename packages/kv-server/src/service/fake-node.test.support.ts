import {
  configuration,
  logIndex,
  nodeId,
  RaftError,
  term,
  type Clock,
  type NodeEvent,
  type NodeStatus,
  type ProposalOutcome,
  type ReadOutcome,
  type Role,
} from '@seaworthy/core';

import type { KvStateMachine, Replies } from '../state/kv-state-machine.ts';
import type { KvNode } from './kv-node.ts';

/** A node that replicates to nobody: what is proposed is applied in the next turn, unless a test holds or refuses it. */
export class FakeNode implements KvNode {
  readonly id = nodeId('n1');
  role: Role = 'leader';
  leader: string | null = 'n1';
  /** While set, proposals and reads are answered with this. */
  error: RaftError | null = null;
  /** While true, proposals and reads wait. */
  held = false;
  proposals = 0;
  index = 0;
  readonly #machine: KvStateMachine;
  readonly #clock: Clock;
  readonly #listeners = new Set<(event: NodeEvent) => void>();
  #waiting: (() => void)[] = [];

  constructor(machine: KvStateMachine, clock: Clock) {
    this.#machine = machine;
    this.#clock = clock;
  }

  propose(command: Uint8Array, settle: (outcome: ProposalOutcome<Replies>) => void): void {
    this.proposals++;
    this.#later(() => {
      if (this.error !== null) return settle({ ok: false, error: this.error });
      const index = logIndex(++this.index);
      const [result] = this.#machine.apply([{ index, term: term(1), kind: 'command', data: command }]);
      settle({ ok: true, index, result: result as Replies });
    });
  }

  read(settle: (outcome: ReadOutcome) => void): void {
    this.#later(() => {
      if (this.error !== null) settle({ ok: false, error: this.error });
      else settle({ ok: true, applied: logIndex(this.index) });
    });
  }

  status(): NodeStatus {
    const at = logIndex(this.index);
    return {
      id: this.id,
      role: this.role,
      term: term(1),
      leader: this.leader === null ? null : nodeId(this.leader),
      snapshot: logIndex(0),
      applied: at,
      commit: at,
      last: at,
      lost: null,
      voters: [this.id],
      learners: [],
      configuration: configuration([this.id]),
      peers: [],
    };
  }

  subscribe(listener: (event: NodeEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit(event: NodeEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  /** Lets go of everything that was held. */
  release(): void {
    this.held = false;
    for (const run of this.#waiting.splice(0)) run();
  }

  async transferLeadership(): Promise<boolean> {
    return Promise.resolve(false);
  }

  async stop(): Promise<void> {
    return Promise.resolve();
  }

  #later(run: () => void): void {
    if (this.held) this.#waiting.push(run);
    else this.#clock.defer(run);
  }
}

/** A server that is not the leader. */
export function notLeader(leader: string | null): RaftError {
  return new RaftError('not_leader', 'this node does not lead', {
    leader: leader === null ? null : nodeId(leader),
  });
}
