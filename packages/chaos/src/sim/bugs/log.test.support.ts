import type { Plan } from '../plan.ts';
import type { PlantedBug } from './planted-bug.test.support.ts';

const FOLLOWER = 'core/src/raft/follower.ts';
const LEADER = 'core/src/raft/leader.ts';
/** Links on which much is late, twice, or out of order. */
const ROUGH = { minDelayMs: 0.5, maxDelayMs: 120, loss: 0.1, duplication: 0.1, reordering: 1 };

/**
 * Leaders are cut off for as long as they take to notice, while clients go on asking them, and whoever succeeds them
 * crashes as they return: their tails are long, and of an earlier term.
 */
export const LONG_TAILS: Partial<Plan> = {
  size: 3,
  spares: 0,
  operationsPerSecond: 200,
  clients: 16,
  keys: 10,
  snapshotEveryEntries: 100_000,
  maxAppendBytes: 1,
  link: { minDelayMs: 0.5, maxDelayMs: 3, loss: 0, duplication: 0, reordering: 0 },
  leaseDrift: null,
  forwardProposals: false,
  faults: Array.from({ length: 14 }, (_, round) => [
    {
      type: 'partition',
      atMs: 2_000 + 4_000 * round,
      forMs: 700 + 50 * round,
      isolate: ['leader'],
      direction: 'both',
    } as const,
    { type: 'crash', atMs: 2_690 + 4_050 * round, forMs: 900, nodes: ['leader'], survival: 1 } as const,
  ]).flat(),
};

/** Leaders that no longer hear how far they were heard, and then are cut off with a tail behind that, return. */
const UNHEARD_ANSWERS: Partial<Plan> = {
  ...LONG_TAILS,
  clients: 32,
  faults: Array.from({ length: 25 }, (_, round) => [
    {
      type: 'partition',
      atMs: 2_000 + 2_200 * round,
      forMs: 60,
      isolate: ['leader'],
      direction: 'in',
    } as const,
    {
      type: 'partition',
      atMs: 2_060 + 2_200 * round,
      forMs: 1_000,
      isolate: ['leader'],
      direction: 'both',
    } as const,
  ]).flat(),
};

/** A follower is cut off while so much is written that all the leader may have on its way to it is lost. */
const FULL_WINDOWS: Partial<Plan> = {
  ...LONG_TAILS,
  operationsPerSecond: 1_000,
  keys: 50,
  faults: Array.from({ length: 9 }, (_, round) => ({
    type: 'partition',
    atMs: 2_000 + 6_000 * round,
    forMs: 1_500,
    isolate: ['follower'],
    direction: 'both',
  })),
};

/** The same on disks so slow that tails are replaced before they are durable. */
const SLOW_TAILS: Partial<Plan> = {
  ...LONG_TAILS,
  faults: [
    ...(LONG_TAILS.faults ?? []),
    ...[1, 2, 3].map(
      (node) => ({ type: 'slow-disk', atMs: 1_000, forMs: 50_000, node, factor: 150 }) as const,
    ),
  ],
};

