/**
 * Checks in many threads of Node.js.
 *
 * @packageDocumentation
 */
export { checkParallel } from './check-parallel.ts';
export type { ParallelOptions } from './check-parallel.ts';
export type { ModelReference } from './import-model.ts';
