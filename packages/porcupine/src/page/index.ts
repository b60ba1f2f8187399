/**
 * What pages that draw histories of operations are made of: a time line on a canvas that can be zoomed and walked
 * through, an overview of it, pictures of few intervals, and the controls around them. For browsers; the styles are
 * in `base.css`.
 *
 * @packageDocumentation
 */
export { fitText, prepare, ticks } from './canvas.ts';
export { Cells, cellColours } from './cells.ts';
export { fade, faultClass, faultClasses, readableOn } from './colours.ts';
export type { FaultClass } from './colours.ts';
export { chips, searchBox, select, walkButtons } from './controls.ts';
export type { Chips } from './controls.ts';
export { factsOf } from './description.ts';
export type { Description } from './description.ts';
export { disclosure, listOthers } from './disclosure.ts';
export { button, h, section, svg } from './dom.ts';
export { callout, drawChoice, outline, toSpan, toX } from './frame.ts';
export type { Box, PlotFrame } from './frame.ts';
export { clip, count, digits, duration, key, moment, plural, visible } from './format.ts';
export { drawIntervals } from './interval-picture.ts';
export type { Interval, IntervalBand, IntervalMoment } from './interval-picture.ts';
export { attachKeys, keyTable, viewKeys } from './keyboard.ts';
export type { KeyHelp } from './keyboard.ts';
export { Minimap } from './minimap.ts';
export type { MinimapContent } from './minimap.ts';
export { Pane } from './pane.ts';
export type { Point, Shown } from './pane.ts';
export { attachPointer } from './pointer.ts';
export { lowerBound } from './search.ts';
export { onThemeChange, readBaseTheme, reducedMotion, styleReader } from './theme.ts';
export type { BaseTheme, StyleReader } from './theme.ts';
export { verdictBadge } from './verdict.ts';
export { glide, land, View } from './view.ts';
export type { Span } from './view.ts';
