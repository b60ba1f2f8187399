export const faultClasses = ['partition', 'kill', 'pause', 'clock', 'other'] as const;

/** Faults are told apart by colours, by what they do. */
export type FaultClass = (typeof faultClasses)[number];

/** @param words the name of a fault, or what is said about it. */
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
