import { crc32 } from 'node:zlib';

import type { LogPosition, LostEntries } from '@seaworthy/core';

import { StorageError } from '../errors.ts';
import type { StorageIdentity } from '../identity.ts';
import { readUint53, writeUint53 } from './numbers.ts';
import type { SegmentSeal } from './record.ts';

/** One sector, so that a header is written whole or not at all. */
export const HEADER_BYTES = 512;

const MAGIC = Buffer.from('SEAWLOG\n', 'latin1');
const FORMAT = 1;
const CLUSTER_AT = 88;
const NODE_AT = 232;
const RESUMES_AT = 72;
const LOST_AT = 304;
const CHECKSUM_AT = HEADER_BYTES - 4;

/** Where a log goes on that was damaged: behind `at` bytes of segment `sequence`, or, where that is 0, behind nothing. */
export interface Resumption {
  readonly sequence: number;
  readonly at: number;
}

/** What a segment says about itself and about the log before it. */
export interface SegmentHeader {
  readonly identity: StorageIdentity;
  /** Counts the segments of a log from 1. */
  readonly sequence: number;
  /** The size of the file, all of it written and durable before the segment got its name. */
  readonly bytes: number;
  /** Where the checksums of this segment's records begin. */
  readonly salt: number;
  /** The checksum of the last record before; 0 where there is none. */
  readonly chain: number;
  /** The log's base when the segment was begun. */
  readonly base: LogPosition;
  /** The log's last position when the segment was begun. */
  readonly last: LogPosition;
  /** Set where the log was damaged before: what stands between is given up. */
  readonly resumes: Resumption | null;
  /** What the log lacked to damage when the segment was begun; null where nothing. */
  readonly lost: LostEntries | null;
}

/** What marks the records of this segment as its own. */
export function sealOf({ sequence, salt }: SegmentHeader): SegmentSeal {
  return { sequence: sequence % 0x1_0000_0000, salt };
}

const NAME = /^([0-9a-f]{16})\.wal$/;

export function segmentName(sequence: number): string {
  return `${sequence.toString(16).padStart(16, '0')}.wal`;
}

/** The sequence number in a segment's name; null for any other name. */
export function parseSegmentName(name: string): number | null {
  const digits = NAME.exec(name)?.[1];
  if (digits === undefined) return null;
  const sequence = Number.parseInt(digits, 16);
  return Number.isSafeInteger(sequence) && sequence > 0 ? sequence : null;
}

export function encodeSegmentHeader(header: SegmentHeader): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES);
  MAGIC.copy(bytes, 0);
  bytes.writeUInt32LE(FORMAT, 8);
  bytes.writeUInt32LE(header.salt, 12);
  writeUint53(bytes, header.sequence, 16);
  writeUint53(bytes, header.bytes, 24);
  bytes.writeUInt32LE(header.chain, 32);
  writePositionAt(bytes, 40, header.base);
  writePositionAt(bytes, 56, header.last);
  if (header.resumes !== null) {
    writeUint53(bytes, header.resumes.sequence, RESUMES_AT);
    bytes.writeUInt32LE(header.resumes.at, RESUMES_AT + 8);
    bytes.writeUInt32LE(1, RESUMES_AT + 12);
  }
  if (header.lost !== null) writeLost(bytes, header.lost);
  writeText(bytes, CLUSTER_AT, header.identity.clusterId);
  writeText(bytes, NODE_AT, header.identity.nodeId);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, CHECKSUM_AT)), CHECKSUM_AT);
  return bytes;
}

/** Reads a header; fails with `unknown_format` or `corrupt_log`. */
export function decodeSegmentHeader(bytes: Buffer, path: string): SegmentHeader {
  if (bytes.byteLength < HEADER_BYTES || !bytes.subarray(0, 8).equals(MAGIC))
    throw new StorageError('corrupt_log', `${path} does not begin as a segment of the log does`, { path });
  const format = bytes.readUInt32LE(8);
  if (format > FORMAT && !isDamagedFormat(bytes))
    throw new StorageError('unknown_format', `${path} has format ${format}; this version knows ${FORMAT}`, {
      path,
    });
  if (bytes.readUInt32LE(CHECKSUM_AT) !== crc32(bytes.subarray(0, CHECKSUM_AT)))
    throw new StorageError('corrupt_log', `the header of ${path} does not match its checksum`, { path });
  return {
    identity: { clusterId: readText(bytes, CLUSTER_AT), nodeId: readText(bytes, NODE_AT) },
    sequence: readUint53(bytes, 16),
    bytes: readUint53(bytes, 24),
    salt: bytes.readUInt32LE(12),
    chain: bytes.readUInt32LE(32),
    base: readPositionAt(bytes, 40),
    last: readPositionAt(bytes, 56),
    resumes: readResumption(bytes),
    lost: readLost(bytes),
  };
}

/** Whether this is a header of ours whose number of the format was changed: damage, not a newer format. */
function isDamagedFormat(bytes: Buffer): boolean {
  const ours = Buffer.from(bytes);
  ours.writeUInt32LE(FORMAT, 8);
  return ours.readUInt32LE(CHECKSUM_AT) === crc32(ours.subarray(0, CHECKSUM_AT));
}

function readResumption(bytes: Buffer): Resumption | null {
  if (bytes.readUInt32LE(RESUMES_AT + 12) === 0) return null;
  return { sequence: readUint53(bytes, RESUMES_AT), at: bytes.readUInt32LE(RESUMES_AT + 8) };
}

function writeLost(bytes: Buffer, { term, last }: LostEntries): void {
  writeUint53(bytes, term + 1, LOST_AT);
  if (last === null) return;
  bytes.writeUInt32LE(1, LOST_AT + 8);
  writePositionAt(bytes, LOST_AT + 16, last);
}

function readLost(bytes: Buffer): LostEntries | null {
  const stored = readUint53(bytes, LOST_AT);
  if (stored === 0) return null;
  const last = bytes.readUInt32LE(LOST_AT + 8) === 0 ? null : readPositionAt(bytes, LOST_AT + 16);
  return { term: (stored - 1) as LostEntries['term'], last };
}

function writePositionAt(bytes: Buffer, at: number, position: LogPosition): void {
  writeUint53(bytes, position.term, at);
  writeUint53(bytes, position.index, at + 8);
}

function readPositionAt(bytes: Buffer, at: number): LogPosition {
  return { term: readUint53(bytes, at), index: readUint53(bytes, at + 8) } as LogPosition;
}

function writeText(bytes: Buffer, at: number, text: string): void {
  bytes.writeUInt16LE(Buffer.byteLength(text), at);
  bytes.write(text, at + 2);
}

function readText(bytes: Buffer, at: number): string {
  return bytes.toString('utf8', at + 2, at + 2 + bytes.readUInt16LE(at));
}
