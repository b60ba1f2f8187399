import type { Plan } from '../plan.ts';
import { LONG_TAILS } from './log.test.support.ts';
import type { PlantedBug } from './planted-bug.test.support.ts';

const ELECTION = 'core/src/raft/election.ts';

/** Elections while every disk is slow, in which candidates lose their power. */
const SLOW_CANDIDATES: Partial<Plan> = {
  size: 3,
  spares: 0,
  operationsPerSecond: 10,
  link: { minDelayMs: 0.5, maxDelayMs: 3, loss: 0, duplication: 0, reordering: 0 },
  faults: Array.from({ length: 27 }, (_, round) => [
    ...[1, 2, 3].map(
      (node) =>
        ({ type: 'slow-disk', atMs: 2_000 + 2_000 * round, forMs: 1_500, node, factor: 300 }) as const,
    ),
    { type: 'crash', atMs: 2_010 + 2_000 * round, forMs: 900, nodes: ['leader'], survival: 1 } as const,
    {
      type: 'crash',
      atMs: 2_600 + 2_000 * round + 23 * round,
      forMs: 20,
      nodes: ['random'],
      survival: 0,
    } as const,
  ]).flat(),
};

/** Leaders that speak and do not hear for a while, with clocks too slow to notice soon. */
const DEAF_LEADERS: Partial<Plan> = {
  size: 3,
  spares: 0,
  leaseDrift: null,
  operationsPerSecond: 30,
  faults: Array.from({ length: 25 }, (_, round) => [
    { type: 'clock-rate', atMs: 1_990 + 2_100 * round, forMs: 1_900, node: 'leader', rate: 0.2 } as const,
    {
      type: 'partition',
      atMs: 2_000 + 2_100 * round,
      forMs: 1_200 + 20 * round,
      isolate: ['leader'],
      direction: 'both',
    } as const,
  ]).flat(),
};

