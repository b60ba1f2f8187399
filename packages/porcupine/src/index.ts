/**
 * A linearizability checker: does a recorded history of concurrent operations behave as if they had come one
 * at a time?
 *
 * @packageDocumentation
 */
export { check, checkAsync, checkHistory } from './check.ts';
export type { CheckOptions } from './options.ts';
export type {
  CheckResult,
  CheckStats,
  PartialLinearization,
  PartitionResult,
  Progress,
  UnknownReason,
  Verdict,
} from './result.ts';
export type { Explanation, LinearizablePrefix } from './explain/explanation.ts';
export { inferOutcomes } from './explain/infer.ts';
export type { Inference, InferOptions } from './explain/infer.ts';

export { ILLEGAL } from './model.ts';
export type { Illegal, Model, ModelHints, Partition, PartitionKey, Reason, Violation } from './model.ts';
export { defineModel, defineNondeterministicModel } from './define-model.ts';
export type {
  ModelDefinition,
  NondeterministicModel,
  PossibleStates,
  ReadonlyState,
} from './define-model.ts';
export type { FastOutcome, FastPath, Method } from './fast/fast-path.ts';
export { isOptional } from './operation.ts';
export type { Operation } from './operation.ts';

export { kv } from './models/kv.ts';
export { register } from './models/register.ts';
export { casRegister } from './models/cas-register.ts';
export { counter } from './models/counter.ts';
export type { CounterInput, CounterOutput } from './models/counter.ts';
export { set } from './models/set.ts';
export type { SetInput, SetOutput, SetState } from './models/set.ts';
export { queue } from './models/queue.ts';
export type { QueueInput, QueueOutput } from './models/queue.ts';
export { stack } from './models/stack.ts';
export type { StackInput, StackOutput } from './models/stack.ts';
export { mutex } from './models/mutex.ts';
export type { MutexInput, MutexOutput } from './models/mutex.ts';
export { listAppend } from './models/list-append.ts';
export type { ListInput, ListOutput } from './models/list-append.ts';
export type { Chain } from './models/chain.ts';
export { builtInModels } from './models/built-in.ts';
export type { BuiltInModel } from './models/built-in.ts';
export type { CellModel } from './models/register.ts';
export type { CellInput, CellKey, CellOutput, CellState, RefusedCas, Value } from './models/cell.ts';

export { HistoryReader, parseHistory, readHistory } from './history/history.ts';
export { readHistoryStream } from './history/bytes.ts';
export type { History, HistoryCodec, ReadOptions } from './history/history.ts';
export type { EventType, HistoryEvent } from './history/event.ts';
export { HISTORY_FORMATS } from './history/format.ts';
export type { HistoryFormat } from './history/format.ts';
export { HistoryTextError } from './history/place.ts';
export type { Place } from './history/place.ts';

export { ArgumentError, HistoryError, ModelError, PorcupineError } from './errors.ts';
export type { HistoryErrorCode } from './errors.ts';

export { renderPicture } from './picture/render.ts';
export type { PictureOptions, PictureSource } from './picture/encode.ts';
export type { Annotation } from './picture/annotations.ts';

export { createChecker } from './stream/checker.ts';
export type { StreamChecker, StreamOptions, StreamResult, StreamStatus } from './stream/checker.ts';
export type { Hold, StreamPartition } from './stream/key-checker.ts';
