/**
 * A client of a Seaworthy cluster: finds the leader, repeats what was lost without doing it twice, and says plainly
 * when nobody can know.
 *
 * @packageDocumentation
 */
export type { Bytes } from './bytes.ts';
export { connect, createClient, type Client } from './client.ts';
export type { Backoff } from './connection/backoff.ts';
export {
  isSeaworthyError,
  SeaworthyError,
  type ClientErrorCode,
  type Outcome,
  type SeaworthyErrorCode,
  type SeaworthyErrorOptions,
} from './errors.ts';
export type { ClientEvents, ClientListener } from './events.ts';
export type { CallOptions, ClientOptions, GetOptions } from './options.ts';
export type {
  Cancel,
  ClientClock,
  ClientRandom,
  ConnectSocket,
  FetchJson,
  Socket,
  SocketHandlers,
} from './ports.ts';
export type { CasResult, DeleteResult, StoredValue, WriteResult } from './results.ts';
export type { EndpointStatus, ServerStatus, UnreachableServer } from './status.ts';
export type { ErrorCode } from './wire/index.ts';
