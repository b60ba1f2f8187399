import type { FaultWindow } from '../data.ts';
import type { Context } from './context.ts';
import { measured } from './describe.ts';
import { button, faultClass, h, section } from '@seaworthy/porcupine/page';
import * as format from './format.ts';
import { quantile } from './bins.ts';
import { ok } from './model.ts';
import { table } from './table.ts';
import type { Timeline } from './timeline.ts';
import { around } from './span.ts';

/** Everything that the pictures show, and what has no place on a time axis, in words and figures. */
export function makeTables(context: Context, timeline: Timeline): HTMLElement[] {
  return [
    faults(context, timeline),
    h('div', { class: 'columns' }, operations(context), reigns(context, timeline)),
    ...clocks(context),
  ];
}

/** A moment that can be gone to. */
function link(timeline: Timeline, from: number, to: number): HTMLElement {
  return button(format.moment(from), () => timeline.showOperations([], around(from, to)), {
    class: 'link',
    attributes: { 'aria-label': `Show ${format.moment(from)} in the timeline` },
  });
}

function faults({ model }: Context, timeline: Timeline): HTMLElement {
  const { windows } = model.data.results.faults;
  const recoveries = new Map(model.data.results.recoveries.map((recovery) => [recovery.faultId, recovery]));
  const columns = [
    {
      name: 'Kind',
      cell: (row: FaultWindow) =>
        h('span', { class: 'kind' }, h('span', { class: `mark fault-${faultClass(row.kind)}` }), row.kind),
    },
    { name: 'Nodes', cell: (row: FaultWindow) => format.visible(row.nodes.join(', ')) },
    { name: 'What happened', cell: (row: FaultWindow) => format.visible(row.description) },
    {
      name: 'From',
      number: true,
      cell: (row: FaultWindow) => link(timeline, row.from, row.to ?? model.duration),
    },
    {
      name: 'Lasted',
      number: true,
      cell: (row: FaultWindow) => (row.to === null ? 'to the end' : format.duration(row.to - row.from)),
    },
    {
      name: 'Recovered in',
      number: true,
      cell: (row: FaultWindow) => {
        const recovery = recoveries.get(row.id);
        if (recovery === undefined) return undefined;
        return recovery.milliseconds === null ? 'never' : format.milliseconds(recovery.milliseconds);
      },
    },
    {
      name: 'Status',
      cell: (row: FaultWindow) => h('span', { class: `status-${row.status}` }, status(row)),
    },
    {
      name: 'Measured',
      cell: (row: FaultWindow) => format.visible(measured(row.measured)) || undefined,
    },
  ];
  return section(
    'faults',
    'Faults and recoveries',
    'Recovery is the time from a heal to the first operation that succeeded and was invoked after it.',
    windows.length === 0 ? h('p', {}, 'No faults were scheduled.') : table('Faults', columns, windows),
  );
}

function status({ status: word, reason }: FaultWindow): string {
  return word === 'installed' || reason === undefined ? word : `${word}: ${format.visible(reason)}`;
}

function operations({ model }: Context): HTMLElement {
  const columns = model.data.operations;
  const byFunction = columns.functions.map((name, f) => {
    const counts = [0, 0, 0];
    const took: number[] = [];
    for (let i = 0; i < model.count; i++) {
      if (model.f[i] !== f) continue;
      counts[model.outcome[i]!]! += 1;
      if (model.outcome[i] === ok) took.push(columns.duration[i]!);
    }
    took.sort((a, b) => a - b);
    return { name, counts, took };
  });
  const at = (share: number) => (row: (typeof byFunction)[number]) => {
    const found = quantile(row.took, share);
    return found === null ? undefined : format.duration(found);
  };
  return section(
    'operations',
    'Operations by function',
    'Latencies are of operations that succeeded.',
    table(
      'Operations by function',
      [
        { name: 'Function', cell: (row) => row.name },
        { name: 'ok', number: true, cell: (row) => format.count(row.counts[0]!) },
        { name: 'fail', number: true, cell: (row) => format.count(row.counts[1]!) },
        { name: 'info', number: true, cell: (row) => format.count(row.counts[2]!) },
        { name: 'p50', number: true, cell: at(0.5) },
        { name: 'p99', number: true, cell: at(0.99) },
        { name: 'max', number: true, cell: at(1) },
      ],
      byFunction,
    ),
  );
}

function reigns({ model }: Context, timeline: Timeline): HTMLElement {
  const rows = model.data.results.reigns.toSorted((a, b) => a.from - b.from);
  return section(
    'reigns',
    'Leaders',
    'As the nodes told it. A leader that is cut off may believe in itself for a while.',
    rows.length === 0
      ? h('p', {}, 'No leader was seen.')
      : table(
          'Leaders',
          [
            { name: 'Term', number: true, cell: (row) => format.count(row.term) },
            { name: 'Leader', cell: (row) => format.visible(row.node) },
            { name: 'From', number: true, cell: (row) => link(timeline, row.from, row.to) },
            { name: 'Led for', number: true, cell: (row) => format.duration(row.to - row.from) },
          ],
          rows,
        ),
  );
}

function clocks({ model }: Context): HTMLElement[] {
  const samples = model.data.results.clocks;
  if (samples.length === 0) return [];
  const rows = model.clocks.map(({ node, lives }) => {
    const own = lives.flat();
    const farthest = (of: 'wallOffsetMs' | 'monotonicOffsetMs'): string | undefined => {
      const found = own.toSorted((a, b) => Math.abs(b[of]) - Math.abs(a[of]))[0];
      return found === undefined ? undefined : `${format.offset(found[of])} at ${format.moment(found.time)}`;
    };
    const last = own.at(-1);
    return {
      node,
      readings: own.length,
      wall: farthest('wallOffsetMs'),
      monotonic: farthest('monotonicOffsetMs'),
      last: last === undefined ? undefined : format.offset(last.wallOffsetMs),
    };
  });
  return [
    section(
      'clocks',
      'Clock readings',
      "A node's clocks less the host's, as measured during the run; of a monotonic clock, how that changed since its process started.",
      table(
        'Clock readings',
        [
          { name: 'Node', cell: (row) => format.visible(row.node) },
          { name: 'Readings', number: true, cell: (row) => format.count(row.readings) },
          { name: 'Wall clock, farthest', number: true, cell: (row) => row.wall },
          { name: 'Monotonic clock, farthest', number: true, cell: (row) => row.monotonic },
          { name: 'Wall clock, last', number: true, cell: (row) => row.last },
        ],
        rows,
      ),
    ),
  ];
}
