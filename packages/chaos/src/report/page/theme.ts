/** Colours of the pictures. They come from the style sheet, so that light, dark and print are decided in one place. */
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
  /** By outcome, then by what a function does: read, write, compare and set. */
  readonly outcomes: readonly (readonly string[])[];
  readonly faults: Readonly<Record<FaultClass, string>>;
  readonly terms: readonly string[];
  readonly nodes: readonly string[];
  readonly functions: readonly string[];
  readonly font: string;
  readonly mono: string;
}

export type FaultClass = 'partition' | 'kill' | 'pause' | 'clock' | 'other';
export const faultClasses: readonly FaultClass[] = ['partition', 'kill', 'pause', 'clock', 'other'];

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
    outcomes: [list('ok', 3), list('fail', 3), list('info', 3)],
    faults: {
      partition: get('fault-partition'),
      kill: get('fault-kill'),
      pause: get('fault-pause'),
      clock: get('fault-clock'),
      other: get('fault-other'),
    },
    terms: list('term', 6),
    nodes: list('node', 7),
    functions: list('function', 7),
    font: get('font'),
    mono: get('mono'),
  };
}

/** Calls back when the colours change: another scheme, or paper. */
export function onThemeChange(listener: () => void): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', listener);
  window.addEventListener('beforeprint', () => {
    document.documentElement.dataset['print'] = '';
    listener();
  });
  window.addEventListener('afterprint', () => {
    delete document.documentElement.dataset['print'];
    listener();
  });
}

export function faultClass(kind: string): FaultClass {
  if (/partition|isolate|one-way|ring|halves|bridge|cut/.test(kind)) return 'partition';
  if (/kill|crash|restart/.test(kind)) return 'kill';
  if (/pause|stop|freeze/.test(kind)) return 'pause';
  if (/clock|skew|drift|strobe/.test(kind)) return 'clock';
  return 'other';
}

/** Which of the three shades of an outcome a function gets. */
export function shadeOf(f: string): number {
  return f === 'read' || f === 'get' ? 0 : f === 'cas' ? 2 : 1;
}

/** A hexadecimal colour, seen through. */
export function fade(colour: string, alpha: number): string {
  const byte = Math.round(alpha * 255)
    .toString(16)
    .padStart(2, '0');
  return `${colour}${byte}`;
}

export function reducedMotion(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
