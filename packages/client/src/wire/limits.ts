/** What a server accepts; it tells its own limits in the {@link Welcome}. All in bytes, but for `inFlight`. */
export interface Limits {
  readonly keyBytes: number;
  readonly valueBytes: number;
  readonly frameBytes: number;
  /** Requests of one connection that may wait for their answers. */
  readonly inFlight: number;
}

export const DEFAULT_LIMITS: Limits = {
  keyBytes: 4096,
  valueBytes: 1_048_576,
  frameBytes: 4_194_304,
  inFlight: 16_384,
};
