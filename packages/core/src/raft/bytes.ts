import type { Entry } from './types.ts';

export function byteLengthOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}

/** Bytes of the commands among `entries`: what quotas count. */
export function commandBytes(entries: readonly Entry[]): number {
  return entries.reduce((sum, { kind, data }) => sum + (kind === 'command' ? data.length : 0), 0);
}
