import { type Server } from 'node:http';
import type { NativeDoor } from '../native/native-door.ts';
export interface ClientListenerOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly fetch: (request: Request) => Response | Promise<Response>;
  readonly native: NativeDoor;
  readonly maxConnections: number;
}
/** The one port for clients: HTTP, and WebSockets for whoever upgrades. */
export declare class ClientListener {
  #private;
  constructor(server: Server);
  /** Where it listens. */
  get address(): {
    readonly host: string;
    readonly port: number;
  };
  /** Takes no new connections and resolves when the open ones have had their answers, or at once with `now`. */
  close(): Promise<void>;
  /** Ends the connections that are still open. */
  closeNow(): void;
}
/** Listens for clients. Fails as `net.Server` does, such as with `EADDRINUSE`. */
export declare function listenForClients(options: ClientListenerOptions): Promise<ClientListener>;
//# sourceMappingURL=client-listener.d.ts.map
