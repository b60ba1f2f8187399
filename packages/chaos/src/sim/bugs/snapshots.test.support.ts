import type { Plan } from '../plan.ts';
import type { PlantedBug } from './planted-bug.test.support.ts';

/** Followers fall behind again and again and get snapshots, and everybody restarts now and then. */
const SNAPSHOTS: Partial<Plan> = {
  size: 3,
  spares: 0,
  snapshotEveryEntries: 20,
  keepEntries: 0,
  operationsPerSecond: 60,
  faults: Array.from({ length: 14 }, (_, round) => [
    {
      type: 'partition',
      atMs: 2_000 + 3_600 * round,
      forMs: 2_000,
      isolate: ['follower'],
      direction: 'both',
    } as const,
    {
      type: 'crash',
      atMs: 4_700 + 3_600 * round,
      forMs: 300,
      nodes: [1 + (round % 3)],
      survival: round % 2,
    } as const,
  ]).flat(),
};

/** A follower whose answers are lost takes all that it is sent, and restarts: its log is ahead of what the leader kept. */
const UNHEARD_FOLLOWERS: Partial<Plan> = {
  ...SNAPSHOTS,
  operationsPerSecond: 200,
  clients: 8,
  link: { minDelayMs: 0.5, maxDelayMs: 3, loss: 0, duplication: 0, reordering: 0 },
  faults: Array.from({ length: 20 }, (_, round) => [
    {
      type: 'partition',
      atMs: 2_000 + 2_700 * round,
      forMs: 1_200,
      isolate: [1 + (round % 3)],
      direction: 'out',
    } as const,
    {
      type: 'crash',
      atMs: 2_900 + 2_700 * round,
      forMs: 100,
      nodes: [1 + (round % 3)],
      survival: 1,
    } as const,
  ]).flat(),
};

export const SNAPSHOT_BUGS: readonly PlantedBug[] = [
  {
    id: 'snapshot-without-sessions',
    what: 'a snapshot leaves out what sessions remember',
    precedent: 'thesis 6.3',
    edits: [
      {
        file: 'kv-server/src/state/kv-state-machine.ts',
        find: '      sessions: [...this.#sessions.values()].map((session) => session.copy()),',
        replace:
          '      sessions: [...this.#sessions.values()].map((session) => session.copy()).filter(() => false),',
      },
    ],
    overrides: SNAPSHOTS,
  },
  {
    id: 'snapshot-taken-late',
    what: 'the state of a snapshot is captured after its index was noted',
    precedent: 'etcd 3.5, 13766',
    edits: [
      {
        file: 'core/src/node/snapshots.ts',
        find: '      await snapshotStore.write(meta, this.#host.measure(parts(stateMachine.snapshot())));',
        replace: `      await new Promise<void>((resolve) => this.#options.clock.schedule(20, resolve));
      await snapshotStore.write(meta, this.#host.measure(parts(stateMachine.snapshot())));`,
      },
      {
        file: 'kv-server/src/state/kv-state-machine.ts',
        find: '      if (entry.index <= this.#lastIndex)',
        replace: '      if (entry.index < 0)',
      },
    ],
    overrides: SNAPSHOTS,
  },
  {
    id: 'snapshot-does-not-replace-state',
    what: 'a received snapshot moves the applied index and leaves the state as it was',
    precedent: 'Redis-Raft 14',
    edits: [
      {
        file: 'core/src/node/applier.ts',
        find: '    this.#restored = before.then(() => this.#machine.restore(chunks));',
        replace:
          '    this.#restored = before.then(async () => {\n      for await (const chunk of chunks) void chunk;\n    });',
      },
      {
        file: 'kv-server/src/state/kv-state-machine.ts',
        find: '      if (entry.index <= this.#lastIndex)',
        replace: '      if (entry.index < 0)',
      },
    ],
    overrides: SNAPSHOTS,
  },
  {
    id: 'snapshot-boundary-off-by-one',
    what: 'compaction removes one entry too many',
    precedent: 'Redis-Raft 43',
    edits: [
      {
        file: 'core/src/raft/log.ts',
        find: '    this.#entries = this.#entries.slice(index - this.#before.index);',
        replace: '    this.#entries = this.#entries.slice(index - this.#before.index + 1);',
      },
    ],
    overrides: SNAPSHOTS,
  },
  {
    id: 'snapshot-keeps-the-log',
    what: 'the durable log is not reset when a received snapshot takes its place',
    precedent: 'WRaft, snapshot and log combined',
    edits: [
      {
        file: 'core/src/node/raft-node.ts',
        find: '    const reset = logStore.reset({ index: meta.index, term: meta.term });',
        replace: '    const reset = Promise.resolve(logStore);',
      },
    ],
    overrides: SNAPSHOTS,
  },
  {
    id: 'snapshot-over-committed',
    what: 'a snapshot is installed even if the log holds what it stands for',
    precedent: 'openraft 1892',
    edits: [
      {
        file: 'core/src/raft/follower.ts',
        find: '  const needed = meta.index > state.commit && !state.log.contains(meta);',
        replace: '  const needed = meta.index > 0;',
      },
      {
        file: 'core/src/raft/follower.ts',
        find: '  if (meta.index <= state.commit || state.log.contains(meta)) {',
        replace: '  if (meta.index < 0) {',
      },
    ],
    overrides: UNHEARD_FOLLOWERS,
  },
  {
    id: 'snapshot-resumed-anywhere',
    what: 'what is received is added to whatever partial snapshot is there',
    precedent: 'Redis-Raft 654',
    edits: [
      {
        file: 'core/src/node/snapshots.ts',
        find: '    return await this.#options.snapshotStore.received(meta);',
        replace: '    void (await this.#options.snapshotStore.received(meta));\n    return 7;',
      },
    ],
    overrides: SNAPSHOTS,
  },
  {
    id: 'unknown-follower-gets-no-snapshot',
    what: 'a leader that has compacted everything never sends a snapshot',
    precedent: 'openraft 1828',
    edits: [
      {
        file: 'core/src/raft/replication.ts',
        find: '  if (!isActive(state, progress)) return;',
        replace: '  if (progress.silentTicks >= 0) return;',
      },
    ],
    overrides: SNAPSHOTS,
  },
];
