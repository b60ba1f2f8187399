import type { HistoryEvent } from '../history/event.ts';
import type { Annotation } from './annotations.ts';

interface Opened {
  readonly event: HistoryEvent;
  readonly name: string;
}

/**
 * Annotations from the nemesis events of a history. An event `start…` lasts until the `stop…` of the same name
 * (or of the same `id`, if its value has one), a new leader until the next one; others are moments.
 */
export function annotateNemesis(events: readonly HistoryEvent[]): Annotation[] {
  const annotations: Annotation[] = [];
  const open = new Map<string, Opened>();
  let leader: HistoryEvent | undefined;
  const close = ({ event, name }: Opened, to: number): void => void annotations.push(fault(event, name, to));
  for (const event of events) {
    const [, what, rest = ''] = /^:?(start|stop)[-_ ]?(.*)$/.exec(event.f) ?? [];
    const name = textOf(event, 'id') ?? rest;
    if (what === 'start') open.set(name, { event, name: rest });
    else if (what === 'stop') {
      const opened = open.get(name);
      if (opened !== undefined) close(opened, event.index);
      open.delete(name);
    } else if (textOf(event, 'kind') === 'leader') {
      if (leader !== undefined) annotations.push(reign(leader, event.index));
      leader = event;
    } else annotations.push(note(event));
  }
  for (const opened of open.values()) close(opened, Infinity);
  if (leader !== undefined) annotations.push(reign(leader, Infinity));
  return annotations.sort((a, b) => a.from! - b.from!);
}

function fault(event: HistoryEvent, name: string, to: number): Annotation {
  return {
    ...words(event, textOf(event, 'kind') ?? (name === '' ? event.f : name)),
    kind: 'fault',
    from: event.index,
    to,
  };
}

function reign(event: HistoryEvent, to: number): Annotation {
  const node = textOf(event, 'node') ?? '?';
  const term = textOf(event, 'term');
  const label = term === undefined ? node : `${node}, term ${term}`;
  return { ...words(event, label), label, kind: 'leader', from: event.index, to };
}

function note(event: HistoryEvent): Annotation {
  const label = textOf(event, 'description') ?? textOf(event, 'kind') ?? event.f;
  return { ...words(event, label), kind: 'note', from: event.index };
}

function words(event: HistoryEvent, label: string): { label: string; detail: string } {
  const description = textOf(event, 'description');
  const { value } = event.fields;
  return {
    label,
    detail: description ?? (value === undefined || value === null ? '' : JSON.stringify(value)),
  };
}

function textOf({ fields: { value } }: HistoryEvent, name: string): string | undefined {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  const field = (value as Record<string, unknown>)[name];
  return typeof field === 'string' || typeof field === 'number' ? String(field) : undefined;
}
