import type { Random } from '../../../ports/random.ts';
import type { Message } from '../../../raft/message.ts';
import type { Entry, EntryKind, LogIndex, LogPosition, Term } from '../../../raft/types.ts';

const KINDS: readonly EntryKind[] = ['noop', 'command', 'configuration'];
const WORTH_A_LOOK = [0, 1, 127, 128, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 52, Number.MAX_SAFE_INTEGER];

/** One message of every type, its fields drawn from `random` over their whole range. */
export function everyMessage(random: Random): readonly Message[] {
  const below = (bound: number): number => random.uint32() % bound;
  const whole = (): number => {
    const looked = WORTH_A_LOOK[below(2 * WORTH_A_LOOK.length)];
    return looked ?? below(2 ** 21) * 2 ** below(32) + below(2 ** 20);
  };
  const bytes = (): Uint8Array => Uint8Array.from({ length: below(300) }, () => below(256));
  const term = (): Term => whole() as Term;
  const index = (): LogIndex => whole() as LogIndex;
  const flag = (): boolean => below(2) === 1;
  const position = (): LogPosition => ({ index: index(), term: term() });
  const name = (): { readonly incarnation: number; readonly id: number } => ({
    incarnation: whole(),
    id: whole(),
  });
  const entries = (after: number): readonly Entry[] =>
    Array.from({ length: below(5) }, (_, place) => ({
      index: (after + place + 1) as LogIndex,
      term: term(),
      kind: KINDS[below(KINDS.length)] ?? 'command',
      data: bytes(),
    }));
  const previous = { index: Math.min(index(), 2 ** 53 - 100) as LogIndex, term: term() };
  return [
    { type: 'pre-vote-request', term: term(), last: position() },
    { type: 'pre-vote-response', term: term(), granted: flag() },
    { type: 'vote-request', term: term(), last: position(), transfer: flag() },
    { type: 'vote-response', term: term(), granted: flag() },
    {
      type: 'append-request',
      term: term(),
      previous,
      entries: entries(previous.index),
      commit: index(),
      round: whole(),
    },
    { type: 'append-accepted', term: term(), match: index(), round: whole() },
    { type: 'append-rejected', term: term(), previous: index(), hint: position(), round: whole() },
    { type: 'heartbeat-request', term: term(), commit: index(), round: whole() },
    { type: 'heartbeat-response', term: term(), round: whole() },
    { type: 'timeout-now', term: term(), last: position() },
    { type: 'read-request', term: term(), ...name() },
    { type: 'read-response', term: term(), ...name(), index: index() },
    { type: 'propose-request', term: term(), ...name(), commands: Array.from({ length: below(5) }, bytes) },
    { type: 'propose-accepted', term: term(), ...name(), first: index() },
    { type: 'propose-refused', term: term(), ...name() },
    { type: 'entries-request', term: term(), from: index(), through: index(), entriesTerm: term() },
    {
      type: 'entries-response',
      term: term(),
      from: (previous.index + 1) as LogIndex,
      entries: entries(previous.index),
    },
  ];
}

/** The message with its payloads as plain numbers: a payload may arrive as any kind of byte array. */
export function plain(message: Message): unknown {
  if (message.type === 'propose-request')
    return { ...message, commands: message.commands.map((command) => [...command]) };
  if (message.type !== 'append-request' && message.type !== 'entries-response') return message;
  return { ...message, entries: message.entries.map((entry) => ({ ...entry, data: [...entry.data] })) };
}
