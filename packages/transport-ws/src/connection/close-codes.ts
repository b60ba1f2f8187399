import type { TransportErrorCode } from '../errors.ts';

/** What a WebSocket close frame says, from the private range and shaped after HTTP's status codes. */
const CLOSE_CODE: ReadonlyMap<TransportErrorCode, number> = new Map([
  ['closed', 1001],
  ['bad_frame', 4400],
  ['unauthenticated', 4401],
  ['wrong_cluster', 4403],
  ['unknown_node', 4404],
  ['timeout', 4408],
  ['superseded', 4409],
  ['aborted', 4410],
  ['wrong_version', 4426],
  ['busy', 4503],
]);
const ERROR_CODE = new Map([...CLOSE_CODE].map(([code, number]) => [number, code]));

const NORMAL_CLOSURE = 1000;
/** Codes with which `ws` itself closes when the other side breaks RFC 6455 or its limits. */
const PROTOCOL_FAULTS: ReadonlySet<number> = new Set([1002, 1003, 1007, 1008, 1009]);
/** RFC 6455 §5.5: a control frame holds 125 bytes, of which the code takes two. */
const MAX_REASON_BYTES = 123;

export function closeCodeOf(code: TransportErrorCode): number {
  return CLOSE_CODE.get(code) ?? NORMAL_CLOSURE;
}

/** The error behind a close code that the other side sent. */
export function errorCodeOf(closeCode: number): TransportErrorCode {
  if (PROTOCOL_FAULTS.has(closeCode)) return 'bad_frame';
  return ERROR_CODE.get(closeCode) ?? 'unreachable';
}

/** As much of `reason` as fits in a close frame. */
export function closeReason(reason: string): string {
  let bytes = Buffer.from(reason);
  if (bytes.byteLength <= MAX_REASON_BYTES) return reason;
  bytes = bytes.subarray(0, MAX_REASON_BYTES);
  return bytes.toString().replace(/\uFFFD+$/, '');
}
