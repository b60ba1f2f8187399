// eslint-disable-next-line no-restricted-imports -- a digest is a pure function; it is chance that nodes get from a port
import { createHash } from 'node:crypto';

import { RecordWriter } from './snapshot-records.ts';
import { writeState, type Captured } from './write-snapshot.ts';

/** So much is digested at a time. */
const HASHED_BYTES = 65_536;

/** SHA-256 over a state whose keys and sessions are in order, in hexadecimal. */
export function hashState(captured: Captured): string {
  const hash = createHash('sha256');
  const writer = new RecordWriter(HASHED_BYTES);
  for (const chunk of writeState(writer, captured)) hash.update(chunk);
  return hash.update(writer.take()).digest('hex');
}
