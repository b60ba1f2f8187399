import { factsOf } from '@seaworthy/porcupine/page';
import type { Description } from '@seaworthy/porcupine/page';
import * as format from './format.ts';
import type { Target } from './hit.ts';
import { faultsDuring, type Model, operationAt } from './model.ts';

export function describe(model: Model, target: Target): Description {
  switch (target.kind) {
    case 'operation':
      return describeOperation(model, target.number);
    case 'fault':
      return describeFault(model, target.fault);
    case 'reign': {
      const { node, term, from, to } = target.reign;
      return {
        heading: `${node} leads in term ${term}`,
        mark: 'mark-reign',
        facts: [
          ['from', format.moment(from)],
          ['to', format.moment(to)],
          ['for', format.duration(to - from)],
        ],
      };
    }
    case 'clock': {
      const { node, time, wallOffsetMs, monotonicOffsetMs } = target.sample;
      return {
        heading: `Clocks of ${node}`,
        mark: 'mark-clock',
        facts: [
          ['at', format.moment(time)],
          ['wall clock', format.offset(wallOffsetMs)],
          ['monotonic clock', `${format.offset(monotonicOffsetMs)} since the node started`],
        ],
      };
    }
    case 'note':
      return {
        heading: target.note.description,
        mark: 'mark-note',
        facts: factsOf([
          ['at', format.moment(target.note.time)],
          ['node', target.note.node],
          ['term', target.note.term?.toString()],
        ]),
      };
  }
}

function describeOperation(model: Model, number: number): Description {
  const operation = operationAt(model, number);
  const faults = faultsDuring(model, operation.start, operation.end);
  const isCas = operation.f === 'cas';
  const precise = (time: number): string => format.moment(time, 1e3);
  return {
    heading: format.summary(operation),
    mark: `mark-${operation.outcome}`,
    facts: factsOf([
      ['outcome', format.outcome(operation)],
      [
        'error',
        operation.error === undefined ? undefined : format.clip(format.visible(operation.error), 200),
      ],
      ['process', String(operation.process)],
      ['function', operation.f],
      ['key', format.key(operation.key)],
      [
        isCas ? 'expected → new' : 'value',
        operation.value === null ? undefined : format.value(operation.value),
      ],
      ['result', operation.outcome === 'ok' ? result(operation) : undefined],
      ['value there', operation.current === undefined ? undefined : format.value(operation.current)],
      ['invoked', precise(operation.start)],
      ['completed', operation.completed ? precise(operation.end) : 'never'],
      ['took', operation.completed ? format.duration(operation.end - operation.start) : undefined],
      ['node', operation.node],
      ['revision', operation.revision === undefined ? undefined : format.count(operation.revision)],
      ['during', faults.length === 0 ? undefined : faults.map((fault) => fault.description).join('; ')],
      ['history', `event ${operation.index}`],
    ]),
  };
}

function result({ f, result: given }: ReturnType<typeof operationAt>): string | undefined {
  if (f === 'cas') return given === true ? 'matched' : 'refused';
  if (f === 'read' || f === 'get') return format.value(given);
  return undefined;
}

function describeFault(model: Model, fault: Extract<Target, { kind: 'fault' }>['fault']): Description {
  const end = fault.to ?? model.duration;
  return {
    heading: fault.description,
    mark: 'mark-fault',
    facts: factsOf([
      ['kind', fault.kind],
      ['nodes', fault.nodes.join(', ')],
      ['status', fault.status],
      ['reason', fault.status === 'installed' ? undefined : fault.reason],
      ['from', format.moment(fault.from)],
      ['to', fault.to === null ? 'never healed' : format.moment(fault.to)],
      ['for', format.duration(end - fault.from)],
      ['measured', measured(fault.measured)],
    ]),
  };
}

/** What a probe measured, in words: `{ wallOffsetMs: 5003 }` is "wall offset 5,003 ms". */
export function measured(values: Readonly<Record<string, number | string | boolean>> | undefined): string {
  return Object.entries(values ?? {})
    .map(([name, given]) => {
      const words = name
        .replace(/Ms$/, '')
        .replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
      return `${words} ${typeof given === 'number' ? round(given) : String(given)}${name.endsWith('Ms') ? ' ms' : ''}`;
    })
    .join(', ');
}

function round(number: number): string {
  return format.count(Math.abs(number) < 100 ? Math.round(number * 100) / 100 : Math.round(number));
}
