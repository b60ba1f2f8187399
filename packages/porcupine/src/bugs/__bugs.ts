import type { Bug } from './__bug.ts';
import { EXPLAIN_BUGS } from './__explain-bugs.ts';
import { FAST_BUGS } from './__fast-bugs.ts';
import { MODEL_BUGS } from './__model-bugs.ts';
import { SEARCH_BUGS } from './__search-bugs.ts';

/** Every mistake that can be planted in the checker. */
export const BUGS: readonly Bug[] = [...SEARCH_BUGS, ...FAST_BUGS, ...MODEL_BUGS, ...EXPLAIN_BUGS];
