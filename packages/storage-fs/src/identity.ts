import { crc32 } from 'node:zlib';

import { isNodeId } from '@seaworthy/core';

import { StorageError } from './errors.ts';
import type { FileSystem } from './file-system/file-system.ts';
import { readWhole, replaceFile } from './file-system/whole-files.ts';

/** Whose data a directory holds. */
export interface StorageIdentity {
  readonly clusterId: string;
  readonly nodeId: string;
}

/** The version of the directory's layout. */
export const STORAGE_FORMAT = 1;
/** The longest cluster id, in bytes of UTF-8. */
export const MAX_CLUSTER_ID_BYTES = 128;

const FIRST_LINE = /^seaworthy storage format ([1-9][0-9]{0,8})$/;

/** Says whether `value` may name a cluster: 1 to 128 bytes of visible text. */
export function isClusterId(value: string): boolean {
  return /^[^\s\p{C}]+$/u.test(value) && Buffer.byteLength(value) <= MAX_CLUSTER_ID_BYTES;
}

function encodeIdentity(identity: StorageIdentity): Buffer {
  const { clusterId, nodeId } = identity;
  const body = `seaworthy storage format ${STORAGE_FORMAT}\n${JSON.stringify({ clusterId, nodeId })}\n`;
  return Buffer.from(`${body}crc32 ${crc32(body).toString(16).padStart(8, '0')}\n`);
}

/** Reads the identity file; null where there is none. Fails with `unknown_format` or `corrupt_identity`. */
export async function readIdentity(fileSystem: FileSystem, path: string): Promise<StorageIdentity | null> {
  const bytes = await readWhole(fileSystem, path);
  return bytes === null ? null : decodeIdentity(bytes, path);
}

export async function writeIdentity(
  fileSystem: FileSystem,
  path: string,
  identity: StorageIdentity,
): Promise<void> {
  await replaceFile(fileSystem, path, encodeIdentity(identity));
}

function decodeIdentity(bytes: Buffer, path: string): StorageIdentity {
  const [first = '', json = '', ...rest] = bytes.toString('utf8').split('\n');
  const format = Number(FIRST_LINE.exec(first)?.[1] ?? 0);
  // Only the first line is promised to every format, so it is believed without the checksum.
  if (format > STORAGE_FORMAT)
    throw new StorageError(
      'unknown_format',
      `${path} has format ${format}; this version knows formats up to ${STORAGE_FORMAT}`,
      { path },
    );
  const identity = parseIdentity(json);
  if (rest.length === 0 || identity === null || !bytes.equals(encodeIdentity(identity)))
    throw new StorageError('corrupt_identity', `${path} is not what was written: its checksum differs`, {
      path,
    });
  return identity;
}

function parseIdentity(json: string): StorageIdentity | null {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { clusterId, nodeId } = value as Record<string, unknown>;
  if (typeof clusterId !== 'string' || typeof nodeId !== 'string') return null;
  return isClusterId(clusterId) && isNodeId(nodeId) ? { clusterId, nodeId } : null;
}

/** Fails with `wrong_cluster` or `wrong_node` unless what was found under `path` is what was expected. */
export function assertIdentity(found: StorageIdentity, expected: StorageIdentity, path: string): void {
  if (found.clusterId !== expected.clusterId)
    throw new StorageError(
      'wrong_cluster',
      `${path} belongs to cluster ${JSON.stringify(found.clusterId)}, expected ${JSON.stringify(expected.clusterId)}`,
      { path },
    );
  if (found.nodeId !== expected.nodeId)
    throw new StorageError(
      'wrong_node',
      `${path} belongs to node ${JSON.stringify(found.nodeId)}, expected ${JSON.stringify(expected.nodeId)}`,
      { path },
    );
}
