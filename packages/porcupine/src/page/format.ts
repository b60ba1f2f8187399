const grouped = new Intl.NumberFormat('en-US');

export function count(number: number): string {
  return grouped.format(number);
}

export function plural(number: number, one: string, many = `${one}s`): string {
  return `${count(number)} ${number === 1 ? one : many}`;
}

/** A length of time given in nanoseconds, with three significant digits and the unit that suits it. */
export function duration(nanoseconds: number): string {
  const size = Math.abs(nanoseconds);
  if (size < 1e3) return `${Math.round(nanoseconds)} ns`;
  if (size < 1e6) return `${digits(nanoseconds / 1e3)} µs`;
  if (size < 1e9) return `${digits(nanoseconds / 1e6)} ms`;
  if (size < 120e9) return `${digits(nanoseconds / 1e9)} s`;
  return `${Math.floor(nanoseconds / 60e9)} min ${Math.round((nanoseconds % 60e9) / 1e9)} s`;
}

/** A moment, in seconds since the start; `step` is how fine the digits have to be. Both in nanoseconds. */
export function moment(nanoseconds: number, step = 1e6): string {
  const places = Math.min(9, Math.max(0, Math.ceil(9 - Math.log10(Math.max(1, step)) - 1e-9)));
  return `${(nanoseconds / 1e9).toFixed(places)} s`;
}

/** Three significant digits. */
export function digits(number: number): string {
  const size = Math.abs(number);
  return size >= 100 || size === 0 ? number.toFixed(0) : size >= 10 ? number.toFixed(1) : number.toFixed(2);
}

// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const unseen = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Text with what cannot be seen, or would turn the reading direction, spelt out. */
export function visible(text: string): string {
  return text.replace(unseen, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

export function clip(text: string, length = 96): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

/** A key as written: bare where that is unmistakable. */
export function key(text: string): string {
  return /^[\w./:-]+$/.test(text) ? text : clip(visible(JSON.stringify(text)));
}
