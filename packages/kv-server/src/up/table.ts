import type { Sight } from './child-node.ts';

/** One node as it was seen. */
export interface Row {
  readonly id: string;
  readonly url: string;
  readonly sight: Sight;
}

const HEADINGS = [
  'node',
  'clients',
  'role',
  'term',
  'leader',
  'last',
  'commit',
  'applied',
  'snapshot',
  'keys',
];
/** Columns of numbers stand to the right. */
const NUMBERS: ReadonlySet<number> = new Set([3, 5, 6, 7, 8, 9]);
const BOLD = '\u001b[1m';
const DIM = '\u001b[2m';
const PLAIN = '\u001b[0m';

/** The cluster as a table, one line per node under a line of headings; in colour for terminals. */
export function formatTable(rows: readonly Row[]): string[] {
  const cells = [HEADINGS, ...rows.map(cellsOf)];
  const widths = HEADINGS.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  const lines = cells.map((line) =>
    line
      .map((cell, column) =>
        NUMBERS.has(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  return lines.map((line, position) => {
    const sight = rows[position - 1]?.sight;
    if (sight === undefined) return `${DIM}${line}${PLAIN}`;
    return sight.kind === 'status' && sight.status.role === 'leader' ? `${BOLD}${line}${PLAIN}` : line;
  });
}

/** The cluster in one line, for output that is not a terminal. */
export function formatLine(rows: readonly Row[]): string {
  return rows
    .map(({ id, sight }) => {
      if (sight.kind !== 'status') return `${id} ${describe(sight)}`;
      const { role, term, last, commit, applied } = sight.status;
      return `${id} ${role} term=${term} last=${last} commit=${commit} applied=${applied}`;
    })
    .join(' | ');
}

function cellsOf({ id, url, sight }: Row): string[] {
  if (sight.kind !== 'status') return [id, url, describe(sight), '', '', '', '', '', '', ''];
  const { role, term, leader, last, commit, applied, snapshot, keys } = sight.status;
  return [id, url, role, ...[term, leader ?? '?', last, commit, applied, snapshot, keys].map(String)];
}

function describe(sight: Exclude<Sight, { kind: 'status' }>): string {
  return sight.kind === 'silent' ? 'does not answer' : `ended with code ${sight.exitCode}`;
}
