import type { Entry, EntryKind, LogIndex, LogPosition, Message, RequestName, Term } from '@seaworthy/core';

import { badFrame, ByteReader, ByteWriter } from './bytes.ts';

/** The version of the message format; the first byte of every message. */
export const MESSAGE_VERSION = 2;

/**
 * The most messages, entries and commands that one frame may hold. Each becomes an object many times the size of its
 * smallest encoding, so that a limit on bytes alone would let a frame of 16 MiB take half a gigabyte.
 */
export const MAX_ITEMS_PER_FRAME = 262_144;

const TYPE_NUMBER: Readonly<Record<Message['type'], number>> = {
  'pre-vote-request': 1,
  'pre-vote-response': 2,
  'vote-request': 3,
  'vote-response': 4,
  'append-request': 5,
  'append-accepted': 6,
  'append-rejected': 7,
  'heartbeat-request': 8,
  'heartbeat-response': 9,
  'timeout-now': 10,
  'read-request': 11,
  'read-response': 12,
  'propose-request': 13,
  'propose-accepted': 14,
  'propose-refused': 15,
  'entries-request': 16,
  'entries-response': 17,
};
const TYPE_NAME = new Map(Object.entries(TYPE_NUMBER).map(([name, n]) => [n, name as Message['type']]));

const KIND_NUMBER: Readonly<Record<EntryKind, number>> = { noop: 0, command: 1, configuration: 2 };
const KIND_NAME: readonly EntryKind[] = ['noop', 'command', 'configuration'];

/** Version, type and term. */
const HEAD_BYTES = 2 + 8;
const POSITION_BYTES = 16;
/** What names a request: the incarnation of its sender, and a number. */
const NAME_BYTES = 16;
/** The length of a command. */
const COMMAND_HEAD_BYTES = 4;
/** Kind, term and length of an entry; its index follows from its place. */
const ENTRY_HEAD_BYTES = 1 + 8 + 4;

/** What a message counts towards {@link MAX_ITEMS_PER_FRAME}. */
export function itemsOf(message: Message): number {
  if ('entries' in message) return 1 + message.entries.length;
  return message.type === 'propose-request' ? 1 + message.commands.length : 1;
}

/** The number of bytes that {@link encodeMessage} gives. */
export function encodedMessageSize(message: Message): number {
  switch (message.type) {
    case 'pre-vote-request':
      return HEAD_BYTES + POSITION_BYTES;
    case 'vote-request':
      return HEAD_BYTES + POSITION_BYTES + 1;
    case 'pre-vote-response':
    case 'vote-response':
      return HEAD_BYTES + 1;
    case 'append-request':
      return HEAD_BYTES + POSITION_BYTES + 8 + 8 + encodedEntriesSize(message.entries);
    case 'append-accepted':
      return HEAD_BYTES + 8 + 8;
    case 'append-rejected':
      return HEAD_BYTES + 8 + POSITION_BYTES + 8;
    case 'heartbeat-request':
      return HEAD_BYTES + 8 + 8;
    case 'heartbeat-response':
      return HEAD_BYTES + 8;
    case 'timeout-now':
      return HEAD_BYTES + POSITION_BYTES;
    case 'read-request':
    case 'propose-refused':
      return HEAD_BYTES + NAME_BYTES;
    case 'read-response':
    case 'propose-accepted':
      return HEAD_BYTES + NAME_BYTES + 8;
    case 'entries-request':
      return HEAD_BYTES + 8 + 8 + 8;
    case 'entries-response':
      return HEAD_BYTES + 8 + encodedEntriesSize(message.entries);
    case 'propose-request': {
      let size = HEAD_BYTES + NAME_BYTES + 4;
      for (const command of message.commands) size += COMMAND_HEAD_BYTES + command.byteLength;
      return size;
    }
  }
}

function encodedEntriesSize(entries: readonly Entry[]): number {
  let size = 4;
  for (const { data } of entries) size += ENTRY_HEAD_BYTES + data.byteLength;
  return size;
}

