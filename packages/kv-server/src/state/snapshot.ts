import { crc32 } from 'node:zlib';

import { decodeReply, encodeAnswer, encodeRefusal, type KeyState, type Reply } from '@seaworthy/client/wire';

import { keyFromBytes, keyToBytes } from './bytes.ts';
import { Session } from './session.ts';
import { parseSettings, type Settings } from './settings.ts';
import { encodeRecord, RecordReader, SnapshotError } from './snapshot-records.ts';

/** The state at one moment, in the order in which it is written down. */
export interface Captured {
  readonly revision: number;
  readonly logTime: number;
  /** Index of the last command that was applied. */
  readonly lastIndex: number;
  readonly settings: Settings;
  readonly keys: readonly (readonly [string, KeyState])[];
  /** The one used least recently first. */
  readonly sessions: readonly Session[];
}

/*
 * A snapshot is a sequence of records:
 * header (JSON: format, version, revision, logTime, lastIndex, settings, keys, sessions), then every key, then every
 * session followed by its answers, then an end with the checksum (CRC-32) of everything before.
 */
const FORMAT = 'seaworthy-kv';
const VERSION = 1;
const HEADER = 1;
const KEY = 2;
const SESSION = 3;
const ANSWER = 4;
const END = 5;
const CHUNK_BYTES = 262_144;

/** Writes down a captured state, in chunks of about {@link CHUNK_BYTES}. */
export async function* writeSnapshot(captured: Captured): AsyncGenerator<Uint8Array, void, undefined> {
  let pending: Uint8Array[] = [];
  let bytes = 0;
  let checksum = 0;
  for (const record of records(captured)) {
    pending.push(record);
    bytes += record.length;
    checksum = crc32(record, checksum);
    if (bytes < CHUNK_BYTES) continue;
    yield Buffer.concat(pending);
    pending = [];
    bytes = 0;
  }
  const end = Buffer.alloc(4);
  end.writeUInt32LE(checksum);
  yield Buffer.concat([...pending, encodeRecord(END, [end])]);
}

/** The records of a state, without the end. */
export function* records({ keys, sessions, ...state }: Captured): Generator<Uint8Array, void, undefined> {
  const header = { format: FORMAT, version: VERSION, ...state, keys: keys.length, sessions: sessions.length };
  yield encodeRecord(HEADER, [Buffer.from(JSON.stringify(header))]);
  for (const [key, state] of keys) yield encodeRecord(KEY, encodeKey(key, state));
  for (const session of sessions) {
    yield encodeRecord(SESSION, [numbers(session.id, session.lastUsed, session.floor, session.answers.size)]);
    for (const [sequence, reply] of session.answers)
      yield encodeRecord(ANSWER, [numbers(sequence), encodeReply(reply)]);
  }
}

function encodeKey(key: string, { value, createRevision, modRevision, version }: KeyState): Uint8Array[] {
  return [numbers(createRevision, modRevision, version, key.length), keyToBytes(key), value];
}

function encodeReply(reply: Reply): Uint8Array {
  return reply.ok ? encodeAnswer(reply.answer) : encodeRefusal(reply.refusal);
}

function numbers(...values: number[]): Uint8Array {
  const bytes = Buffer.alloc(values.length * 8);
  for (const [position, value] of values.entries()) bytes.writeDoubleLE(value, position * 8);
  return bytes;
}

interface Restoring {
  readonly revision: number;
  readonly logTime: number;
  readonly lastIndex: number;
  readonly settings: Settings;
  readonly expectedKeys: number;
  readonly expectedSessions: number;
  readonly keys: Map<string, KeyState>;
  readonly sessions: Map<number, Session>;
  session: { readonly value: Session; missing: number } | null;
  complete: boolean;
}

/** Reads what {@link writeSnapshot} wrote. Throws {@link SnapshotError} if it is anything else. */
export async function readSnapshot(chunks: AsyncIterable<Uint8Array>): Promise<Captured> {
  const reader = new RecordReader();
  let state: Restoring | null = null;
  for await (const chunk of chunks) {
    for (const { type, body, checksumBefore } of reader.push(chunk)) {
      if (state === null) {
        state = readHeader(type, body);
        continue;
      }
      if (state.complete) throw new SnapshotError('the snapshot goes on after its end');
      readRecord(state, type, body, checksumBefore);
    }
  }
  reader.end();
  if (state?.complete !== true) throw new SnapshotError('the snapshot ends before its end record');
  const { revision, logTime, lastIndex, settings, keys, sessions } = state;
  return { revision, logTime, lastIndex, settings, keys: [...keys], sessions: [...sessions.values()] };
}

