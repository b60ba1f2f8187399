import type { NodeId, TransportHandler } from '@seaworthy/core';

import { badFrame } from '../codec/bytes.ts';
import { decodeMessages, openFrame } from '../codec/frame.ts';
import type { Pipe } from '../connection/pipe.ts';

/** A frame that fills less than this part of the memory behind it is copied out of it. */
const MIN_SHARE = 1 / 4;

/** Hands every message that arrives on `pipe` to `handler`, as `from`'s. */
export function receiveMessages(pipe: Pipe, from: NodeId, handler: TransportHandler): void {
  pipe.onFrame = (frame) => {
    const { kind, body } = openFrame(detach(frame));
    if (kind !== 'messages') throw badFrame(`expected a messages frame, got ${kind}`);
    for (const message of decodeMessages(body)) {
      // The handler may close the transport at any message.
      if (pipe.open) handler.onMessage(from, message);
    }
  };
}

/** Entries are kept for long, as views; so they must not keep alive a buffer that is mostly something else. */
function detach(frame: Uint8Array): Uint8Array {
  return frame.byteLength < frame.buffer.byteLength * MIN_SHARE ? new Uint8Array(frame) : frame;
}
