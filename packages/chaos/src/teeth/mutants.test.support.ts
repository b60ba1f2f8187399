import type { Bug } from '../planting/bug.test.support.ts';

/** Bugs of the daemon that a run against real processes must find. */
export const MUTANTS = {
  unconfirmedReads: {
    id: 'unconfirmed-reads',
    what: 'A leader answers reads without asking a majority whether it still leads (thesis §6.4).',
    edits: [
      {
        file: 'core/src/raft/read-index.ts',
        find: '  else registerReads(state, leadership, [reader]);',
        replace: '  else answer(state, reader, state.commit);',
      },
    ],
  },
  earlyAnswers: {
    id: 'early-answers',
    what: 'Writes are answered when they are proposed, not when they are committed.',
    edits: [
      {
        file: 'kv-server/src/service/kv-service.ts',
        find: '    this.#batch.add(encoded, settle);',
        replace: `
    if (this.#node?.status().role === 'leader' && (op === 'put' || op === 'append')) {
      settle({ ok: true, answer: { succeeded: true, revision: 0, current: null, session: 0 } });
      settle = () => undefined;
    }
    this.#batch.add(encoded, settle);`,
      },
    ],
  },
  forgottenVote: {
    id: 'forgotten-vote',
    what: 'A vote is given without being stored first (Raft figure 2, persistent state).',
    edits: [
      {
        file: 'core/src/raft/election.ts',
        find: '  state.setHardState({ term: state.term, votedFor: candidate });',
        replace: '  state.hardState = { term: state.term, votedFor: candidate };',
      },
    ],
  },
} as const satisfies Record<string, Bug>;
