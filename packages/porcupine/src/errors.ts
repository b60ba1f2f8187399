import type { Operation } from './operation.ts';

/** What every error of this package has in common. */
export class PorcupineError extends Error {
  override readonly name: string = 'PorcupineError';
  /** Stable, for programs. */
  readonly code: string;
  /** Whether the same call may succeed later. A checker is a pure function: never. */
  readonly retryable: boolean = false;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** What can be wrong with a recorded history. */
export type HistoryErrorCode =
  // The text.
  | 'INVALID_UTF8'
  | 'UNKNOWN_FORMAT'
  | 'INVALID_JSON'
  | 'INVALID_EDN'
  | 'INVALID_LOG_LINE'
  | 'EVENT_TOO_LONG'
  // An event.
  | 'INVALID_EVENT'
  | 'UNKNOWN_TYPE'
  | 'UNKNOWN_FUNCTION'
  | 'INVALID_KEY'
  | 'INVALID_VALUE'
  // Events together.
  | 'INDEX_ORDER'
  | 'ALREADY_OPEN'
  | 'NOT_OPEN'
  | 'MISMATCHED_COMPLETION'
  | 'EMPTY_HISTORY';

/** A history that cannot be read. */
export class HistoryError extends PorcupineError {
  override readonly name = 'HistoryError';
  declare readonly code: HistoryErrorCode;
  /** The line (from 1) of the text, or the position (from 1) in the array of events. */
  readonly line: number;
  /** What would have been right, in words. */
  readonly expected: string;

  constructor(code: HistoryErrorCode, line: number, expected: string, found: string, options?: ErrorOptions) {
    super(code, `line ${line}: expected ${expected}, found ${found}`, options);
    this.line = line;
    this.expected = expected;
  }
}

/** Operations or options, handed to the checker by a program, that make no sense. */
export class ArgumentError extends PorcupineError {
  override readonly name = 'ArgumentError';

  constructor(message: string) {
    super('INVALID_ARGUMENT', message);
  }
}

/** A function of a model threw: the model is wrong, or does not know what to do with an operation. */
export class ModelError extends PorcupineError {
  override readonly name = 'ModelError';
  /** The operation at hand, if there was one. */
  readonly operation: Operation<unknown, unknown> | undefined;

  /** @param cause what the model threw. */
  constructor(model: string, method: string, cause: unknown, operation?: Operation<unknown, unknown>) {
    const what = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    const where = operation === undefined ? '' : ` on operation ${operation.id}`;
    super('model_threw', `the ${method} of model ${model} threw${where}: ${what}`, { cause });
    this.operation = operation;
  }
}
