/** A bug, planted by a change of the sources while they are bundled. */
export interface Mutant {
  readonly id: string;
  readonly description: string;
  /** Below `packages/`. */
  readonly file: string;
  /** Must occur exactly once in the file. */
  readonly find: string;
  readonly replace: string;
}

export const MUTANTS = {
  unconfirmedReads: {
    id: 'unconfirmed-reads',
    description: 'A leader answers reads without asking a majority whether it still leads (thesis §6.4).',
    file: 'core/src/raft/read-index.ts',
    find: '  else registerReads(state, leadership, [reader]);',
    replace: '  else answer(state, reader, state.commit);',
  },
  earlyAnswers: {
    id: 'early-answers',
    description: 'Writes are answered when they are proposed, not when they are committed.',
    file: 'kv-server/src/service/kv-service.ts',
    find: '    node.propose(encoded, (outcome) => {',
    replace: `
    const { op } = decodeCommand(encoded).request;
    if (node.status().role === 'leader' && (op === 'put' || op === 'append')) {
      settle({ ok: true, answer: { succeeded: true, revision: 0, current: null, session: 0 } });
      settle = () => undefined;
    }
    node.propose(encoded, (outcome) => {`,
  },
  forgottenVote: {
    id: 'forgotten-vote',
    description: 'A vote is given without being stored first (Raft figure 2, persistent state).',
    file: 'core/src/raft/election.ts',
    find: '  state.setHardState({ term: state.term, votedFor: candidate });',
    replace: '  state.hardState = { term: state.term, votedFor: candidate };',
  },
} as const satisfies Record<string, Mutant>;

/** Throws unless the text to be found is there exactly once. */
export function mutate(source: string, { id, file, find, replace }: Mutant): string {
  const parts = source.split(find);
  if (parts.length !== 2) {
    throw new Error(
      `mutant ${id}: expected ${file} to contain this exactly once, found it ${parts.length - 1} times:\n${find}`,
    );
  }
  return parts.join(replace);
}
