import { describe, expect, it } from 'vitest';

import { casRequest, hasField, putRequest, rangeRequest } from './protobuf.mjs';

const bytes = (text) => Buffer.from(text);
const hex = (buffer) => buffer.toString('hex');

describe('requests', () => {
  // By the encoding of Protocol Buffers, with the field numbers of etcd's rpc.proto.
  it.each([
    ['a put', putRequest(bytes('k'), bytes('v')), '0a016b120176'],
    ['a put with a long value', putRequest(bytes('k'), Buffer.alloc(300)), `0a016b12ac02${'00'.repeat(300)}`],
    ['a linearizable read', rangeRequest(bytes('k'), false), '0a016b'],
    ['a serializable read', rangeRequest(bytes('k'), true), '0a016b3801'],
    [
      'compare and set',
      casRequest(bytes('k'), bytes('a'), bytes('b')),
      '0a0810031a016b3a01611208120' + '60a016b1201621a050a030a016b',
    ],
  ])('%s', (_, request, expected) => {
    expect(hex(request)).toBe(expected);
  });
});

describe('hasField', () => {
  const header = '0a0408011002';
  it.each([
    ['the answer of a transaction that took place', `${header}1001`, true],
    ['the answer of one that did not', `${header}1a020a00`, false],
    ['a read that found the key', `${header}12030a016b2001`, true],
    ['a read that did not', header, false],
    ['a header that is longer than 127 bytes', `0a8101${'00'.repeat(129)}1001`, true],
    ['nothing', '', false],
  ])('%s', (_, message, expected) => {
    expect(hasField(Buffer.from(message, 'hex'), 2)).toBe(expected);
  });
});
