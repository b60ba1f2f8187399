import { TransportError } from './errors.ts';

/** What bounds memory and patience. Sizes are bytes, times milliseconds. */
export interface TransportLimits {
  /** The largest frame sent or accepted. A message that does not fit is dropped with a warning. All nodes need the same value. */
  readonly maxFrameBytes: number;
  /** Messages to one peer are dropped while more than this waits for its connection. */
  readonly maxQueueBytes: number;
  /** The largest introduction or snapshot offer. */
  readonly maxHeaderBytes: number;
  /** The largest snapshot chunk sent; larger ones from the source are cut. */
  readonly snapshotChunkBytes: number;
  /** Snapshot bytes that a receiver takes in beyond what its handler has read. */
  readonly snapshotWindowBytes: number;
  /** Connecting, TLS and introduction together must be over after this time. */
  readonly handshakeTimeoutMs: number;
  /** A ping leaves this often on every connection. */
  readonly pingIntervalMs: number;
  /** A connection is given up when nothing at all arrived during this many pings in a row. */
  readonly maxSilentPings: number;
  /** The first pause before dialling again; it doubles up to `maxBackoffMs`, and half of it is left to chance. */
  readonly minBackoffMs: number;
  readonly maxBackoffMs: number;
  /** `onUnreachable` is called at most once per peer in this time. */
  readonly unreachableIntervalMs: number;
  /** A connection that was told to close is cut after this time. */
  readonly closeTimeoutMs: number;
  /** Accepted connections that have not introduced themselves yet. */
  readonly maxPendingConnections: number;
}

export const DEFAULT_TRANSPORT_LIMITS: TransportLimits = {
  maxFrameBytes: 16 * 1024 * 1024,
  maxQueueBytes: 16 * 1024 * 1024,
  maxHeaderBytes: 16 * 1024,
  snapshotChunkBytes: 128 * 1024,
  snapshotWindowBytes: 1024 * 1024,
  handshakeTimeoutMs: 2_000,
  pingIntervalMs: 500,
  maxSilentPings: 4,
  minBackoffMs: 25,
  maxBackoffMs: 1_000,
  unreachableIntervalMs: 200,
  closeTimeoutMs: 500,
  maxPendingConnections: 64,
};

/** The largest snapshot chunk that any node accepts. */
export const MAX_SNAPSHOT_CHUNK_BYTES: number = 1024 * 1024;

/** Fills in the defaults and checks the rest. Fails with `invalid_argument`. */
export function resolveLimits(given: Partial<TransportLimits>): TransportLimits {
  const limits = { ...DEFAULT_TRANSPORT_LIMITS, ...given };
  for (const [name, value] of Object.entries(limits)) {
    if (!(name in DEFAULT_TRANSPORT_LIMITS)) throw invalid(`unknown limit "${name}"`);
    if (typeof value !== 'number' || !(value > 0) || !Number.isFinite(value))
      throw invalid(`limit "${name}": expected a number above 0, got ${String(value)}`);
  }
  if (limits.maxQueueBytes < limits.maxFrameBytes)
    throw invalid('expected maxQueueBytes to be at least maxFrameBytes');
  if (limits.snapshotChunkBytes > MAX_SNAPSHOT_CHUNK_BYTES)
    throw invalid(`expected snapshotChunkBytes to be at most ${MAX_SNAPSHOT_CHUNK_BYTES}`);
  if (limits.maxBackoffMs < limits.minBackoffMs)
    throw invalid('expected maxBackoffMs to be at least minBackoffMs');
  return limits;
}

function invalid(message: string): TransportError {
  return new TransportError('invalid_argument', message);
}
