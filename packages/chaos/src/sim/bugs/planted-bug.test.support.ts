import type { Bug } from '../../planting/bug.test.support.ts';
import type { Plan } from '../plan.ts';

/** A bug that others had, for the simulator to hunt. */
export interface PlantedBug extends Bug {
  /** Where it happened, or what rules it out. */
  readonly precedent: string;
  /** What of the plans of its seeds is given, for bugs that need a certain kind of weather. */
  readonly overrides?: Partial<Plan>;
}
