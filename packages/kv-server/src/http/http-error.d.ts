import type { ErrorCode } from '@seaworthy/client/wire';
/** Codes of this door alone, next to those of the wire. */
export declare const HTTP_ERROR_CODES: readonly [
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
export type HttpErrorCode = ErrorCode | (typeof HTTP_ERROR_CODES)[number];
/** A request that is answered with an error. */
export declare class HttpError extends Error {
  readonly name = 'HttpError';
  readonly code: HttpErrorCode;
  readonly status: number;
  readonly retryable: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly details: Readonly<Record<string, unknown>>;
  constructor(
    code: HttpErrorCode,
    message: string,
    more?: {
      headers?: Record<string, string>;
      details?: Record<string, unknown>;
      status?: number;
    },
  );
  toResponse(): Response;
}
//# sourceMappingURL=http-error.d.ts.map
