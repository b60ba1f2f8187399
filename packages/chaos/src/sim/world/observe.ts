import type { LogIndex, NodeInspection } from '@seaworthy/core';

import type { Observation } from '../plan.ts';
import type { SimulatedNode } from './simulated-node.ts';

/**
 * Looks at a node; null if it does not run. Most of what happens to a node shows nowhere: then this is `before`, what the
 * last look saw, and nothing new is made.
 */
export function observe(node: SimulatedNode, before: Observation | undefined): Observation | null {
  const inspection = node.server?.node?.inspect();
  if (inspection === undefined) return null;
  const { view, applied } = inspection;
  const isAsBefore =
    before !== undefined && before.incarnation === node.incarnation && shows(before, inspection);
  if (isAsBefore) return before;
  return {
    id: node.id,
    incarnation: node.incarnation,
    role: view.role,
    term: view.term,
    votedFor: view.votedFor,
    snapshot: standsOn(inspection),
    applied,
    commit: view.commit,
    durable: view.durable,
    last: view.last,
    firstStored: view.firstStored,
    termAt: (index) => inspection.termAt(index as LogIndex),
    configuration: view.configuration,
    configurationIndex: view.configurationIndex,
  };
}

/** A node in a line of the trace. */
export function describe(observation: Observation): string {
  const { id, role, term, snapshot, applied, commit, durable, last } = observation;
  return `${id} ${role} term=${term} snapshot=${snapshot} applied=${applied} commit=${commit} durable=${durable} last=${last}`;
}

/** While a received snapshot is being restored, the state still stands on what was applied before. */
function standsOn({ view, applied }: NodeInspection): number {
  return Math.min(view.snapshot, applied);
}

function shows(observation: Observation, inspection: NodeInspection): boolean {
  const { view, applied } = inspection;
  return (
    observation.role === view.role &&
    observation.term === view.term &&
    observation.votedFor === view.votedFor &&
    observation.snapshot === standsOn(inspection) &&
    observation.applied === applied &&
    observation.commit === view.commit &&
    observation.durable === view.durable &&
    observation.last === view.last &&
    observation.firstStored === view.firstStored &&
    observation.configuration === view.configuration &&
    observation.configurationIndex === view.configurationIndex
  );
}
