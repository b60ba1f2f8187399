import type { Observation } from '../plan.ts';
import { ViolationError } from '../world/world.ts';
import type { ObservedLog } from './observed-log.ts';

/** What was last seen of a node, running or not. */
export interface Seen {
  readonly observation: Observation;
  readonly log: ObservedLog;
}

/** Everybody who was ever seen. */
export type SeenNodes = ReadonlyMap<string, Seen>;

/** Whether a node is as it was: whoever looks gives the same observation then, and a log that ends as it did is as it was. */
export function isUnchanged({ observation, log }: Seen, now: Observation): boolean {
  return observation === now && log.at(now.last) === now.termAt(now.last);
}

/** Whether a node led the same term at two looks within one life of its process. */
export function reigns(last: Seen | null, now: Observation): last is Seen {
  return now.role === 'leader' && last?.observation.role === 'leader' && last.observation.term === now.term;
}

export function demand(condition: boolean, property: string, message: () => string): void {
  if (!condition) throw new ViolationError(property, message());
}
