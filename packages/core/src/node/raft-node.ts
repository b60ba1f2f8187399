import { RaftError } from '../errors.ts';
import { DEFAULT_LIMITS } from '../raft/config.ts';
import type { Effect } from '../raft/effect.ts';
import type { Input } from '../raft/input.ts';
import type { Message } from '../raft/message.ts';
import { Raft } from '../raft/raft.ts';
import type { Restored } from '../raft/state.ts';
import type { Entry, LogIndex, NodeId, SnapshotMeta } from '../raft/types.ts';
import type { Cancel } from '../ports/clock.ts';
import type { SnapshotOffer } from '../ports/transport.ts';
import { Applier } from './applier.ts';
import { notLeader, PendingReads } from './pending-reads.ts';
import { PendingProposals } from './pending-proposals.ts';
import { recover } from './recovery.ts';
import type { NodeEvent, NodeOptions, NodeStatus, ProposalOutcome, ReadOutcome } from './types.ts';

const DEFAULT_HEARTBEAT_MS = 100;
const DEFAULT_ELECTION_TIMEOUT_MS = 500;
const DEFAULT_SNAPSHOT_EVERY_ENTRIES = 10_000;
/** Two snapshots are kept: the older one may be on its way to a follower. */
const KEPT_SNAPSHOTS = 2;

type SettleProposal<Result> = (outcome: ProposalOutcome<Result>) => void;
type SettleRead = (outcome: ReadOutcome) => void;

interface HeldMessage {
  readonly after: number;
  readonly to: NodeId;
  readonly message: Message;
}

/** A member of a Raft cluster: drives the protocol over the ports it was given. Made by {@link startNode}. */
export class RaftNode<Result> {
  readonly id: NodeId;
  readonly #options: NodeOptions<Result>;
  readonly #raft: Raft;
  readonly #applier: Applier<Result>;
  readonly #proposals = new PendingProposals<Result>();
  readonly #reads = new PendingReads();
  readonly #listeners = new Set<(event: NodeEvent) => void>();
  readonly #snapshotEveryEntries: number;
  readonly #tickMs: number;
  #newCommands: Uint8Array[] = [];
  #newProposals: SettleProposal<Result>[] = [];
  #newReads: SettleRead[] = [];
  #flushScheduled = false;
  #readIds = 0;
  /** Messages that wait for the disk, in order. */
  #held: HeldMessage[] = [];
  #cancelTick: Cancel = () => undefined;
  #takingSnapshot = false;
  #receivingSnapshot = false;
  #transferWaiters: (() => void)[] = [];
  #stopped: Promise<void> | null = null;
  #halted = false;

  constructor(options: NodeOptions<Result>, restored: Restored) {
    const { heartbeatTicks } = DEFAULT_LIMITS;
    this.id = options.id;
    this.#options = options;
    if (options.onEvent !== undefined) this.#listeners.add(options.onEvent);
    this.#snapshotEveryEntries = options.snapshotEveryEntries ?? DEFAULT_SNAPSHOT_EVERY_ENTRIES;
    this.#tickMs = (options.heartbeatMs ?? DEFAULT_HEARTBEAT_MS) / heartbeatTicks;
    const electionMs = options.electionTimeoutMs ?? DEFAULT_ELECTION_TIMEOUT_MS;
    this.#raft = new Raft(
      {
        ...DEFAULT_LIMITS,
        id: options.id,
        voters: options.voters,
        electionTicks: Math.max(heartbeatTicks + 1, Math.round(electionMs / this.#tickMs)),
        seed: options.random.uint32(),
        maxUncommittedBytes: options.maxUncommittedBytes ?? DEFAULT_LIMITS.maxUncommittedBytes,
        keepEntries: options.keepEntries ?? DEFAULT_LIMITS.keepEntries,
      },
      restored,
    );
    this.#applier = new Applier(
      options.stateMachine,
      options.clock,
      this.#raft.snapshotIndex,
      (commands, results, applied) => this.#onApplied(commands, results, applied),
      (error) => this.#fail(error),
    );
  }

