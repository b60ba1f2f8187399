/**
 * What a load consists of:
 * - `put` sets `key` to `value`;
 * - `append` adds `value` to the end of what `key` holds;
 * - `cas` sets `key` to `value` if that is what it holds already, so that each one is a write that succeeds;
 * - `get` reads `key`, linearizably;
 * - `get-serializable` reads `key` from one server's own store.
 */
export const OPERATION_KINDS = ['put', 'append', 'cas', 'get', 'get-serializable'] as const;

export type OperationKind = (typeof OPERATION_KINDS)[number];

/** One operation. It is only valid within the call that takes it: the next one may be made of the same bytes. */
export interface Operation {
  readonly kind: OperationKind;
  readonly key: Uint8Array;
  /** Empty for reads. */
  readonly value: Uint8Array;
}

/** Called once per operation, and never from within `start`: with null if it succeeded, else with what went wrong. */
export type Done = (error: unknown) => void;

/** One connection to a system under load; takes any number of operations at a time. */
export interface LoadConnection {
  /**
   * Begins an operation. It takes a callback rather than giving a promise, so that the load program itself costs
   * little. The `code` of an error, if it has one, is what the error is counted under; a refused `cas` and a read
   * that finds nothing are errors too, for the figures would otherwise be those of another operation.
   */
  start(operation: Operation, done: Done): void;
  /** Called when no operation is open any more, or when those that are have been given up. */
  close(): Promise<void>;
}

/** A system that can be put under load: a cluster, or anything to compare it with. */
export interface LoadTarget {
  /**
   * Opens one more connection. Rejects if the system cannot be reached, and may reject once the signal is aborted,
   * which means nothing to a connection that stands.
   */
  open(signal?: AbortSignal): Promise<LoadConnection>;
}

/** An answer that came, but is not the one that the load is about. */
export class LoadError extends Error {
  override readonly name = 'LoadError';
  readonly code: 'cas_refused' | 'no_such_key';

  constructor(code: LoadError['code'], message: string) {
    super(message);
    this.code = code;
  }
}
