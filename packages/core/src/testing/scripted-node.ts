import type { RaftConfig } from '../raft/config.ts';
import type { Effect, GiveEntriesEffect, LoadEntriesEffect, PersistEffect } from '../raft/effect.ts';
import type { Input } from '../raft/input.ts';
import { invariant } from '../raft/invariant.ts';
import { RaftLog } from '../raft/log.ts';
import type { Message } from '../raft/message.ts';
import { Raft, type RaftView } from '../raft/raft.ts';
import { BLANK, type Restored } from '../raft/state.ts';
import type { Entry, LogIndex, LogPosition, NodeId, SnapshotMeta, Term } from '../raft/types.ts';

/** A read that was confirmed: it may be answered once `index` is applied. */
export interface ConfirmedRead {
  readonly id: number;
  readonly index: LogIndex;
}

type Write = PersistEffect | (Effect & { readonly type: 'install' });

/**
 * One node of a scripted cluster: the protocol, a disk whose writes a script completes one by one, and a state machine
 * that is the list of what was applied.
 */
export class ScriptedNode {
  readonly id: NodeId;
  readonly #config: RaftConfig;
  readonly #send: (to: NodeId, message: Message) => void;
  readonly #onEffect: (effect: Effect) => void;
  #raft: Raft | null;
  /** What survives a crash. */
  #disk: Restored = BLANK;
  #applied: readonly Entry[] = [];
  #restarts = 0;
  #writes: Write[] = [];
  #held: (Effect & { readonly type: 'send' })[] = [];
  readonly reads: ConfirmedRead[] = [];
  /** Snapshots that this node wants to send. */
  readonly snapshotRequests: { readonly to: NodeId; readonly term: Term }[] = [];

  constructor(
    config: RaftConfig,
    disk: Restored,
    send: (to: NodeId, message: Message) => void,
    onEffect: (effect: Effect) => void,
  ) {
    this.id = config.id;
    this.#config = config;
    this.#disk = disk;
    this.#send = send;
    this.#onEffect = onEffect;
    this.#raft = new Raft(config, disk);
  }

  get alive(): boolean {
    return this.#raft !== null;
  }

  get view(): RaftView {
    return this.#running.view();
  }

  /** Everything applied since the beginning of time, a restored snapshot's part included. */
  get applied(): readonly Entry[] {
    return this.#applied;
  }

  get pendingWrites(): number {
    return this.#writes.length;
  }

