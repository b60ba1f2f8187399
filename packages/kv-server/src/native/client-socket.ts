/** What a {@link ClientSocket} reports. */
export interface ClientSocketHandlers {
  onMessage(data: Uint8Array, isBinary: boolean): void;
  /** The client gave a sign of life. */
  onAlive(): void;
  /** Something is wrong with the connection, which ends by itself then. */
  onError(error: Error): void;
  /** Some of what was sent has left. */
  onDrain(): void;
  /** Once, and last. */
  onClose(): void;
}

/** A message-oriented connection to one client; a WebSocket, or what stands for it in a simulation. */
export interface ClientSocket {
  /** Who it is, for people. */
  readonly remote: string;
  /** Bytes that were sent and have not left yet. */
  readonly bufferedAmount: number;
  listen(handlers: ClientSocketHandlers): void;
  send(frame: Uint8Array): void;
  /** Asks for a sign of life. */
  ping(): void;
  /** Reports no more messages until {@link resume}. */
  pause(): void;
  resume(): void;
  /** Says good-bye after what was sent. `code` is one of RFC 6455 §7.4.1. */
  close(code: number, reason: string): void;
  /** Ends the connection at once. */
  terminate(): void;
}
