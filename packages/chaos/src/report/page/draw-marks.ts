import { fade, toX } from '@seaworthy/porcupine/page';
import type { Frame } from './frame.ts';
import type { Lanes } from './lanes.ts';
import { operationsByIndex, type Model } from './model.ts';

/** Something that broke a promise, on the time axis. */
export interface Alarm {
  readonly label: string;
  readonly sentence: string;
  readonly from: number;
  readonly to: number;
  readonly operations: readonly number[];
}

/** Anomalies first, then broken invariants whose time is known. */
export function alarmsOf(model: Model): readonly Alarm[] {
  const { linearizability, invariants } = model.data.results;
  const anomalies = linearizability.anomalies.map((anomaly): Alarm | undefined => {
    const operations = operationsByIndex(model, anomaly.operations);
    if (operations.length === 0) return undefined;
    return {
      label: 'anomaly',
      sentence: anomaly.sentence,
      from: Math.min(...operations.map((number) => model.start[number]!)),
      to: Math.max(...operations.map((number) => model.end[number]!)),
      operations,
    };
  });
  const broken = invariants.violations.map((violation): Alarm | undefined =>
    violation.time === undefined
      ? undefined
      : {
          label: violation.invariant,
          sentence: violation.sentence,
          from: violation.time,
          to: violation.time,
          operations: [],
        },
  );
  return [...anomalies, ...broken].filter((alarm) => alarm !== undefined);
}

/** A faint band through all lanes for each alarm. */
export function drawAlarmBands(frame: Frame, lanes: Lanes, alarms: readonly Alarm[]): void {
  const { ctx, theme } = frame;
  ctx.fillStyle = fade(theme.alarm, 0.07);
  for (const alarm of alarms) {
    const { x, right } = extent(frame, alarm);
    ctx.fillRect(x, lanes.axis.height, right - x, lanes.height);
  }
}

/** A flag on the axis for each alarm; where flags would cover each other, the first one stands. */
export function drawAlarmFlags(frame: Frame, lanes: Lanes, alarms: readonly Alarm[]): void {
  const { ctx, theme } = frame;
  ctx.font = `600 10.5px ${theme.font}`;
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  let free = -Infinity;
  for (const alarm of alarms.toSorted((a, b) => a.from - b.from)) {
    const { x, right } = extent(frame, alarm);
    ctx.fillStyle = theme.alarm;
    ctx.fillRect(x, lanes.axis.height - 7, right - x, 4);
    const width = ctx.measureText(alarm.label).width + 10;
    if (x < free || x + width > frame.right) continue;
    ctx.fillRect(x, 2, width, 15);
    ctx.fillRect(x, 2, 1.5, lanes.axis.height - 5);
    ctx.fillStyle = theme.surface;
    ctx.fillText(alarm.label, x + 5, 10);
    free = x + width + 4;
  }
}

function extent(frame: Frame, { from, to }: Alarm): { x: number; right: number } {
  const x = Math.max(toX(frame, from), frame.left);
  return { x, right: Math.min(Math.max(toX(frame, to), x + 2), frame.right) };
}

/** Notes of the run as small marks on the axis: a new leader, a phase that begins. */
export function drawNotes(frame: Frame, lanes: Lanes): void {
  const { ctx, theme, model } = frame;
  const foot = lanes.axis.height - 2;
  for (const note of model.data.notes) {
    if (note.time < frame.from || note.time > frame.to) continue;
    const x = toX(frame, note.time);
    ctx.fillStyle = note.kind === 'phase' ? theme.accent : theme.ink3;
    ctx.beginPath();
    ctx.moveTo(x - 3.5, foot - 6);
    ctx.lineTo(x + 3.5, foot - 6);
    ctx.lineTo(x, foot);
    ctx.fill();
  }
}
