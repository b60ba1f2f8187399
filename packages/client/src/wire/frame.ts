import { WireError } from './errors.ts';
import type { Limits } from './limits.ts';
import { readUint32, writeUint32 } from './numbers.ts';
import { answerBytes, writeAnswer, type Answer } from './reply.ts';

/**
 * The native protocol: binary WebSocket messages at {@link NATIVE_PATH} with sub-protocol {@link NATIVE_PROTOCOL}.
 * One byte says what a frame is; requests and replies follow one another to the end of the frame, each as an id (4
 * bytes, chosen by the client, unique among its open requests), a length (4 bytes) and as many bytes. Replies come in
 * any order. The server speaks first, with a {@link Welcome} as JSON. Integers are little-endian and unsigned.
 */
export const NATIVE_PATH = '/v1/native';
export const NATIVE_PROTOCOL = 'seaworthy.v1';

export const FRAME_REQUESTS = 0x01;
export const FRAME_WELCOME = 0x81;
export const FRAME_REPLIES = 0x82;

/** What a server says first. */
export interface Welcome {
  readonly node: string;
  readonly cluster: string;
  readonly leader: string | null;
  readonly limits: Limits;
}

/** One request or reply within a frame. `bytes` is a view of the frame. */
export interface Item {
  readonly id: number;
  readonly bytes: Uint8Array;
}

const ITEM_HEADER_BYTES = 8;

/** Puts requests or replies into one frame. */
export function encodeItems(
  kind: typeof FRAME_REQUESTS | typeof FRAME_REPLIES,
  items: readonly Item[],
): Uint8Array {
  let length = 1;
  for (const item of items) length += ITEM_HEADER_BYTES + item.bytes.length;
  const frame = new Uint8Array(length);
  frame[0] = kind;
  let at = 1;
  for (const { id, bytes } of items) {
    at = writeHeader(frame, at, id, bytes.length);
    frame.set(bytes, at);
    at += bytes.length;
  }
  return frame;
}

/** A reply that is to be sent: an answer, or a refusal as {@link encodeRefusal} gives it. */
export type OutgoingReply =
  | { readonly id: number; readonly answer: Answer }
  | { readonly id: number; readonly answer: null; readonly refusal: Uint8Array };

/** Bytes that a reply takes in a frame. */
export function replyBytes(reply: OutgoingReply): number {
  return ITEM_HEADER_BYTES + contentBytes(reply);
}

function contentBytes(reply: OutgoingReply): number {
  return reply.answer === null ? reply.refusal.length : answerBytes(reply.answer);
}

/** Puts replies into one frame, each written where it stands there. */
export function encodeReplies(replies: readonly OutgoingReply[]): Uint8Array {
  let length = 1;
  for (const reply of replies) length += replyBytes(reply);
  const frame = new Uint8Array(length);
  frame[0] = FRAME_REPLIES;
  let at = 1;
  for (const reply of replies) {
    const content = contentBytes(reply);
    at = writeHeader(frame, at, reply.id, content);
    if (reply.answer === null) frame.set(reply.refusal, at);
    else writeAnswer(reply.answer, frame, at);
    at += content;
  }
  return frame;
}

/** Returns where the item's bytes begin. */
function writeHeader(frame: Uint8Array, at: number, id: number, length: number): number {
  writeUint32(frame, at, id);
  writeUint32(frame, at + 4, length);
  return at + ITEM_HEADER_BYTES;
}

/** Takes a frame of {@link FRAME_REQUESTS} or {@link FRAME_REPLIES} apart. Throws {@link WireError} if it is malformed. */
export function decodeItems(frame: Uint8Array): Item[] {
  // Views of a plain array cost less than those of a Node buffer.
  const bytes = new Uint8Array(frame.buffer, frame.byteOffset, frame.byteLength);
  const items: Item[] = [];
  forEachItem(bytes, (id, start, end) => items.push({ id, bytes: bytes.subarray(start, end) }));
  return items;
}

/** Calls `take` for each request or reply of a frame with where it stands. Throws {@link WireError} if it is malformed. */
export function forEachItem(frame: Uint8Array, take: (id: number, start: number, end: number) => void): void {
  let at = 1;
  while (at < frame.length) {
    if (at + ITEM_HEADER_BYTES > frame.length)
      throw new WireError('invalid_request', 'the frame ends within an item header');
    const id = readUint32(frame, at);
    const start = at + ITEM_HEADER_BYTES;
    const end = start + readUint32(frame, at + 4);
    if (end > frame.length)
      throw new WireError('invalid_request', 'an item reaches beyond the end of its frame');
    take(id, start, end);
    at = end;
  }
}

export function encodeWelcome(welcome: Welcome): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(welcome));
  const frame = new Uint8Array(1 + json.length);
  frame[0] = FRAME_WELCOME;
  frame.set(json, 1);
  return frame;
}

/** Reads a welcome. Throws {@link WireError} if it is not one. */
export function decodeWelcome(frame: Uint8Array): Welcome {
  if (frame[0] !== FRAME_WELCOME)
    throw new WireError('invalid_request', 'the server did not begin with a welcome');
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(frame.subarray(1)));
  } catch {
    throw new WireError('invalid_request', 'the welcome is not JSON');
  }
  if (!isWelcome(parsed))
    throw new WireError('invalid_request', 'the welcome lacks a valid node, cluster, leader or limits');
  return parsed;
}

function isWelcome(value: unknown): value is Welcome {
  if (typeof value !== 'object' || value === null) return false;
  const { node, cluster, leader, limits } = value as Record<string, unknown>;
  if (typeof node !== 'string' || typeof cluster !== 'string') return false;
  if (leader !== null && typeof leader !== 'string') return false;
  if (typeof limits !== 'object' || limits === null) return false;
  const fields = limits as Record<string, unknown>;
  return ['keyBytes', 'valueBytes', 'frameBytes', 'inFlight'].every(
    (name) => Number.isSafeInteger(fields[name]) && (fields[name] as number) > 0,
  );
}
