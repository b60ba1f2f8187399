import { decodeReply } from '@seaworthy/client/wire';

import type { HashSecret } from './key-hash.ts';
import { KeyValueStore } from './key-value-store.ts';
import { Session } from './session.ts';
import { parseSettings, type Settings } from './settings.ts';
import {
  FORMAT,
  FORMAT_VERSION,
  NUMBER_BYTES,
  RECORD,
  RecordReader,
  SnapshotError,
} from './snapshot-records.ts';

/** The state that a snapshot was captured from. */
export interface RestoredState {
  readonly store: KeyValueStore;
  readonly logTime: number;
  /** Index of the last command that was applied. */
  readonly lastIndex: number;
  readonly settings: Settings;
  /** The one used least recently first. */
  readonly sessions: ReadonlyMap<number, Session>;
}

interface Restoring extends RestoredState {
  readonly expectedKeys: number;
  readonly expectedSessions: number;
  readonly sessions: Map<number, Session>;
  session: { readonly value: Session; missing: number } | null;
  complete: boolean;
}

/** The numbers before a key. */
const KEY_NUMBERS = 4;

/** Reads what `writeSnapshot` wrote. Throws {@link SnapshotError} if it is anything else. */
export async function readSnapshot(
  chunks: AsyncIterable<Uint8Array>,
  secret: HashSecret,
): Promise<RestoredState> {
  const reader = new RecordReader();
  let state: Restoring | null = null;
  for await (const chunk of chunks) {
    for (const { type, body, checksumBefore } of reader.push(chunk)) {
      if (state === null) {
        state = readHeader(type, body, secret);
        continue;
      }
      if (state.complete) throw new SnapshotError('the snapshot goes on after its end');
      readRecord(state, type, body, checksumBefore);
    }
  }
  reader.end();
  if (state?.complete !== true) throw new SnapshotError('the snapshot ends before its end record');
  return state;
}

function readHeader(type: number, body: Buffer, secret: HashSecret): Restoring {
  if (type !== RECORD.header) throw new SnapshotError(`the snapshot begins with a record of type ${type}`);
  let fields: Record<string, unknown>;
  let settings: Settings;
  try {
    fields = JSON.parse(body.toString('utf8')) as Record<string, unknown>;
    if (fields['format'] !== FORMAT) throw new SnapshotError(`the format is ${String(fields['format'])}`);
    if (fields['version'] !== FORMAT_VERSION)
      throw new SnapshotError(
        `version ${String(fields['version'])} is unknown; this release reads version ${FORMAT_VERSION}`,
      );
    settings = parseSettings(fields['settings']);
  } catch (cause) {
    if (cause instanceof SnapshotError) throw cause;
    throw new SnapshotError('the header is not readable', { cause });
  }
  const { logTime } = fields;
  if (typeof logTime !== 'number' || !(logTime >= 0)) throw new SnapshotError('logTime is not a time');
  return {
    store: new KeyValueStore(secret, whole('revision', fields['revision'])),
    logTime,
    lastIndex: whole('lastIndex', fields['lastIndex']),
    settings,
    expectedKeys: whole('keys', fields['keys']),
    expectedSessions: whole('sessions', fields['sessions']),
    sessions: new Map(),
    session: null,
    complete: false,
  };
}

function readRecord(state: Restoring, type: number, body: Buffer, checksumBefore: number): void {
  switch (type) {
    case RECORD.key:
      readKey(state, body);
      return;
    case RECORD.session:
      readSession(state, body);
      return;
    case RECORD.answer:
      readAnswer(state, body);
      return;
    case RECORD.end:
      readEnd(state, body, checksumBefore);
      return;
    default:
      throw new SnapshotError(`record type ${type} is unknown`);
  }
}

function readKey({ store }: Restoring, body: Buffer): void {
  const createRevision = wholeAt(body, 0);
  const modRevision = wholeAt(body, 1);
  const version = wholeAt(body, 2);
  const keyLength = wholeAt(body, 3);
  const keyAndValue = body.subarray(KEY_NUMBERS * NUMBER_BYTES);
  if (keyLength > keyAndValue.length) throw new SnapshotError('a key reaches beyond its record');
  if (createRevision < 1 || createRevision > modRevision || modRevision > store.revision || version < 1)
    throw new SnapshotError(
      `a key has revisions ${createRevision} and ${modRevision} in a store at ${store.revision}`,
    );
  const isNew = store.restore({ createRevision, modRevision, version, keyLength, keyAndValue });
  if (!isNew) throw new SnapshotError('a key is there twice');
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
    session.value.remember(wholeAt(body, 0), decodeReply(new Uint8Array(body.subarray(NUMBER_BYTES))));
  } catch (cause) {
    throw new SnapshotError('an answer is not readable', { cause });
  }
}

function readEnd(state: Restoring, body: Buffer, checksumBefore: number): void {
  finishSession(state);
  if (body.length !== 4 || body.readUInt32LE(0) !== checksumBefore)
    throw new SnapshotError('the checksum does not fit the content');
  if (state.store.size !== state.expectedKeys || state.sessions.size !== state.expectedSessions)
    throw new SnapshotError('keys or sessions are missing');
  state.complete = true;
}

function finishSession(state: Restoring): void {
  if (state.session !== null && state.session.missing > 0)
    throw new SnapshotError(`session ${state.session.value.id} lacks ${state.session.missing} answers`);
  state.session = null;
}

function numberAt(body: Buffer, position: number): number {
  if (body.length < (position + 1) * NUMBER_BYTES) throw new SnapshotError('a record is too short');
  return body.readDoubleLE(position * NUMBER_BYTES);
}

function wholeAt(body: Buffer, position: number): number {
  const value = numberAt(body, position);
  if (!isWhole(value)) throw new SnapshotError(`number ${position} of a record is not a whole number`);
  return value;
}

function whole(name: string, value: unknown): number {
  if (!isWhole(value)) throw new SnapshotError(`${name} is not a whole number`);
  return value;
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
