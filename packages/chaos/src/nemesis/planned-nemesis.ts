import type { Nemesis } from '../run/experiment.ts';
import { runNemesis } from './run-nemesis.ts';
import type { PlannedFault } from './schedule.ts';

/** A nemesis for an experiment, out of a plan. */
export function plannedNemesis(plan: readonly PlannedFault[]): Nemesis {
  return {
    names: [...new Set(plan.map(({ action }) => action.kind))],
    run: ({ environment, recorder, elapsedMs, signal }) =>
      runNemesis({ environment, plan, sink: recorder, elapsedMs, signal }),
  };
}
