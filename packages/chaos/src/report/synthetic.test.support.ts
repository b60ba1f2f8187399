import type { Counts, ExperimentRecord, Reign, Results } from '../check/results.ts';
import type { FaultRecord, HistoryEvent, OperationEvent, Value } from '../history/event.ts';
import type { FaultWindow } from './data.ts';
import type { ReportInput } from './render-report.ts';
import { calm, clocks, nodes, type Outage, second, storm } from './synthetic-faults.test.support.ts';

export interface SyntheticOptions {
  readonly seconds: number;
  readonly operations: number;
  readonly processes: number;
  readonly seed?: number;
  readonly faults?: boolean;
  /** Makes one read return an overwritten value, and the verdict say so. */
  readonly stale?: boolean;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A run as a healthy cluster under faults would leave it behind: linearizable by construction, and the same for a seed. */
export function synthesize(options: SyntheticOptions): ReportInput {
  const random = lcg(options.seed ?? 7);
  const { windows, reigns, outages } = options.faults === false ? calm(options) : storm(options);
  const operations = perform(options, random, outages);
  const stale = options.stale === true ? makeStale(operations) : undefined;
  const history = record(operations, windows, reigns);
  const results = judge(
    options,
    operations,
    windows,
    reigns,
    outages,
    stale?.map((event) => event.index),
  );
  return { experiment: experiment(options), results, history };
}

interface Performed {
  readonly invoke: Mutable<OperationEvent>;
  readonly completion: Mutable<OperationEvent>;
}

function perform(options: SyntheticOptions, random: () => number, outages: readonly Outage[]): Performed[] {
  const { processes, seconds, operations } = options;
  const spacing = (seconds * second * processes) / operations;
  const store = new Map<string, { value: Value; revision: number }>();
  let revision = 0;
  let next = 1;
  const starts: { process: number; time: number }[] = [];
  for (let thread = 0; thread < processes; thread++) {
    for (let i = 0; (i + 1) * spacing < seconds * second; i++) {
      starts.push({ process: thread, time: Math.floor((i + 0.55 * random()) * spacing) });
    }
  }
  starts.sort((a, b) => a.time - b.time);
  const free = new Map<number, { time: number; generation: number }>();
  const performed: (Performed & { readonly point: number })[] = [];
  for (const { process: thread, time } of starts) {
    const state = free.get(thread) ?? { time: 0, generation: 0 };
    if (state.time > time) continue;
    const process = thread + state.generation * processes;
    const key = `k${1 + Math.floor(random() * 5)}`;
    const kind = random();
    const f = kind < 0.45 ? 'get' : kind < 0.75 ? 'put' : kind < 0.87 ? 'append' : 'cas';
    const outage = outages.find(({ from, to }) => time >= from && time < to && random() < 0.8);
    const usual = Math.min(
      3e6 * Math.exp(0.45 * gaussian(random)) + (random() < 0.01 ? 25e6 * random() : 0),
      spacing * 0.4,
    );
    const waits = outage === undefined ? 0 : outage.to - time + random() * 20e6;
    const lost = waits > 1 * second && random() < 0.75;
    const took = Math.floor(lost ? 1 * second + random() * 8e6 : usual + waits);
    const type = !lost ? 'ok' : f === 'get' ? 'fail' : 'info';
    const node = nodes[Math.floor(random() * nodes.length)]!;
    const invoke = {
      index: 0,
      time,
      process,
      type: 'invoke' as const,
      f,
      key,
      value: argument(f, random, () => next++),
      node,
    } satisfies Mutable<OperationEvent>;
    const completion: Mutable<OperationEvent> = { ...invoke, time: time + took, type };
    if (lost) completion.error = 'deadline-exceeded: no answer within 1000 ms';
    free.set(thread, { time: time + took, generation: state.generation + (type === 'info' ? 1 : 0) });
    performed.push({ invoke, completion, point: time + took * (lost ? 1.5 : 0.3 + 0.6 * random()) });
  }
  for (const { invoke, completion } of performed.toSorted((a, b) => a.point - b.point)) {
    if (completion.type === 'fail' || (completion.type === 'info' && random() < 0.5)) continue;
    const was = store.get(invoke.key)?.value ?? null;
    const write = (value: Value): void => void store.set(invoke.key, { value, revision: ++revision });
    if (invoke.f === 'get') completion.value = was;
    else if (invoke.f === 'put') write(invoke.value as Value);
    else if (invoke.f === 'append') write(`${was ?? ''}${String(invoke.value)}`.slice(-12));
    else {
      const [expected, wanted] = invoke.value as readonly [Value, Value];
      const luck = random() < 0.5;
      if (luck) invoke.value = [was, wanted];
      const matched = luck || expected === was;
      if (matched) write(wanted);
      completion.value = matched;
      if (!matched) completion.current = was;
    }
    if (completion.type === 'ok') completion.revision = revision;
    else completion.value = invoke.value;
  }
  return performed;
}

function argument(
  f: OperationEvent['f'],
  random: () => number,
  fresh: () => number,
): OperationEvent['value'] {
  if (f === 'get') return null;
  if (f === 'put') return fresh();
  if (f === 'append') return `,${fresh()}`;
  return [Math.floor(random() * 100), fresh()];
}

/** Rewrites one read near two thirds of the run so that it returns what was overwritten before it began. */
function makeStale(operations: readonly Performed[]): OperationEvent[] {
  const from = operations.at(-1)!.invoke.time * 0.66;
  const writes = operations.filter(
    ({ invoke, completion }) => invoke.f === 'put' && completion.type === 'ok',
  );
  const first = writes.find(({ invoke }) => invoke.time > from)!;
  const second_ = writes.find(
    ({ invoke }) => invoke.key === first.invoke.key && invoke.time > first.completion.time,
  )!;
  const read = operations.find(
    ({ invoke, completion }) =>
      invoke.f === 'get' &&
      completion.type === 'ok' &&
      invoke.key === first.invoke.key &&
      invoke.time > second_.completion.time,
  )!;
  read.completion.value = first.invoke.value;
  return [first.invoke, second_.invoke, read.invoke];
}

function record(
  operations: readonly Performed[],
  windows: readonly FaultWindow[],
  reigns: readonly Reign[],
): HistoryEvent[] {
  const events: Mutable<HistoryEvent>[] = operations.flatMap(({ invoke, completion }) => [
    invoke,
    completion,
  ]);
  const nemesis = (
    time: number,
    f: 'start' | 'stop' | 'note',
    value: FaultRecord | { kind: 'leader'; node: string; term: number; description: string },
  ) => events.push({ index: 0, time, process: 'nemesis', type: 'info', f, value });
  for (const { from, to, ...fault } of windows) {
    nemesis(from, 'start', fault);
    if (to !== null) nemesis(to, 'stop', fault);
  }
  for (const { node, term, from } of reigns) {
    nemesis(from, 'note', {
      kind: 'leader',
      node,
      term,
      description: `${node} became leader in term ${term}`,
    });
  }
  events.sort((a, b) => a.time - b.time);
  events.forEach((event, index) => (event.index = index));
  return events;
}

function judge(
  options: SyntheticOptions,
  operations: readonly Performed[],
  windows: readonly FaultWindow[],
  reigns: readonly Reign[],
  outages: readonly Outage[],
  stale: readonly number[] | undefined,
): Results {
  const byFunction: Record<string, Mutable<Counts>> = {};
  const total: Mutable<Counts> = { ok: 0, fail: 0, info: 0 };
  for (const { completion } of operations) {
    const counts = (byFunction[completion.f] ??= { ok: 0, fail: 0, info: 0 });
    const type = completion.type === 'invoke' ? 'info' : completion.type;
    counts[type] += 1;
    total[type] += 1;
  }
  const verdict = stale === undefined ? 'valid' : 'invalid';
  const installed = windows.filter((window) => window.status === 'installed').length;
  const key =
    stale === undefined ? '' : operations.find(({ invoke }) => invoke.index === stale[0])!.invoke.key;
  const value = (index: number): string =>
    String(operations.find(({ invoke }) => invoke.index === index)?.invoke.value);
  return {
    verdict,
    reasons:
      stale === undefined
        ? [
            `All ${operations.length} operations can be put in one order that explains every answer, and no invariant of Raft was broken under ${installed} faults.`,
          ]
        : [
            `A read of ${key} returned a value that had been overwritten before the read began.`,
            'No invariant of Raft was seen broken in the nodes’ logs.',
          ],
    linearizability: {
      verdict,
      model: 'kv',
      operations: operations.length,
      anomalies:
        stale === undefined
          ? []
          : [
              {
                key,
                sentence: `get ${key} returned ${value(stale[0]!)}, but put ${key} = ${value(stale[1]!)} had overwritten it and finished before the get began.`,
                operations: stale,
                minimal: true,
              },
            ],
      milliseconds: 143,
    },
    invariants: { verdict: 'valid', violations: [] },
    operations: { ...total, byFunction },
    elections: reigns.length,
    terms: reigns.at(-1)!.term,
    reigns,
    faults: {
      installed,
      skipped: windows.filter((window) => window.status === 'skipped').length,
      indeterminate: windows.filter((window) => window.status === 'indeterminate').length,
      windows,
    },
    recoveries: windows
      .filter((window) => window.status !== 'skipped')
      .map(({ id, kind }, i) => ({
        faultId: id,
        kind,
        milliseconds: outages.some(({ faultId }) => faultId === id) ? 310 + ((i * 617) % 1900) : 4 + i,
      })),
    clocks: clocks(options, windows),
  };
}

function experiment({ seconds, operations, processes, seed }: SyntheticOptions): ExperimentRecord {
  return {
    name: 'kv under partitions, crashes, pauses and skewed clocks',
    system: 'seaworthy-server',
    environment: 'local',
    environmentDescription: 'five processes on this machine, because no container engine answered',
    nodes,
    workload: 'kv',
    model: 'kv',
    nemeses: ['partition', 'kill', 'pause', 'clock'],
    seed: seed ?? 7,
    timeLimitSeconds: seconds,
    concurrency: processes,
    ratePerSecond: Math.round(operations / seconds),
    startedAt: '2026-11-20T14:05:12.345+01:00',
    version: '0.1.0',
  };
}

function lcg(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(random() || 1e-9)) * Math.cos(2 * Math.PI * random());
}
