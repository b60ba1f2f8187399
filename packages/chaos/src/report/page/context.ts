import { onThemeChange } from '@seaworthy/porcupine/page';
import type { View } from '@seaworthy/porcupine/page';
import { alarmsOf, type Alarm } from './draw-marks.ts';
import { everything, type Filter, select, type Selection } from './filter.ts';
import type { Model } from './model.ts';
import { makeRows, type Row } from './rows.ts';
import { makeShades, type Shades } from './shades.ts';
import { viewOfRun } from './span.ts';
import { readTheme } from './theme.ts';
import type { Theme } from './theme.ts';

/** What the parts of the page share, and how they hear of changes. */
export class Context {
  readonly model: Model;
  readonly rows: readonly Row[];
  readonly alarms: readonly Alarm[];
  readonly view: View;
  theme: Theme;
  shades: Shades;
  filter: Filter = everything;
  selection: Selection;
  /** The moment under the pointer, wherever on the page it is. */
  cursor: number | undefined;
  readonly #listeners = {
    theme: new Set<() => void>(),
    filter: new Set<() => void>(),
    cursor: new Set<() => void>(),
  };

  constructor(model: Model) {
    this.model = model;
    this.rows = makeRows(model);
    this.alarms = alarmsOf(model);
    this.view = viewOfRun(model.duration);
    this.theme = readTheme();
    this.shades = makeShades(this.theme, model.data.operations.functions);
    this.selection = select(model, everything);
    onThemeChange(() => {
      this.theme = readTheme();
      this.shades = makeShades(this.theme, model.data.operations.functions);
      this.#tell('theme');
    });
  }

  on(what: 'theme' | 'filter' | 'cursor', listener: () => void): void {
    this.#listeners[what].add(listener);
  }

  setFilter(filter: Filter): void {
    this.filter = filter;
    this.selection = select(this.model, filter);
    this.#tell('filter');
  }

  setCursor(time: number | undefined): void {
    if (time === this.cursor) return;
    this.cursor = time;
    this.#tell('cursor');
  }

  #tell(what: 'theme' | 'filter' | 'cursor'): void {
    for (const listener of this.#listeners[what]) listener();
  }
}
