import type { TransportError } from '../errors.ts';

/** A connection between two nodes that know each other already: frames both ways, in order, until it ends. */
export interface Pipe {
  /** What to do with each frame. May throw a {@link TransportError}, which ends the pipe. */
  onFrame: (frame: Uint8Array) => void;
  /** Resolves when nothing comes any more, with the first reason there was. Never rejects. */
  readonly ended: Promise<TransportError>;
  /** Whether frames can be sent. */
  readonly open: boolean;
  /** Sends one frame; without effect when the pipe is not open. */
  send(frame: Uint8Array): void;
  /** Ends the pipe for `reason`, which the other side is told if it still listens. */
  fail(reason: TransportError): void;
}
