import { clip, digits, duration, key, visible } from '@seaworthy/porcupine/page';
import type { Operation } from './model.ts';

export { clip, count, duration, key, moment, plural, visible } from '@seaworthy/porcupine/page';

export function milliseconds(number: number): string {
  return duration(number * 1e6);
}

/** A signed offset in milliseconds. */
export function offset(ms: number): string {
  const text = Math.abs(ms) < 1000 ? `${digits(ms)} ms` : `${digits(ms / 1000)} s`;
  return ms > 0 ? `+${text}` : text.replace('-', '−');
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
