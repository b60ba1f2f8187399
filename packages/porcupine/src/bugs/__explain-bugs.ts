import type { Bug } from './__bug.ts';

/** Mistakes in explanations and inferences. */
export const EXPLAIN_BUGS: readonly Bug[] = [
  {
    id: 'beginning-without-the-last-calls',
    what: 'a beginning of a history lacks what was called at its very end',
    edit: {
      file: 'explain/truncate.ts',
      find: 'operation.call <= time && (',
      replace: 'operation.call < time && (',
    },
  },
  {
    id: 'shrunk-too-far',
    what: 'operations that are needed are not put back',
    edit: {
      file: 'explain/shrink.ts',
      find: 'for (const id of group) core.add(id);',
      replace: 'if (group.length > 1) for (const id of group) core.add(id);',
    },
  },
  {
    id: 'free-operations-too-late',
    what: 'a free operation cannot take effect at the very end of its time',
    edit: {
      file: 'explain/relax.ts',
      find: 'call <= latest && end >= earliest',
      replace: 'call < latest && end > earliest',
    },
  },
  {
    id: 'one-growth-is-enough',
    what: 'growing operations that are free are forgotten',
    edit: {
      file: 'explain/relax.ts',
      find: 'if (landing === undefined) growing.push(operation);',
      replace: 'if (landing === undefined) continue;',
    },
  },
  {
    id: 'prefix-one-too-short',
    what: 'the prefix of a history that a fast path refuses ends where one of the operations to blame returns, not the last',
    edit: { file: 'explain/prefix.ts', find: 'Math.max(last, end)', replace: 'end' },
  },
  {
    id: 'inferred-from-after-the-end',
    what: 'what took effect after the last call may have been seen',
    edit: {
      file: 'explain/infer.ts',
      find: 'if (reached < this.#lastCall)',
      replace: 'if (reached <= this.#lastCall)',
    },
  },
  {
    id: 'forced-without-effect',
    what: 'an operation that must take effect need not change anything',
    edit: {
      file: 'explain/force.ts',
      find: 'output === FORCED && after !== ILLEGAL && isSame(state, after) ? ILLEGAL : after',
      replace: 'after',
    },
  },
  {
    id: 'needed-although-left-out',
    what: 'of operations that cannot be left out together, each is needed',
    edit: {
      file: 'explain/infer.ts',
      find: 'if (open.length > 1) groups.push(',
      replace:
        "if (open.length > 1 && verdict === 'invalid') for (const id of open) this.#needed.add(id);\n      else if (open.length > 1) groups.push(",
    },
  },
];
