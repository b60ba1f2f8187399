// The few messages of etcd's version 3 API that a load needs, written by hand from its field numbers.

const VARINT = 0;
const BYTES = 2;
const COMPARE_TARGET_VALUE = 3;

function varint(value) {
  const bytes = [];
  for (; value > 127; value >>>= 7) bytes.push((value & 127) | 128);
  bytes.push(value);
  return Buffer.from(bytes);
}

function bytesField(field, bytes) {
  return Buffer.concat([varint((field << 3) | BYTES), varint(bytes.length), bytes]);
}

function numberField(field, value) {
  return Buffer.concat([varint((field << 3) | VARINT), varint(value)]);
}

export function putRequest(key, value) {
  return Buffer.concat([bytesField(1, key), bytesField(2, value)]);
}

export function rangeRequest(key, serializable) {
  return serializable ? Buffer.concat([bytesField(1, key), numberField(7, 1)]) : bytesField(1, key);
}

/** Compare and set: writes `value` where the key has the value `expected`, and reads the key where not. */
export function casRequest(key, expected, value) {
  const compare = [numberField(2, COMPARE_TARGET_VALUE), bytesField(3, key), bytesField(7, expected)];
  return Buffer.concat([
    bytesField(1, Buffer.concat(compare)),
    bytesField(2, bytesField(2, putRequest(key, value))),
    bytesField(3, bytesField(1, rangeRequest(key, false))),
  ]);
}

/** Whether a message has a value for `field` at its top: `succeeded` of a transaction and `kvs` of a range are both 2. */
export function hasField(message, field) {
  for (let at = 0; at < message.length;) {
    const tag = message[at++];
    if (tag >>> 3 === field) return true;
    const [value, next] = readVarint(message, at);
    at = (tag & 7) === BYTES ? next + value : next;
  }
  return false;
}

function readVarint(bytes, start) {
  let value = 0;
  let at = start;
  for (let shift = 1; ; shift *= 128) {
    value += (bytes[at] & 127) * shift;
    if (bytes[at++] < 128) return [value, at];
  }
}
