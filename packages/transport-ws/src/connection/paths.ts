import type { Channel } from './handshake.ts';

/** Where each channel is served. The version is that of the path layout; the greeting carries the protocol's own. */
export const CHANNEL_PATH: Readonly<Record<Channel, string>> = {
  messages: '/raft/v1/messages',
  snapshot: '/raft/v1/snapshot',
};