/** Encodes one message; FORMAT.md has the layout. */
export function encodeMessage(message: Message): Uint8Array {
  const writer = new ByteWriter(encodedMessageSize(message));
  writeMessage(writer, message);
  return writer.finish();
}

/**
 * Decodes one message of at most `maxItems`. Payloads are views of `bytes`. Fails with a `TransportError` of code
 * `bad_frame`, and in no other way.
 */
export function decodeMessage(bytes: Uint8Array, maxItems: number = MAX_ITEMS_PER_FRAME): Message {
  return readMessage(new ByteReader(bytes), maxItems);
}

/** @internal Reads all that a reader has, as {@link decodeMessage} does. */
export function readMessage(reader: ByteReader, maxItems: number): Message {
  if (maxItems < 1) throw badFrame(`expected at most ${MAX_ITEMS_PER_FRAME} messages, entries and commands`);
  const version = reader.u8();
  if (version !== MESSAGE_VERSION)
    throw badFrame(`expected message version ${MESSAGE_VERSION}, got ${version}`);
  const number = reader.u8();
  const type = TYPE_NAME.get(number);
  if (type === undefined) throw badFrame(`unknown message type ${number}`);
  const message = readBody(reader, type, readTerm(reader), maxItems - 1);
  reader.finish();
  return message;
}

/** @internal Writes what {@link encodeMessage} gives. */
export function writeMessage(writer: ByteWriter, message: Message): void {
  writer.u8(MESSAGE_VERSION);
  writer.u8(TYPE_NUMBER[message.type]);
  writer.u53(message.term);
  switch (message.type) {
    case 'pre-vote-request':
      writePosition(writer, message.last);
      return;
    case 'vote-request':
      writePosition(writer, message.last);
      writer.u8(Number(message.transfer));
      return;
    case 'pre-vote-response':
    case 'vote-response':
      writer.u8(Number(message.granted));
      return;
    case 'append-request':
      writePosition(writer, message.previous);
      writer.u53(message.commit);
      writer.u53(message.round);
      writeEntries(writer, message.previous.index, message.entries);
      return;
    case 'append-accepted':
      writer.u53(message.match);
      writer.u53(message.round);
      return;
    case 'append-rejected':
      writer.u53(message.previous);
      writePosition(writer, message.hint);
      writer.u53(message.round);
      return;
    case 'heartbeat-request':
      writer.u53(message.commit);
      writer.u53(message.round);
      return;
    case 'heartbeat-response':
      writer.u53(message.round);
      return;
    case 'timeout-now':
      writePosition(writer, message.last);
      return;
    case 'read-request':
    case 'propose-refused':
      writeName(writer, message);
      return;
    case 'read-response':
      writeName(writer, message);
      writer.u53(message.index);
      return;
    case 'propose-accepted':
      writeName(writer, message);
      writer.u53(message.first);
      return;
    case 'propose-request':
      writeName(writer, message);
      writeCommands(writer, message.commands);
      return;
    case 'entries-request':
      writer.u53(message.from);
      writer.u53(message.through);
      writer.u53(message.entriesTerm);
      return;
    case 'entries-response':
      writer.u53(message.from);
      writeEntries(writer, message.from - 1, message.entries);
      return;
  }
}