export const ELECTION_BUGS: readonly PlantedBug[] = [
  {
    id: 'vote-not-persisted',
    what: 'a vote is given without being stored',
    precedent: 'NodeDB 161',
    edits: [
      {
        file: ELECTION,
        find: '  state.setHardState({ term: state.term, votedFor: candidate });',
        replace: '  state.hardState = { term: state.term, votedFor: candidate };',
      },
    ],
  },
  {
    id: 'term-and-vote-in-two-writes',
    what: 'the term is stored first and the vote some time later',
    precedent: 'hashicorp/raft 661',
    edits: [
      {
        file: 'core/src/node/raft-node.ts',
        find: '        this.#awaitDurable(effect.sequence, this.#options.logStore.append(effect));\n        return;',
        replace: `        if (effect.hardState?.votedFor != null) {
          const { hardState } = effect;
          const early = { ...effect, hardState: { term: hardState.term, votedFor: null } };
          this.#awaitDurable(effect.sequence, this.#options.logStore.append(early));
          this.#options.clock.schedule(400, () => void this.#options.logStore.append({ hardState, entries: [] }));
          return;
        }
        this.#awaitDurable(effect.sequence, this.#options.logStore.append(effect));
        return;`,
      },
    ],
  },
  {
    id: 'term-not-persisted',
    what: 'a term learnt from others is not stored',
    precedent: 'Raft 5.1',
    edits: [
      {
        file: 'core/src/raft/follower.ts',
        find: '  if (newTerm > state.term) state.setHardState({ term: newTerm, votedFor: null });',
        replace: '  if (newTerm > state.term) state.hardState = { term: newTerm, votedFor: null };',
      },
    ],
  },
  {
    id: 'no-election-restriction',
    what: 'votes are given whatever the candidate holds',
    precedent: 'NuRaft 185',
    edits: [
      {
        file: ELECTION,
        find: 'request.term > state.term && !state.hasLiveLeader && state.log.isUpToDate(request.last);',
        replace: 'request.term > state.term && !state.hasLiveLeader;',
      },
      {
        file: ELECTION,
        find: '  const granted = wanted && state.log.isUpToDate(request.last);',
        replace: '  const granted = wanted;',
      },
    ],
  },
  {
    id: 'length-before-term',
    what: 'the longer log counts as more up to date, whatever its last term',
    precedent: 'Raft 5.4.1',
    edits: [
      {
        file: 'core/src/raft/log.ts',
        find: 'return last.term > own.term || (last.term === own.term && last.index >= own.index);',
        replace: 'return last.index >= own.index;',
      },
    ],
    overrides: LONG_TAILS,
  },
  {
    id: 'stale-votes-counted',
    what: 'votes of earlier terms count',
    precedent: 'Xraft 1',
    edits: [
      {
        file: 'core/src/raft/receive.ts',
        find: '      if (message.term === state.term) receiveAnswer(state, from, message);',
        replace:
          "      if (message.term === state.term || message.type === 'vote-response') receiveAnswer(state, from, message);",
      },
      {
        file: ELECTION,
        find: "  if (state.current.role !== 'candidate' || response.term !== state.term) return;",
        replace: "  if (state.current.role !== 'candidate') return;",
      },
    ],
    overrides: {
      link: { minDelayMs: 1, maxDelayMs: 900, loss: 0.1, duplication: 0.1, reordering: 1 },
    },
  },
  {
    id: 'votes-for-several',
    what: 'a node votes for whoever asks, as often as it is asked',
    precedent: 'Raft figure 2',
    edits: [
      {
        file: ELECTION,
        find: '  const free = state.hardState.votedFor === null || state.hardState.votedFor === from;',
        replace: '  const free = true;',
      },
    ],
  },
  {
    id: 'no-step-down',
    what: 'a leader that hears of a newer term stays leader',
    precedent: 'DaosRaft 1',
    edits: [
      {
        file: 'core/src/raft/receive.ts',
        find: '  if (state.peers.includes(from)) becomeFollower(state, term, null);',
        replace:
          "  if (state.current.role === 'leader') state.hardState = { term, votedFor: null };\n  else if (state.peers.includes(from)) becomeFollower(state, term, null);",
      },
    ],
    overrides: DEAF_LEADERS,
  },
  {
    id: 'self-vote-before-durable',
    what: 'a candidate counts its own vote, and asks for others, before the vote is durable',
    precedent: 'CCF former_candidate_double_vote',
    edits: [
      {
        file: ELECTION,
        find: '  for (const peer of state.peers) state.out.promise(peer, request);',
        replace:
          '  for (const peer of state.peers) state.out.send(peer, request);\n  state.current.role === "candidate" && state.current.votes.set(state.id, true);',
      },
    ],
    overrides: SLOW_CANDIDATES,
  },
  {
    id: 'learners-decide',
    what: 'learners count towards majorities',
    precedent: 'redpanda 8495',
    edits: [
      {
        file: 'core/src/raft/quorum.ts',
        find: '  const incoming = quorumValue(voters.map(reached));',
        replace:
          '  const incoming = quorumValue([...voters, ...((arguments[0] as { learners?: NodeId[] }).learners ?? [])].map(reached));',
      },
    ],
    overrides: {
      size: 3,
      spares: 2,
      keepEntries: 50,
      faults: [
        { type: 'membership', atMs: 3_000, add: [], addLearners: [4], remove: [] },
        { type: 'membership', atMs: 5_000, add: [], addLearners: [5], remove: [] },
        { type: 'partition', atMs: 8_000, forMs: 8_000, isolate: [1, 2], direction: 'both' },
        { type: 'partition', atMs: 20_000, forMs: 8_000, isolate: [2, 3], direction: 'both' },
        { type: 'partition', atMs: 32_000, forMs: 8_000, isolate: [1, 3], direction: 'both' },
      ],
    },
  },
];
