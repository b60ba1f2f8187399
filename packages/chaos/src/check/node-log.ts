import { readFile } from 'node:fs/promises';

import { z } from 'zod';

const term = z.number().int().nonnegative();
const nodeName = z.string().nullable();

const raftEvent = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('started'), term, votedFor: nodeName }),
  z.looseObject({ type: z.literal('role'), role: z.string(), term, leader: nodeName }),
  z.looseObject({ type: z.literal('voted'), term, candidate: z.string() }),
  z.looseObject({ type: z.literal('truncated'), term }),
  // The terms in these are those of the last entry of a snapshot, not the node's.
  z.looseObject({
    type: z.enum(['snapshot-taken', 'snapshot-sent', 'snapshot-installed', 'stopped', 'failed']),
  }),
]);

const logLine = z.looseObject({ msg: z.literal('raft'), node: z.string(), event: raftEvent });

/** What a node said of itself, as far as the invariants are about it. */
export type RaftEvent = z.infer<typeof raftEvent>;

/** Whether the event tells the term that the node was in. */
export function hasOwnTerm(
  event: RaftEvent,
): event is Extract<RaftEvent, { type: 'started' | 'role' | 'voted' | 'truncated' }> {
  switch (event.type) {
    case 'started':
    case 'role':
    case 'voted':
    case 'truncated':
      return true;
    case 'snapshot-taken':
    case 'snapshot-sent':
    case 'snapshot-installed':
    case 'stopped':
    case 'failed':
      return false;
  }
}

/** The events of one node in the order in which it logged them, over all its lives. */
export interface NodeLog {
  readonly node: string;
  readonly events: readonly RaftEvent[];
}

/** Reads a node's log: JSON lines, of which only those of Raft count. A line cut short by a crash is no error. */
export function parseNodeLog(node: string, text: string): NodeLog {
  const events: RaftEvent[] = [];
  for (const line of text.split('\n')) {
    if (!line.includes('"raft"')) continue;
    const parsed = logLine.safeParse(parseJson(line));
    if (parsed.success && parsed.data.node === node) events.push(parsed.data.event);
  }
  return { node, events };
}

/** The log as it is in the file; empty if there is none. */
export async function readNodeLog(node: string, path: string): Promise<NodeLog> {
  try {
    return parseNodeLog(node, await readFile(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { node, events: [] };
    throw error;
  }
}

/** A container runtime may put a time before each line. */
function parseJson(line: string): unknown {
  const from = line.indexOf('{');
  if (from === -1) return undefined;
  try {
    return JSON.parse(line.slice(from)) as unknown;
  } catch {
    return undefined;
  }
}
