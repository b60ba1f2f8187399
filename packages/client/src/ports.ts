/** Stops a timer; calling it twice, or after the timer fired, does nothing. */
export type Cancel = () => void;

/** Time. The client has no other source of it. */
export interface ClientClock {
  /** Milliseconds, with fractions, from a fixed but unknown moment. Never goes back. */
  monotonicNow(): number;
  /** Calls `run` once, after at least `delayMs` milliseconds. */
  schedule(delayMs: number, run: () => void): Cancel;
  /** Calls `run` once, when the work at hand is done and before any timer; collects what one turn produced. */
  defer(run: () => void): void;
}

/** Chance. The client has no other source of it. */
export interface ClientRandom {
  /** A whole number from 0 to 2^32 - 1, each equally likely. */
  uint32(): number;
}

/** What a socket reports; never from within the call that created it. */
export interface SocketHandlers {
  /** A binary message as bytes, a text message as a string. */
  onMessage(message: Uint8Array | string): void;
  /** Once, and last: the connection failed or ended, or never came to be. Not after `close` or `destroy`. */
  onClose(reason: Error): void;
}

/** A message-oriented connection to a server. */
export interface Socket {
  /** Sends a binary message; calls `onSent` once it has left this process. Only used after the first message came in. */
  send(frame: Uint8Array, onSent: () => void): void;
  /** Ends the connection after what was sent; reports nothing more. */
  close(): void;
  /** Ends the connection at once; reports nothing more. */
  destroy(): void;
}

/** Opens a connection to a `ws://` or `wss://` address. Failures are reported to `onClose`. */
export type ConnectSocket = (url: string, handlers: SocketHandlers) => Socket;

/** Gets a JSON document from an `http://` or `https://` address. */
export type FetchJson = (url: string, signal: AbortSignal) => Promise<unknown>;

/** What a client reaches the world through. */
export interface ClientPorts {
  readonly clock: ClientClock;
  readonly random: ClientRandom;
  readonly connectSocket: ConnectSocket;
  readonly fetchJson: FetchJson;
}
