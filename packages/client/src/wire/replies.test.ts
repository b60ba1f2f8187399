import { describe, expect, it } from 'vitest';

import { encodeItems, encodeReplies, FRAME_REPLIES, replyBytes, type OutgoingReply } from './frame.ts';
import { readFloat64, readUint32, writeFloat64, writeUint32 } from './numbers.ts';
import { encodeAnswer, encodeRefusal, type Answer } from './reply.ts';

const ANSWERS: readonly Answer[] = [
  { succeeded: true, revision: 7, current: null, session: 0 },
  { succeeded: false, revision: 2 ** 53 - 1, current: null, session: 12 },
  {
    succeeded: true,
    revision: 9,
    current: { value: new Uint8Array([1, 2, 3]), createRevision: 3, modRevision: 8, version: 2 ** 32 - 1 },
    session: 0,
  },
  {
    succeeded: true,
    revision: 9,
    current: { value: new Uint8Array(0), createRevision: 3, modRevision: 8, version: 1 },
    session: 0,
  },
];

describe('replies in a frame', () => {
  const refusal = encodeRefusal({ code: 'busy', message: 'later', leader: null, leaderUrl: null });
  const outgoing: readonly OutgoingReply[] = [
    ...ANSWERS.map((answer, id) => ({ id, answer })),
    { id: 0xff_ff_ff_ff, answer: null, refusal },
  ];

  it('are what each would be alone', () => {
    const items = [
      ...ANSWERS.map((answer, id) => ({ id, bytes: encodeAnswer(answer) })),
      { id: 0xff_ff_ff_ff, bytes: refusal },
    ];
    const frame = encodeReplies(outgoing);
    expect(frame).toEqual(encodeItems(FRAME_REPLIES, items));
    expect(frame.length).toBe(1 + outgoing.reduce((sum, reply) => sum + replyBytes(reply), 0));
  });
});

describe('numbers in bytes', () => {
  it('are what a view reads and writes, at any place', () => {
    const bytes = new Uint8Array(24);
    const view = new DataView(bytes.buffer);
    for (const at of [0, 1, 2, 3, 7])
      for (const number of [0, 1, 255, 256, 65_535, 0x7f_ff_ff_ff, 0x80_00_00_00, 0xff_ff_ff_ff]) {
        writeUint32(bytes, at, number);
        expect([view.getUint32(at, true), readUint32(bytes, at)]).toEqual([number, number]);
      }
    for (const at of [0, 1, 5])
      for (const number of [0, -0, 1.5, 2 ** 53 - 1, -1e300, Number.POSITIVE_INFINITY, Number.NaN]) {
        writeFloat64(bytes, at, number);
        expect([view.getFloat64(at, true), readFloat64(bytes, at)]).toEqual([number, number]);
      }
  });
});
