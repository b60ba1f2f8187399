import { faultClass } from '../../page/index.ts';
import type { AnnotationData } from '../data.ts';
import type { Axis } from './axis.ts';
import type { Theme } from './theme.ts';

/** An annotation and where it lies on the axis. */
export interface Placed {
  readonly data: AnnotationData;
  readonly from: number;
  readonly to: number;
  /** Leaders are told apart by numbers, in the order in which they come. */
  readonly number: number;
}

/** A lane above the processes; rows in it hold annotations that do not overlap. */
export interface AnnotationLane {
  readonly label: string;
  readonly rows: readonly (readonly Placed[])[];
}

export function place(annotations: readonly AnnotationData[], axis: Axis): Placed[] {
  const leaders = new Map<string, number>();
  return annotations
    .toSorted((a, b) => a.from - b.from)
    .map((data) => {
      const number = leaders.get(data.label) ?? leaders.size;
      if (data.kind === 'leader') leaders.set(data.label, number);
      const to = data.to === null ? axis.end : axis.ofPoint(data.to);
      return { data, from: axis.ofPoint(data.from), to, number };
    });
}

/**
 * Lanes in the order in which they are first mentioned. Those that overlap in one lie in rows under one another,
 * whether or not the axis has room for the difference.
 */
export function packLanes(annotations: readonly Placed[]): AnnotationLane[] {
  const lanes = new Map<string, Placed[][]>();
  for (const annotation of annotations) {
    if (annotation.data.process !== null) continue;
    const rows = lanes.get(annotation.data.lane) ?? [];
    lanes.set(annotation.data.lane, rows);
    const free = rows.find((row) => isFree(row.at(-1)!.data, annotation.data));
    if (free === undefined) rows.push([annotation]);
    else free.push(annotation);
  }
  return [...lanes].map(([label, rows]) => ({ label, rows }));
}

/** Two moments at the same point must not cover each other. */
function isFree(last: AnnotationData, next: AnnotationData): boolean {
  const end = last.to ?? Infinity;
  return end < next.from || (end === next.from && last.from < end);
}

/** The colour of an annotation, by its kind. */
export function colourOf(theme: Theme, { data: { kind, label, detail }, number }: Placed): string {
  if (kind === 'fault') return theme.faults[faultClass(`${label} ${detail}`)];
  if (kind === 'leader') return theme.terms[number % theme.terms.length]!;
  return theme.ink3;
}
