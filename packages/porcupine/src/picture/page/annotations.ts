import type { AnnotationData } from '../data.ts';
import type { Axis } from './axis.ts';
import type { Theme } from './theme.ts';
import { faultClass } from './theme.ts';

/** An annotation and where it lies on the axis. */
export interface Placed {
  readonly data: AnnotationData;
  readonly from: number;
  readonly to: number;
}

/** A lane above the processes; rows in it hold annotations that do not overlap. */
export interface AnnotationLane {
  readonly label: string;
  readonly rows: readonly (readonly Placed[])[];
}

export function place(annotations: readonly AnnotationData[], axis: Axis): Placed[] {
  return annotations.map((data) => {
    return { data, from: axis.ofPoint(data.from), to: data.to === null ? axis.end : axis.ofPoint(data.to) };
  });
}

/** Lanes in the order in which they are first mentioned. Those that overlap in one lie in rows under one another. */
export function packLanes(annotations: readonly Placed[]): AnnotationLane[] {
  const lanes = new Map<string, Placed[][]>();
  for (const annotation of annotations.toSorted((a, b) => a.data.from - b.data.from)) {
    if (annotation.data.process !== null) continue;
    const rows = lanes.get(annotation.data.lane) ?? [];
    lanes.set(annotation.data.lane, rows);
    const free = rows.find((row) => isFree(row.at(-1)!, annotation));
    if (free === undefined) rows.push([annotation]);
    else free.push(annotation);
  }
  return [...lanes].map(([label, rows]) => ({ label, rows }));
}

/** Two moments at the same point must not cover each other. */
function isFree(last: Placed, next: Placed): boolean {
  return last.to < next.from || (last.to === next.from && last.from < last.to);
}

/** The colour of a kind of annotation; leaders change colour with their words. */
export function colourOf(theme: Theme, { kind, label, detail }: AnnotationData): string {
  if (kind === 'fault') return theme.faults[faultClass(`${label} ${detail}`)];
  if (kind === 'leader') return theme.leaders[hash(label) % theme.leaders.length]!;
  return theme.ink3;
}

function hash(text: string): number {
  let sum = 0;
  for (let i = 0; i < text.length; i++) sum = (Math.imul(sum, 31) + text.charCodeAt(i)) >>> 0;
  return sum;
}
