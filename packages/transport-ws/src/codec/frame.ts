import type { Message } from '@seaworthy/core';

import { badFrame, ByteReader, ByteWriter } from './bytes.ts';
import { encodedMessageSize, itemsOf, MAX_ITEMS_PER_FRAME, readMessage, writeMessage } from './message.ts';

/** The version of everything that two nodes say to each other, apart from single messages, which carry their own. */
export const PROTOCOL_VERSION = 2;

/** The first byte of every WebSocket frame. */
const FRAME = {
  greeting: 0x01,
  proof: 0x02,
  messages: 0x10,
  offer: 0x20,
  chunk: 0x21,
  end: 0x22,
  abort: 0x23,
  credit: 0x24,
  stored: 0x25,
  refused: 0x26,
  accepted: 0x27,
} as const;

export type FrameKind = keyof typeof FRAME;

const KIND = new Map(Object.entries(FRAME).map(([kind, number]) => [number as number, kind as FrameKind]));

/** The bytes that {@link encodeMessages} adds for each message. */
export const PER_MESSAGE_BYTES = 4;
/** The bytes that {@link encodeMessages} adds for the frame. */
export const PER_FRAME_BYTES = 1;

/** What kind of frame this is, and a view of what it holds. */
export function openFrame(frame: Uint8Array): { readonly kind: FrameKind; readonly body: Uint8Array } {
  const number = frame[0];
  const kind = number === undefined ? undefined : KIND.get(number);
  if (kind === undefined) throw badFrame(`unknown kind of frame ${number ?? '(empty)'}`);
  return { kind, body: new Uint8Array(frame.buffer, frame.byteOffset + 1, frame.byteLength - 1) };
}

/** A frame of any kind around a body. */
export function buildFrame(kind: FrameKind, body: Uint8Array): Uint8Array {
  const frame = new Uint8Array(1 + body.byteLength);
  frame[0] = FRAME[kind];
  frame.set(body, 1);
  return frame;
}

/** Puts several messages into one frame, copying each payload exactly once. */
export function encodeMessages(messages: readonly Message[]): Uint8Array {
  const sizes = messages.map(encodedMessageSize);
  const writer = new ByteWriter(
    sizes.reduce((total, size) => total + PER_MESSAGE_BYTES + size, PER_FRAME_BYTES),
  );
  writer.u8(FRAME.messages);
  for (const [place, message] of messages.entries()) {
    writer.u32(sizes[place] as number);
    writeMessage(writer, message);
  }
  return writer.finish();
}

/** The messages in the body of a frame; payloads are views. Fails as a whole with `bad_frame` when any of them is wrong. */
export function decodeMessages(body: Uint8Array): readonly Message[] {
  const reader = new ByteReader(body);
  const messages: Message[] = [];
  let maxItems = MAX_ITEMS_PER_FRAME;
  do {
    const message = readMessage(reader.part(reader.u32()), maxItems);
    maxItems -= itemsOf(message);
    messages.push(message);
  } while (reader.remaining > 0);
  return messages;
}

/** A frame whose body is one number below 2^53. */
export function buildNumberFrame(kind: 'accepted' | 'credit' | 'end', value: number): Uint8Array {
  const writer = new ByteWriter(9);
  writer.u8(FRAME[kind]);
  writer.u53(value);
  return writer.finish();
}

/** Reads the body of {@link buildNumberFrame}. */
export function readNumberBody(body: Uint8Array): number {
  const reader = new ByteReader(body);
  const value = reader.u53();
  reader.finish();
  return value;
}
