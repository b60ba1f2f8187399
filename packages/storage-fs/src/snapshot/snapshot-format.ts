import { crc32 } from 'node:zlib';

import { isSnapshotId, whyNoConfiguration, type SnapshotMeta } from '@seaworthy/core';

import { StorageError } from '../errors.ts';
import { readUint53, writeUint53 } from '../wal/numbers.ts';

const MAGIC = Buffer.from('SEAWSNP\n', 'latin1');
const FORMAT = 2;

/** Magic, format and the length of what follows. */
export const PREAMBLE_BYTES = 16;
/** Length and checksum stand before each chunk's data. */
export const CHUNK_HEADER_BYTES = 8;
/** A chunk's data is never longer. */
export const CHUNK_BYTES: number = 256 * 1024;
/** Behind the last chunk: a length of zero, the number of chunks, the number of bytes, a checksum. */
export const FOOTER_BYTES = 20;
const MAX_META_BYTES = 1 << 20;

const NAME = /^([0-9a-f]{16})-([0-9a-f]{16})\.snap$/;

/** The file of a snapshot; names sort as their snapshots do. */
export function snapshotName(meta: { readonly index: number; readonly term: number }): string {
  return `${hex(meta.index)}-${hex(meta.term)}.snap`;
}

export function isSnapshotName(name: string): boolean {
  return NAME.test(name);
}

function hex(value: number): string {
  return value.toString(16).padStart(16, '0');
}

/** The header and its checksum; every further checksum continues the one before. */
export function encodeSnapshotHeader(
  clusterId: string,
  meta: SnapshotMeta,
): { bytes: Buffer; checksum: number } {
  const { index, term, id } = meta;
  const { voters, learners, outgoing, addresses, target: wanted } = meta.configuration;
  // One order, whatever the order in a message: one snapshot has one header.
  const target = wanted === null ? null : { voters: wanted.voters, learners: wanted.learners };
  const configuration = { voters, learners, outgoing, target, addresses };
  const json = Buffer.from(JSON.stringify({ clusterId, index, term, id, configuration }));
  const bytes = Buffer.alloc(PREAMBLE_BYTES + json.byteLength + 4);
  MAGIC.copy(bytes, 0);
  bytes.writeUInt32LE(FORMAT, 8);
  bytes.writeUInt32LE(json.byteLength, 12);
  json.copy(bytes, PREAMBLE_BYTES);
  const checksum = crc32(bytes.subarray(0, -4));
  bytes.writeUInt32LE(checksum, bytes.byteLength - 4);
  return { bytes, checksum };
}

/** The length, in bytes, of the whole header, told by its first {@link PREAMBLE_BYTES}. */
export function snapshotHeaderBytes(preamble: Buffer, path: string): number {
  if (preamble.byteLength < PREAMBLE_BYTES || !preamble.subarray(0, 8).equals(MAGIC))
    throw corruptSnapshot(path, 'it does not begin as a snapshot does');
  const format = preamble.readUInt32LE(8);
  if (format !== FORMAT)
    throw new StorageError('unknown_format', `${path} has format ${format}; this version knows ${FORMAT}`, {
      path,
    });
  const length = preamble.readUInt32LE(12);
  if (length > MAX_META_BYTES) throw corruptSnapshot(path, `its header claims ${length} bytes`);
  return PREAMBLE_BYTES + length + 4;
}

/** Reads a whole header. */
export function decodeSnapshotHeader(
  bytes: Buffer,
  path: string,
): { clusterId: string; meta: SnapshotMeta; checksum: number } {
  const checksum = crc32(bytes.subarray(0, -4));
  if (bytes.readUInt32LE(bytes.byteLength - 4) !== checksum)
    throw corruptSnapshot(path, 'its header does not match its checksum');
  const value: unknown = JSON.parse(bytes.toString('utf8', PREAMBLE_BYTES, bytes.byteLength - 4));
  const { clusterId, ...meta } = value as { clusterId: unknown } & SnapshotMeta;
  const wrong = wrongMeta(meta);
  if (wrong !== null || typeof clusterId !== 'string')
    throw corruptSnapshot(path, `its header says no ${wrong ?? 'cluster id'}`);
  return { clusterId, meta, checksum };
}

/** Names what `meta` should have and has not; null when all is well. */
export function wrongMeta(meta: SnapshotMeta): string | null {
  if (!isWhole(meta.index)) return 'whole index';
  if (!isWhole(meta.term)) return 'whole term';
  if (typeof meta.id !== 'string' || !isSnapshotId(meta.id)) return 'id';
  const wrong = whyNoConfiguration(meta.configuration);
  return wrong === null ? null : `configuration: ${wrong}`;
}

function isWhole(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

export function encodeChunkHeader(data: Uint8Array, previous: number): { bytes: Buffer; checksum: number } {
  const bytes = Buffer.alloc(CHUNK_HEADER_BYTES);
  bytes.writeUInt32LE(data.byteLength, 0);
  const checksum = chunkChecksum(bytes, data, previous);
  bytes.writeUInt32LE(checksum, 4);
  return { bytes, checksum };
}

/** The checksum of a chunk: of its length and its data, continuing `previous`. */
export function chunkChecksum(header: Buffer, data: Uint8Array, previous: number): number {
  return crc32(data, crc32(header.subarray(0, 4), previous));
}

/** What a snapshot should add up to. */
export interface SnapshotTotals {
  readonly chunks: number;
  readonly bytes: number;
  /** The checksum of the last chunk, which covers all before it. */
  readonly checksum: number;
}

export function encodeSnapshotFooter(totals: SnapshotTotals): Buffer {
  const bytes = Buffer.alloc(FOOTER_BYTES);
  bytes.writeUInt32LE(totals.chunks, 4);
  writeUint53(bytes, totals.bytes, 8);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, -4), totals.checksum), FOOTER_BYTES - 4);
  return bytes;
}

export function checkSnapshotFooter(bytes: Buffer, totals: SnapshotTotals, path: string): void {
  if (bytes.byteLength < FOOTER_BYTES) throw corruptSnapshot(path, 'it ends early');
  if (bytes.readUInt32LE(FOOTER_BYTES - 4) !== crc32(bytes.subarray(0, -4), totals.checksum))
    throw corruptSnapshot(path, 'its footer does not match its checksum');
  if (bytes.readUInt32LE(4) !== totals.chunks || readUint53(bytes, 8) !== totals.bytes)
    throw corruptSnapshot(path, 'it holds more or less than its footer says');
}

export function corruptSnapshot(path: string, what: string): StorageError {
  return new StorageError('corrupt_snapshot', `snapshot ${path} is corrupt: ${what}`, { path });
}
