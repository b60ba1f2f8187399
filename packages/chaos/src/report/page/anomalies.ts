import type { Anomaly, InvariantViolation } from '../../check/results.ts';
import { drawAnomaly } from './anomaly-picture.ts';
import type { Context } from './context.ts';
import { button, disclosure, h, listOthers, section } from '@seaworthy/porcupine/page';
import * as format from './format.ts';
import { operationAt, operationsByIndex } from './model.ts';
import type { Timeline } from './timeline.ts';
import { around, spanOfAlarm } from './span.ts';

/** So many anomalies are told; a broken system has thousands that say the same. The first one is open. */
const mostShown = 50;
/** So many operations are drawn and listed of one anomaly that could not be made small. */
const mostOperations = 40;

/** What went wrong, before everything else; undefined when nothing did. */
export function makeViolations(context: Context, timeline: Timeline): HTMLElement | undefined {
  const { linearizability, invariants } = context.model.data.results;
  const { anomalies } = linearizability;
  const { violations } = invariants;
  if (anomalies.length + violations.length === 0) return undefined;
  return section(
    'violations',
    anomalies.length > 0 ? 'What cannot have happened' : 'What was broken',
    undefined,
    ...anomalies.slice(0, 1).map((anomaly) => makeAnomaly(context, timeline, anomaly)),
    anomalies.length > 1 && makeOthers(context, timeline, anomalies.slice(1)),
    ...violations.map((violation) => makeViolation(timeline, violation)),
  );
}

function makeOthers(context: Context, timeline: Timeline, anomalies: readonly Anomaly[]): HTMLElement {
  const summary = format.plural(anomalies.length, 'further anomaly', 'further anomalies');
  const make = (anomaly: Anomaly): HTMLElement =>
    disclosure(anomaly.sentence, () => makeAnomaly(context, timeline, anomaly));
  return listOthers(summary, anomalies, mostShown, make, ' in results.json');
}

function makeAnomaly(context: Context, timeline: Timeline, anomaly: Anomaly): HTMLElement {
  const { model } = context;
  const numbers = operationsByIndex(model, anomaly.operations);
  const shown = numbers.slice(0, mostOperations);
  const jump = (number: number): void => {
    timeline.showOperations([number], around(model.start[number]!, model.end[number]!, 2));
    timeline.pinOperation(number);
  };
  const from = Math.min(...shown.map((number) => model.start[number]!));
  const to = Math.max(...shown.map((number) => model.end[number]!));
  return h(
    'article',
    { class: 'violation' },
    h('p', { class: 'sentence' }, format.visible(anomaly.sentence)),
    h(
      'p',
      { class: 'hint' },
      `Key ${format.key(anomaly.key)}. ` +
        (anomaly.minimal
          ? `These ${format.plural(numbers.length, 'operation')} cannot be put in any order; without any one of them, the rest can.`
          : `These ${format.plural(numbers.length, 'operation')} cannot be put in any order; there may be a smaller set.`),
      shown.length < numbers.length && ` The first ${shown.length} are shown.`,
    ),
    shown.length > 0 && drawAnomaly(context, shown, jump),
    h(
      'ol',
      { class: 'operations' },
      ...shown.map((number) => {
        const operation = operationAt(model, number);
        return h(
          'li',
          {},
          button(format.summary(operation), () => jump(number), { class: 'link operation' }),
          h(
            'span',
            { class: 'hint' },
            ` process ${operation.process}, ${format.moment(operation.start, 1e3)} to ${operation.completed ? format.moment(operation.end, 1e3) : 'the end, unanswered'}, ${operation.outcome}` +
              (operation.node === undefined ? '' : `, ${operation.node}`),
          ),
        );
      }),
    ),
    shown.length > 0 &&
      button('Show in the timeline', () => timeline.showOperations(shown, spanOfAlarm({ from, to }))),
  );
}

function makeViolation(timeline: Timeline, violation: InvariantViolation): HTMLElement {
  const { time, term } = violation;
  const where = [
    violation.nodes.join(', '),
    term === undefined ? '' : `term ${term}`,
    time === undefined ? '' : `at ${format.moment(time)}`,
  ].filter((part) => part !== '');
  return h(
    'article',
    { class: 'violation' },
    h(
      'p',
      { class: 'sentence' },
      h('strong', {}, `${violation.invariant}: `),
      format.visible(violation.sentence),
    ),
    h('p', { class: 'hint' }, where.join(', ')),
    time !== undefined &&
      button('Show in the timeline', () =>
        timeline.showOperations([], spanOfAlarm({ from: time, to: time })),
      ),
  );
}
