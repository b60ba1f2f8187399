import { nodeId, type NodeId } from '@seaworthy/core';
import { SeededRandom } from '@seaworthy/core/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { buildFrame, openFrame } from '../codec/frame.ts';
import { buildJsonFrame, readJsonBody } from '../codec/json.ts';
import { TransportError, type TransportErrorCode } from '../errors.ts';
import { AcceptorHandshake, DiallerHandshake, type Channel, type Identity } from './handshake.ts';

const [A, B, C] = ['a', 'b', 'c'].map(nodeId) as [NodeId, NodeId, NodeId];
const MAX_BYTES = 2_000;
const random = new SeededRandom(5);

function identity(id: NodeId, change: Partial<Identity> = {}): Identity {
  return { id, clusterId: 'x', secret: Buffer.from('secret'), facts: { id }, ...change };
}

function dialler(me = identity(A), to = B, channel: Channel = 'messages'): DiallerHandshake {
  return new DiallerHandshake(me, to, channel, random, MAX_BYTES);
}

function acceptor(me = identity(B), channel: Channel = 'messages'): AcceptorHandshake {
  return new AcceptorHandshake(me, channel, (id) => id === A || id === C, random, MAX_BYTES);
}

function failure(run: () => unknown): TransportErrorCode | 'none' {
  try {
    run();
    return 'none';
  } catch (error) {
    if (error instanceof TransportError) return error.code;
    throw error;
  }
}

/** Plays both sides to the end. */
function shakeHands(a: DiallerHandshake, b: AcceptorHandshake) {
  const welcome = b.receive(a.greeting()).send as Uint8Array;
  const proof = a.receive(welcome).send as Uint8Array;
  const atB = b.receive(proof);
  const atA = a.receive(atB.send as Uint8Array);
  return { atA: atA.done, atB: atB.done };
}

describe('the handshake', () => {
  it('makes both sides sure of each other', () => {
    expect(shakeHands(dialler(), acceptor())).toEqual({
      atA: { from: B, channel: 'messages', facts: { id: 'b' } },
      atB: { from: A, channel: 'messages', facts: { id: 'a' } },
    });
  });

  it('works without a secret', () => {
    const secret = new Uint8Array(0);
    expect(shakeHands(dialler(identity(A, { secret })), acceptor(identity(B, { secret }))).atB?.from).toBe(A);
  });

  it.each<[string, () => unknown, TransportErrorCode]>([
    [
      'another cluster',
      () => shakeHands(dialler(identity(A, { clusterId: 'y' })), acceptor()),
      'wrong_cluster',
    ],
    [
      'another secret',
      () => shakeHands(dialler(identity(A, { secret: Buffer.from('guess') })), acceptor()),
      'unauthenticated',
    ],
    [
      'no secret',
      () => shakeHands(dialler(identity(A, { secret: new Uint8Array(0) })), acceptor()),
      'unauthenticated',
    ],
    ['a stranger', () => shakeHands(dialler(identity(nodeId('d'))), acceptor()), 'unknown_node'],
    [
      'somebody who looks for another node',
      () => shakeHands(dialler(identity(A), C), acceptor()),
      'unknown_node',
    ],
    ['a node that has its own id', () => shakeHands(dialler(identity(B), B), acceptor()), 'unknown_node'],
    ['another channel', () => shakeHands(dialler(identity(A), B, 'snapshot'), acceptor()), 'bad_frame'],
  ])('refuses %s', (_what, run, code) => {
    expect(failure(run)).toBe(code);
  });

  it('notices another node at the address of the expected one', () => {
    const a = dialler();
    const c = dialler(identity(C), A);
    expect(failure(() => a.receive(c.greeting()))).toBe('unknown_node');
  });

  it('refuses a proof that was recorded earlier', () => {
    const a = dialler();
    const first = acceptor();
    const proof = a.receive(first.receive(a.greeting()).send as Uint8Array).send as Uint8Array;
    expect(failure(() => first.receive(proof))).toBe('none');
    const second = acceptor();
    second.receive(a.greeting());
    expect(failure(() => second.receive(proof))).toBe('unauthenticated');
  });

  it("refuses the dialler's own proof as the answer", () => {
    const a = dialler();
    const proof = a.receive(acceptor().receive(a.greeting()).send as Uint8Array).send as Uint8Array;
    expect(failure(() => a.receive(proof))).toBe('unauthenticated');
  });

  it('never shows the secret', () => {
    const a = dialler();
    const welcome = acceptor().receive(a.greeting()).send as Uint8Array;
    const proof = a.receive(welcome).send as Uint8Array;
    for (const frame of [a.greeting(), welcome, proof])
      expect(Buffer.from(frame).includes('secret')).toBe(false);
  });

  it('tells another version apart from a broken greeting', () => {
    const fields = readJsonBody('greeting', openFrame(dialler().greeting()).body, MAX_BYTES);
    const altered = (change: object): Uint8Array => buildJsonFrame('greeting', { ...fields, ...change });
    expect(failure(() => acceptor().receive(altered({ version: 3, cluster: 5 })))).toBe('wrong_version');
    for (const change of [
      { version: '1' },
      { cluster: 5 },
      { from: '' },
      { to: '-' },
      { nonce: 'short' },
      { facts: [] },
      { facts: { a: 1 } },
      { padding: 'x'.repeat(MAX_BYTES) },
    ])
      expect([change, failure(() => acceptor().receive(altered(change)))]).toEqual([change, 'bad_frame']);
  });

  it('answers garbage with a typed error', () => {
    const greeting = dialler().greeting();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(), (bytes, bit) => {
        expect(failure(() => acceptor().receive(bytes))).not.toBe('none');
        const flipped = new Uint8Array(greeting);
        const place = (bit >> 3) % flipped.byteLength;
        flipped[place] = (flipped[place] ?? 0) ^ (1 << (bit & 7));
        failure(() => acceptor().receive(flipped));
        const b = acceptor();
        b.receive(greeting);
        expect(failure(() => b.receive(buildFrame('proof', bytes)))).not.toBe('none');
      }),
      { numRuns: 500 },
    );
  });
});
