import type { HistoryEvent } from '../history/event.ts';
import type { ReportInput } from './render-report.ts';
import { synthesize } from './synthetic.test.support.ts';

const attack = `</script><img src=x onerror="window.pwned=true"><script>window.pwned=true</script>\u2028<!--\u202e&lt;`;

/** A run in which every piece of text attacks. */
export function hostileRun(): ReportInput {
  const input = synthesize({ seconds: 75, operations: 500, processes: 3, stale: true });
  const history = input.history.map((event): HistoryEvent => {
    if (event.process === 'nemesis') return { ...event, value: { ...event.value, description: attack } };
    const value = typeof event.value === 'number' ? `${attack}${event.value}` : event.value;
    return { ...event, key: `${attack}${event.key}`, value, node: attack, error: attack };
  });
  const { results, experiment } = input;
  return {
    experiment: {
      ...experiment,
      name: attack,
      system: attack,
      environmentDescription: attack,
      workload: attack,
      startedAt: attack,
      version: attack,
      nodes: [attack, 'javascript:window.pwned=true', '__proto__'],
      nemeses: [attack],
    },
    results: {
      ...results,
      reasons: [attack, attack],
      linearizability: {
        ...results.linearizability,
        model: attack,
        anomalies: results.linearizability.anomalies.map((anomaly) => ({
          ...anomaly,
          key: attack,
          sentence: attack,
        })),
      },
      invariants: {
        verdict: 'invalid',
        violations: [{ invariant: attack, sentence: attack, nodes: [attack], term: 3, time: 5e9 }],
      },
      reigns: results.reigns.map((reign) => ({ ...reign, node: attack })),
      faults: {
        ...results.faults,
        windows: results.faults.windows.map((window) => ({
          ...window,
          kind: attack,
          description: attack,
          reason: attack,
          nodes: [attack],
          measured: { [attack]: attack },
        })),
      },
    },
    history,
    logs: [
      { node: attack, path: attack },
      { node: 'n1', path: 'javascript:window.pwned=true' },
      { node: 'n2', path: '//example.org/x' },
    ],
    command: attack,
  };
}
