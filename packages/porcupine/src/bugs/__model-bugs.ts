import type { Bug } from './__bug.ts';

/** Mistakes in the built-in models and what they tell the search. */
export const MODEL_BUGS: readonly Bug[] = [
  {
    id: 'silent-delete-only-looks',
    what: 'a delete that does not tell whether it found something counts as one that changed nothing',
    edit: {
      file: 'models/cell-hints.ts',
      find: 'return output === false;',
      replace: 'return output !== true;',
    },
  },
  {
    id: 'growth-from-the-end',
    what: 'a text is taken to grow at its beginning',
    edit: {
      file: 'models/cell-hints.ts',
      find: 'goal.startsWith(String(state))',
      replace: 'goal.endsWith(String(state))',
    },
  },
  {
    id: 'refused-although-it-matched',
    what: 'a compare-and-set may be refused although it found what it expected',
    edit: { file: 'models/cell.ts', find: 'if (matches) return ILLEGAL;', replace: '' },
  },
  {
    id: 'delete-of-nothing',
    what: 'a delete may say that it found something where there was nothing',
    edit: {
      file: 'models/cell.ts',
      find: 'if (output === true) return state === null ? ILLEGAL : null;',
      replace: 'if (output === true) return null;',
    },
  },
  {
    id: 'set-read-by-value',
    what: 'values of a set are checked on their own although the whole set is read',
    edit: {
      file: 'models/set.ts',
      find: "if (group.some(({ input }) => input.f === 'read')) return [{ key, operations: group }];",
      replace: '',
    },
  },
  {
    id: 'set-read-of-a-part',
    what: 'a read of a set may leave out values',
    edit: {
      file: 'models/set.ts',
      find: 'values.size !== others.length ||',
      replace: 'values.size < others.length ||',
    },
  },
  {
    id: 'queue-is-a-stack',
    what: 'a dequeue answers what was added last',
    edit: {
      file: 'models/queue.ts',
      find: 'output !== (state[0] ?? null)',
      replace: 'output !== (state.at(-1) ?? null)',
    },
  },
  {
    id: 'stack-empty-at-will',
    what: 'a pop may find nothing although there is something',
    edit: {
      file: 'models/stack.ts',
      find: 'output !== (state?.last ?? null)',
      replace: 'output !== null && output !== (state?.last ?? null)',
    },
  },
  {
    id: 'mutex-released-by-anyone',
    what: 'whoever asks can give a lock back',
    edit: {
      file: 'models/mutex.ts',
      find: "const can = f === 'acquire' ? state === null : state === owner;",
      replace: "const can = f === 'acquire' ? state === null : state !== null;",
    },
  },
  {
    id: 'mutex-lands-on-nobody',
    what: 'the look-ahead takes a lock to be free after it was acquired',
    edit: {
      file: 'models/mutex.ts',
      find: "landsOn: ({ f, owner }) => (f === 'acquire' ? owner : null)",
      replace: 'landsOn: () => null',
    },
  },
  {
    id: 'keys-run-together',
    what: 'operations are parted by the first letters of their keys',
    edit: {
      file: 'models/partition-by-key.ts',
      find: 'const key = keyOf(items[i]!);',
      replace: "let key = keyOf(items[i]!);\n    if (key === 'b') key = 'a' as K;",
    },
  },
];
