import type { Duplex } from 'node:stream';

import type { WebSocket } from 'ws';

import type { ClientSocket, ClientSocketHandlers } from './client-socket.ts';

const MAX_REASON_BYTES = 123;

/** A {@link ClientSocket} over `ws`. `stream` is the connection that the WebSocket runs over. */
export function webClientSocket(webSocket: WebSocket, stream: Duplex, remote: string): ClientSocket {
  return {
    remote,
    get bufferedAmount() {
      return webSocket.bufferedAmount;
    },
    listen: (handlers: ClientSocketHandlers) => {
      webSocket.on('message', (data: Buffer, isBinary: boolean) => handlers.onMessage(data, isBinary));
      webSocket.on('pong', () => handlers.onAlive());
      // `ws` has closed the connection with the right code by then, 1009 for a frame that is too large among them.
      webSocket.on('error', (error: Error) => handlers.onError(error));
      webSocket.on('close', () => handlers.onClose());
      stream.on('drain', () => handlers.onDrain());
    },
    send: (frame) => webSocket.send(frame),
    ping: () => webSocket.ping(),
    pause: () => webSocket.pause(),
    resume: () => webSocket.resume(),
    close: (code, reason) => webSocket.close(code, Buffer.from(reason).subarray(0, MAX_REASON_BYTES)),
    terminate: () => webSocket.terminate(),
  };
}
