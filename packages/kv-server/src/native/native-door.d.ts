import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Clock } from '@seaworthy/core';
import { type Welcome } from '@seaworthy/client/wire';
import type { KvService } from '../service/kv-service.ts';
export interface NativeDoorOptions {
  readonly service: KvService;
  readonly clock: Clock;
  /** What a client is told first. */
  readonly welcome: () => Omit<Welcome, 'limits'>;
  /** Called when a connection was ended for what came over it. */
  readonly onOffence?: (offence: Offence) => void;
}
export interface Offence {
  readonly remote: string;
  /** WebSocket close code. */
  readonly code: number;
  readonly reason: string;
}
/** The native protocol: WebSockets with many requests in flight, in binary frames. */
export declare class NativeDoor {
  #private;
  constructor(options: NativeDoorOptions);
  /** Number of open connections. */
  get connections(): number;
  /** Takes over a connection that asks for a WebSocket, or refuses it in HTTP. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Sends what is ready, says good-bye to every client, and resolves when all connections are gone. */
  close(): Promise<void>;
}
//# sourceMappingURL=native-door.d.ts.map
