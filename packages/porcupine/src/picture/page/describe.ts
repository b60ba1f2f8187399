import type { Inference } from '../../explain/infer.ts';
import { factsOf } from '../../page/index.ts';
import type { Description } from '../../page/index.ts';
import type { Placed } from './annotations.ts';
import type { Context } from './context.ts';
import * as format from './format.ts';
import { keyOf, ok, outcomeOf, placeOf, textOf } from './model.ts';
import type { Model } from './model.ts';

const outcomeWords = {
  ok: 'ok',
  fail: 'fail: certainly did not happen',
  info: 'unknown: may or may not have happened',
} as const;

const inferenceWords: Readonly<Record<Inference, string>> = {
  applied: 'it did take effect: no order works without it',
  'not-applied': 'it did not take effect while anybody looked',
  undetermined: 'undetermined: orders with and without it may work',
};

export function describeOperation(context: Context, number: number): Description {
  const { model } = context;
  const { operations, times } = model.data;
  const end = operations.return[number] ?? null;
  const inference = operations.inferred[number];
  const key = keyOf(model, number);
  return {
    heading: textOf(model, number),
    mark: `mark-${outcomeOf(model, number)}`,
    facts: factsOf([
      ['outcome', outcomeWords[outcomeOf(model, number)]],
      ['inferred', inference === undefined ? undefined : inferenceWords[inference]],
      ['process', String(model.process[number])],
      ['key', key === null ? undefined : format.key(key)],
      ...stateFacts(model, number),
      ['called', at(model, operations.call[number]!, model.call[number]!)],
      ['returned', end === null ? 'never' : at(model, end, model.return[number]!)],
      [
        'took',
        times === null || end === null
          ? undefined
          : format.duration(times[model.return[number]!]! - times[model.call[number]!]!),
      ],
      ['during', during(context, number)],
      ['id', String(operations.id[number])],
    ]),
  };
}

/** Where it stands in an order, and the states there. */
function stateFacts(model: Model, number: number): (readonly [string, string | undefined])[] {
  const { states, partitions } = model.data;
  const place = placeOf(model, number);
  const blocked = partitions[model.partition[number]!]?.orders.find((order) =>
    order.blocked.includes(number),
  );
  const stuck: (readonly [string, string | undefined])[] =
    blocked === undefined || blocked.operations.includes(number)
      ? []
      : [['cannot follow', `${states[blocked.states.at(-1)!]!}, the state after ${blocked.label}`]];
  if (place === undefined) {
    const why = model.outcome[number] === ok ? 'came after the violation, or was not looked at' : undefined;
    return [...stuck, ['place', stuck.length > 0 ? undefined : why]];
  }
  const { order, position } = place;
  const before = states[order.states[position]!]!;
  const after = states[order.states[position + 1]!]!;
  return [
    ...stuck,
    ['place', `${format.count(position + 1)} of ${format.count(order.operations.length)} (${order.label})`],
    ['state before', before],
    ['state after', before === after ? 'the same' : after],
  ];
}

function at({ data: { times } }: Model, point: number, rank: number): string {
  return times === null ? String(point) : `${format.moment(times[rank]!)} (${point})`;
}

function during({ annotations, axis }: Context, number: number): string {
  const [from, to] = [axis.begin(number), axis.finish(number)];
  const words = annotations
    .filter((annotation) => annotation.from <= to && annotation.to >= from && annotation.from < annotation.to)
    .map(({ data }) => data.label);
  const more = words.length > 4 ? ` and ${words.length - 4} more` : '';
  return `${words.slice(0, 4).join('; ')}${more}`;
}

export function describeAnnotation({ model, axis }: Context, { data }: Placed): Description {
  const moment = (point: number): string => at(model, point, axis.rankAt(axis.ofPoint(point)));
  const known = model.data.times !== null;
  return {
    heading: data.label,
    mark: 'mark-annotation',
    facts: factsOf([
      ['kind', data.kind],
      ['what', data.detail],
      [data.from === data.to ? 'at' : 'from', known ? moment(data.from) : String(data.from)],
      [
        'to',
        data.to === data.from
          ? undefined
          : data.to === null
            ? 'the end'
            : known
              ? moment(data.to)
              : String(data.to),
      ],
    ]),
  };
}
