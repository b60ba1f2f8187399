import { h } from '@seaworthy/porcupine/page';

export type Cell = string | Node | undefined;

export interface Column<T> {
  readonly name: string;
  readonly number?: boolean;
  readonly cell: (row: T) => Cell;
}

/** A table with a caption; long ones scroll in a box of their own. */
export function table<T>(caption: string, columns: readonly Column<T>[], rows: readonly T[]): HTMLElement {
  return h(
    'div',
    {
      class: rows.length > 14 ? 'table tall' : 'table',
      attributes: { tabindex: '0', role: 'region', 'aria-label': caption },
    },
    h(
      'table',
      {},
      h('caption', { class: 'visually-hidden' }, caption),
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          ...columns.map((column) => h('th', { ...kind(column), attributes: { scope: 'col' } }, column.name)),
        ),
      ),
      h(
        'tbody',
        {},
        ...rows.map((row) =>
          h('tr', {}, ...columns.map((column) => h('td', kind(column), column.cell(row) ?? '–'))),
        ),
      ),
    ),
  );
}

function kind<T>(column: Column<T>): { class?: string } {
  return column.number === true ? { class: 'number' } : {};
}
