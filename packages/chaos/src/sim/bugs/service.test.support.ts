import type { Plan } from '../plan.ts';
import type { PlantedBug } from './planted-bug.test.support.ts';

const STATE_MACHINE = 'kv-server/src/state/kv-state-machine.ts';

/** Connections break, and leaders change, so that answers get lost and writes are repeated. */
const LOST_ANSWERS: Partial<Plan> = {
  size: 3,
  spares: 0,
  operationsPerSecond: 60,
  clients: 8,
  link: { minDelayMs: 0.5, maxDelayMs: 10, loss: 0.05, duplication: 0, reordering: 0 },
  faults: Array.from({ length: 20 }, (_, round) => ({
    type: 'crash',
    atMs: 2_000 + 2_600 * round,
    forMs: 300,
    nodes: ['leader'],
    survival: 1,
  })),
};

/** Leaders that are heard and hear nothing: what they append commits after they have given up. */
const DEAF_LEADERS: Partial<Plan> = {
  ...LOST_ANSWERS,
  forwardProposals: false,
  link: { minDelayMs: 0.5, maxDelayMs: 3, loss: 0, duplication: 0, reordering: 0 },
  faults: Array.from({ length: 25 }, (_, round) => ({
    type: 'partition',
    atMs: 2_000 + 2_100 * round,
    forMs: 900,
    isolate: ['leader'],
    direction: 'in',
  })),
};

export const SERVICE_BUGS: readonly PlantedBug[] = [
  {
    id: 'answers-before-commit',
    what: 'a write is answered when it is proposed',
    precedent: 'Redis and Sentinel',
    edits: [
      {
        file: 'kv-server/src/service/kv-service.ts',
        find: '    this.#batch.add(encoded, settle);',
        replace: `    if (this.#node?.status().role === 'leader' && (op === 'put' || op === 'append')) {
      settle({ ok: true, answer: { succeeded: true, revision: 0, current: null, session: 0 } });
      settle = () => undefined;
    }
    this.#batch.add(encoded, settle);`,
      },
    ],
    overrides: LOST_ANSWERS,
  },
  {
    id: 'unknown-told-as-failed',
    what: 'a write whose outcome is not known is reported as not done',
    precedent: 'RethinkDB, aborted reads',
    edits: [
      {
        file: 'core/src/node/pending-proposals.ts',
        find: "    const error = new RaftError('outcome_unknown', reason);",
        replace: "    const error = new RaftError('not_leader', reason);",
      },
    ],
    overrides: DEAF_LEADERS,
  },
  {
    id: 'no-sessions',
    what: 'a repeated write is carried out again',
    precedent: 'thesis 6.3',
    edits: [
      {
        file: STATE_MACHINE,
        find: '    if (first !== undefined) return first;',
        replace: '    if (first === null) return first;',
      },
    ],
    overrides: LOST_ANSWERS,
  },
  {
    id: 'sessions-evicted-by-batch',
    what: 'a session ends by what one node happens to apply at a time',
    precedent: 'thesis 6.3, expiry must be agreed upon',
    edits: [
      {
        file: STATE_MACHINE,
        find: '    return entries.map((entry) => {',
        replace: '    if (entries.length > 1) this.#sessions.limit(2);\n    return entries.map((entry) => {',
      },
    ],
    overrides: LOST_ANSWERS,
  },
  {
    id: 'apply-depends-on-batches',
    what: 'a revision is counted once per batch, and batches differ from node to node',
    precedent: 'nondeterministic apply',
    edits: [
      {
        file: STATE_MACHINE,
        find: '    return entries.map((entry) => {',
        replace: '    if (entries.length > 1) this.#store.countBatch();\n    return entries.map((entry) => {',
      },
      {
        file: 'kv-server/src/state/key-value-store.ts',
        find: '  get size(): number {',
        replace: '  countBatch(): void {\n    this.#revision++;\n  }\n\n  get size(): number {',
      },
    ],
  },
  {
    id: 'compare-with-a-stale-value',
    what: 'a compare-and-set compares with what was there when the batch began',
    precedent: 'lost updates',
    edits: [
      {
        file: STATE_MACHINE,
        find: '        return this.#outcome(this.#store.compareAndSet(command.key, command.expected, command.value));',
        replace:
          '        return this.#outcome(this.#store.get(command.key)?.version === 1 ? this.#store.put(Buffer.concat([command.key, command.value]), command.keyLength) : this.#store.compareAndSet(command.key, command.expected, command.value));',
      },
    ],
  },
  {
    id: 'forwarded-twice',
    what: 'a write that was passed on to the leader is taken as often as it arrives',
    precedent: 'Redis-Raft, proxy mode',
    edits: [
      {
        file: 'core/src/raft/forwarding.ts',
        find: '  if ((leadership.forwarded.get(sender) ?? 0) >= id) {',
        replace: '  if ((leadership.forwarded.get(sender) ?? 0) < 0) {',
      },
    ],
    overrides: {
      size: 3,
      spares: 0,
      forwardProposals: true,
      operationsPerSecond: 60,
      clients: 8,
      link: { minDelayMs: 0.5, maxDelayMs: 10, loss: 0.01, duplication: 0.2, reordering: 1 },
      faults: [],
    },
  },
];
