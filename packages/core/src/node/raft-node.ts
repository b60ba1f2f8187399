import { RaftError } from '../errors.ts';
import type { Cancel } from '../ports/clock.ts';
import { membersOf } from '../raft/configuration.ts';
import type { Effect, GiveEntriesEffect, LoadEntriesEffect } from '../raft/effect.ts';
import type { Input } from '../raft/input.ts';
import type { MembershipChange } from '../raft/membership-change.ts';
import { Raft } from '../raft/raft.ts';
import type { Restored } from '../raft/state.ts';
import type { Configuration, Entry, LogIndex, LogPosition, NodeId, SnapshotMeta } from '../raft/types.ts';
import { Applier } from './applier.ts';
import { DurableQueue } from './durable-queue.ts';
import { MembershipWaiters } from './membership-waiters.ts';
import { MetricsRecorder, type NodeMetrics } from './metrics.ts';
import { PendingReads, type SettleRead } from './pending-reads.ts';
import type { SettleProposal } from './pending-proposals.ts';
import { ProgressWatch } from './progress-watch.ts';
import { Proposals } from './proposals.ts';
import { membershipRefusal, stopped, whyNoCommand } from './refusals.ts';
import { raftConfigOf, tickMsOf } from './settings.ts';
import { SnapshotSchedule } from './snapshot-schedule.ts';
import { Snapshots } from './snapshots.ts';
import { Transfers } from './transfers.ts';
import { Turn, type Gathered } from './turn.ts';
import type { NodeEvent, NodeInspection, NodeOptions, NodeStatus } from './types.ts';

const DEFAULT_MAX_UNAPPLIED_BYTES = 64 * 1024 * 1024;
const DEFAULT_MAX_COMMAND_BYTES = 8 * 1024 * 1024;

/** A member of a Raft cluster: drives the protocol over the ports it was given. Made by {@link startNode}. */
export class RaftNode<Result> {
  readonly id: NodeId;
  readonly #options: NodeOptions<Result>;
  readonly #raft: Raft;
  readonly #applier: Applier<Result>;
  readonly #snapshots: Snapshots;
  readonly #proposals: Proposals<Result>;
  readonly #reads = new PendingReads();
  readonly #members = new MembershipWaiters();
  readonly #metrics = new MetricsRecorder();
  readonly #progress = new ProgressWatch();
  readonly #transfers = new Transfers((event) => this.#emit(event));
  readonly #listeners = new Set<(event: NodeEvent) => void>();
  readonly #schedule: SnapshotSchedule;
  readonly #maxUnappliedBytes: number;
  readonly #maxCommandBytes: number;
  readonly #tickMs: number;
  readonly #turn: Turn<Result>;
  #readIds = 0;
  /** Messages and events that wait for the disk. */
  readonly #held = new DurableQueue();
  #cancelTick: Cancel = () => undefined;
  #stopped: Promise<void> | null = null;
  #halted = false;