export const LOG_BUGS: readonly PlantedBug[] = [
  {
    id: 'commits-earlier-terms',
    what: 'entries of earlier terms commit by counting who holds them',
    precedent: 'LogCabin 44, Raft figure 8',
    edits: [
      {
        file: LEADER,
        find: '  if (reached <= state.commit || state.log.termAt(reached) !== state.term) return;',
        replace: '  if (reached <= state.commit) return;',
      },
    ],
    overrides: {
      ...LONG_TAILS,
      size: 5,
      link: { minDelayMs: 0.5, maxDelayMs: 60, loss: 0.2, duplication: 0, reordering: 0 },
    },
  },
  {
    id: 'acknowledges-before-durable',
    what: 'a follower acknowledges entries before they are durable',
    precedent: 'etcd 14143',
    edits: [
      {
        file: FOLLOWER,
        find: "  state.out.promise(from, { type: 'append-accepted', ...reply, match: verified });",
        replace: "  state.out.send(from, { type: 'append-accepted', ...reply, match: verified });",
      },
    ],
  },
  {
    id: 'leader-counts-itself-early',
    what: 'a leader counts its own entries before they are durable',
    precedent: 'etcd 14370',
    edits: [
      {
        file: LEADER,
        find: '    voter === state.id ? state.durability.index : (leadership.progress.get(voter)?.match ?? 0),',
        replace:
          '    voter === state.id ? state.log.last.index : (leadership.progress.get(voter)?.match ?? 0),',
      },
    ],
  },
  {
    id: 'conflicts-stay',
    what: 'a follower keeps entries that conflict with the leader’s',
    precedent: 'WRaft 1',
    edits: [
      {
        file: FOLLOWER,
        find: '  const first = entries.findIndex((entry) => !state.log.contains(entry));',
        replace: '  const first = entries.findIndex((entry) => entry.index > state.log.last.index);',
      },
    ],
  },
  {
    id: 'truncates-what-matches',
    what: 'an append cuts off whatever follows it, even if it matches',
    precedent: 'RaftOS 2',
    edits: [
      {
        file: FOLLOWER,
        find: '  const first = entries.findIndex((entry) => !state.log.contains(entry));',
        replace: '  const first = entries.length === 0 ? -1 : 0;',
      },
    ],
    overrides: { link: ROUGH },
  },
  {
    id: 'previous-term-ignored',
    what: 'an append is taken wherever the log is long enough',
    precedent: 'WRaft 1',
    edits: [
      {
        file: FOLLOWER,
        find: '  if (!state.log.contains(previous)) {',
        replace: '  if (previous.index > state.log.last.index) {',
      },
    ],
    overrides: LONG_TAILS,
  },
  {
    id: 'match-from-heartbeat',
    what: 'the answer to a heartbeat counts as an acknowledgement of everything',
    precedent: 'PySyncObj 167',
    edits: [
      {
        file: LEADER,
        find: '  progress.probing = false;\n  if (progress.match',
        replace:
          "  progress.probing = false;\n  if (progress.state === 'replicate' && progress.acknowledge(state.log.last.index)) advanceCommit(state, leadership);\n  if (state.current !== leadership) return;\n  if (progress.match",
      },
    ],
  },
  {
    id: 'match-from-rejection',
    what: 'the hint of a rejection is taken for an acknowledgement',
    precedent: 'CCF 5325',
    edits: [
      {
        file: LEADER,
        find: '  const { hint } = response;\n',
        replace: '  const { hint } = response;\n  progress.acknowledge(hint.index);\n',
      },
    ],
  },
  {
    id: 'commits-unverified-tail',
    what: 'a follower commits up to the leader’s commit index as far as its own log goes, under a leader that begins further back than it needs to',
    precedent: 'CCF 8172',
    edits: [
      {
        file: FOLLOWER,
        find: '  state.commitTo(Math.min(request.commit, verified));',
        replace: '  state.commitTo(Math.min(request.commit, state.log.last.index));',
      },
      {
        file: LEADER,
        find: 'new Progress(state.log.last.index + 1)',
        replace: 'new Progress(state.commit + 1)',
      },
    ],
    overrides: UNHEARD_ANSWERS,
  },
  {
    id: 'heartbeat-commits-unbounded',
    what: 'a heartbeat tells the commit index, whatever the follower is known to hold',
    precedent: 'PySyncObj 166',
    edits: [
      {
        file: 'core/src/raft/replication.ts',
        find: '  const commit = logIndex(Math.min(progress.match, state.commit));',
        replace: '  const { commit } = state;',
      },
      {
        file: FOLLOWER,
        find: '  state.commitTo(request.commit);',
        replace: '  state.commitTo(Math.min(request.commit, state.log.last.index));',
      },
      {
        file: FOLLOWER,
        find: '  if (request.commit > state.log.last.index) {',
        replace: '  if (request.commit < 0) {',
      },
    ],
  },
  {
    id: 'applies-uncommitted',
    what: 'a follower applies whatever it receives',
    precedent: 'dirty reads of RethinkDB and MongoDB',
    edits: [
      {
        file: FOLLOWER,
        find: '  state.commitTo(Math.min(request.commit, verified));',
        replace: '  state.commitTo(verified);',
      },
    ],
  },
  {
    id: 'stale-writes-vouch',
    what: 'a late acknowledgement of the disk vouches for entries that replaced others',
    precedent: 'etcd async_storage_writes_append_aba_race',
    edits: [
      {
        file: 'core/src/raft/durability.ts',
        find: '    for (const write of this.#pending) write.last = Math.min(write.last, from - 1);',
        replace: '',
      },
    ],
    overrides: SLOW_TAILS,
  },
  {
    id: 'never-backs-off',
    what: 'after a rejection the leader sends the same entries again',
    precedent: 'RaftOS 4',
    edits: [
      {
        file: LEADER,
        find: '  progress.becomeProbe(Math.min(response.previous, agree + 1));',
        replace: '  progress.becomeProbe(Math.max(agree, progress.next));',
      },
    ],
  },
  {
    id: 'stuck-when-all-was-lost',
    what: 'appends that were lost are waited for for ever',
    precedent: 'etcd 14633',
    edits: [
      {
        file: LEADER,
        find: '  if (waiting && progress.state',
        replace: '  if (waiting && progress.match > 1e9 && progress.state',
      },
    ],
    overrides: FULL_WINDOWS,
  },
  {
    id: 'quorum-of-half',
    what: 'half of the voters make a majority',
    precedent: 'openraft 1802',
    edits: [
      {
        file: 'core/src/raft/quorum.ts',
        find: '  return Math.floor(size / 2) + 1;',
        replace: '  return Math.max(1, Math.floor((size + 1) / 2));',
      },
    ],
    overrides: { size: 4, spares: 0 },
  },
];