  /** @internal Joins the cluster. */
  async run(): Promise<void> {
    const { term, votedFor, last, snapshot } = this.#raft.view();
    this.#emit({ type: 'started', term, votedFor, last, snapshot });
    await this.#options.transport.start({
      onMessage: (from, message) => this.#step({ type: 'receive', from, message }),
      onSnapshot: (from, offer, chunks) => this.#receiveSnapshot(from, offer, chunks),
      // A transport may notice while it is being handed the messages of a step that is not over.
      onUnreachable: (peer) => this.#options.clock.defer(() => this.#step({ type: 'unreachable', peer })),
    });
    this.#scheduleTick();
  }

  /**
   * Replicates `command`; the bytes must not change afterwards. `settle` is called exactly once, never from within
   * this call: with the state machine's answer once the command was applied here, or with the reason it was not.
   */
  propose(command: Uint8Array, settle: SettleProposal<Result>): void {
    this.#newCommands.push(command);
    this.#newProposals.push(settle);
    this.#scheduleFlush();
  }

  /** Calls `settle`, never from within this call, once the local state machine may answer a linearizable read (ReadIndex, thesis §6.4). */
  read(settle: SettleRead): void {
    this.#newReads.push(settle);
    this.#scheduleFlush();
  }

  status(): NodeStatus {
    const { id, role, term, leader, commit, last, peers, ...view } = this.#raft.view();
    const { voters } = this.#options;
    const { applied } = this.#applier;
    // While a received snapshot is being restored, the state still stands on what was applied before.
    const snapshot = view.snapshot > applied ? applied : view.snapshot;
    return { id, role, term, leader, snapshot, applied, commit, last, voters, peers };
  }

  /** Calls `listener` at every event until the returned function is called. */
  subscribe(listener: (event: NodeEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Hands leadership to `to`, or to the most advanced peer. Resolves with whether this node does not lead afterwards. */
  async transferLeadership(to?: NodeId): Promise<boolean> {
    const { role, peers } = this.#raft.view();
    if (role !== 'leader' || this.#halted) return true;
    const [best] = peers.filter((peer) => peer.recentlyActive).sort((a, b) => b.match - a.match);
    const target = to ?? best?.id;
    if (target === undefined) return false;
    const ended = new Promise<void>((resolve) => this.#transferWaiters.push(resolve));
    this.#step({ type: 'transfer', to: target });
    await ended;
    return this.#raft.view().role !== 'leader';
  }

  /** Stops taking part; what is durable stays. Closes the transport and the log store. Safe to call twice. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    this.#halt(new RaftError('stopped', 'this node has stopped'));
    await this.#options.transport.close();
    await this.#options.logStore.close();
    this.#emit({ type: 'stopped' });
  }

  #halt(error: RaftError): void {
    if (this.#halted) return;
    this.#halted = true;
    this.#cancelTick();
    this.#held = [];
    this.#proposals.abandon(error.message);
    this.#reads.refuseAll(error);
    this.#endTransfer();
    this.#scheduleFlush();
  }

  #fail(cause: unknown): void {
    if (this.#halted) return;
    const error = cause instanceof Error ? cause : new Error(String(cause));
    this.#halt(new RaftError('stopped', `this node failed: ${error.message}`, { cause }));
    this.#emit({ type: 'failed', error });
  }

  #emit(event: NodeEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  #scheduleTick(): void {
    if (this.#halted) return;
    this.#cancelTick = this.#options.clock.schedule(this.#tickMs, () => {
      this.#step({ type: 'tick' });
      this.#scheduleTick();
    });
  }

  /** Gathers everything that is proposed or asked in one turn, so that it shares one write and one message per peer. */
  #scheduleFlush(): void {
    if (this.#flushScheduled) return;
    this.#flushScheduled = true;
    this.#options.clock.defer(() => {
      this.#flushScheduled = false;
      this.#flushProposals();
      this.#flushReads();
    });
  }

  #flushProposals(): void {
    const commands = this.#newCommands;
    const settles = this.#newProposals;
    if (settles.length === 0) return;
    this.#newCommands = [];
    this.#newProposals = [];
    const refuse = (error: RaftError): void => {
      for (const settle of settles) settle({ ok: false, error });
    };
    if (this.#halted) {
      refuse(new RaftError('stopped', 'this node has stopped'));
      return;
    }
    const answer = this.#step({ type: 'propose', commands }).find(
      ({ type }) => type === 'proposed' || type === 'refused',
    );
    if (answer?.type === 'proposed') this.#proposals.add(answer.first, settles);
    else if (answer?.type === 'refused') refuse(refusal(answer.reason, answer.leader));
    else refuse(new RaftError('outcome_unknown', 'this node failed while it took the command'));
  }

  #flushReads(): void {
    const settles = this.#newReads;
    if (settles.length === 0) return;
    this.#newReads = [];
    const id = ++this.#readIds;
    this.#reads.add(id, settles);
    if (this.#halted) this.#reads.refuseAll(new RaftError('stopped', 'this node has stopped'));
    else this.#step({ type: 'read', id });
  }

  #step(input: Input): readonly Effect[] {
    if (this.#halted) return [];
    try {
      const effects = this.#raft.step(input);
      for (const effect of effects) this.#perform(effect);
      return effects;
    } catch (error) {
      this.#fail(error);
      return [];
    }
  }

  #perform(effect: Effect): void {
    switch (effect.type) {
      case 'persist':
        this.#awaitDurable(effect.sequence, this.#options.logStore.append(effect));
        return;
      case 'install':
        this.#install(effect.sequence, effect.from, effect.meta);
        return;
      case 'send':
        if (effect.after === 0) this.#options.transport.send(effect.to, effect.message);
        else this.#held.push(effect);
        return;
      case 'apply':
        this.#applier.enqueue(effect.entries);
        return;
      case 'compact':
        this.#options.logStore.compact(effect.through).catch((error: unknown) => this.#fail(error));
        return;
      case 'send-snapshot':
        void this.#sendSnapshot(effect.to, effect.term);
        return;
      case 'read-ready':
        this.#reads.confirmed(effect.id, effect.index, this.#applier.applied);
        return;
      case 'reads-refused':
        this.#reads.refuse(effect.id, effect.leader);
        return;
      case 'transfer-ended':
        this.#endTransfer();
        return;
      case 'role':
        if (effect.role !== 'leader')
          this.#proposals.abandon('leadership was lost before the command was seen to commit');
        this.#emit(effect);
        return;
      case 'voted':
      case 'truncated':
        this.#emit(effect);
        return;
      case 'proposed':
      case 'refused':
      case 'snapshot-answer':
        // Answers to the very step that caused them; whoever took it reads them there.
        return;
    }
  }

  #awaitDurable(sequence: number, write: Promise<void>): void {
    write.then(
      () => {
        if (this.#halted) return;
        let released = 0;
        while (this.#held[released] !== undefined && (this.#held[released] as HeldMessage).after <= sequence)
          released++;
        for (const { to, message } of this.#held.splice(0, released))
          this.#options.transport.send(to, message);
        this.#step({ type: 'persisted', sequence });
      },
      (error: unknown) => this.#fail(error),
    );
  }

  #endTransfer(): void {
    for (const resolve of this.#transferWaiters.splice(0)) resolve();
  }

  #onApplied(commands: readonly Entry[], results: readonly Result[], applied: LogIndex): void {
    for (const [offset, { index }] of commands.entries())
      this.#proposals.applied(index, results[offset] as Result);
    this.#reads.applied(applied);
    if (applied - this.#raft.snapshotIndex >= this.#snapshotEveryEntries) void this.#takeSnapshot(applied);
  }

  async #takeSnapshot(index: LogIndex): Promise<void> {
    if (this.#takingSnapshot || this.#halted) return;
    const term = this.#raft.termAt(index);
    if (term === undefined) return;
    this.#takingSnapshot = true;
    try {
      const { snapshotStore, stateMachine, voters } = this.#options;
      const meta: SnapshotMeta = { index, term, configuration: { voters } };
      await snapshotStore.write(meta, stateMachine.snapshot());
      this.#step({ type: 'snapshot-taken', meta });
      this.#emit({ type: 'snapshot-taken', index, term });
      await snapshotStore.prune(KEPT_SNAPSHOTS);
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#takingSnapshot = false;
    }
  }

  async #sendSnapshot(to: NodeId, term: SnapshotOffer['term']): Promise<void> {
    const { snapshotStore, transport } = this.#options;
    let meta: SnapshotMeta | null = null;
    let ok = false;
    try {
      meta = await snapshotStore.latest();
      if (meta !== null) await transport.sendSnapshot(to, { term, meta }, snapshotStore.read(meta));
      ok = meta !== null;
    } catch {
      // A receiver may refuse or vanish at any time; the protocol tries again.
    }
    this.#step({ type: 'snapshot-sent', to, meta, ok });
    if (meta !== null) this.#emit({ type: 'snapshot-sent', to, index: meta.index, ok });
  }

  async #receiveSnapshot(
    from: NodeId,
    offer: SnapshotOffer,
    chunks: AsyncIterable<Uint8Array>,
  ): Promise<void> {
    if (this.#receivingSnapshot) throw new RaftError('busy', 'another snapshot is being received');
    const { term, meta } = offer;
    const answer = this.#step({ type: 'snapshot-offered', from, term, meta }).find(
      ({ type }) => type === 'snapshot-answer',
    );
    if (answer?.type !== 'snapshot-answer' || !answer.accepted) {
      throw new RaftError('invalid_argument', `a snapshot at ${meta.index} is not needed`);
    }
    this.#receivingSnapshot = true;
    try {
      await this.#options.snapshotStore.write(meta, chunks);
      this.#step({ type: 'snapshot-received', from, meta });
    } finally {
      this.#receivingSnapshot = false;
    }
  }

  #install(sequence: number, from: NodeId, meta: SnapshotMeta): void {
    const { logStore, snapshotStore } = this.#options;
    const reset = logStore.reset({ index: meta.index, term: meta.term });
    const restored = this.#applier.restore(meta, snapshotStore.read(meta)).then(() => {
      this.#emit({ type: 'snapshot-installed', from, index: meta.index, term: meta.term });
    });
    this.#awaitDurable(
      sequence,
      Promise.all([reset, restored]).then(() => undefined),
    );
  }
}

function refusal(reason: 'not_leader' | 'busy', leader: NodeId | null): RaftError {
  return reason === 'busy' ? new RaftError('busy', 'too much waits for its commit') : notLeader(leader);
}

/** Opens the stores, recovers, and joins the cluster. Fails with `corrupt_state` when the stores contradict each other. */
export async function startNode<Result>(options: NodeOptions<Result>): Promise<RaftNode<Result>> {
  if (!options.voters.includes(options.id)) {
    throw new RaftError(
      'invalid_argument',
      `${options.id} is not among the voters ${options.voters.join(', ')}`,
    );
  }
  const restored = await recover(options.logStore, options.snapshotStore, options.stateMachine);
  const node = new RaftNode(options, restored);
  await node.run();
  return node;
}
