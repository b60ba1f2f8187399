import type { AnnotationLane } from './annotations.ts';

/** Left of the axis, where lanes have their names. */
export const gutter = 84;
export const padRight = 18;

export const axisHeight = 30;
const annotationHeight = 20;
const titleHeight = 6;

export interface Band {
  readonly top: number;
  readonly height: number;
}

/** Where everything lies, from top to bottom, in CSS pixels. Rows scroll under what lies above them. */
export interface Layout {
  readonly annotations: readonly (Band & { readonly lane: AnnotationLane; readonly row: number })[];
  /** Where the rows begin when they are not scrolled. */
  readonly top: number;
  readonly rowHeight: number;
  /** Of everything, the rows that are out of sight included. */
  readonly full: number;
  /** Of what is seen at once. */
  readonly height: number;
}

export function layOut(lanes: readonly AnnotationLane[], rows: number, windowHeight: number): Layout {
  let top = axisHeight;
  const annotations = lanes.flatMap((lane) =>
    lane.rows.map((_, row) => {
      const band = { top, height: annotationHeight - 3, lane, row };
      top += annotationHeight;
      return band;
    }),
  );
  top += titleHeight;
  const room = Math.max(windowHeight * 0.72 - top, 260);
  const rowHeight = Math.max(14, Math.min(26, Math.floor(room / Math.max(rows, 1))));
  const full = top + Math.max(rows, 1) * rowHeight + 8;
  return { annotations, top, rowHeight, full, height: Math.min(full, top + room) };
}
