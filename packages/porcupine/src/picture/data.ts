import type { Inference } from '../explain/infer.ts';
import type { Verdict } from '../result.ts';

/** What the page is given to show. Times are points on the line of calls and returns. */
export interface PictureData {
  readonly title: string;
  readonly model: string;
  readonly verdict: Verdict;
  /** With the verdict `unknown`. */
  readonly reason: string | null;
  /** How long the check took, in milliseconds. */
  readonly elapsed: number;
  readonly operations: OperationColumns;
  readonly partitions: readonly PartitionData[];
  /** States in words; orders refer to them by number. */
  readonly states: readonly string[];
  readonly annotations: readonly AnnotationData[];
  /** Milliseconds since the start, for every point at which an operation was called or returned, in order. */
  readonly times: readonly number[] | null;
}

export const outcomes = ['ok', 'fail', 'info'] as const;
export type Outcome = (typeof outcomes)[number];

/** Operations in the order of their calls, one value per operation in each column. */
export interface OperationColumns {
  readonly count: number;
  readonly id: readonly number[];
  readonly process: readonly number[];
  /** Numbers of {@link OperationColumns.types}. */
  readonly type: readonly number[];
  /** Numbers of partitions. */
  readonly partition: readonly number[];
  /** Numbers of {@link outcomes}. */
  readonly outcome: readonly number[];
  readonly call: readonly number[];
  /** `null` when the operation never returned or its outcome is unknown. */
  readonly return: readonly (number | null)[];
  /** Numbers of {@link OperationColumns.texts}. */
  readonly text: readonly number[];
  readonly types: readonly OperationType[];
  readonly texts: readonly string[];
  /** By number of operation; only what is asked about has one. */
  readonly inferred: Readonly<Record<number, Inference>>;
}

export interface OperationType {
  readonly name: string;
  /** Whether operations of this type were never seen to change the state. */
  readonly readOnly: boolean;
}

export interface PartitionData {
  /** `null` when there is only one partition. */
  readonly key: string | null;
  readonly verdict: Verdict;
  readonly reason: string | null;
  readonly method: string | null;
  /** The order that is shown, and after it, for an invalid partition, those that work if one outcome were unknown. */
  readonly orders: readonly OrderData[];
  readonly violation: ViolationData | null;
}

/** An order of operations of one partition. */
export interface OrderData {
  /** What it is, in words. */
  readonly label: string;
  /** Numbers of operations. */
  readonly operations: readonly number[];
  /** Numbers of states: the one at first, then the one after each operation. */
  readonly states: readonly number[];
  /** Numbers of operations that time allows to come next, and the model does not. */
  readonly blocked: readonly number[];
}

export interface ViolationData {
  readonly kind: string;
  readonly sentence: string;
  /** Numbers of operations. */
  readonly operations: readonly number[];
  readonly culprit: number;
  readonly minimal: boolean;
  /** How many operations had returned in the longest linearizable prefix; `null` when it is not known. */
  readonly completed: number | null;
}

export interface AnnotationData {
  readonly label: string;
  readonly kind: string;
  readonly detail: string;
  readonly lane: string;
  readonly process: number | null;
  readonly from: number;
  /** `null` when it never ended. */
  readonly to: number | null;
}
