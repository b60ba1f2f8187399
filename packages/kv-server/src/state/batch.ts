/**
 * The first byte of an entry that holds several commands, each as its length (4 bytes, little-endian) and its bytes. Servers
 * alone write it: as a request it is an unknown operation.
 */
const BATCH_OPERATION = 0xf1;
const LENGTH_BYTES = 4;

export function encodeBatch(commands: readonly Uint8Array[]): Uint8Array {
  const bytes = commands.reduce((sum, { length }) => sum + LENGTH_BYTES + length, 1);
  const batch = Buffer.allocUnsafeSlow(bytes);
  batch[0] = BATCH_OPERATION;
  let at = 1;
  for (const command of commands) {
    at = batch.writeUInt32LE(command.length, at);
    batch.set(command, at);
    at += command.length;
  }
  return batch;
}

export function isBatch(entry: Uint8Array): boolean {
  return entry[0] === BATCH_OPERATION;
}

/** Where the commands of a batch begin and end, in turn; null where they do not fill it. */
export function boundsOf(batch: Uint8Array): number[] | null {
  const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
  const bounds: number[] = [];
  let at = 1;
  while (at + LENGTH_BYTES <= batch.length) {
    const start = at + LENGTH_BYTES;
    at = start + view.getUint32(at, true);
    if (at > batch.length) return null;
    bounds.push(start, at);
  }
  return at === batch.length ? bounds : null;
}
