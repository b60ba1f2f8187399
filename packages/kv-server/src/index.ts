/**
 * A linearizable, durable key-value server on Raft: the parts of the daemon `seaworthy-server`, for use within a
 * program.
 *
 * @packageDocumentation
 */
export type { Address } from './config/address.ts';
export { createHttpDoor, type HttpDoorOptions } from './http/http-door.ts';
export { HttpError, type HttpErrorCode } from './http/http-error.ts';
export type { Check, Operations } from './http/operations-routes.ts';
export type { ServerStatus } from './http/schemas.ts';
export type { ClientSocket, ClientSocketHandlers } from './native/client-socket.ts';
export { NativeDoor, type NativeDoorOptions, type Offence } from './native/native-door.ts';
export {
  ClientListener,
  listenForClients,
  type ClientDoors,
  type ClientListenerOptions,
} from './server/client-listener.ts';
export { KvServer, startServer } from './server/kv-server.ts';
export type { KvServerOptions, OpenStorage, Warning } from './server/server-options.ts';
export type { KvNode } from './service/kv-node.ts';
export { KvService, type Authorise, type KvServiceOptions, type Settle } from './service/kv-service.ts';
export type { FindUrl } from './service/refusals.ts';
export { KvStateMachine } from './state/kv-state-machine.ts';
export { INITIAL_SETTINGS, type Settings } from './state/settings.ts';
export { SnapshotError } from './state/snapshot-records.ts';
export { VERSION } from './version.ts';
