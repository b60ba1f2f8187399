import { attachPointer, keyTable, section } from '@seaworthy/porcupine/page';
import type { ReportData } from '../data.ts';
import { makeViolations } from './anomalies.ts';
import { Context } from './context.ts';
import { makeFooter } from './footer.ts';
import { makeHeader } from './header.ts';
import { attachKeyboard, keys } from './keyboard.ts';
import { makeLegend } from './legend.ts';
import { makeMinimap } from './minimap.ts';
import { makeModel } from './model.ts';
import { makePlots } from './plots.ts';
import { makeTables } from './tables.ts';
import { spanOfAlarm } from './span.ts';
import { Timeline } from './timeline.ts';
import { makeToolbar } from './toolbar.ts';

function build(): void {
  const root = document.getElementById('report');
  const source = document.getElementById('report-data')?.textContent;
  if (root === null || source === undefined) throw new Error('this page holds no report');
  const model = makeModel(JSON.parse(source) as ReportData);
  const context = new Context(model);
  const timeline = new Timeline(context);
  const minimap = makeMinimap(context);
  const toolbar = makeToolbar(context, timeline);
  const plots = makePlots(context);
  attachPointer(timeline);
  attachKeyboard(timeline, toolbar.focusSearch);
  const first = context.alarms[0];
  if (first !== undefined && model.data.results.verdict === 'invalid') context.view.show(spanOfAlarm(first));
  const violations = makeViolations(context, timeline);
  root.append(
    makeHeader(model),
    ...(violations === undefined ? [] : [violations]),
    section(
      'timeline',
      'The run',
      'Drag to pan, turn the wheel or pinch to zoom, shift and drag to zoom into a span, click to pin.',
      toolbar.element,
      minimap.element,
      timeline.element,
      makeLegend(context),
      keyTable(keys),
    ),
    plots.element,
    ...makeTables(context, timeline),
    makeFooter(model),
  );
  plots.start();
  Object.defineProperty(window, 'seaworthyReport', { value: { context, timeline } });
}

build();
