import type { ClockSample, Reign } from '../check/results.ts';
import type { FaultRecord } from '../history/event.ts';
import type { FaultWindow } from './data.ts';
import type { SyntheticOptions } from './synthetic.test.support.ts';

export const second = 1e9;
export const nodes = ['n1', 'n2', 'n3', 'n4', 'n5'];

/** A time in which nobody leads. */
export interface Outage {
  readonly faultId: string;
  readonly from: number;
  readonly to: number;
}

/** Who leads when, and under which faults. */
export interface Course {
  readonly windows: FaultWindow[];
  readonly reigns: Reign[];
  readonly outages: Outage[];
}

export function calm({ seconds }: SyntheticOptions): Course {
  const reigns: Reign[] = [{ node: 'n1', term: 1, from: 0.3 * second, to: seconds * second }];
  return { windows: [] as FaultWindow[], reigns, outages: [] as Outage[] };
}

/** Nine faults over the run, each with its effect on who leads and how long nobody does. */
export function storm({ seconds }: SyntheticOptions): Course {
  const unit = (seconds * second) / 75;
  const plan: readonly (readonly [
    kind: string,
    hit: readonly string[],
    text: string,
    at: number,
    lasts: number,
    dark: number,
    measured?: FaultRecord['measured'],
  ])[] = [
    ['partition-halves', ['n1', 'n2'], 'n1, n2 cut off from n3, n4, n5', 5, 6, 1.4, { blockedLinks: 12 }],
    [
      'kill',
      ['n3'],
      'n3 killed with SIGKILL and restarted on its data',
      14,
      4,
      1.7,
      { exitSignal: 'SIGKILL' },
    ],
    [
      'clock-jump',
      ['n4'],
      'wall and monotonic clock of n4 moved by +5.0 s',
      21,
      6,
      0,
      { wallOffsetMs: 5003.2, monotonicOffsetMs: 4998.7 },
    ],
    ['partition-leader', ['n4'], 'the leader n4 cut off from everybody', 30, 5, 2.1, { blockedLinks: 8 }],
    ['pause', ['n5'], 'n5 stopped with SIGSTOP', 36.5, 5, 1.5],
    ['partition-ring', nodes, 'every node hears a different majority', 44, 5.5, 0.7, { blockedLinks: 10 }],
    ['clock-drift', ['n2'], 'clocks of n2 run 20 % fast', 46, 9, 0, { rate: 1.2, wallOffsetMs: 1802.5 }],
    ['one-way-partition', ['n1'], 'n1 is heard but does not hear', 57, 5, 1.1, { blockedLinks: 4 }],
    ['kill', ['n2', 'n5'], 'n2 and n5 killed with SIGKILL and restarted on their data', 65, 4, 1.9],
  ];
  const windows = plan.map(([kind, hit, description, at, lasts, , measured], i): FaultWindow => ({
    id: `fault-${i + 1}`,
    kind,
    nodes: hit,
    description,
    status: kind === 'one-way-partition' ? 'indeterminate' : 'installed',
    ...(kind === 'one-way-partition' ? { reason: 'the probe got no answer in time' } : {}),
    ...(measured === undefined ? {} : { measured }),
    from: at * unit,
    to: (at + lasts) * unit,
  }));
  const skipped: FaultWindow = {
    id: 'fault-10',
    kind: 'clock-strobe',
    nodes: ['n3'],
    description: 'clock of n3 strobes',
    status: 'skipped',
    reason: 'libfaketime is not installed',
    from: 70 * unit,
    to: 70 * unit,
  };
  const leaders = ['n1', 'n3', 'n4', 'n5', 'n3', 'n1', 'n2', 'n4'];
  const changes = plan.filter(([, , , , , dark]) => dark > 0);
  const reigns: Reign[] = [{ node: 'n1', term: 1, from: 0.4 * unit, to: (changes[0]![3] + 0.9) * unit }];
  let term = 1;
  changes.forEach(([, , , at, lasts, dark], i) => {
    term += i % 3 === 2 ? 2 : 1;
    const until = changes[i + 1];
    const node = leaders[(i + 1) % leaders.length]!;
    const to =
      until === undefined
        ? 75 * unit
        : (until[3] + (until[0].startsWith('partition') ? Math.min(1.2, lasts) : 0.02)) * unit;
    reigns.push({ node, term, from: (at + dark) * unit, to });
  });
  const outages = plan.flatMap(([, , , at, , dark], i): Outage[] =>
    dark === 0
      ? []
      : [
          {
            faultId: `fault-${i + 1}`,
            from: at * unit,
            to: at * unit + dark * second * Math.min(1, unit / second),
          },
        ],
  );
  return { windows: [...windows, skipped], reigns, outages };
}

export function clocks({ seconds }: SyntheticOptions, windows: readonly FaultWindow[]): ClockSample[] {
  const samples: ClockSample[] = [];
  for (let at = 0; at <= seconds; at += seconds / 75) {
    nodes.forEach((node, i) => {
      const time = at * second;
      const jump = windows.find((window) => window.kind === 'clock-jump' && window.nodes.includes(node));
      const drift = windows.find((window) => window.kind === 'clock-drift' && window.nodes.includes(node));
      const jumped = jump !== undefined && time >= jump.from && time < jump.to! ? 5003 : 0;
      const drifted =
        drift !== undefined && time >= drift.from && time < drift.to! ? ((time - drift.from) / 1e6) * 0.2 : 0;
      const noise = Math.sin(at * 3 + i * 2) * 0.6;
      samples.push({
        node,
        time,
        wallOffsetMs: jumped + drifted + noise,
        monotonicOffsetMs: jumped + drifted * 0.6 + noise / 2,
      });
    });
  }
  return samples;
}
