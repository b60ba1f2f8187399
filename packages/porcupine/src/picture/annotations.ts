import { ArgumentError } from '../errors.ts';
import type { AnnotationData } from './data.ts';
import type { Clock } from './clock.ts';

/** Something that happened beside the operations: a fault, a leader's reign, a phase of the test. */
export interface Annotation {
  /** A few words, drawn where they fit. */
  readonly label: string;
  /** What sort of thing it is: `fault`, `leader`, `note` or a word of yours. Each kind has its colours. */
  readonly kind: string;
  /** More words, for those who point at it. */
  readonly detail?: string;
  /** The name of the lane; annotations that overlap in it are drawn under one another. Default: the kind. */
  readonly lane?: string;
  /** The process whose lane it marks, instead of a lane of its own. */
  readonly process?: number;
  /** Where it began, as a point on the line of calls and returns... */
  readonly from?: number;
  /** ...and where it ended. The same as `from` for a moment, `Infinity` when it never ended. */
  readonly to?: number;
  /** Where it began in milliseconds since the start, in place of `from`; needs the option `time`... */
  readonly fromMs?: number;
  /** ...and where it ended, in place of `to`. */
  readonly toMs?: number;
}

/** @throws {ArgumentError} for annotations that lie nowhere. */
export function encodeAnnotations(
  annotations: readonly Annotation[],
  clock: Clock | undefined,
): AnnotationData[] {
  return annotations.map((annotation) => {
    const from = place(annotation, annotation.from, annotation.fromMs, 'from', clock);
    const isMoment = annotation.to === undefined && annotation.toMs === undefined;
    const to = isMoment ? from : place(annotation, annotation.to, annotation.toMs, 'to', clock);
    if (!Number.isFinite(from) || !(from <= to)) {
      throw new ArgumentError(
        `expected annotation ${annotation.label} to end after it began, found ${from} to ${to}`,
      );
    }
    const { label, kind, detail = '', lane = kind, process = null } = annotation;
    return { label, kind, detail, lane, process, from, to: to === Infinity ? null : to };
  });
}

function place(
  { label }: Annotation,
  point: number | undefined,
  milliseconds: number | undefined,
  name: 'from' | 'to',
  clock: Clock | undefined,
): number {
  if (point !== undefined) return point;
  if (milliseconds === undefined)
    throw new ArgumentError(`expected annotation ${label} to have ${name} or ${name}Ms`);
  if (milliseconds === Infinity) return Infinity;
  if (clock === undefined) {
    throw new ArgumentError(
      `expected the option time, without which ${name}Ms of annotation ${label} means nothing`,
    );
  }
  return clock.pointAt(milliseconds);
}
