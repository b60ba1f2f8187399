import type { ExperimentRecord, Results } from '../check/results.ts';
import type { FaultRecord, NoteRecord, OperationEvent, Value } from '../history/event.ts';

/** What the page is given: plain JSON, embedded in it. Times are nanoseconds since the start of the run. */
export interface ReportData {
  readonly experiment: ExperimentRecord;
  readonly results: Results;
  readonly operations: OperationColumns;
  readonly notes: readonly (NoteRecord & { readonly time: number })[];
  /** From 0 to the last thing that was seen. */
  readonly duration: number;
  /** The shell command that runs this experiment again. */
  readonly command: string;
  readonly logs: readonly NodeLog[];
  /** Events of the history that the report could not place. */
  readonly unplaced: number;
}

/** Where a node's log file lies, relative to the report. */
export interface NodeLog {
  readonly node: string;
  readonly path: string;
}

export type FunctionName = OperationEvent['f'];
export type Outcome = 'ok' | 'fail' | 'info';

/** The order of outcomes in {@link OperationColumns.outcome}; a later one is worse news. */
export const outcomes: readonly Outcome[] = ['ok', 'fail', 'info'];

/**
 * All operations, one column per field, in the order of their invocations: a tenth of the size of one object each, and
 * drawn from without touching objects. Names are numbers that point into the lists beside them; -1 is "none".
 */
export interface OperationColumns {
  readonly count: number;
  readonly functions: readonly FunctionName[];
  readonly keys: readonly string[];
  readonly nodes: readonly string[];
  readonly errors: readonly string[];
  readonly process: readonly number[];
  readonly f: readonly number[];
  readonly key: readonly number[];
  readonly outcome: readonly number[];
  /** Nanoseconds since the previous operation's invocation. */
  readonly startDelta: readonly number[];
  /** Nanoseconds from invocation to completion; -1 where nothing ever completed it. */
  readonly duration: readonly number[];
  readonly node: readonly number[];
  readonly error: readonly number[];
  readonly revision: readonly number[];
  /** History index of the invocation, less that of the previous operation's. */
  readonly indexDelta: readonly number[];
  readonly value: readonly OperationEvent['value'][];
  /** What completed `ok` operations answered; null for all others. */
  readonly result: readonly OperationEvent['value'][];
  /** With a refused `cas`: what was there instead, by operation number. */
  readonly current: Readonly<Record<number, Value>>;
}

export type FaultWindow = FaultRecord & { readonly from: number; readonly to: number | null };
