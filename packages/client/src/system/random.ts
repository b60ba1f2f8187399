import type { ClientRandom } from '../ports.ts';

/** Chance for back-off; nothing secret depends on it. */
export const systemRandom: ClientRandom = {
  uint32: () => Math.floor(Math.random() * 0x1_0000_0000),
};
