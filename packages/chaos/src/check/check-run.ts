import type { HistoryEvent } from '../history/event.ts';
import { findShortcomings, type Demands } from './efficacy.ts';
import { checkInvariants } from './invariants.ts';
import { checkLinearizability, type LinearizabilityOptions, type ModelName } from './linearizability.ts';
import type { NodeLog } from './node-log.ts';
import { countOperations } from './operations.ts';
import type { ClockSample, Results, Verdict } from './results.ts';
import { countElections, findFaults, findRecoveries, findReigns } from './timeline.ts';

export interface RunMaterial {
  readonly history: readonly HistoryEvent[];
  readonly logs: readonly NodeLog[];
  readonly clocks: readonly ClockSample[];
  readonly model: ModelName;
  readonly demands: Demands;
  /** Whether the nodes log the events of Raft; otherwise nothing is concluded from their silence. */
  readonly hasRaftLogs: boolean;
  /** Why the run did not go as it should have, if so. */
  readonly troubles: readonly string[];
}

/** Judges a run by everything that is left of it. */
export function checkRun(material: RunMaterial, options: LinearizabilityOptions = {}): Results {
  const { history, logs, clocks, model, demands, hasRaftLogs, troubles } = material;
  const linearizability = checkLinearizability(history, model, options);
  const invariants = checkInvariants(logs);
  const faults = findFaults(history);
  const reigns = findReigns(history);
  const facts = {
    operations: countOperations(history),
    ...countElections(logs, reigns),
    reigns,
    faults,
  };
  const doubts = [...troubles, ...findShortcomings(facts, demands)];
  if (hasRaftLogs && invariants.verdict === 'unknown') doubts.push('no node logged anything about Raft');
  return {
    ...conclude(linearizability, invariants, doubts),
    linearizability,
    invariants,
    ...facts,
    recoveries: findRecoveries(history, faults.windows),
    clocks,
  };
}

/** Invalid beats unknown beats valid. */
function conclude(
  linearizability: Results['linearizability'],
  invariants: Results['invariants'],
  doubts: readonly string[],
): { verdict: Verdict; reasons: string[] } {
  const violations = [
    ...linearizability.anomalies.map(({ sentence }) => `not linearizable: ${sentence}`),
    ...invariants.violations.map(({ invariant, sentence }) => `broken invariant (${invariant}): ${sentence}`),
  ];
  if (linearizability.verdict === 'invalid' && linearizability.anomalies.length === 0)
    violations.unshift('not linearizable');
  if (violations.length > 0) return { verdict: 'invalid', reasons: [...violations, ...doubts] };
  const reasons = [...doubts];
  if (linearizability.verdict === 'unknown')
    reasons.unshift(`linearizability is undecided: ${linearizability.reason ?? 'no reason given'}`);
  return { verdict: reasons.length > 0 ? 'unknown' : 'valid', reasons };
}
