import type { HistoryEvent, NoteRecord, OperationEvent } from '../history/event.ts';

/** An invocation and what became of it; no completion means that the process never heard back. */
export interface PairedOperation {
  readonly invoke: OperationEvent;
  readonly completion?: OperationEvent;
}

export interface PairedHistory {
  readonly operations: readonly PairedOperation[];
  readonly notes: readonly (NoteRecord & { readonly time: number })[];
  /** Completions without an invocation, and second invocations of a process that was busy. */
  readonly unplaced: number;
}

/**
 * Pairs each invocation with the completion of the same process. A report has to be readable exactly when something
 * went wrong, so a malformed history is shown as far as it goes and what is left over is counted, not refused.
 */
export function pairHistory(history: readonly HistoryEvent[]): PairedHistory {
  const operations: { invoke: OperationEvent; completion?: OperationEvent }[] = [];
  const open = new Map<number, { invoke: OperationEvent; completion?: OperationEvent }>();
  const notes: (NoteRecord & { time: number })[] = [];
  let unplaced = 0;
  for (const event of history) {
    if (event.process === 'nemesis') {
      if (event.f === 'note') notes.push({ ...(event.value as NoteRecord), time: event.time });
      continue;
    }
    if (event.type === 'invoke') {
      if (open.has(event.process)) unplaced += 1;
      const operation = { invoke: event };
      open.set(event.process, operation);
      operations.push(operation);
      continue;
    }
    const operation = open.get(event.process);
    if (operation === undefined) unplaced += 1;
    else operation.completion = event;
    open.delete(event.process);
  }
  return { operations, notes, unplaced };
}
