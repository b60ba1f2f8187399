import { term, type Message } from '@seaworthy/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { TransportError } from '../errors.ts';
import { message, u53 } from './__arbitraries.ts';
import {
  buildFrame,
  buildNumberFrame,
  decodeMessages,
  encodeMessages,
  openFrame,
  readNumberBody,
  type FrameKind,
} from './frame.ts';
import { MAX_ITEMS_PER_FRAME } from './message.ts';

function expectBadFrame(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(TransportError);
    expect((error as TransportError).code).toBe('bad_frame');
  }
}

describe('frames', () => {
  it('carry several messages in order', () => {
    fc.assert(
      fc.property(fc.array(message, { minLength: 1, maxLength: 6 }), (messages) => {
        const { kind, body } = openFrame(encodeMessages(messages));
        expect(kind).toBe('messages');
        expect(decodeMessages(body)).toEqual(messages);
      }),
    );
  });

  it('carry a single number exactly', () => {
    fc.assert(
      fc.property(u53, fc.constantFrom('credit' as const, 'end' as const), (value, kind) => {
        const frame = openFrame(buildNumberFrame(kind, value));
        expect(frame.kind).toBe(kind);
        expect(readNumberBody(frame.body)).toBe(value);
      }),
    );
  });

  it('do not look beyond themselves in a shared buffer', () => {
    const frame = buildFrame('chunk', new Uint8Array([7, 8, 9]));
    const shared = new Uint8Array(20).fill(0xee);
    shared.set(frame, 5);
    const { kind, body } = openFrame(shared.subarray(5, 5 + frame.byteLength));
    expect([kind, ...body]).toEqual(['chunk', 7, 8, 9]);
  });

  it('answer garbage with bad_frame', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expectBadFrame(() => openFrame(bytes));
        expectBadFrame(() => decodeMessages(bytes));
        expectBadFrame(() => readNumberBody(bytes));
      }),
      { numRuns: 2_000 },
    );
  });

  it('refuse a batch as a whole when one message is cut short', () => {
    fc.assert(
      fc.property(
        fc.array(message, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 9 }),
        (messages, cut) => {
          const { body } = openFrame(encodeMessages(messages));
          expect(() => decodeMessages(body.subarray(0, body.byteLength - cut))).toThrow(TransportError);
        },
      ),
    );
  });

  it('hold only so many messages, entries and commands in all', () => {
    const commands = Array.from({ length: MAX_ITEMS_PER_FRAME / 2 }, () => new Uint8Array(0));
    const half: Message = { type: 'propose-request', term: term(1), incarnation: 1, id: 1, commands };
    expect(decodeMessages(openFrame(encodeMessages([half])).body)).toHaveLength(1);
    expectBadFrame(() => decodeMessages(openFrame(encodeMessages([half, half])).body));
    expect(() => decodeMessages(openFrame(encodeMessages([half, half])).body)).toThrow(/at most/);
    const small: Message = { type: 'vote-response', term: term(1), granted: true };
    const many = Array.from({ length: MAX_ITEMS_PER_FRAME + 1 }, () => small);
    expect(() => decodeMessages(openFrame(encodeMessages(many)).body)).toThrow(/at most/);
    expect(decodeMessages(openFrame(encodeMessages(many.slice(1))).body)).toHaveLength(MAX_ITEMS_PER_FRAME);
  });

  it.each([[[]], [[0x00]], [[0xff, 1]]])('refuse an unknown kind: %j', (bytes) => {
    expect(() => openFrame(new Uint8Array(bytes))).toThrow('unknown kind of frame');
  });

  it('refuse a messages frame without messages', () => {
    const kind: FrameKind = 'messages';
    expect(() => decodeMessages(openFrame(buildFrame(kind, new Uint8Array(0))).body)).toThrow(TransportError);
  });
});
