// eslint-disable-next-line no-restricted-imports -- a digest is a pure function; it is chance that nodes get from a port
import { createHash } from 'node:crypto';

import { records, type Captured } from './snapshot.ts';

/** SHA-256 over a state in sorted order, in hexadecimal; independent of the order in which the state came about. */
export function hashState(captured: Captured): string {
  const hash = createHash('sha256');
  const keys = [...captured.keys].sort(([a], [b]) => (a < b ? -1 : 1));
  const sessions = [...captured.sessions].sort((a, b) => a.id - b.id);
  for (const record of records({ ...captured, keys, sessions })) hash.update(record);
  return hash.digest('hex');
}
