import { crc32 } from 'node:zlib';

import { isNodeId, type HardState } from '@seaworthy/core';

import { attempt, StorageError } from '../errors.ts';
import type { FileHandle, FileSystem } from '../file-system/file-system.ts';
import { readWhole, replaceFile } from '../file-system/whole-files.ts';
import type { StorageIdentity } from '../identity.ts';
import { readUint53, writeUint53 } from './numbers.ts';

/** The file's name, in the log's directory. */
export const WATERMARK_NAME = 'watermark';

/**
 * What is known, outside of the log, about the log. A log that ends before it was shortened or damaged: this is the
 * mark that a torn tail lacks (FAST '18, "Protocol-Aware Recovery", §3.3.1).
 */
export interface Watermark {
  /** The last segment. */
  readonly sequence: number;
  /** So many bytes of that segment are durable. */
  readonly durable: number;
  /** A second copy of the newest term and vote. */
  readonly hardState: HardState;
}

const MAGIC = Buffer.from('SEAWMRK\n', 'latin1');
const FORMAT = 1;
/** The two slots lie in different blocks, so that one write never tears both. */
const SLOT_DISTANCE = 4096;
const SLOT_BYTES = 512;
const CHECKSUM_AT = SLOT_BYTES - 4;
const VOTE_AT = 64;

interface Slot {
  readonly generation: number;
  readonly watermark: Watermark;
}

function encodeSlot({ generation, watermark }: Slot, identity: StorageIdentity): Buffer {
  const bytes = Buffer.alloc(SLOT_BYTES);
  MAGIC.copy(bytes, 0);
  bytes.writeUInt32LE(FORMAT, 8);
  writeUint53(bytes, generation, 16);
  writeUint53(bytes, watermark.sequence, 24);
  writeUint53(bytes, watermark.durable, 32);
  writeUint53(bytes, watermark.hardState.term, 40);
  const vote = watermark.hardState.votedFor ?? '';
  bytes.writeUInt16LE(Buffer.byteLength(vote), VOTE_AT);
  bytes.write(vote, VOTE_AT + 2);
  bytes.writeUInt32LE(checksumOf(bytes, identity), CHECKSUM_AT);
  return bytes;
}

/** Begins with the identity, so that another node's file does not pass for ours. */
function checksumOf(bytes: Buffer, { clusterId, nodeId }: StorageIdentity): number {
  return crc32(bytes.subarray(0, CHECKSUM_AT), crc32(`${clusterId}\n${nodeId}`));
}

function decodeSlot(bytes: Buffer, identity: StorageIdentity): Slot | null {
  if (bytes.byteLength < SLOT_BYTES || !bytes.subarray(0, 8).equals(MAGIC)) return null;
  if (bytes.readUInt32LE(8) !== FORMAT) return null;
  if (bytes.readUInt32LE(CHECKSUM_AT) !== checksumOf(bytes, identity)) return null;
  const votedFor = bytes.toString('utf8', VOTE_AT + 2, VOTE_AT + 2 + bytes.readUInt16LE(VOTE_AT));
  if (votedFor !== '' && !isNodeId(votedFor)) return null;
  const hardState = { term: readUint53(bytes, 40), votedFor: votedFor === '' ? null : votedFor } as HardState;
  return {
    generation: readUint53(bytes, 16),
    watermark: { sequence: readUint53(bytes, 24), durable: readUint53(bytes, 32), hardState },
  };
}

/** The file with both slots, at a generation and the one after it. */
function encodeFile(generation: number, watermark: Watermark, identity: StorageIdentity): Buffer {
  const bytes = Buffer.alloc(SLOT_DISTANCE + SLOT_BYTES);
  for (const next of [generation, generation + 1])
    encodeSlot({ generation: next, watermark }, identity).copy(bytes, (next % 2) * SLOT_DISTANCE);
  return bytes;
}

/** Writes the first watermark of a new log, durably. */
export async function createWatermark(
  fileSystem: FileSystem,
  directory: string,
  identity: StorageIdentity,
  watermark: Watermark,
): Promise<void> {
  await replaceFile(fileSystem, `${directory}/${WATERMARK_NAME}`, encodeFile(0, watermark, identity));
}

