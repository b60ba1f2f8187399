import type { Operation } from './model.ts';

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

export function milliseconds(number: number): string {
  return duration(number * 1e6);
}

/** A moment of the run, in seconds since its start; `step` is how fine the digits have to be, in nanoseconds. */
export function moment(nanoseconds: number, step = 1e6): string {
  const places = Math.min(9, Math.max(0, Math.ceil(9 - Math.log10(Math.max(1, step)) - 1e-9)));
  return `${(nanoseconds / 1e9).toFixed(places)} s`;
}

/** A signed offset in milliseconds. */
export function offset(ms: number): string {
  const text = Math.abs(ms) < 1000 ? `${digits(ms)} ms` : `${digits(ms / 1000)} s`;
  return ms > 0 ? `+${text}` : text.replace('-', '−');
}

function digits(number: number): string {
  const size = Math.abs(number);
  return size >= 100 || size === 0 ? number.toFixed(0) : size >= 10 ? number.toFixed(1) : number.toFixed(2);
}

const longest = 96;
// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const unseen = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Text with what cannot be seen, or would turn the reading direction, spelt out. */
export function visible(text: string): string {
  return text.replace(unseen, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

export function clip(text: string, length = longest): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

/** A key as written: bare where that is unmistakable. */
export function key(text: string): string {
  return /^[\w./:-]+$/.test(text) ? text : clip(visible(JSON.stringify(text)));
}

export function value(given: Operation['value'] | undefined): string {
  if (given === undefined) return '';
  if (given === null) return 'nothing';
  if (Array.isArray(given)) return given.map((part: Operation['value']) => value(part)).join(' → ');
  return typeof given === 'string' ? clip(visible(JSON.stringify(given))) : String(given);
}

/** An operation in a few signs: `get k1 → 5`, `put k1 = 5`, `cas k1 3 → 5 refused`. */
export function summary(operation: Operation): string {
  const name = `${operation.f} ${key(operation.key)}`;
  const { outcome } = operation;
  switch (operation.f) {
    case 'read':
    case 'get':
      return outcome === 'ok' ? `${name} → ${value(operation.result)}` : `${name} → ?`;
    case 'write':
    case 'put':
      return `${name} = ${value(operation.value)}`;
    case 'append':
      return `${name} + ${value(operation.value)}`;
    case 'delete':
      return name;
    case 'cas':
      return `${name} ${value(operation.value)}${outcome === 'ok' ? (operation.result === true ? ' ✓' : ' refused') : ''}`;
  }
}

/** What came of an operation, in words. */
export function outcome(operation: Operation): string {
  if (!operation.completed) return 'unknown: nothing came back before the run ended';
  switch (operation.outcome) {
    case 'ok':
      return 'ok';
    case 'fail':
      return 'fail: certainly did not happen';
    case 'info':
      return 'info: may or may not have happened';
  }
}
