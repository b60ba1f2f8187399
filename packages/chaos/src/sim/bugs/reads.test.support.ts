import type { Plan } from '../plan.ts';
import type { PlantedBug } from './planted-bug.test.support.ts';

const READ_INDEX = 'core/src/raft/read-index.ts';

/** A leader that is cut off again and again, and is slow to notice, while everybody reads. */
const DEPOSED: Partial<Plan> = {
  size: 3,
  spares: 0,
  operationsPerSecond: 100,
  keys: 2,
  clients: 12,
  leaseDrift: null,
  link: { minDelayMs: 0.5, maxDelayMs: 3, loss: 0, duplication: 0, reordering: 0 },
  faults: Array.from({ length: 12 }, (_, round) => [
    { type: 'clock-rate', atMs: 1_990 + 4_000 * round, forMs: 3_200, node: 'leader', rate: 0.2 } as const,
    {
      type: 'partition',
      atMs: 2_000 + 4_000 * round,
      forMs: 3_000,
      isolate: ['leader'],
      direction: (['both', 'in', 'out'] as const)[round % 3] ?? 'both',
    } as const,
  ]).flat(),
};

/** Everybody's clock is as fast as it may be, so that elections come early; leases, and reads all the time. */
const LEASES: Partial<Plan> = { ...DEPOSED, leaseDrift: 0.1, operationsPerSecond: 400, keys: 4 };
const FAST_CLOCKS = [1, 2, 3].map(
  (node) => ({ type: 'clock-rate', atMs: 1_000, forMs: 60_000, node, rate: 1.09 }) as const,
);

/** A leader whose clock is as slow as it may be is cut off. */
const SLOW_LEADER: Partial<Plan> = {
  ...LEASES,
  faults: [
    ...FAST_CLOCKS,
    ...Array.from({ length: 20 }, (_, round) => [
      { type: 'clock-rate', atMs: 1_900 + 2_800 * round, forMs: 1_500, node: 'leader', rate: 0.91 } as const,
      {
        type: 'partition',
        atMs: 2_000 + 2_800 * round,
        forMs: 1_200,
        isolate: ['leader'],
        direction: 'both',
      } as const,
    ]).flat(),
  ],
};

/** The same, with wall clocks that are set back as the leader is cut off. */
const SET_BACK: Partial<Plan> = {
  ...SLOW_LEADER,
  faults: [
    ...(SLOW_LEADER.faults ?? []),
    ...Array.from({ length: 20 }, (_, round) =>
      [1, 2, 3].map(
        (node) => ({ type: 'clock-jump', atMs: 2_300 + 2_800 * round, node, byMs: -300 }) as const,
      ),
    ).flat(),
  ],
};

/** Leaders stop for so long that others lead by the time they go on, while many who ask seldom begin to read from them. */
const PAUSED_LEADER: Partial<Plan> = {
  ...LEASES,
  clients: 64,
  operationsPerSecond: 60,
  keys: 2,
  faults: Array.from({ length: 18 }, (_, round) => ({
    type: 'pause',
    atMs: 2_000 + 3_000 * round,
    forMs: 2_000,
    node: 'leader',
  })),
};

/** A leader is cut off as soon as it has asked another to campaign, before it hears what comes of it. */
const TRANSFERS: Partial<Plan> = {
  ...LEASES,
  link: { minDelayMs: 20, maxDelayMs: 25, loss: 0, duplication: 0, reordering: 0 },
  faults: Array.from({ length: 22 }, (_, round) => [
    { type: 'transfer', atMs: 2_000 + 2_500 * round, to: 'follower' } as const,
    {
      type: 'partition',
      atMs: 2_030 + 2_500 * round,
      forMs: 1_000,
      isolate: ['leader'],
      direction: 'both',
    } as const,
  ]).flat(),
};

