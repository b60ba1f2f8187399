import { createHash } from 'node:crypto';
import { records } from './snapshot.js';
/** SHA-256 over a state in sorted order, in hexadecimal; independent of the order in which the state came about. */
export function hashState(captured) {
  const hash = createHash('sha256');
  const keys = [...captured.keys].sort(([a], [b]) => (a < b ? -1 : 1));
  const sessions = [...captured.sessions].sort((a, b) => a.id - b.id);
  for (const record of records({ ...captured, keys, sessions })) hash.update(record);
  return hash.digest('hex');
}
//# sourceMappingURL=state-hash.js.map
