import type { Configuration, NodeId } from '@seaworthy/core';

/** Everybody a configuration names, each once. */
export function membersOf({ voters, outgoing, learners }: Configuration): readonly NodeId[] {
  return [...new Set([...voters, ...outgoing, ...learners])];
}
