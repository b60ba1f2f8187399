import type { Bug } from './__bug.ts';

/** Mistakes in the search, its caches and its reductions. */
export const SEARCH_BUGS: readonly Bug[] = [
  {
    id: 'open-intervals',
    what: 'an operation that begins at the very point where another ends comes after it',
    edit: {
      file: 'search/timeline.ts',
      find: 'operations[called]!.call <= operations[returning]!.return',
      replace: 'operations[called]!.call < operations[returning]!.return',
    },
  },
  {
    id: 'unsorted-operations',
    what: 'operations are taken in the order in which they are given',
    edit: {
      file: 'search/problem.ts',
      find: 'of inCallOrder(operations)',
      replace: 'of inCallOrder([]).concat(operations)',
    },
  },
  {
    id: 'memory-without-state',
    what: 'configurations with the same operations done count as the same, whatever their states',
    edit: { file: 'search/search.ts', find: 'key[length++] = this.#state;', replace: 'key[length++] = 0;' },
  },
  {
    id: 'memory-without-optional-operations',
    what: 'configurations count as the same, whichever optional operations they have taken',
    edit: {
      file: 'search/search.ts',
      find: 'for (let word = 0; word < end; word++) key[length++] = this.#taken[word]!;',
      replace: '',
    },
  },
  {
    id: 'window-one-word-short',
    what: 'the last word of the window is not part of what is remembered',
    edit: {
      file: 'search/search.ts',
      find: '(callsBefore[this.#firstReturn]! - 1) >> 5',
      replace: '(callsBefore[this.#firstReturn]! - 33) >> 5',
    },
  },
  {
    id: 'first-return-not-restored',
    what: 'a retreat leaves the first return where it was',
    edit: {
      file: 'search/search.ts',
      find: 'this.#firstReturn = way.data[at + 2]!;',
      replace: '',
    },
  },
  {
    id: 'forced-steps-stay',
    what: 'a retreat ends at a step that was forced, as if there were an alternative to it',
    edit: {
      file: 'search/search.ts',
      find: 'if (cursor === FORCED) continue;',
      replace: 'if (cursor === FORCED) break;',
    },
  },
  {
    id: 'optional-too-late',
    what: 'an optional operation that was called just when another returned cannot come before it',
    edit: {
      file: 'search/search.ts',
      find: 'this.#problem.optional[optional]!.call > deadline',
      replace: 'this.#problem.optional[optional]!.call >= deadline',
    },
  },
  {
    id: 'optional-before-its-call',
    what: 'an optional operation can take effect before it was called',
    edit: {
      file: 'search/search.ts',
      find: 'this.#problem.optional[optional]!.call > deadline',
      replace: 'this.#problem.optional[optional]!.call > Infinity',
    },
  },
  {
    id: 'twins-are-strangers',
    what: 'optional operations with different effects are taken for the same',
    edit: {
      file: 'search/search.ts',
      find: 'if (effect === undefined) continue;',
      replace:
        'if (effect === undefined) continue;\n    if (i % 2 === 1 && last.size === 1) {\n      twins[i] = i - 1;\n      continue;\n    }',
    },
  },
  {
    id: 'look-ahead-without-optional-operations',
    what: 'the look-ahead forgets that an optional operation may help',
    edit: {
      file: 'search/look-ahead.ts',
      find: 'if ((taken[helper >> 5]! & (1 << (helper & 31))) === 0) return true;',
      replace: 'if ((taken[helper >> 5]! & (1 << (helper & 31))) !== 0) return true;',
    },
  },
  {
    id: 'look-ahead-through-a-wall',
    what: 'the look-ahead holds what is appended against the beginning of the value, wherever it lands',
    edit: {
      file: 'models/cell-hints.ts',
      find: 'state === null ? 0 : String(state).length',
      replace: '0',
    },
  },
  {
    id: 'look-ahead-helps-itself',
    what: 'the look-ahead stops at a return that is not the one it looks at',
    edit: {
      file: 'search/look-ahead.ts',
      find: 'entry !== deadline; entry = next[entry]!',
      replace: 'entry !== deadline && op[entry]! >= 0; entry = next[entry]!',
    },
  },
  {
    id: 'step-from-another-state',
    what: 'a remembered step is taken for that of the same operation in another state',
    edit: {
      file: 'search/transitions.ts',
      find: 'if (recent[at * 3] === state && recent[at * 3 + 1] === operation)',
      replace: 'if (recent[at * 3 + 1] === operation)',
    },
  },
  {
    id: 'states-told-apart-by-hash',
    what: 'states with the same hash count as equal',
    edit: {
      file: 'search/state-table.ts',
      find: 'if (equal.call(this.#model, this.#states[id]!, state)) return id;',
      replace: 'return id;',
    },
  },
  {
    id: 'early-verdict-without-memory',
    what: 'a search that runs out of memory calls the history invalid',
    edit: { file: 'search/search.ts', find: "return 'memory';", replace: "return 'invalid';" },
  },
  {
    id: 'pause-forgets-the-cursor',
    what: 'a search that goes on after a pause begins with the first candidate that is left, and does not notice the end',
    edit: {
      file: 'search/search.ts',
      find: "if (this.steps >= end) return 'paused';",
      replace:
        "if (this.steps >= end) {\n        this.#cursor = this.#timeline.entries + 1;\n        return 'paused';\n      }",
    },
  },
];
