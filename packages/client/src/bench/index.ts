/**
 * Load for a cluster, or for anything to compare it with, and what it comes to.
 *
 * @packageDocumentation
 */
export type { LoadProgress } from './context.ts';
export { Histogram, type HistogramJson } from './histogram.ts';
export { parsePlan, type LoadPlan, type LoadPlanInput, type Mix } from './plan.ts';
export type { ProcessMeter } from './recorder.ts';
export type { ErrorCounts, Latencies, LoadResult, RoundResult, Spread } from './result.ts';
export { runLoad, type RunOptions } from './run.ts';
export { seaworthyTarget } from './seaworthy-target.ts';
export { describeShape, parseShape } from './shape.ts';
export {
  LoadError,
  OPERATION_KINDS,
  type Done,
  type LoadConnection,
  type LoadTarget,
  type Operation,
  type OperationKind,
} from './target.ts';
