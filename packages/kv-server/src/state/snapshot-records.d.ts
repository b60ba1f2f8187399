/** A snapshot that is not what the state machine wrote. */
export declare class SnapshotError extends Error {
  readonly name = 'SnapshotError';
  readonly code = 'corrupt_snapshot';
  readonly retryable = false;
  constructor(
    message: string,
    options?: {
      cause?: unknown;
    },
  );
}
export declare function encodeRecord(type: number, body: readonly Uint8Array[]): Uint8Array;
export interface SnapshotRecord {
  readonly type: number;
  readonly body: Buffer;
  /** CRC-32 of all records before this one. */
  readonly checksumBefore: number;
}
/** Cuts chunks of any size into records. */
export declare class RecordReader {
  #private;
  push(chunk: Uint8Array): Generator<SnapshotRecord, void, undefined>;
  /** Asserts that nothing is left over. */
  end(): void;
}
//# sourceMappingURL=snapshot-records.d.ts.map