export const READ_BUGS: readonly PlantedBug[] = [
  {
    id: 'reads-from-local-state',
    what: 'a leader answers reads without asking anybody',
    precedent: 'etcd 0.4.1, Redis-Raft 19',
    edits: [
      {
        file: READ_INDEX,
        find: '  else registerReads(state, leadership, [reader]);',
        replace: '  else answer(state, reader, state.commit);',
      },
    ],
    overrides: DEPOSED,
  },
  {
    id: 'read-index-without-majority',
    what: 'the answer of any follower confirms a read',
    precedent: 'Xraft-KV',
    edits: [
      {
        file: READ_INDEX,
        find: '  const confirmed = reachedByQuorum(state.configuration, (voter) =>',
        replace:
          '  const confirmed = leadership.reads.round;\n  void reachedByQuorum(state.configuration, (voter) =>',
      },
    ],
    overrides: DEPOSED,
  },
  {
    id: 'read-index-before-own-entry',
    what: 'reads are answered before the leader has committed an entry of its term',
    precedent: 'etcd 7331',
    edits: [
      {
        file: READ_INDEX,
        find: '  return state.log.termAt(state.commit) === state.term;',
        replace: '  return state.term > 0;',
      },
    ],
    overrides: {
      ...DEPOSED,
      link: { minDelayMs: 5, maxDelayMs: 80, loss: 0.1, duplication: 0, reordering: 0 },
    },
  },
  {
    id: 'rounds-shared-with-earlier-reads',
    what: 'an acknowledgement of an earlier round confirms a later read',
    precedent: 'etcd 20418',
    edits: [
      {
        file: 'core/src/raft/reads.ts',
        find: '    this.#pending.push({ reader, round: this.open(), index });',
        replace: '    this.#pending.push({ reader, round: this.#round, index });',
      },
    ],
    overrides: DEPOSED,
  },
  {
    id: 'reads-before-applied',
    what: 'a confirmed read does not wait for the state to get there',
    precedent: 'etcd 3879',
    edits: [
      {
        file: 'core/src/node/pending-reads.ts',
        find: 'index !== null && index <= applied',
        replace: 'index !== null && applied >= 0',
      },
    ],
  },
  {
    id: 'read-names-reused-after-restart',
    what: 'a follower’s requests are numbered from 1 at each of its starts',
    precedent: 'the class of etcd 20418',
    edits: [
      {
        file: 'core/src/raft/requests.ts',
        find: '    return { incarnation: this.#incarnation, id };',
        replace: '    return { incarnation: 1, id };',
      },
      {
        file: 'core/src/raft/requests.ts',
        find: '  takeRead({ incarnation, id }: RequestName): number | undefined {\n    if (incarnation !== this.#incarnation) return undefined;',
        replace: '  takeRead({ id }: RequestName): number | undefined {',
      },
    ],
    overrides: {
      size: 3,
      spares: 0,
      operationsPerSecond: 60,
      keys: 2,
      clients: 12,
      link: { minDelayMs: 1, maxDelayMs: 600, loss: 0, duplication: 0.1, reordering: 1 },
      faults: Array.from({ length: 60 }, (_, round) => ({
        type: 'crash',
        atMs: 2_000 + 900 * round,
        forMs: 60,
        nodes: ['follower'],
        survival: 1,
      })),
    },
  },
  {
    id: 'lease-without-margin',
    what: 'a lease lasts as long as the longest election timeout',
    precedent: 'Consul note of 2014',
    edits: [
      {
        file: 'core/src/node/settings.ts',
        find: '  return ((electionTicks - 1) * tickMs * (1 - drift)) / (1 + drift);',
        replace: '  return drift < 1 ? 2 * electionTicks * tickMs : 0;',
      },
    ],
    overrides: SLOW_LEADER,
  },
  {
    id: 'lease-on-the-wall-clock',
    what: 'a lease is measured by the wall clock, which may be set back',
    precedent: 'Consul note of 2014',
    edits: [
      {
        file: 'core/src/node/raft-node.ts',
        find: "      this.#step({ type: 'tick', now: this.#options.clock.monotonicNow() });",
        replace: "      this.#step({ type: 'tick', now: this.#options.clock.wallNow() });",
      },
      {
        file: 'core/src/node/raft-node.ts',
        find: "    else this.#step({ type: 'read', id, now: this.#options.clock.monotonicNow() });",
        replace: "    else this.#step({ type: 'read', id, now: this.#options.clock.wallNow() });",
      },
    ],
    overrides: SET_BACK,
  },
  {
    id: 'lease-kept-over-a-pause',
    what: 'a lease is measured in ticks, which stand still while the process does',
    precedent: 'etcd 3.4.3 locks',
    edits: [
      {
        file: READ_INDEX,
        find: 'leadership.lease?.holds(nowMs) === true',
        replace: 'leadership.lease?.holds(state.nowMs) === true',
      },
    ],
    overrides: PAUSED_LEADER,
  },
  {
    id: 'lease-kept-over-a-transfer',
    what: 'a leader that asked another to campaign keeps its lease',
    precedent: 'openraft 1747, thesis 6.4.1',
    edits: [
      { file: 'core/src/raft/transfer.ts', find: '  leadership.lease?.fence();\n', replace: '' },
      { file: READ_INDEX, find: ' && leadership.transfer === null)', replace: ')' },
    ],
    overrides: TRANSFERS,
  },
];
