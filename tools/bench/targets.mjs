import { pairedRatio } from './report.mjs';

const HALF_RATE = 'put 256 B at half of the maximum rate';

const atLeast = (limit) => ({ text: `≥ ${limit}`, holds: (value) => value >= limit });
const atMost = (limit) => ({ text: `≤ ${limit}`, holds: (value) => value <= limit });
const ratio = (shape, figure, system, other) => (report) =>
  pairedRatio(
    report.loads.find((row) => row.shape === shape),
    figure,
    system,
    other,
  );
const event = (name, figure) => (report) => report.events[name]?.[figure];

/** What this project wants to reach: ratios on one machine in one run, or bounds that follow from its settings. */
const TARGETS = [
  ...[64, 1000].flatMap((inFlight) => {
    const shape = `put 256 B, ${inFlight} in flight`;
    return [
      [
        `puts/s against the floor, ${inFlight} in flight`,
        atLeast(0.5),
        ratio(shape, 'perSecond', 'seaworthy', 'floor'),
      ],
      [
        `puts/s against etcd, ${inFlight} in flight`,
        atLeast(10),
        ratio(shape, 'perSecond', 'seaworthy', 'etcd'),
      ],
    ];
  }),
  [
    'linearizable gets/s against etcd, 1000 in flight',
    atLeast(10),
    ratio('linearizable get 256 B, 1000 in flight', 'perSecond', 'seaworthy', 'etcd'),
  ],
  [
    'p50 of a put against the floor, 1 in flight',
    atMost(1.5),
    ratio('put 256 B, 1 in flight', 'p50', 'seaworthy', 'floor'),
  ],
  [
    'p99 of a put at half of the maximum rate against etcd at half of its own',
    atMost(1),
    ratio(HALF_RATE, 'p99', 'seaworthy', 'etcd'),
  ],
  [
    'server CPU per put against etcd, all nodes, 1000 in flight',
    atMost(0.2),
    ratio('put 256 B, 1000 in flight', 'serverMicros', 'seaworthy', 'etcd'),
  ],
  [
    'leader killed to first successful put, in election timeouts',
    atMost(2),
    event('leader killed', 'longest, in election timeouts'),
  ],
  ['longest stall by a snapshot, ms', atMost(50), event('snapshot', 'longest stall ms')],
  ['memory per key of 64 B with 256 B, bytes', atMost(1024), event('memory', 'bytes per key')],
];

/** What was measured of it against each target. */
export function compareWithTargets(report) {
  return TARGETS.map(([measure, { text, holds }, read]) => {
    const measured = read(report);
    return { measure, measured, target: text, reached: measured !== undefined && holds(measured) };
  }).filter(({ measured }) => measured !== undefined);
}
