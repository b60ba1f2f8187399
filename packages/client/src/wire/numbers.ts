/** Little-endian numbers at any place of a byte array; a view object for each command would cost more than all its fields. */
const scratch = new Uint8Array(8);
const scratchView = new DataView(scratch.buffer);

export function readUint32(bytes: Uint8Array, at: number): number {
  const low = (bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16);
  return low + (bytes[at + 3] as number) * 0x1_00_00_00;
}

export function writeUint32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
  bytes[at + 2] = value >>> 16;
  bytes[at + 3] = value >>> 24;
}

export function readFloat64(bytes: Uint8Array, at: number): number {
  for (let offset = 0; offset < 8; offset++) scratch[offset] = bytes[at + offset] as number;
  return scratchView.getFloat64(0, true);
}

export function writeFloat64(bytes: Uint8Array, at: number, value: number): void {
  scratchView.setFloat64(0, value, true);
  for (let offset = 0; offset < 8; offset++) bytes[at + offset] = scratch[offset] as number;
}