  /** What a node that starts now would begin with: a snapshot beyond its durable log takes the log's place. */
  get disk(): Restored {
    const { snapshot } = this.#disk;
    if (snapshot === null || diskHolds(this.#disk, snapshot)) return this.#disk;
    return { ...this.#disk, base: { index: snapshot.index, term: snapshot.term }, entries: [] };
  }

  termAt(index: number): Term | undefined {
    return this.#running.termAt(index as LogIndex);
  }

  get #running(): Raft {
    invariant(this.#raft !== null, `${this.id} is down`);
    return this.#raft;
  }

  step(input: Input): Effect[] {
    const effects = this.#running.step(input);
    for (const effect of effects) this.#perform(effect);
    for (const effect of effects) {
      if (effect.type === 'load-entries') this.#load(effect);
      if (effect.type === 'give-entries') this.#give(effect);
    }
    return effects;
  }

  /** Completes the oldest write. */
  completeWrite(): void {
    const write = this.#writes.shift();
    if (write === undefined) return;
    this.#store(write);
    const ready = this.#held.filter((message) => message.after <= write.sequence);
    this.#held = this.#held.filter((message) => message.after > write.sequence);
    for (const { to, message } of ready) this.#send(to, message);
    this.step({ type: 'persisted', sequence: write.sequence });
  }

  /** Loses everything but the disk, which the oldest `completed` writes reached without anybody being told. */
  crash(completed = 0): void {
    for (const write of this.#writes.slice(0, completed)) this.#store(write);
    this.#raft = null;
    this.#writes = [];
    this.#held = [];
    this.snapshotRequests.length = 0;
  }

  restart(): void {
    invariant(this.#raft === null, `${this.id} is running`);
    this.#disk = this.disk;
    this.#applied = this.#applied.slice(0, this.#disk.snapshot?.index ?? 0);
    this.#restarts++;
    // What a node asks of others is named by its start: no start may share its seed with another.
    this.#raft = new Raft(
      { ...this.#config, seed: this.#config.seed + 1_000_003 * this.#restarts },
      this.#disk,
    );
  }

  /** Makes a snapshot of what is applied, and lets the log be compacted. */
  snapshot(): SnapshotMeta | null {
    const last = this.#applied.at(-1);
    const index = last?.index;
    if (index === undefined || index <= (this.#disk.snapshot?.index ?? 0)) return null;
    const meta: SnapshotMeta = {
      index,
      term: last?.term as Term,
      id: `${this.id}-${index}`,
      configuration: this.#running.configurationAt(index),
    };
    this.#disk = { ...this.#disk, snapshot: meta };
    this.step({ type: 'snapshot-taken', meta });
    return meta;
  }

  /** Receives all of a snapshot: what `applied` is up to `meta.index` on its sender. */
  receiveSnapshot(from: NodeId, term: Term, meta: SnapshotMeta, applied: readonly Entry[]): boolean {
    const answer = this.step({ type: 'snapshot-offered', from, term, meta }).find(
      ({ type }) => type === 'snapshot-answer',
    );
    if (answer?.type !== 'snapshot-answer' || !answer.accepted) return false;
    this.#incoming = applied.slice(0, meta.index);
    this.step({ type: 'snapshot-received', from, meta });
    return true;
  }

  #incoming: readonly Entry[] = [];

  #perform(effect: Effect): void {
    this.#onEffect(effect);
    switch (effect.type) {
      case 'persist':
        this.#writes.push(effect);
        return;
      case 'install':
        this.#applied = this.#incoming;
        this.#writes.push(effect);
        return;
      case 'send':
        if (effect.after === 0) this.#send(effect.to, effect.message);
        else this.#held.push(effect);
        return;
      case 'apply':
        this.#applied = [...this.#applied, ...effect.entries];
        return;
      case 'compact':
        if (effect.through.index > this.#disk.base.index) this.#compactDisk(effect.through);
        return;
      case 'read-ready':
        this.reads.push({ id: effect.id, index: effect.index });
        return;
      case 'send-snapshot':
        this.snapshotRequests.push({ to: effect.to, term: effect.term });
        return;
      case 'load-entries':
      case 'give-entries':
      case 'snapshot-answer':
      case 'proposed':
      case 'refused':
      case 'reads-refused':
      case 'transfer-ended':
      case 'role':
      case 'voted':
      case 'truncated':
      case 'forwarded':
      case 'forward-ended':
      case 'membership-accepted':
      case 'membership-refused':
      case 'configuration':
      case 'ignored':
        return;
    }
  }

  #load({ to, from, through, maxBytes }: LoadEntriesEffect): void {
    this.step({ type: 'entries-loaded', to, from, entries: this.#read(from, through, maxBytes) });
  }

  #give({ to, from, through, entriesTerm, maxBytes }: GiveEntriesEffect): void {
    const entries = this.#read(from, through, maxBytes).filter(({ term }) => term === entriesTerm);
    if (entries.length > 0) this.#send(to, { type: 'entries-response', term: this.view.term, from, entries });
  }

  #read(from: LogIndex, through: LogIndex, maxBytes: number): readonly Entry[] {
    const { base, entries } = this.#disk;
    return new RaftLog(base, entries).slice(from, through, maxBytes);
  }

  #compactDisk(through: LogPosition): void {
    const entries = this.#disk.entries.filter((entry) => entry.index > through.index);
    this.#disk = { ...this.#disk, base: { index: through.index, term: through.term }, entries };
  }

  #store(write: Write): void {
    if (write.type === 'install') {
      const { index, term } = write.meta;
      this.#disk = { ...this.#disk, base: { index, term }, entries: [], snapshot: write.meta };
      return;
    }
    const { hardState, entries } = write;
    const [first] = entries.filter((entry) => entry.index > this.#disk.base.index);
    const kept =
      first === undefined
        ? this.#disk.entries
        : this.#disk.entries.filter((entry) => entry.index < first.index);
    const added = first === undefined ? [] : entries.filter((entry) => entry.index >= first.index);
    this.#disk = {
      ...this.#disk,
      hardState: hardState ?? this.#disk.hardState,
      entries: [...kept, ...added],
    };
  }
}

function diskHolds({ base, entries }: Restored, position: LogPosition): boolean {
  if (base.index === position.index) return base.term === position.term;
  return entries.some((entry) => entry.index === position.index && entry.term === position.term);
}
