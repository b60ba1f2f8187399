/** Codes of this door alone, next to those of the wire. */
export const HTTP_ERROR_CODES = [
  /** There is no such key. */
  'key_not_found',
  /** There is nothing at this path. */
  'not_found',
  'method_not_allowed',
  /** The body is neither JSON nor raw bytes. */
  'unsupported_media_type',
  /** A check failed; the body names it. */
  'not_ready',
];
/** The status that goes with a code; `not_leader` redirects instead where the leader's address is known. */
const STATUS = {
  invalid_request: 400,
  unknown_operation: 400,
  key_not_found: 404,
  not_found: 404,
  method_not_allowed: 405,
  session_expired: 410,
  value_too_large: 413,
  frame_too_large: 413,
  key_too_long: 414,
  unsupported_media_type: 415,
  internal: 500,
  not_leader: 503,
  busy: 503,
  shutting_down: 503,
  not_ready: 503,
  outcome_unknown: 504,
};
const RETRYABLE = new Set(['not_leader', 'busy', 'shutting_down', 'not_ready']);
/** A request that is answered with an error. */
export class HttpError extends Error {
  name = 'HttpError';
  code;
  status;
  retryable;
  headers;
  details;
  constructor(code, message, more = {}) {
    super(message);
    this.code = code;
    this.status = more.status ?? STATUS[code];
    this.retryable = RETRYABLE.has(code);
    this.headers = { ...(this.status === 503 ? { 'retry-after': '1' } : {}), ...more.headers };
    this.details = more.details ?? {};
  }
  toResponse() {
    const body = { error: this.message, code: this.code, retryable: this.retryable, ...this.details };
    return Response.json(body, { status: this.status, headers: this.headers });
  }
}
//# sourceMappingURL=http-error.js.map
