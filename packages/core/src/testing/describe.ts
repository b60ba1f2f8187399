import { decodeConfiguration } from '../raft/configuration.ts';
import type { Effect } from '../raft/effect.ts';
import type { Message } from '../raft/message.ts';
import type { Configuration, Entry, LogPosition } from '../raft/types.ts';

const decoder = new TextDecoder();

/** A position as term/index. */
export function describePosition({ term, index }: LogPosition): string {
  return `${term}/${index}`;
}

/** An entry as term/index and what it is: `2/5 "x"`. */
export function describeEntry(entry: Entry): string {
  return `${describePosition(entry)} ${describeData(entry)}`;
}

function describeData({ kind, data }: Entry): string {
  switch (kind) {
    case 'noop':
      return kind;
    case 'command':
      return JSON.stringify(decoder.decode(data));
    case 'configuration': {
      const decoded = decodeConfiguration(data);
      return typeof decoded === 'string' ? `unreadable configuration` : describeConfiguration(decoded);
    }
  }
}

/** A configuration as its voters, then what else there is: `voters a b leaving b c learners d`. */
export function describeConfiguration({ voters, outgoing, learners, target }: Configuration): string {
  const list = (name: string, ids: readonly string[]): string =>
    ids.length === 0 ? '' : `${name} ${ids.join(' ')}`;
  const parts = [list('voters', voters), list('outgoing', outgoing), list('learners', learners)];
  if (target !== null)
    parts.push(`target (${list('voters', target.voters)} ${list('learners', target.learners)})`);
  return parts
    .filter((part) => part !== '')
    .join(' ')
    .replace(' )', ')');
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
      return `${head} last=${describePosition(message.last)}`;
    case 'read-request':
      return `${head} id=${message.id}`;
    case 'read-response':
      return `${head} id=${message.id} index=${message.index}`;
    case 'propose-request': {
      const commands = message.commands.map((command) => JSON.stringify(decoder.decode(command)));
      return `${head} id=${message.id} [${commands.join(', ')}]`;
    }
    case 'propose-accepted':
      return `${head} id=${message.id} first=${message.first}`;
    case 'propose-refused':
      return `${head} id=${message.id}`;
    case 'entries-request':
      return `${head} from=${message.from} through=${message.through} of=${message.entriesTerm}`;
    case 'entries-response':
      return `${head} from=${message.from} [${message.entries.map(describeEntry).join(', ')}]`;
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
    case 'load-entries':
      return `load entries from ${effect.from} through ${effect.through} for ${effect.to}`;
    case 'give-entries':
      return `give entries from ${effect.from} through ${effect.through} of term ${effect.entriesTerm} to ${effect.to}`;
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
    case 'forwarded':
      return `forwarded as ${effect.id}`;
    case 'forward-ended': {
      const { id, outcome } = effect;
      return `forwarded ${id}: ${outcome.type === 'appended' ? `appended from ${outcome.term}/${outcome.first}` : outcome.type}`;
    }
    case 'membership-accepted':
      return `membership change begins at ${effect.index}`;
    case 'membership-refused':
      return `membership change refused (${effect.reason}): ${effect.message}`;
    case 'configuration':
      return `configuration from ${effect.index}: ${describeConfiguration(effect.configuration)}`;
    case 'ignored':
      return `ignores ${effect.from}: ${effect.reason}`;
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
