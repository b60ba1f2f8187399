import type { Duplex } from 'node:stream';
import type { Clock } from '@seaworthy/core';
import { type Welcome } from '@seaworthy/client/wire';
import type { WebSocket } from 'ws';
import type { KvService } from '../service/kv-service.ts';
/** Close codes of RFC 6455 §7.4.1, as far as a door uses them. */
export declare const CLOSE: {
  readonly goingAway: 1001;
  readonly protocolError: 1002;
  readonly unsupported: 1003;
  readonly policy: 1008;
};
export interface NativeConnectionOptions {
  readonly webSocket: WebSocket;
  /** The connection that the WebSocket runs over. */
  readonly stream: Duplex;
  readonly service: KvService;
  readonly clock: Clock;
  readonly welcome: Welcome;
  /** Called when this side ends the connection because of what the client did. */
  readonly onOffence: (code: number, reason: string) => void;
}
/** One client: its requests in, and the replies of each turn of the event loop out in one frame. */
export declare class NativeConnection {
  #private;
  constructor(options: NativeConnectionOptions);
  /** Requests that wait for their answers. */
  get inFlight(): number;
  /** Asks for a sign of life, and ends a connection that gave none for too long or does not take its replies. */
  check(): void;
  /** Sends what is ready and says good-bye. */
  close(code: number, reason: string): void;
}
//# sourceMappingURL=native-connection.d.ts.map
