import type { FaultRecord, HistoryEvent, NemesisEvent, NoteRecord } from '../history/event.ts';
import { hasOwnTerm, type NodeLog } from './node-log.ts';
import type { Reign, Results } from './results.ts';

type Windows = Results['faults']['windows'];

function nemesisEvents(history: readonly HistoryEvent[]): NemesisEvent[] {
  return history.filter((event): event is NemesisEvent => event.process === 'nemesis');
}

/** Each fault with its window, in the order in which they began. */
export function findFaults(history: readonly HistoryEvent[]): Results['faults'] {
  const windows = new Map<string, Windows[number]>();
  for (const { f, time, value } of nemesisEvents(history)) {
    const fault = value as FaultRecord;
    if (f === 'start') {
      const from = time;
      windows.set(fault.id, { ...fault, from, to: fault.status === 'skipped' ? time : null });
    } else if (f === 'stop') {
      const started = windows.get(fault.id);
      if (started === undefined) continue;
      // What was measured while the fault lasted is often known only at its end.
      windows.set(fault.id, { ...started, ...fault, from: started.from, to: time });
    }
  }
  const all = [...windows.values()];
  const count = (status: FaultRecord['status']): number =>
    all.filter((fault) => fault.status === status).length;
  return {
    installed: count('installed'),
    skipped: count('skipped'),
    indeterminate: count('indeterminate'),
    windows: all,
  };
}

/** Who led when, as the nodes told it while they were asked; the last reign lasts until the last event. */
export function findReigns(history: readonly HistoryEvent[]): Reign[] {
  const notes = nemesisEvents(history)
    .filter(({ f }) => f === 'note')
    .map(({ time, value }) => ({ time, note: value as NoteRecord }))
    .filter(({ note }) => note.kind === 'leader' && note.node !== undefined);
  const end = history.at(-1)?.time ?? 0;
  return notes.map(({ time, note }, at) => ({
    node: note.node ?? '',
    term: note.term ?? 0,
    from: time,
    to: notes[at + 1]?.time ?? end,
  }));
}

/** How often somebody came to lead, and the highest term, from both the nodes' logs and what they told. */
export function countElections(
  logs: readonly NodeLog[],
  reigns: readonly Reign[],
): { elections: number; terms: number } {
  const won = new Set(reigns.map(({ node, term }) => `${term} ${node}`));
  let terms = reigns.reduce((highest, { term }) => Math.max(highest, term), 0);
  for (const { node, events } of logs) {
    for (const event of events) {
      if (hasOwnTerm(event)) terms = Math.max(terms, event.term);
      if (event.type === 'role' && event.role === 'leader') won.add(`${event.term} ${node}`);
    }
  }
  return { elections: won.size, terms };
}

/** From each heal to the first operation that succeeded and was invoked after it. */
export function findRecoveries(history: readonly HistoryEvent[], windows: Windows): Results['recoveries'] {
  const successes = findSuccesses(history);
  return windows
    .filter(({ status, to }) => status !== 'skipped' && to !== null)
    .map(({ id, kind, to }) => {
      const healed = to as number;
      let first = Infinity;
      for (const { invoked, completed } of successes)
        if (invoked >= healed && completed < first) first = completed;
      const milliseconds = first === Infinity ? null : (first - healed) / 1e6;
      return { faultId: id, kind, milliseconds };
    });
}

function findSuccesses(history: readonly HistoryEvent[]): { invoked: number; completed: number }[] {
  const open = new Map<number, number>();
  const successes: { invoked: number; completed: number }[] = [];
  for (const { process, type, time } of history) {
    if (process === 'nemesis') continue;
    if (type === 'invoke') open.set(process, time);
    else if (type === 'ok') successes.push({ invoked: open.get(process) ?? time, completed: time });
  }
  return successes;
}
