/** Colours of the picture. They come from the style sheet, so that light, dark and print are decided in one place. */
export interface Theme {
  readonly ink: string;
  readonly ink2: string;
  readonly ink3: string;
  readonly surface: string;
  readonly line: string;
  readonly lineSoft: string;
  readonly dim: string;
  readonly alarm: string;
  readonly accent: string;
  readonly path: string;
  /** By outcome, then by what an operation does: look, act. */
  readonly outcomes: readonly (readonly string[])[];
  readonly faults: Readonly<Record<FaultClass, string>>;
  readonly leaders: readonly string[];
  readonly font: string;
}

export type FaultClass = 'partition' | 'kill' | 'pause' | 'clock' | 'other';

export function readTheme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const get = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const list = (name: string, length: number): string[] =>
    Array.from({ length }, (_, i) => get(`${name}-${i + 1}`));
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
    path: get('path'),
    outcomes: [list('ok', 2), list('fail', 2), list('info', 2)],
    faults: {
      partition: get('fault-partition'),
      kill: get('fault-kill'),
      pause: get('fault-pause'),
      clock: get('fault-clock'),
      other: get('fault-other'),
    },
    leaders: list('term', 6),
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

export function faultClass(words: string): FaultClass {
  if (/partition|isolate|one-way|ring|halves|bridge|cut/i.test(words)) return 'partition';
  if (/kill|crash|restart/i.test(words)) return 'kill';
  if (/pause|stop|freeze/i.test(words)) return 'pause';
  if (/clock|skew|drift|strobe/i.test(words)) return 'clock';
  return 'other';
}

/** A hexadecimal colour, seen through. */
export function fade(colour: string, alpha: number): string {
  const byte = Math.round(alpha * 255)
    .toString(16)
    .padStart(2, '0');
  return `${colour}${byte}`;
}

/** Black or white, whichever can be read on this colour (WCAG relative luminance, roughly). */
export function readableOn(colour: string): string {
  const channel = (at: number): number => (parseInt(colour.slice(at, at + 2), 16) / 255) ** 2.2;
  const luminance = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
  return luminance > 0.33 ? '#0f1a24' : '#ffffff';
}
