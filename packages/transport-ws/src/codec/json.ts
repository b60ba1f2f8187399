import { badFrame } from './bytes.ts';
import { buildFrame, type FrameKind } from './frame.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

export type Fields = Readonly<Record<string, unknown>>;

/** A frame whose body is a JSON object. */
export function buildJsonFrame(kind: FrameKind, fields: Fields): Uint8Array {
  return buildFrame(kind, encoder.encode(JSON.stringify(fields)));
}

/** Reads a JSON object. Every fault is a `bad_frame` that names `what` was being read. */
export function readJsonBody(what: string, body: Uint8Array, maxBytes: number): Fields {
  if (body.byteLength > maxBytes)
    throw badFrame(`${what}: expected at most ${maxBytes} bytes, got ${body.byteLength}`);
  let value: unknown;
  try {
    value = JSON.parse(decoder.decode(body));
  } catch (cause) {
    throw badFrame(`${what}: expected a JSON object`, cause);
  }
  if (!isFields(value)) throw badFrame(`${what}: expected a JSON object`);
  return value;
}

/** The value of a field that must be a string and pass `accept`. */
export function stringField(what: string, fields: Fields, name: string, accept?: RegExp): string {
  const value = fields[name];
  if (typeof value !== 'string' || !(accept?.test(value) ?? true))
    throw badFrame(`${what}: expected a valid text as "${name}"`);
  return value;
}

/** The value of a field that must be a whole number below 2^53. */
export function numberField(what: string, fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    throw badFrame(`${what}: expected a whole number as "${name}"`);
  return value + 0; // JSON has a negative zero
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
