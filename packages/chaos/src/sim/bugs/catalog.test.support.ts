import { ELECTION_BUGS } from './elections.test.support.ts';
import { LOG_BUGS } from './log.test.support.ts';
import { MEMBERSHIP_BUGS } from './membership.test.support.ts';
import type { PlantedBug } from './planted-bug.test.support.ts';
import { READ_BUGS } from './reads.test.support.ts';
import { SERVICE_BUGS } from './service.test.support.ts';
import { SNAPSHOT_BUGS } from './snapshots.test.support.ts';
import { STORAGE_BUGS } from './storage.test.support.ts';

/** Every bug that can be planted. */
export const PLANTED_BUGS: readonly PlantedBug[] = [
  ...ELECTION_BUGS,
  ...LOG_BUGS,
  ...READ_BUGS,
  ...SNAPSHOT_BUGS,
  ...STORAGE_BUGS,
  ...MEMBERSHIP_BUGS,
  ...SERVICE_BUGS,
];