/** The newest watermark that can be read. One slot may have been torn, or damaged; not both. */
export async function readWatermark(
  fileSystem: FileSystem,
  directory: string,
  identity: StorageIdentity,
): Promise<Slot> {
  const path = `${directory}/${WATERMARK_NAME}`;
  const bytes = await readWhole(fileSystem, path);
  if (bytes === null) throw new StorageError('corrupt_log', `the watermark is missing: no ${path}`, { path });
  const slots = [0, SLOT_DISTANCE].map((at) => bytes.subarray(at, at + SLOT_BYTES));
  const [newest] = slots
    .flatMap((slot) => decodeSlot(slot, identity) ?? [])
    .sort((a, b) => b.generation - a.generation);
  if (newest !== undefined) return newest;
  const format = Math.min(...slots.map(formatOf));
  if (format > FORMAT && Number.isFinite(format))
    throw new StorageError('unknown_format', `${path} has format ${format}; this version knows ${FORMAT}`, {
      path,
    });
  throw new StorageError('corrupt_log', `${path} is corrupt: neither half of it is what was written`, {
    path,
  });
}

/** The format that a slot claims; infinite where it is no slot at all. */
function formatOf(slot: Buffer): number {
  return slot.byteLength === SLOT_BYTES && slot.subarray(0, 8).equals(MAGIC)
    ? slot.readUInt32LE(8)
    : Infinity;
}

/** Keeps the watermark of an open log. Positions may lag behind, terms and votes do not. */
export class WatermarkFile {
  readonly #file: FileHandle;
  readonly #path: string;
  readonly #identity: StorageIdentity;
  #generation: number;
  /** A write that nobody waits for. */
  #noting: Promise<void> | null = null;

  private constructor(file: FileHandle, path: string, identity: StorageIdentity, generation: number) {
    this.#file = file;
    this.#path = path;
    this.#identity = identity;
    this.#generation = generation;
  }

  static async open(
    fileSystem: FileSystem,
    directory: string,
    identity: StorageIdentity,
    generation: number,
  ): Promise<WatermarkFile> {
    const path = `${directory}/${WATERMARK_NAME}`;
    const file = await attempt('open', path, () => fileSystem.open(path, 'write'));
    return new WatermarkFile(file, path, identity, generation);
  }

  /** Makes a watermark durable, in both slots: a vote must not be lost with one of them. */
  async record(watermark: Watermark): Promise<void> {
    await this.#noting;
    const bytes = encodeFile(this.#generation + 1, watermark, this.#identity);
    this.#generation += 2;
    for (const at of [0, SLOT_DISTANCE]) {
      const slot = bytes.subarray(at, at + SLOT_BYTES);
      await attempt('write', this.#path, () => this.#file.write([slot], at));
    }
    await attempt('sync', this.#path, () => this.#file.datasync());
  }

  /**
   * Writes a watermark without a sync, where none is being written: it outlives the process, and the machine most
   * likely. Costs the log no time. Nothing but the position may have changed.
   */
  note(watermark: Watermark): Promise<void> {
    if (this.#noting !== null) return this.#noting;
    this.#generation += 1;
    const slot = encodeSlot({ generation: this.#generation, watermark }, this.#identity);
    const at = (this.#generation % 2) * SLOT_DISTANCE;
    this.#noting = attempt('write', this.#path, () => this.#file.write([slot], at)).finally(() => {
      this.#noting = null;
    });
    return this.#noting;
  }

  async close(): Promise<void> {
    await this.#noting?.catch(() => undefined);
    await attempt('close', this.#path, () => this.#file.close());
  }
}

/** Says what a log lacks of what its watermark vouches for; null when nothing. */
export function whatIsMissing(
  { sequence, durable, hardState }: Watermark,
  found: { readonly sequence: number; readonly end: number; readonly hardState: HardState },
): string | null {
  if (found.sequence < sequence)
    return `ends with segment ${found.sequence}, while the watermark vouches for segment ${sequence}`;
  if (found.sequence === sequence && found.end < durable)
    return `ends at byte ${found.end} of segment ${sequence}, while the watermark vouches for ${durable} bytes`;
  if (isBeyond(hardState, found.hardState))
    return `ends in term ${found.hardState.term}, while the watermark vouches for a vote in term ${hardState.term}`;
  return null;
}

/** The later of two hard states. */
export function laterOf(a: HardState, b: HardState): HardState {
  return isBeyond(a, b) ? a : b;
}

function isBeyond(a: HardState, b: HardState): boolean {
  if (a.term !== b.term) return a.term > b.term;
  return a.votedFor !== null && a.votedFor !== b.votedFor;
}
