import type { Plan } from '../plan.ts';
import type { PlantedBug } from './planted-bug.test.support.ts';

const MEMBERSHIP = 'core/src/raft/membership.ts';

/** Members come and go, several at a time, while leaders are cut off and crash. */
const CHANGES: Partial<Plan> = {
  size: 3,
  spares: 2,
  operationsPerSecond: 30,
  faults: Array.from({ length: 16 }, (_, round) => [
    {
      type: 'membership',
      atMs: 2_000 + 3_400 * round,
      add: [1 + (round % 5), 1 + ((round + 2) % 5)],
      addLearners: [],
      remove: [1 + ((round + 3) % 5), 1 + ((round + 4) % 5)],
    } as const,
    {
      type: 'partition',
      atMs: 2_010 + 3_400 * round,
      forMs: 1_600,
      isolate: ['leader'],
      direction: 'both',
    } as const,
    { type: 'crash', atMs: 4_200 + 3_400 * round, forMs: 300, nodes: ['leader'], survival: 1 } as const,
  ]).flat(),
};

export const MEMBERSHIP_BUGS: readonly PlantedBug[] = [
  {
    id: 'no-joint-configuration',
    what: 'a change of several members takes effect in one step',
    precedent: 'thesis 4.3',
    edits: [
      {
        file: MEMBERSHIP,
        find: '  return { voters, learners, outgoing: now.voters, target: null, addresses };',
        replace: '  return { voters, learners, outgoing: now.voters.slice(0, 0), target: null, addresses };',
      },
    ],
    overrides: CHANGES,
  },
  {
    id: 'joint-with-one-majority',
    what: 'in a joint configuration the new majority alone decides',
    precedent: 'thesis 4.3',
    edits: [
      {
        file: 'core/src/raft/quorum.ts',
        find: '  return outgoing.length === 0 ? incoming : Math.min(incoming, quorumValue(outgoing.map(reached)));',
        replace: '  return outgoing.length >= 0 ? incoming : 0;',
      },
      {
        file: 'core/src/raft/quorum.ts',
        find: '  const halves = outgoing.length === 0 ? [voters] : [voters, outgoing];',
        replace: '  const halves = outgoing.length >= 0 ? [voters] : [];',
      },
    ],
    overrides: CHANGES,
  },
  {
    id: 'joint-left-before-it-committed',
    what: 'a leader leaves a joint configuration that may not have committed',
    precedent: 'camunda 60086',
    edits: [
      {
        file: MEMBERSHIP,
        find: '  if (state.configurationIndex > state.commit || state.log.termAt(state.commit) !== state.term) return;',
        replace: '  if (state.log.termAt(state.commit) !== state.term) return;',
      },
    ],
    overrides: CHANGES,
  },
  {
    id: 'two-changes-at-once',
    what: 'single members change without a joint configuration and without waiting for an entry of the term',
    precedent: 'raft-dev 2015',
    edits: [
      {
        file: MEMBERSHIP,
        find: "  if (state.log.termAt(state.commit) !== state.term) return 'this term has not committed an entry yet';\n  if (state.configurationIndex > state.commit) return 'the change before has not committed yet';\n",
        replace: '',
      },
      {
        file: MEMBERSHIP,
        find: '  return { voters, learners, outgoing: now.voters, target: null, addresses };',
        replace: '  return { voters, learners, outgoing: now.voters.slice(0, 0), target: null, addresses };',
      },
    ],
    overrides: CHANGES,
  },
  {
    id: 'configuration-not-reverted',
    what: 'a configuration stays in effect when its entry is removed from the log',
    precedent: 'thesis 4.1',
    edits: [
      {
        file: 'core/src/raft/configuration-history.ts',
        find: '    const kept = others.filter((stage) => stage.index < index);',
        replace: '    const kept = others.filter((stage) => stage.index < index || stage.index > 0);',
      },
    ],
    overrides: CHANGES,
  },
  {
    id: 'island',
    what: 'an isolated leader may remove everybody it does not hear',
    precedent: 'Redis-Raft 17',
    edits: [
      {
        file: MEMBERSHIP,
        find: '  if (isQuorum({ voters, outgoing: [] }, lives)) return null;',
        replace: '  if (voters.length > 0) return null;',
      },
      {
        file: MEMBERSHIP,
        find: '  return { voters, learners, outgoing: now.voters, target: null, addresses };',
        replace: '  return { voters, learners, outgoing: now.voters.slice(0, 0), target: null, addresses };',
      },
    ],
    overrides: {
      size: 3,
      spares: 0,
      operationsPerSecond: 60,
      faults: Array.from({ length: 10 }, (_, round) => [
        {
          type: 'partition',
          atMs: 2_000 + 5_000 * round,
          forMs: 2_500,
          isolate: ['leader'],
          direction: 'both',
        } as const,
        {
          type: 'membership',
          atMs: 2_150 + 5_000 * round,
          add: [],
          addLearners: [],
          remove: [1, 2],
        } as const,
        {
          type: 'membership',
          atMs: 2_160 + 5_000 * round,
          add: [],
          addLearners: [],
          remove: [2, 3],
        } as const,
      ]).flat(),
    },
  },
  {
    id: 'snapshot-forgets-the-members',
    what: 'a received snapshot leaves the configuration as it was',
    precedent: 'openraft 1808',
    edits: [
      {
        file: 'core/src/raft/state.ts',
        find: '    this.#configurations.reset(meta.configuration, meta.index);',
        replace: '    this.#configurations.reset(this.#configurations.current, meta.index);',
      },
    ],
    overrides: { ...CHANGES, snapshotEveryEntries: 20, keepEntries: 0 },
  },
  {
    id: 'removed-leader-stays',
    what: 'a leader whose removal has committed goes on leading',
    precedent: 'etcd 11038',
    edits: [
      {
        file: 'core/src/raft/leader.ts',
        find: '  if (hasLeft(state)) leave(state, leadership);',
        replace: '',
      },
    ],
    overrides: {
      ...CHANGES,
      faults: Array.from({ length: 10 }, (_, round) => ({
        type: 'membership',
        atMs: 2_000 + 5_000 * round,
        add: [1 + ((round + 3) % 5)],
        addLearners: [],
        remove: ['leader'],
      })),
    },
  },
  {
    id: 'removed-cannot-campaign',
    what: 'a node that its newest configuration removes never campaigns, committed or not',
    precedent: 'thesis 4.2.2',
    edits: [
      {
        file: 'core/src/raft/state.ts',
        find: '    return this.configurationIndex > this.commit && previous !== null && isVoter(previous, this.id);',
        replace: '    return this.commit < 0 && previous !== null && isVoter(previous, this.id);',
      },
    ],
    overrides: {
      size: 2,
      spares: 0,
      faults: Array.from({ length: 12 }, (_, round) => [
        {
          type: 'membership',
          atMs: 2_000 + 4_500 * round,
          add: [1, 2],
          addLearners: [],
          remove: [],
        } as const,
        {
          type: 'membership',
          atMs: 4_000 + 4_500 * round,
          add: [],
          addLearners: [],
          remove: ['leader'],
        } as const,
        {
          type: 'crash',
          atMs: 4_001 + 4_500 * round + (round % 6),
          forMs: 300,
          nodes: ['leader'],
          survival: 1,
        } as const,
      ]).flat(),
    },
  },
];
