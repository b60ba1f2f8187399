import { crc32 } from 'node:zlib';

import {
  isNodeId,
  type Entry,
  type EntryKind,
  type HardState,
  type LogIndex,
  type LogPosition,
  type Term,
} from '@seaworthy/core';

import { align8, readUint53, writeUint53 } from './numbers.ts';

/** See FORMAT.md. Every record begins with a header of this size, at a multiple of eight. */
export const RECORD_HEADER_BYTES = 24;
/** Term and index of an entry stand before its data. */
export const ENTRY_PREFIX_BYTES = 16;
/** The longest data one entry may have. */
export const MAX_ENTRY_BYTES: number = 1 << 30;
/** A mark is a bare header. */
export const MARK_BYTES: number = align8(RECORD_HEADER_BYTES);

export type RecordType = 'entry' | 'hard-state' | 'compact' | 'reset' | 'mark';

const TYPES: readonly (RecordType | undefined)[] = [
  undefined,
  'entry',
  'hard-state',
  'compact',
  'reset',
  'mark',
];
const KINDS: readonly EntryKind[] = ['noop', 'command', 'configuration'];

/** What the header of a record says, before its checksum was looked at. */
export interface RecordFrame {
  readonly type: RecordType;
  readonly kind: EntryKind;
  readonly checksum: number;
  /** The checksum of the record before this one, or the segment's chain start. */
  readonly previous: number;
  /** The length of the payload, in bytes, without padding. */
  readonly length: number;
  /** The part of this segment that was durable when the record was written, in bytes. */
  readonly durable: number;
}

/** An entry as it stands in a record. Nothing of its data is copied before {@link entry}, which comes soon or never. */
export class EntryRecord implements LogPosition {
  readonly type = 'entry';
  readonly index: LogIndex;
  readonly term: Term;
  readonly #kind: EntryKind;
  readonly #source: Buffer;
  readonly #from: number;
  readonly #to: number;

  constructor({ index, term }: LogPosition, kind: EntryKind, source: Buffer, from: number, to: number) {
    this.index = index;
    this.term = term;
    this.#kind = kind;
    this.#source = source;
    this.#from = from;
    this.#to = to;
  }

  /** Bytes. */
  get length(): number {
    return this.#to - this.#from;
  }

  /** The entry, in memory of its own. */
  entry(): Entry {
    const data = Buffer.from(this.#source.subarray(this.#from, this.#to));
    return { index: this.index, term: this.term, kind: this.#kind, data };
  }
}

/** What one record says. An entry is read from memory that is soon used again. */
export type LogRecord =
  | EntryRecord
  | { readonly type: 'hard-state'; readonly hardState: HardState }
  | { readonly type: 'compact' | 'reset'; readonly position: LogPosition }
  | { readonly type: 'mark' };

/** What belongs to a segment and goes into each of its records. */
export interface SegmentSeal {
  /** The lower 32 bits of the segment's sequence number. */
  readonly sequence: number;
  /** Where every checksum begins, by chance: bytes a client chose cannot pass for a record. */
  readonly salt: number;
}

/** What a record's header holds besides its checksum, which comes last. */
export interface FrameFields {
  readonly type: RecordType;
  readonly kind?: EntryKind;
  readonly previous: number;
  readonly length: number;
  readonly durable: number;
}

export function recordBytes(payloadBytes: number): number {
  return RECORD_HEADER_BYTES + align8(payloadBytes);
}

export function writeFrame(target: Buffer, at: number, fields: FrameFields, seal: SegmentSeal): void {
  target.writeUInt32LE(fields.previous, at + 4);
  target.writeUInt32LE(fields.length, at + 8);
  target.writeUInt32LE(fields.durable, at + 12);
  target.writeUInt32LE(seal.sequence, at + 16);
  target.writeUInt8(TYPES.indexOf(fields.type), at + 20);
  target.writeUInt8(KINDS.indexOf(fields.kind ?? 'noop'), at + 21);
  target.writeUInt16LE(0, at + 22);
}

export function writePosition(target: Buffer, at: number, position: LogPosition): void {
  writeUint53(target, position.term, at);
  writeUint53(target, position.index, at + 8);
}

/** Reads the header at `at`; null when no record of this segment can begin so. `end` is the segment's size. */
export function readFrame(
  source: Buffer,
  offset: number,
  at: number,
  end: number,
  seal: SegmentSeal,
): RecordFrame | null {
  const type = TYPES[source.readUInt8(offset + 20)];
  const kind = KINDS[source.readUInt8(offset + 21)];
  if (type === undefined || kind === undefined || source.readUInt16LE(offset + 22) !== 0) return null;
  if (source.readUInt32LE(offset + 16) !== seal.sequence) return null;
  const length = source.readUInt32LE(offset + 8);
  const durable = source.readUInt32LE(offset + 12);
  if (at + recordBytes(length) > end || durable > at) return null;
  const checksum = source.readUInt32LE(offset);
  return { type, kind, checksum, previous: source.readUInt32LE(offset + 4), length, durable };
}

/** Whether the record at `offset`, all of which is in `source`, is as it was written. */
export function verifyRecord(source: Buffer, offset: number, frame: RecordFrame, seal: SegmentSeal): boolean {
  const end = offset + RECORD_HEADER_BYTES + frame.length;
  if (crc32(source.subarray(offset + 4, end), seal.salt) !== frame.checksum) return false;
  const behind = offset + recordBytes(frame.length);
  for (let at = end; at < behind; at++) if (source[at] !== 0) return false;
  return true;
}

/** Reads a verified record; null when it makes no sense, which its checksum excludes unless a writer was wrong. */
export function decodeRecord(source: Buffer, offset: number, frame: RecordFrame): LogRecord | null {
  const from = offset + RECORD_HEADER_BYTES;
  switch (frame.type) {
    case 'entry':
      return decodeEntry(source, from, frame);
    case 'hard-state':
      return decodeHardState(source.subarray(from, from + frame.length));
    case 'compact':
    case 'reset': {
      const position = frame.length === ENTRY_PREFIX_BYTES ? readPosition(source, from) : null;
      return position === null ? null : { type: frame.type, position };
    }
    case 'mark':
      return frame.length === 0 ? { type: 'mark' } : null;
  }
}

function readPosition(source: Buffer, from: number): LogPosition | null {
  const term = readUint53(source, from);
  const index = readUint53(source, from + 8);
  return Number.isNaN(term) || Number.isNaN(index) ? null : ({ term, index } as LogPosition);
}

function decodeEntry(source: Buffer, from: number, { kind, length }: RecordFrame): EntryRecord | null {
  const position = length < ENTRY_PREFIX_BYTES ? null : readPosition(source, from);
  if (position === null || position.index === 0) return null;
  return new EntryRecord(position, kind, source, from + ENTRY_PREFIX_BYTES, from + length);
}

function decodeHardState(payload: Buffer): LogRecord | null {
  if (payload.byteLength < 8) return null;
  const term = readUint53(payload, 0);
  const votedFor = payload.toString('utf8', 8);
  if (Number.isNaN(term) || (votedFor !== '' && !isNodeId(votedFor))) return null;
  return {
    type: 'hard-state',
    hardState: { term, votedFor: votedFor === '' ? null : votedFor } as HardState,
  };
}
