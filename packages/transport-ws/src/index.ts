/**
 * Raft peers over WebSocket: an implementation of `@seaworthy/core`'s `Transport`, and its message format.
 *
 * @packageDocumentation
 */
export { formatAddress, parseAddress, type HostAndPort } from './address.ts';
export { decodeMessage, encodedMessageSize, encodeMessage, MESSAGE_VERSION } from './codec/message.ts';
export { PROTOCOL_VERSION } from './codec/frame.ts';
export type { TransportTls } from './connection/tls.ts';
export { TransportError, type TransportErrorCode } from './errors.ts';
export { DEFAULT_TRANSPORT_LIMITS, type TransportLimits } from './limits.ts';
export type { LinkStatus } from './messages/peer-link.ts';
export type { PeerAddresses, WebSocketTransportOptions } from './options.ts';
export { createWebSocketTransport, type WebSocketTransport } from './web-socket-transport.ts';
