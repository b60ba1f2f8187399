import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { median, round } from '../numbers.mjs';
import { Loader, loadMicros, serverMicros } from './load/loader.mjs';

/** What makes the servers' code hot before anything is measured. */
const WARM_UP = { mix: { put: 1 }, inFlight: 256, rounds: 1, warmupSeconds: 0 };

/**
 * Measures the shapes of a group on fresh clusters. The rounds of the systems alternate, so that whatever else the
 * machine does meets all of them; every system has a load program of its own, which keeps its connections.
 *
 * @param starters what starts each cluster in a directory.
 * @returns for every shape its name and, by system, the figures of {@link summarize}.
 */
export async function measureGroup(
  starters,
  shapes,
  { directory, rounds, seconds, heatSeconds, warmupSeconds, onRow },
) {
  const folder = await mkdtemp(join(directory, 'group-'));
  const clusters = [];
  const loaders = new Map();
  const rows = [];
  try {
    for (const start of starters) {
      const cluster = await start(folder);
      clusters.push(cluster);
      loaders.set(cluster.name, await Loader.start(cluster));
    }
    for (const loader of loaders.values()) await loader.run({ ...WARM_UP, seconds: heatSeconds });
    for (const shape of shapes) {
      const plans = new Map(
        [...loaders.keys()]
          .filter((system) => !shape.without.includes(system))
          .map((system) => [system, planFor(shape, system, rows)]),
      );
      for (const [system, plan] of plans)
        await loaders.get(system).run({ ...plan, rounds: 1, seconds: warmupSeconds, warmupSeconds: 0 });
      const measured = await alternate(loaders, plans, { rounds, seconds });
      const row = { shape: shape.name, plan: shape.plan, systems: {} };
      for (const [system, runs] of measured) row.systems[system] = summarize(runs, plans.get(system));
      rows.push(row);
      onRow(row);
    }
    return rows;
  } finally {
    for (const loader of loaders.values()) await loader.stop();
    for (const cluster of clusters) await cluster.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function alternate(loaders, plans, { rounds, seconds }) {
  const measured = new Map([...plans.keys()].map((system) => [system, []]));
  for (let number = 0; number < rounds; number++) {
    for (const [system, plan] of plans) {
      const once = { ...plan, rounds: 1, seconds, warmupSeconds: 0, fill: false, seed: number + 2 };
      // A seed makes the values, too, and a compare-and-set expects those that are there.
      if (plan.mix.cas !== undefined) once.seed = plan.seed;
      measured.get(system).push(await loaders.get(system).run(once));
    }
  }
  return measured;
}

/** A shape at half of the maximum rate is another for each system. */
function planFor({ plan, halfOf }, system, rows) {
  if (halfOf === undefined) return { seed: 1, ...plan };
  const maximum = rows.find(({ shape }) => shape === halfOf).systems[system].perSecond.median;
  return { seed: 1, ...plan, rate: Math.max(1, Math.round(maximum / 2)) };
}

/** The figures of some rounds: medians with the least and the most, latencies in ms, CPU in µs per operation. */
export function summarize(runs, plan) {
  const first = (pick) => spread(runs.map(({ result }) => pick(result.rounds[0])));
  const latency = (name) => first(({ latencyMs }) => latencyMs?.[name] ?? NaN);
  const errors = {};
  for (const { result } of runs)
    for (const [code, count] of Object.entries(result.errors)) errors[code] = (errors[code] ?? 0) + count;
  return {
    rate: plan.rate,
    perSecond: first(({ opsPerSecond }) => opsPerSecond),
    p50: latency('p50'),
    p99: latency('p99'),
    p999: latency('p999'),
    max: latency('max'),
    lagP99: plan.rate === undefined ? undefined : first(({ lagMs }) => lagMs?.p99 ?? 0),
    serverMicros: spread(runs.map(serverMicros)),
    eachServerMicros: runs[0].serverCpuSeconds.map((_, position) =>
      round(median(runs.map((run) => (run.serverCpuSeconds[position] / run.result.operations) * 1e6))),
    ),
    loadMicros: spread(runs.map(loadMicros)),
    loadBusy: first(({ busy }) => busy),
    residentMib: runs.at(-1).residentBytes.map((bytes) => Math.round(bytes / 2 ** 20)),
    othersShare: spread(runs.map(({ othersShare }) => othersShare)),
    errors,
  };
}

function spread(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: round(median(sorted)), min: round(sorted[0]), max: round(sorted.at(-1)), all: values };
}
