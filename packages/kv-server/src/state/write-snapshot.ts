import { encodeAnswer, encodeRefusal, type Reply } from '@seaworthy/client/wire';

import type { KeyRecord } from './record-page.ts';
import type { Session } from './session.ts';
import type { Settings } from './settings.ts';
import { FORMAT, FORMAT_VERSION, RECORD, RecordWriter } from './snapshot-records.ts';

/** The state at one moment. */
export interface Captured {
  readonly revision: number;
  readonly logTime: number;
  /** Index of the last command that was applied. */
  readonly lastIndex: number;
  readonly settings: Settings;
  /** The number of {@link records}. */
  readonly keys: number;
  readonly records: Iterable<KeyRecord>;
  /** The one used least recently first. */
  readonly sessions: readonly Session[];
}

/** Little enough that writing down a chunk is over in about a millisecond. */
const CHUNK_BYTES = 262_144;
const NOTHING = new Uint8Array(0);

/** Writes down a captured state, chunk by chunk. */
export async function* writeSnapshot(captured: Captured): AsyncGenerator<Uint8Array, void, undefined> {
  const writer = new RecordWriter(CHUNK_BYTES);
  yield* writeState(writer, captured);
  writer.add(RECORD.end, [], checksumBytes(writer.checksum));
  yield writer.take();
}

/** Writes down a state without the end, and yields every chunk that is full. */
export function* writeState(
  writer: RecordWriter,
  { records, sessions, ...state }: Captured,
): Generator<Uint8Array, void, undefined> {
  const header = { format: FORMAT, version: FORMAT_VERSION, ...state, sessions: sessions.length };
  writer.add(RECORD.header, [], Buffer.from(JSON.stringify(header)));
  for (const { createRevision, modRevision, version, keyLength, keyAndValue } of records) {
    writer.add(RECORD.key, [createRevision, modRevision, version, keyLength], keyAndValue);
    if (writer.isFull) yield writer.take();
  }
  for (const session of sessions) {
    const { id, lastUsed, floor, size } = session;
    writer.add(RECORD.session, [id, lastUsed, floor, size], NOTHING);
    for (const [sequence, reply] of session.answers()) {
      writer.add(RECORD.answer, [sequence], encodeReply(reply));
      if (writer.isFull) yield writer.take();
    }
  }
}

function encodeReply(reply: Reply): Uint8Array {
  return reply.ok ? encodeAnswer(reply.answer) : encodeRefusal(reply.refusal);
}

function checksumBytes(checksum: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(checksum);
  return bytes;
}
