import { WebSocket, type RawData } from 'ws';
import type { ConnectSocket } from '../ports.ts';
import { NATIVE_PROTOCOL } from '../wire/index.ts';

/** The largest message taken from a server; answers to many reads share one. */
const MAX_MESSAGE_BYTES = 67_108_864;
/** A peer that does not answer the closing handshake within so many milliseconds is hung up on. */
const CLOSE_MS = 500;

/** Opens a WebSocket with `ws`. */
export const connectWebSocket: ConnectSocket = (url, handlers) => {
  const socket = new WebSocket(url, NATIVE_PROTOCOL, {
    perMessageDeflate: false,
    followRedirects: false,
    maxPayload: MAX_MESSAGE_BYTES,
    // A mask keeps a page's script from choosing bytes on the wire (RFC 6455 §10.3). Here is no page; with a mask of zero
    // neither side has to touch every byte.
    generateMask: (mask) => void mask.fill(0),
  });
  let silent = false;
  let failure: Error | undefined;
  socket.on('message', (data, isBinary) => {
    if (!silent) handlers.onMessage(isBinary ? bytesOf(data) : bytesToText(data));
  });
  // `ws` always closes after an error, and an error without a listener would end the process.
  socket.on('error', (error) => (failure ??= error));
  socket.on('close', (code) => {
    if (silent) return;
    silent = true;
    handlers.onClose(failure ?? new Error(`the server closed the connection (code ${code})`));
  });
  return {
    send: (frame, onSent) => {
      socket.send(frame, { binary: true }, () => {
        onSent();
      });
    },
    close: () => {
      silent = true;
      const timer = setTimeout(() => {
        socket.terminate();
      }, CLOSE_MS);
      socket.once('close', () => {
        clearTimeout(timer);
      });
      socket.close();
    },
    destroy: () => {
      silent = true;
      socket.terminate();
    },
  };
};

/** Plain bytes, for the rest of the client does not know of `Buffer`, whose `slice` does not copy. */
function bytesOf(data: RawData): Uint8Array {
  if (Array.isArray(data)) return bytesOf(Buffer.concat(data));
  return data instanceof ArrayBuffer
    ? new Uint8Array(data)
    : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function bytesToText(data: RawData): string {
  return new TextDecoder().decode(bytesOf(data));
}