  constructor(options: NodeOptions<Result>, restored: Restored) {
    const config = raftConfigOf(options);
    this.id = options.id;
    this.#options = options;
    if (options.onEvent !== undefined) this.#listeners.add(options.onEvent);
    this.#schedule = new SnapshotSchedule(options);
    this.#maxUnappliedBytes = options.maxUnappliedBytes ?? DEFAULT_MAX_UNAPPLIED_BYTES;
    this.#maxCommandBytes = options.maxCommandBytes ?? DEFAULT_MAX_COMMAND_BYTES;
    this.#tickMs = tickMsOf(options);
    this.#raft = new Raft(config, restored);
    this.#turn = new Turn(options.clock, (gathered) => this.#handle(gathered));
    this.#applier = new Applier(options.stateMachine, options.clock, this.#raft.snapshotIndex, {
      onApplied: (commands, results, last) => this.#onApplied(commands, results, last),
      onRestored: (last) => {
        this.#proposals.passed(last, true);
        this.#reads.applied(last.index);
      },
      onError: (error) => this.#fail(error),
    });
    this.#proposals = new Proposals(
      {
        step: (input) => this.#step(input),
        isHalted: () => this.#halted,
        isOverloaded: () => this.#isOverloaded(),
        applied: () => this.#applier.applied,
      },
      2 * config.electionTicks,
    );
    this.#snapshots = new Snapshots(
      options,
      {
        step: (input) => this.#step(input),
        emit: (event) => this.#emit(event),
        fail: (error) => this.#fail(error),
        isHalted: () => this.#halted,
        applied: () => this.#appliedPosition(),
        measure: (chunks) => this.#schedule.measure(chunks),
        newestSnapshot: () => this.#raft.snapshotIndex,
      },
      config.seed,
    );
  }

  /** @internal Joins the cluster. */
  async run(): Promise<void> {
    const { term, votedFor, last, snapshot, configuration } = this.#raft.view();
    this.#emit({ type: 'started', term, votedFor, last, snapshot });
    this.#setPeers(configuration);
    await this.#options.transport.start({
      onMessage: (from, message) =>
        this.#step({ type: 'receive', from, message, overloaded: this.#isOverloaded() }),
      onSnapshotOffer: (from, offer) => this.#snapshots.consider(from, offer),
      onSnapshot: (from, offer, offset, chunks) => this.#snapshots.receive(from, offer, offset, chunks),
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
    const wrong = whyNoCommand(command, this.#maxCommandBytes);
    if (wrong !== null) {
      this.#options.clock.defer(() => settle({ ok: false, error: wrong }));
      return;
    }
    this.#turn.propose(command, settle);
  }

  /**
   * Calls `settle`, never from within this call, once the local state machine may answer a linearizable read (ReadIndex,
   * thesis §6.4). A follower asks the leader how far its state has to be.
   */
  read(settle: SettleRead): void {
    this.#turn.read(settle);
  }

  status(): NodeStatus {
    const { id, role, term, leader, commit, last, lost, peers, configuration, ...view } = this.#raft.view();
    const { voters, learners } = configuration;
    const { applied } = this.#applier;
    // While a received snapshot is being restored, the state still stands on what was applied before.
    const snapshot = view.snapshot > applied ? applied : view.snapshot;
    return {
      id,
      role,
      term,
      leader,
      snapshot,
      applied,
      commit,
      last,
      lost,
      voters,
      learners,
      configuration,
      peers,
    };
  }

  /** Looks into the node. */
  inspect(): NodeInspection {
    return {
      view: this.#raft.view(),
      applied: this.#applier.applied,
      termAt: (index) => this.#raft.termAt(index),
    };
  }

  metrics(): NodeMetrics {
    return this.#metrics.read(this.#raft.view(), this.#applier.queuedBytes);
  }

  /** Calls `listener` at every event until the returned function is called. */
  subscribe(listener: (event: NodeEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Changes the members in one step, however many of them; nobody else's answer is waited for but a majority's of the
   * members before and after, and newcomers do not vote before they have caught up. Resolves once the members are what
   * was asked for. Fails with `not_leader`, `busy` while another change is not over, `invalid_argument`,
   * `quorum_at_risk`, `superseded`, or with `outcome_unknown` when leadership was lost on the way: the next leader
   * goes on with a change that has reached its log.
   */
  async changeMembership(changes: readonly MembershipChange[]): Promise<Configuration> {
    if (this.#halted) throw stopped();
    const answer = this.#step({ type: 'change-membership', changes }).find(
      ({ type }) => type === 'membership-accepted' || type === 'membership-refused',
    );
    if (answer?.type === 'membership-refused')
      throw membershipRefusal(answer.reason, answer.message, this.#raft.view().leader);
    if (answer?.type !== 'membership-accepted') throw stopped();
    this.#members.supersede();
    const done = this.#members.wait(answer.membership);
    this.#members.look(this.#raft.view());
    return await done;
  }

  /** Hands leadership to `to`, or to the most advanced voter. Resolves with whether this node does not lead afterwards. */
  async transferLeadership(to?: NodeId): Promise<boolean> {
    const { role, peers, configuration } = this.#raft.view();
    if (role !== 'leader' || this.#halted) return true;
    const heirs = peers.filter((peer) => peer.recentlyActive && configuration.voters.includes(peer.id));
    const [best] = heirs.sort((a, b) => b.match - a.match);
    const target = to ?? best?.id;
    if (target === undefined) return false;
    this.#step({ type: 'transfer', to: target });
    if (this.#raft.view().transferTo === target) await this.#transfers.wait(target);
    return this.#raft.view().role !== 'leader';
  }

  /** Stops leading at once, if this node leads, with the most advanced voter asked to campaign. */
  stepDown(): void {
    this.#step({ type: 'step-down' });
  }

  /** Campaigns at once, without asking whether it could win. Without effect on a leader and on who is no voter. */
  campaign(): void {
    this.#step({ type: 'campaign' });
  }

  /**
   * Tells this node that the leader it follows is certainly gone, so that it need not wait out the election timeout before
   * it hears candidates. Without effect where leases are used: they rest on that wait.
   */
  forgetLeader(): void {
    this.#step({ type: 'forget-leader' });
  }

  /** Makes a snapshot now. Resolves once one of now or later is durable, or when the node stops. */
  async takeSnapshot(): Promise<void> {
    await this.#snapshots.take();
    this.#snapshotIfDue();
  }

  /** Stops taking part; what is durable stays. Closes the transport and the log store. Safe to call twice. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    this.#halt(stopped());
    await this.#options.transport.close();
    await this.#options.logStore.close();
    this.#tell({ type: 'stopped' });
  }

  #halt(error: RaftError): void {
    if (this.#halted) return;
    this.#transfers.ended();
    this.#halted = true;
    this.#cancelTick();
    this.#held.clear();
    this.#proposals.abandon(error.message);
    this.#reads.refuseAll(error);
    this.#members.abandon(new RaftError('outcome_unknown', error.message));
  }

  #fail(cause: unknown): void {
    if (this.#halted) return;
    const error = cause instanceof Error ? cause : new Error(String(cause));
    this.#halt(new RaftError('stopped', `this node failed: ${error.message}`, { cause }));
    this.#tell({ type: 'failed', error });
  }

  /** Tells of what happens while the node runs: what ends afterwards is no longer its doing. */
  #emit(event: NodeEvent): void {
    if (!this.#halted) this.#tell(event);
  }

  #tell(event: NodeEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  #scheduleTick(): void {
    if (this.#halted) return;
    this.#cancelTick = this.#options.clock.schedule(this.#tickMs, () => {
      this.#step({ type: 'tick', now: this.#options.clock.monotonicNow() });
      this.#proposals.tick(this.#raft.view().leader !== null);
      this.#showProgress();
      this.#scheduleTick();
    });
  }

  #showProgress(): void {
    if (this.#listeners.size === 0 || this.#halted) return;
    const event = this.#progress.look(this.#raft.view(), this.#applier.applied);
    if (event !== null) this.#emit(event);
  }

  #handle({ commands, proposals, reads }: Gathered<Result>): void {
    if (proposals.length > 0) this.#proposals.take(commands, proposals);
    if (reads.length > 0) this.#takeReads(reads);
  }

  /** Whether no more commands should be taken: too much is committed and not applied, or space for the log runs out. */
  #isOverloaded(): boolean {
    if (this.#options.logStore.isSpaceLow?.() === true) return true;
    return this.#applier.queuedBytes > this.#maxUnappliedBytes;
  }

  #takeReads(settles: readonly SettleRead[]): void {
    const id = ++this.#readIds;
    this.#reads.add(id, settles);
    if (this.#halted) this.#reads.refuseAll(stopped());
    else this.#step({ type: 'read', id, now: this.#options.clock.monotonicNow() });
  }

  #step(input: Input): readonly Effect[] {
    if (this.#halted) return [];
    try {
      const effects = this.#raft.step(input);
      this.#metrics.step(input, effects);
      const writes = effects.some(({ type }) => type === 'persist');
      for (const effect of effects) if (!this.#halted) this.#perform(effect, writes);
      return effects;
    } catch (error) {
      this.#fail(error);
      return [];
    }
  }

  /** `writes`: the step has something for the disk, which should not wait until the state machine is done. */
  #perform(effect: Effect, writes: boolean): void {
    switch (effect.type) {
      case 'persist':
        this.#awaitDurable(effect.sequence, this.#options.logStore.append(effect));
        return;
      case 'install':
        this.#install(effect.sequence, effect.from, effect.meta);
        return;
      case 'send':
        this.#held.after(effect.after, () => this.#options.transport.send(effect.to, effect.message));
        return;
      case 'apply':
        this.#applier.enqueue(effect.entries, writes);
        if (!this.#members.isEmpty) this.#members.look(this.#raft.view());
        return;
      case 'load-entries':
        this.#readEntries(effect, (entries) =>
          this.#step({ type: 'entries-loaded', to: effect.to, from: effect.from, entries }),
        );
        return;
      case 'give-entries':
        this.#readEntries(effect, (found) => {
          const entries = found?.filter(({ term }) => term === effect.entriesTerm) ?? [];
          this.#giveEntries(effect.to, effect.from, entries);
        });
        return;
      case 'compact':
        this.#options.logStore.compact(effect.through).catch((error: unknown) => this.#fail(error));
        return;
      case 'send-snapshot':
        void this.#snapshots.send(effect.to, effect.term).then((ok) => this.#metrics.snapshotsSent(ok));
        return;
      case 'read-ready':
        this.#reads.confirmed(effect.id, effect.index, this.#applier.applied);
        return;
      case 'reads-refused':
        this.#reads.refuse(effect.id, effect.leader);
        return;
      case 'forward-ended':
        this.#proposals.forwardEnded(effect);
        return;
      case 'transfer-ended':
        this.#transfers.ended();
        return;
      case 'role':
        if (effect.role !== 'leader') this.#abandonAsLeader();
        this.#emit(effect);
        return;
      case 'voted':
        this.#held.after(this.#held.newest, () => this.#emit(effect));
        return;
      case 'configuration':
        this.#setPeers(effect.configuration);
        this.#emit(effect);
        return;
      case 'truncated':
      case 'ignored':
        this.#emit(effect);
        return;
      case 'proposed':
      case 'refused':
      case 'forwarded':
      case 'membership-accepted':
      case 'membership-refused':
      case 'snapshot-answer':
        // Answers to the very step that caused them; whoever took it reads them there.
        return;
    }
  }

  #readEntries(
    { from, through, maxBytes }: LoadEntriesEffect | GiveEntriesEffect,
    then: (entries: readonly Entry[] | null) => void,
  ): void {
    this.#options.logStore.read(from, through, maxBytes).then(then, (error: unknown) => this.#fail(error));
  }

  #giveEntries(to: NodeId, from: LogIndex, entries: readonly Entry[]): void {
    const { term } = this.#raft.view();
    if (entries.length > 0 && !this.#halted)
      this.#options.transport.send(to, { type: 'entries-response', term, from, entries });
  }

  #awaitDurable(sequence: number, write: Promise<void>): void {
    this.#held.issued(sequence);
    write.then(
      () => {
        if (this.#halted) return;
        this.#held.durable(sequence);
        this.#step({ type: 'persisted', sequence });
      },
      (error: unknown) => this.#fail(error),
    );
  }

  #abandonAsLeader(): void {
    this.#proposals.leadershipLost();
    this.#members.abandon(new RaftError('outcome_unknown', 'leadership was lost before the change was over'));
  }

  #setPeers(configuration: Configuration): void {
    const { addresses } = configuration;
    const others = membersOf(configuration).filter((member) => member !== this.id);
    const addressOf = (peer: NodeId): string | null =>
      Object.hasOwn(addresses, peer) ? (addresses[peer] ?? null) : null;
    this.#options.transport.setPeers(new Map(others.map((peer) => [peer, addressOf(peer)])));
  }

  #onApplied(commands: readonly Entry[], results: readonly Result[], last: LogPosition): void {
    for (const [offset, entry] of commands.entries()) {
      this.#proposals.applied(entry, results[offset] as Result);
      this.#schedule.applied(entry);
    }
    this.#proposals.passed(last, false);
    this.#reads.applied(last.index);
    this.#snapshotIfDue();
  }

  #snapshotIfDue(): void {
    if (this.#halted || this.#snapshots.isTaking) return;
    if (!this.#schedule.isDue(this.#applier.applied - this.#raft.snapshotIndex)) return;
    this.#schedule.begin();
    // So much may have been applied meanwhile that the next one is due, and nothing may come after it to notice.
    void this.#snapshots.take().then(() => this.#snapshotIfDue());
  }

  #appliedPosition(): ReturnType<ConstructorParameters<typeof Snapshots>[1]['applied']> {
    const index = this.#applier.applied;
    const term = this.#raft.termAt(index);
    return term === undefined ? null : { index, term, configuration: this.#raft.configurationAt(index) };
  }

  #install(sequence: number, from: NodeId, meta: SnapshotMeta): void {
    const { logStore, snapshotStore } = this.#options;
    const reset = logStore.reset({ index: meta.index, term: meta.term });
    const restored = this.#applier
      .restore(meta, this.#schedule.measure(snapshotStore.read(meta)))
      .then(() => {
        this.#schedule.begin();
        this.#emit({ type: 'snapshot-installed', from, index: meta.index, term: meta.term });
      });
    this.#awaitDurable(
      sequence,
      Promise.all([reset, restored]).then(() => undefined),
    );
  }
}
