import type { Random } from '../../../ports/random.ts';
import type { StateMachine } from '../../../ports/state-machine.ts';
import type { ConformanceCase } from '../types.ts';

/** What a state machine must bring along to be examined. */
export interface StateMachineHarness {
  /** A machine that has applied nothing yet. */
  create(): StateMachine<unknown>;
  /**
   * The beginning of a log: one command for each of these indices, chosen by `random`, equal for equal choices. They
   * should do all that commands can do, being refused among it, and no two logs of many commands should lead to the same
   * state.
   */
  commands(random: Random, indices: readonly number[]): readonly Uint8Array[];
  /** A value that is deeply equal for machines in the same state, and for no others. Default: the bytes of a snapshot. */
  describe?(machine: StateMachine<unknown>): unknown;
}

export type StateMachineCase = ConformanceCase<StateMachineHarness>;
