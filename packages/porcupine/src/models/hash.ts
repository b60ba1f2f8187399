import type { Value } from './cell.ts';

/** 32 bits, equal for equal values. */
export function hashValue(value: Value): number {
  if (typeof value === 'string') return hashText(value);
  return Number.isInteger(value) ? Math.imul(value | 0, 0x9e3779b1) : hashText(String(value));
}

/** FNV-1a. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}
