import type { PlotFrame } from '@seaworthy/porcupine/page';
import type { Model } from './model.ts';
import type { Theme } from './theme.ts';

/** One picture to be drawn. Places on its axis are moments, in nanoseconds. */
export interface Frame extends PlotFrame {
  readonly model: Model;
  readonly theme: Theme;
  readonly height: number;
}
