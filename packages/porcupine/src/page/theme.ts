import { faultClasses } from './colours.ts';
import type { FaultClass } from './colours.ts';

/** Colours of the pictures. They come from the style sheet, so that light, dark and print are decided in one place. */
export interface BaseTheme {
  readonly ink: string;
  readonly ink2: string;
  readonly ink3: string;
  readonly surface: string;
  readonly line: string;
  readonly lineSoft: string;
  readonly dim: string;
  readonly alarm: string;
  readonly accent: string;
  /** By outcome (ok, fail, info), then by shade. */
  readonly outcomes: readonly (readonly string[])[];
  readonly faults: Readonly<Record<FaultClass, string>>;
  /** Of leaders or terms, to be taken in turn. */
  readonly terms: readonly string[];
  readonly font: string;
}

/** Reads custom properties of the style sheet by their names, without the dashes in front. */
export interface StyleReader {
  readonly get: (name: string) => string;
  /** `name-1`, `name-2`, … */
  readonly list: (name: string, length: number) => string[];
}

export function styleReader(): StyleReader {
  const style = getComputedStyle(document.documentElement);
  const get = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return { get, list: (name, length) => Array.from({ length }, (_, i) => get(`${name}-${i + 1}`)) };
}

/** @param shades how many there are of each outcome. */
export function readBaseTheme({ get, list }: StyleReader, shades: number): BaseTheme {
  const faults = faultClasses.map((name) => [name, get(`fault-${name}`)] as const);
  return {
    ink: get('ink'),
    ink2: get('ink-2'),
    ink3: get('ink-3'),
    surface: get('surface'),
    line: get('line'),
    lineSoft: get('line-soft'),
    dim: get('dim'),
    alarm: get('alarm'),
    accent: get('accent'),
    outcomes: [list('ok', shades), list('fail', shades), list('info', shades)],
    faults: Object.fromEntries(faults) as Record<FaultClass, string>,
    terms: list('term', 6),
    font: get('font'),
  };
}

/** Calls back when the colours change: another scheme, or paper. */
export function onThemeChange(listener: () => void): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', listener);
  const print = (on: boolean) => (): void => {
    document.documentElement.toggleAttribute('data-print', on);
    listener();
  };
  window.addEventListener('beforeprint', print(true));
  window.addEventListener('afterprint', print(false));
}

export function reducedMotion(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