function readHeader(type: number, body: Buffer): Restoring {
  if (type !== HEADER) throw new SnapshotError(`the snapshot begins with a record of type ${type}`);
  let fields: Record<string, unknown>;
  let settings: Settings;
  try {
    fields = JSON.parse(body.toString('utf8')) as Record<string, unknown>;
    if (fields['format'] !== FORMAT) throw new SnapshotError(`the format is ${String(fields['format'])}`);
    if (fields['version'] !== VERSION)
      throw new SnapshotError(
        `version ${String(fields['version'])} is unknown; this release reads version ${VERSION}`,
      );
    settings = parseSettings(fields['settings']);
  } catch (cause) {
    if (cause instanceof SnapshotError) throw cause;
    throw new SnapshotError('the header is not readable', { cause });
  }
  const { logTime } = fields;
  if (typeof logTime !== 'number' || !(logTime >= 0)) throw new SnapshotError('logTime is not a time');
  return {
    revision: whole('revision', fields['revision']),
    logTime,
    lastIndex: whole('lastIndex', fields['lastIndex']),
    settings,
    expectedKeys: whole('keys', fields['keys']),
    expectedSessions: whole('sessions', fields['sessions']),
    keys: new Map(),
    sessions: new Map(),
    session: null,
    complete: false,
  };
}

function readRecord(state: Restoring, type: number, body: Buffer, checksumBefore: number): void {
  switch (type) {
    case KEY:
      readKey(state, body);
      return;
    case SESSION:
      readSession(state, body);
      return;
    case ANSWER:
      readAnswer(state, body);
      return;
    case END:
      readEnd(state, body, checksumBefore);
      return;
    default:
      throw new SnapshotError(`record type ${type} is unknown`);
  }
}

function readKey(state: Restoring, body: Buffer): void {
  const createRevision = wholeAt(body, 0);
  const modRevision = wholeAt(body, 1);
  const version = wholeAt(body, 2);
  const valueStart = 32 + wholeAt(body, 3);
  if (valueStart > body.length) throw new SnapshotError('a key reaches beyond its record');
  if (createRevision < 1 || createRevision > modRevision || modRevision > state.revision || version < 1)
    throw new SnapshotError(
      `a key has revisions ${createRevision} and ${modRevision} in a store at ${state.revision}`,
    );
  const key = keyFromBytes(body.subarray(32, valueStart));
  if (state.keys.has(key)) throw new SnapshotError('a key is there twice');
  // A copy: the chunk it lies in would otherwise live as long as the value.
  const value = new Uint8Array(body.subarray(valueStart));
  state.keys.set(key, { value, createRevision, modRevision, version });
}

function readSession(state: Restoring, body: Buffer): void {
  finishSession(state);
  const id = wholeAt(body, 0);
  if (state.sessions.has(id)) throw new SnapshotError(`session ${id} is there twice`);
  const lastUsed = numberAt(body, 1);
  if (!(lastUsed >= 0 && lastUsed <= state.logTime))
    throw new SnapshotError(`session ${id} was used at ${lastUsed}, after the end of the log`);
  const value = new Session(id, lastUsed, wholeAt(body, 2));
  state.sessions.set(id, value);
  state.session = { value, missing: wholeAt(body, 3) };
}

function readAnswer({ session }: Restoring, body: Buffer): void {
  if (session === null || session.missing === 0) throw new SnapshotError('an answer belongs to no session');
  session.missing--;
  try {
    session.value.remember(wholeAt(body, 0), decodeReply(new Uint8Array(body.subarray(8))));
  } catch (cause) {
    throw new SnapshotError('an answer is not readable', { cause });
  }
}

function readEnd(state: Restoring, body: Buffer, checksumBefore: number): void {
  finishSession(state);
  if (body.length !== 4 || body.readUInt32LE(0) !== checksumBefore)
    throw new SnapshotError('the checksum does not fit the content');
  if (state.keys.size !== state.expectedKeys || state.sessions.size !== state.expectedSessions)
    throw new SnapshotError('keys or sessions are missing');
  state.complete = true;
}

function finishSession(state: Restoring): void {
  if (state.session !== null && state.session.missing > 0)
    throw new SnapshotError(`session ${state.session.value.id} lacks ${state.session.missing} answers`);
  state.session = null;
}

function numberAt(body: Buffer, position: number): number {
  if (body.length < (position + 1) * 8) throw new SnapshotError('a record is too short');
  return body.readDoubleLE(position * 8);
}

function wholeAt(body: Buffer, position: number): number {
  return whole(`number ${position} of a record`, numberAt(body, position));
}

function whole(name: string, value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    throw new SnapshotError(`${name} is not a whole number`);
  return value;
}
