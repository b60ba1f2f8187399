/**
 * One operation of a client: what it asked, what it was told, and when.
 *
 * `call` and `return` are points on one line; any unit will do, only their order counts. The interval is
 * closed: an operation that begins at the very point where another ends overlaps it.
 */
export interface Operation<I, O> {
  /** Unique within a history. Histories read from a file use the index of the invocation. */
  readonly id: number;
  readonly process: number;
  readonly input: I;
  /** `undefined` when the answer is not known. */
  readonly output: O | undefined;
  readonly call: number;
  /**
   * `Infinity` when the operation never completed or its outcome is unknown. Such an operation is *optional*:
   * it may take effect at any point after its call, or never.
   */
  readonly return: number;
}

/** Whether the operation may also never have happened. */
export function isOptional(operation: Operation<unknown, unknown>): boolean {
  return operation.return === Infinity;
}
