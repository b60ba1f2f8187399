import { crc32 } from 'node:zlib';
import { decodeReply, encodeAnswer, encodeRefusal } from '@seaworthy/client/wire';
import { keyFromBytes, keyToBytes } from './bytes.js';
import { Session } from './session.js';
import { parseSettings } from './settings.js';
import { encodeRecord, RecordReader, SnapshotError } from './snapshot-records.js';
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
export async function* writeSnapshot(captured) {
  let pending = [];
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
export function* records({ keys, sessions, ...state }) {
  const header = { format: FORMAT, version: VERSION, ...state, keys: keys.length, sessions: sessions.length };
  yield encodeRecord(HEADER, [Buffer.from(JSON.stringify(header))]);
  for (const [key, state] of keys) yield encodeRecord(KEY, encodeKey(key, state));
  for (const session of sessions) {
    yield encodeRecord(SESSION, [numbers(session.id, session.lastUsed, session.floor, session.answers.size)]);
    for (const [sequence, reply] of session.answers)
      yield encodeRecord(ANSWER, [numbers(sequence), encodeReply(reply)]);
  }
}
function encodeKey(key, { value, createRevision, modRevision, version }) {
  return [numbers(createRevision, modRevision, version, key.length), keyToBytes(key), value];
}
function encodeReply(reply) {
  return reply.ok ? encodeAnswer(reply.answer) : encodeRefusal(reply.refusal);
}
function numbers(...values) {
  const bytes = Buffer.alloc(values.length * 8);
  for (const [position, value] of values.entries()) bytes.writeDoubleLE(value, position * 8);
  return bytes;
}
/** Reads what {@link writeSnapshot} wrote. Throws {@link SnapshotError} if it is anything else. */
export async function readSnapshot(chunks) {
  const reader = new RecordReader();
  let state = null;
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
function readHeader(type, body) {
  if (type !== HEADER) throw new SnapshotError(`the snapshot begins with a record of type ${type}`);
  let fields;
  let settings;
  try {
    fields = JSON.parse(body.toString('utf8'));
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
function readRecord(state, type, body, checksumBefore) {
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
function readKey(state, body) {
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
function readSession(state, body) {
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
function readAnswer({ session }, body) {
  if (session === null || session.missing === 0) throw new SnapshotError('an answer belongs to no session');
  session.missing--;
  try {
    session.value.remember(wholeAt(body, 0), decodeReply(new Uint8Array(body.subarray(8))));
  } catch (cause) {
    throw new SnapshotError('an answer is not readable', { cause });
  }
}
function readEnd(state, body, checksumBefore) {
  finishSession(state);
  if (body.length !== 4 || body.readUInt32LE(0) !== checksumBefore)
    throw new SnapshotError('the checksum does not fit the content');
  if (state.keys.size !== state.expectedKeys || state.sessions.size !== state.expectedSessions)
    throw new SnapshotError('keys or sessions are missing');
  state.complete = true;
}
function finishSession(state) {
  if (state.session !== null && state.session.missing > 0)
    throw new SnapshotError(`session ${state.session.value.id} lacks ${state.session.missing} answers`);
  state.session = null;
}
function numberAt(body, position) {
  if (body.length < (position + 1) * 8) throw new SnapshotError('a record is too short');
  return body.readDoubleLE(position * 8);
}
function wholeAt(body, position) {
  return whole(`number ${position} of a record`, numberAt(body, position));
}
function whole(name, value) {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    throw new SnapshotError(`${name} is not a whole number`);
  return value;
}
//# sourceMappingURL=snapshot.js.map