function readBody(reader: ByteReader, type: Message['type'], term: Term, maxItems: number): Message {
  switch (type) {
    case 'pre-vote-request':
      return { type, term, last: readPosition(reader) };
    case 'vote-request':
      return { type, term, last: readPosition(reader), transfer: reader.boolean() };
    case 'pre-vote-response':
    case 'vote-response':
      return { type, term, granted: reader.boolean() };
    case 'append-request': {
      const previous = readPosition(reader);
      const commit = readIndex(reader);
      const round = reader.u53();
      const entries = readEntries(reader, previous.index, maxItems);
      return { type, term, previous, entries, commit, round };
    }
    case 'append-accepted':
      return { type, term, match: readIndex(reader), round: reader.u53() };
    case 'append-rejected':
      return {
        type,
        term,
        previous: readIndex(reader),
        hint: readPosition(reader),
        round: reader.u53(),
      };
    case 'heartbeat-request':
      return { type, term, commit: readIndex(reader), round: reader.u53() };
    case 'heartbeat-response':
      return { type, term, round: reader.u53() };
    case 'timeout-now':
      return { type, term, last: readPosition(reader) };
    case 'read-request':
    case 'propose-refused':
      return { type, term, ...readName(reader) };
    case 'read-response':
      return { type, term, ...readName(reader), index: readIndex(reader) };
    case 'propose-accepted':
      return { type, term, ...readName(reader), first: readIndex(reader) };
    case 'propose-request':
      return { type, term, ...readName(reader), commands: readCommands(reader, maxItems) };
    case 'entries-request':
      return {
        type,
        term,
        from: readIndex(reader),
        through: readIndex(reader),
        entriesTerm: readTerm(reader),
      };
    case 'entries-response': {
      const from = readIndex(reader);
      return { type, term, from, entries: readEntries(reader, from - 1, maxItems) };
    }
  }
}

function writeName(writer: ByteWriter, { incarnation, id }: RequestName): void {
  writer.u53(incarnation);
  writer.u53(id);
}

function readName(reader: ByteReader): RequestName {
  return { incarnation: reader.u53(), id: reader.u53() };
}

function writeCommands(writer: ByteWriter, commands: readonly Uint8Array[]): void {
  writer.u32(commands.length);
  for (const command of commands) {
    writer.u32(command.byteLength);
    writer.raw(command);
  }
}

function readCommands(reader: ByteReader, maxItems: number): readonly Uint8Array[] {
  const count = readCount(reader, 'commands', COMMAND_HEAD_BYTES, maxItems);
  return Array.from({ length: count }, () => reader.raw(reader.u32()));
}

/** How many follow, each of which takes at least `minBytes`; judged before anything is made for them. */
function readCount(reader: ByteReader, what: string, minBytes: number, max: number): number {
  const count = reader.u32();
  if (count * minBytes > reader.remaining)
    throw badFrame(`${count} ${what} cannot fit in ${reader.remaining} bytes`);
  if (count > max)
    throw badFrame(`expected at most ${max} more messages, entries and commands, got ${count} ${what}`);
  return count;
}

function writeEntries(writer: ByteWriter, previous: number, entries: readonly Entry[]): void {
  writer.u32(entries.length);
  let index = previous;
  for (const entry of entries) {
    index += 1;
    if (entry.index !== index)
      throw new RangeError(`entries must be contiguous: expected ${index}, got ${entry.index}`);
    writer.u8(KIND_NUMBER[entry.kind]);
    writer.u53(entry.term);
    writer.u32(entry.data.byteLength);
    writer.raw(entry.data);
  }
}

function readEntries(reader: ByteReader, previous: number, maxItems: number): readonly Entry[] {
  const count = readCount(reader, 'entries', ENTRY_HEAD_BYTES, maxItems);
  if (previous + count > Number.MAX_SAFE_INTEGER) throw badFrame('expected log indices below 2^53');
  const entries: Entry[] = [];
  for (let offset = 1; offset <= count; offset++) {
    const number = reader.u8();
    const kind = KIND_NAME[number];
    if (kind === undefined) throw badFrame(`unknown kind of entry ${number}`);
    const term = readTerm(reader);
    entries.push({ index: (previous + offset) as LogIndex, term, kind, data: reader.raw(reader.u32()) });
  }
  return entries;
}

function writePosition(writer: ByteWriter, position: LogPosition): void {
  writer.u53(position.index);
  writer.u53(position.term);
}

function readPosition(reader: ByteReader): LogPosition {
  return { index: readIndex(reader), term: readTerm(reader) };
}

function readTerm(reader: ByteReader): Term {
  return reader.u53() as Term;
}

function readIndex(reader: ByteReader): LogIndex {
  return reader.u53() as LogIndex;
}
