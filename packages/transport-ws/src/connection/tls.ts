import type { ServerOptions } from 'node:https';
import type { ConnectionOptions } from 'node:tls';

/**
 * Encryption, handed through to Node's `https` server and `tls` client. For mutual TLS give both sides `cert`, `key` and
 * `ca`, and the server `requestCert: true` and `rejectUnauthorized: true`.
 */
export interface TransportTls {
  readonly server: ServerOptions;
  readonly client: ConnectionOptions;
}
