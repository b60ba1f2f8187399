import { attachPointer, keyTable, section } from '../../page/index.ts';
import type { PictureData } from '../data.ts';
import { Context } from './context.ts';
import { makeHeader } from './header.ts';
import { attachKeyboard, keys } from './keyboard.ts';
import { makeLegend } from './legend.ts';
import { makeMinimap } from './minimap.ts';
import { makeModel } from './model.ts';
import { Timeline } from './timeline.ts';
import { makeToolbar } from './toolbar.ts';
import { Tour } from './tour.ts';
import { makeViolations } from './violations.ts';

function build(): void {
  const root = document.getElementById('picture');
  const source = document.getElementById('picture-data')?.textContent;
  if (root === null || source === undefined) throw new Error('this page holds no picture');
  const model = makeModel(JSON.parse(source) as PictureData);
  const context = new Context(model);
  const timeline = new Timeline(context);
  const minimap = makeMinimap(context);
  const tour = new Tour(context, timeline);
  const toolbar = makeToolbar(context, timeline, tour);
  attachPointer(timeline);
  attachKeyboard(timeline, toolbar.focusSearch, () => tour.next());
  const violations = makeViolations(model, tour);
  root.append(
    makeHeader(model),
    section(
      'timeline',
      'The history',
      'Drag to pan, turn the wheel or pinch to zoom, shift and drag to zoom into a span, click to pin.',
      toolbar.element,
      minimap.element,
      timeline.element,
      makeLegend(context),
      keyTable(keys),
    ),
    ...(violations === undefined ? [] : [violations]),
  );
  tour.next();
  Object.defineProperty(window, 'porcupinePicture', { value: { context, timeline } });
}

build();
