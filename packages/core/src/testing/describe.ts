import type { Effect } from '../raft/effect.ts';
import type { Message } from '../raft/message.ts';
import type { Entry, LogPosition } from '../raft/types.ts';

const decoder = new TextDecoder();

/** A position as term/index. */
export function describePosition({ term, index }: LogPosition): string {
  return `${term}/${index}`;
}

/** An entry as term/index and what it is: `2/5 "x"`. */
export function describeEntry(entry: Entry): string {
  const what = entry.kind === 'command' ? JSON.stringify(decoder.decode(entry.data)) : entry.kind;
  return `${describePosition(entry)} ${what}`;
}

/** A message in one line. */
export function describeMessage(message: Message): string {
  const head = `${message.type} term=${message.term}`;
  switch (message.type) {
    case 'pre-vote-request':
      return `${head} last=${describePosition(message.last)}`;
    case 'vote-request':
      return `${head} last=${describePosition(message.last)}${message.transfer ? ' transfer' : ''}`;
    case 'pre-vote-response':
    case 'vote-response':
      return `${head} ${message.granted ? 'granted' : 'refused'}`;
    case 'append-request': {
      const entries = message.entries.map(describeEntry).join(', ');
      return `${head} previous=${describePosition(message.previous)} commit=${message.commit} round=${message.round} [${entries}]`;
    }
    case 'append-accepted':
      return `${head} match=${message.match} round=${message.round}`;
    case 'append-rejected':
      return `${head} previous=${message.previous} hint=${describePosition(message.hint)} round=${message.round}`;
    case 'heartbeat-request':
      return `${head} commit=${message.commit} round=${message.round}`;
    case 'heartbeat-response':
      return `${head} round=${message.round}`;
    case 'timeout-now':
      return head;
  }
}

/** An effect in one line. */
export function describeEffect(effect: Effect): string {
  switch (effect.type) {
    case 'persist': {
      const { hardState } = effect;
      const state =
        hardState === null ? '' : ` term=${hardState.term} votedFor=${hardState.votedFor ?? 'nobody'}`;
      return `persist #${effect.sequence}${state} [${effect.entries.map(describeEntry).join(', ')}]`;
    }
    case 'install':
      return `install #${effect.sequence} snapshot ${describePosition(effect.meta)}`;
    case 'send':
      return `send to ${effect.to}${effect.after === 0 ? '' : ` after #${effect.after}`}: ${describeMessage(effect.message)}`;
    case 'apply':
      return `apply [${effect.entries.map(describeEntry).join(', ')}]`;
    case 'compact':
      return `compact through ${describePosition(effect.through)}`;
    case 'send-snapshot':
      return `send snapshot to ${effect.to} in term ${effect.term}`;
    case 'snapshot-answer':
      return `snapshot ${effect.accepted ? 'wanted' : 'not wanted'}`;
    case 'proposed':
      return `proposed from ${effect.term}/${effect.first}`;
    case 'refused':
      return `refused: ${effect.reason}, leader ${effect.leader ?? 'unknown'}`;
    case 'read-ready':
      return `read ${effect.id} ready at ${effect.index}`;
    case 'reads-refused':
      return `reads refused, leader ${effect.leader ?? 'unknown'}`;
    case 'transfer-ended':
      return 'transfer ended';
    case 'role':
      return `is ${effect.role} in term ${effect.term}, leader ${effect.leader ?? 'unknown'}`;
    case 'voted':
      return `votes for ${effect.candidate} in term ${effect.term}`;
    case 'truncated':
      return `truncates ${effect.from} to ${effect.through}`;
  }
}
