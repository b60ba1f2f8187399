import type { Effect, IgnoredReason } from '../raft/effect.ts';
import type { Input } from '../raft/input.ts';
import type { Message } from '../raft/message.ts';
import type { RaftView } from '../raft/view.ts';

/** What a node has done since it started: counts that only grow, and what waits at the moment. */
export interface NodeMetrics {
  /** Commands that this node took into its log as leader, passed on to it or not, and bytes of them. */
  readonly proposed: number;
  readonly proposedBytes: number;
  /** Batches of commands that were refused, and that were passed on to the leader. */
  readonly proposalsRefused: number;
  readonly proposalsForwarded: number;
  /** Batches of linearizable reads that were confirmed, and that were refused. */
  readonly readsConfirmed: number;
  readonly readsRefused: number;
  /** Elections that this node stood in, and that it won. */
  readonly campaigns: number;
  readonly electionsWon: number;
  readonly messagesSent: Readonly<Partial<Record<Message['type'], number>>>;
  readonly messagesReceived: Readonly<Partial<Record<Message['type'], number>>>;
  /** What was received and not acted upon, by reason. */
  readonly ignored: Readonly<Partial<Record<IgnoredReason, number>>>;
  /** Writes handed to the log store, and entries in them. */
  readonly writes: number;
  readonly entriesWritten: number;
  /** Entries read back from the log store for followers that are late. */
  readonly entriesLoaded: number;
  readonly truncations: number;
  readonly entriesCommitted: number;
  readonly configurations: number;
  readonly snapshotsTaken: number;
  readonly snapshotsSent: number;
  readonly snapshotsFailed: number;
  readonly snapshotsInstalled: number;
  /** What the entries of the log in memory take, in bytes, about. */
  readonly logMemoryBytes: number;
  /** Bytes of commands that wait for their commit, on a leader, and that are committed and not applied. */
  readonly uncommittedBytes: number;
  readonly unappliedBytes: number;
}

type Counts = {
  -readonly [Name in keyof NodeMetrics]: NodeMetrics[Name];
};

/** Counts what passes through a node. */
export class MetricsRecorder {
  readonly #counts: Counts = {
    proposed: 0,
    proposedBytes: 0,
    proposalsRefused: 0,
    proposalsForwarded: 0,
    readsConfirmed: 0,
    readsRefused: 0,
    campaigns: 0,
    electionsWon: 0,
    messagesSent: {},
    messagesReceived: {},
    ignored: {},
    writes: 0,
    entriesWritten: 0,
    entriesLoaded: 0,
    truncations: 0,
    entriesCommitted: 0,
    configurations: 0,
    snapshotsTaken: 0,
    snapshotsSent: 0,
    snapshotsFailed: 0,
    snapshotsInstalled: 0,
    logMemoryBytes: 0,
    uncommittedBytes: 0,
    unappliedBytes: 0,
  };
  readonly #sent: Partial<Record<Message['type'], number>> = {};
  readonly #received: Partial<Record<Message['type'], number>> = {};
  readonly #ignored: Partial<Record<IgnoredReason, number>> = {};

  snapshotsSent(ok: boolean): void {
    if (ok) this.#counts.snapshotsSent++;
    else this.#counts.snapshotsFailed++;
  }

  /** Counts one step of the protocol. */
  step(input: Input, effects: readonly Effect[]): void {
    if (input.type === 'receive') count(this.#received, input.message.type);
    else if (input.type === 'entries-loaded') this.#counts.entriesLoaded += input.entries?.length ?? 0;
    else if (input.type === 'snapshot-taken') this.#counts.snapshotsTaken++;
    for (const effect of effects) this.#effect(effect);
    const taken = takenCommands(input, effects);
    this.#counts.proposed += taken.length;
    for (const { length } of taken) this.#counts.proposedBytes += length;
  }

  #effect(effect: Effect): void {
    const counts = this.#counts;
    switch (effect.type) {
      case 'send':
        count(this.#sent, effect.message.type);
        return;
      case 'persist':
        counts.writes++;
        counts.entriesWritten += effect.entries.length;
        return;
      case 'apply':
        counts.entriesCommitted += effect.entries.length;
        return;
      case 'refused':
        counts.proposalsRefused++;
        return;
      case 'forwarded':
        counts.proposalsForwarded++;
        return;
      case 'read-ready':
        counts.readsConfirmed++;
        return;
      case 'reads-refused':
        counts.readsRefused++;
        return;
      case 'role':
        if (effect.role === 'candidate') counts.campaigns++;
        if (effect.role === 'leader') counts.electionsWon++;
        return;
      case 'truncated':
        counts.truncations++;
        return;
      case 'configuration':
        counts.configurations++;
        return;
      case 'install':
        counts.snapshotsInstalled++;
        return;
      case 'ignored':
        count(this.#ignored, effect.reason);
        return;
      default:
        return;
    }
  }

  read(
    { logMemoryBytes, uncommittedBytes }: Pick<RaftView, 'logMemoryBytes' | 'uncommittedBytes'>,
    unappliedBytes: number,
  ): NodeMetrics {
    return {
      ...this.#counts,
      messagesSent: { ...this.#sent },
      messagesReceived: { ...this.#received },
      ignored: { ...this.#ignored },
      logMemoryBytes,
      uncommittedBytes,
      unappliedBytes,
    };
  }
}

/** What a leader took into its log in this step, from its own clients or from a follower's. */
function takenCommands(input: Input, effects: readonly Effect[]): readonly Uint8Array[] {
  if (input.type === 'propose') return effects.some(({ type }) => type === 'proposed') ? input.commands : [];
  if (input.type !== 'receive' || input.message.type !== 'propose-request') return [];
  const isAccepted = effects.some(
    (effect) => effect.type === 'send' && effect.message.type === 'propose-accepted',
  );
  return isAccepted ? input.message.commands : [];
}

function count<Name extends string>(counts: Partial<Record<Name, number>>, name: Name): void {
  counts[name] = (counts[name] ?? 0) + 1;
}
