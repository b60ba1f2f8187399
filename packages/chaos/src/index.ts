/**
 * Tests of distributed systems in Jepsen's way: start a cluster, use it, hurt it, write down what clients saw, and
 * judge whether that could have come from one correct store.
 *
 * @packageDocumentation
 */
export { runExperiment, type RunOptions, type RunOutcome } from './run/run-experiment.ts';
export type { Experiment, Nemesis, NemesisContext } from './run/experiment.ts';
export { analyzeRun, type JudgeOptions } from './run/judge.ts';
export { defaultStore, listRuns, RUN_FILES, RunFolder } from './run/run-folder.ts';
export { EXIT, exitCodeOf } from './run/exit-codes.ts';
export { summarize } from './run/summary.ts';
export type { Output } from './run/progress.ts';

export type {
  Capability,
  ClockReading,
  ClockSetting,
  Environment,
  EnvironmentOptions,
  FaultClass,
  Link,
  NodeAddress,
} from './environment/environment.ts';
export {
  chooseEnvironment,
  ENVIRONMENT_CHOICES,
  type EnvironmentChoice,
} from './environment/choose-environment.ts';
export {
  httpStatus,
  seaworthyServer,
  type ContainerImage,
  type ContainerSpec,
  type NodeCommand,
  type NodeContext,
  type NodeStatus,
  type SeaworthyServerOptions,
  type SystemUnderTest,
} from './environment/system.ts';
export { naiveSystem } from './systems/naive-system.ts';

export { plannedNemesis } from './nemesis/planned-nemesis.ts';
export {
  FAULT_KINDS,
  planFaults,
  type FaultAction,
  type FaultKind,
  type PlannedFault,
  type PlanOptions,
  type Target,
} from './nemesis/schedule.ts';
export type { OneWay } from './nemesis/grudge.ts';

export type {
  ClientContext,
  MakeClient,
  Routing,
  StoreCompletion,
  StoreOperation,
  TestClient,
} from './workload/client.ts';
export { HttpClient } from './workload/http-client.ts';
export { LibraryClient } from './workload/library-client.ts';
export { SeaworthyClient } from './workload/seaworthy-client.ts';
export { WORKLOAD_NAMES } from './workload/make-workload.ts';
export type { WorkloadName } from './workload/workload.ts';

export type {
  EventType,
  FaultRecord,
  HistoryEvent,
  NemesisEvent,
  NoteRecord,
  OperationEvent,
  Value,
} from './history/event.ts';
export { parseHistory, readHistoryFile } from './history/reader.ts';
export {
  fileSink,
  Recorder,
  type Completion,
  type HistorySink,
  type Invocation,
  type MonotonicNanoseconds,
} from './history/recorder.ts';

export {
  checkLinearizability,
  type LinearizabilityOptions,
  type ModelName,
} from './check/linearizability.ts';
export { checkInvariants } from './check/invariants.ts';
export { parseNodeLog, type NodeLog, type RaftEvent } from './check/node-log.ts';
export { checkRun, type RunMaterial } from './check/check-run.ts';
export type { Demands } from './check/efficacy.ts';
export type {
  Anomaly,
  ClockSample,
  Counts,
  ExperimentRecord,
  InvariantViolation,
  Reign,
  Results,
  Verdict,
} from './check/results.ts';
export { renderReport, type ReportInput } from './report/render-report.ts';

export {
  runSeeds,
  type RunSeedsOptions,
  type SeedsProgress,
  type SeedsResults,
  type ToldFailure,
} from './sim/run-seeds.ts';
export { parseSeeds, type SeedRange } from './sim/seed-range.ts';
export type { Remark } from './sim/tally.ts';
export type { KeptFailure } from './sim/failure-folder.ts';
export { shrink, type ShrinkOptions, type Shrunk, type TryPlan } from './sim/shrink.ts';
export { readPlan } from './sim/plan-schema.ts';
export { choosePlan } from './sim/world/choose-plan.ts';
export { simulate, type SimulateOptions } from './sim/world/simulate.ts';
export { ViolationError, type Watch } from './sim/world/world.ts';
export { SAFETY_PROPERTIES, SafetyWatch, type SafetyProperty } from './sim/safety/safety-watch.ts';
export type {
  Exercised,
  Fault,
  LinkQuality,
  Observation,
  Plan,
  RunResult,
  Target as FaultTarget,
  Violation,
} from './sim/plan.ts';

export { ChaosError, HistoryFormatError, type ChaosErrorCode } from './errors.ts';
