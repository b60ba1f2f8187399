import { invalidArgument } from '../errors.ts';
import type { Mix } from './plan.ts';
import { OPERATION_KINDS, type OperationKind } from './target.ts';

/**
 * Reads a mix of operations: one kind, as `put`; reads and writes in hundredths, as `90/10`; or shares of any kinds,
 * as `get=5,put=3,append=2`. Throws `invalid_argument` if it is none of these.
 */
export function parseShape(text: string): Mix {
  const [, reads, writes] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  if (reads !== undefined && writes !== undefined)
    return Object.fromEntries(
      [['get', Number(reads)] as const, ['put', Number(writes)] as const].filter(([, share]) => share > 0),
    );
  const mix: Mix = {};
  for (const part of text.split(',')) {
    const [, kind, share] = /^([a-z-]+)(?:=(\d+))?$/.exec(part.trim()) ?? [];
    if (!isKind(kind))
      throw invalidArgument(
        `expected a shape such as put, 90/10 or get=5,put=3 of ${OPERATION_KINDS.join(', ')}; got ${JSON.stringify(text)}`,
      );
    if (mix[kind] !== undefined)
      throw invalidArgument(`the shape ${JSON.stringify(text)} names ${kind} twice`);
    mix[kind] = Number(share ?? 1);
  }
  return mix;
}

/** A mix in the words that {@link parseShape} reads. */
export function describeShape(mix: Mix): string {
  const parts = Object.entries(mix);
  return parts.length === 1
    ? String(parts[0]?.[0])
    : parts.map(([kind, share]) => `${kind}=${share}`).join(',');
}

function isKind(text: string | undefined): text is OperationKind {
  return OPERATION_KINDS.some((kind) => kind === text);
}
