import {
  configuration,
  logIndex,
  nodeId,
  term,
  type HeartbeatRequest,
  type Message,
  type NodeId,
  type SnapshotOffer,
  type Transport,
  type TransportHandler,
} from '@seaworthy/core';

import type { TransportHarness } from './types.ts';

export const [A, B, C] = ['a', 'b', 'c'].map(nodeId) as [NodeId, NodeId, NodeId];

/** What a node does with the bytes of a snapshot. */
export type TakeSnapshot = (
  from: NodeId,
  offer: SnapshotOffer,
  chunks: AsyncIterable<Uint8Array>,
) => Promise<void>;

/** Remembers everything it is told. */
export class Recorder implements TransportHandler {
  readonly messages: { readonly from: NodeId; readonly message: Message }[] = [];
  readonly unreachable: NodeId[] = [];
  /** How much of any offered snapshot is there already. */
  offset = 0;
  takeSnapshot: TakeSnapshot = () => Promise.reject(new Error('no snapshots here'));

  onMessage(from: NodeId, message: Message): void {
    this.messages.push({ from, message });
  }

  onUnreachable(peer: NodeId): void {
    this.unreachable.push(peer);
  }

  onSnapshotOffer(): Promise<number> {
    return Promise.resolve(this.offset);
  }

  onSnapshot(
    from: NodeId,
    offer: SnapshotOffer,
    _offset: number,
    chunks: AsyncIterable<Uint8Array>,
  ): Promise<void> {
    return this.takeSnapshot(from, offer, chunks);
  }

  heard(from: NodeId, round: number): boolean {
    return this.messages.some(
      ({ from: sender, message }) =>
        sender === from && message.type === 'heartbeat-request' && message.round === round,
    );
  }
}

export function heartbeat(round: number): HeartbeatRequest {
  return { type: 'heartbeat-request', term: term(1), commit: logIndex(0), round };
}

const GREETING_ROUND = 999_999;

/** Says hello until it is heard, because a message sent before the connection stands is lost. */
export async function connected(
  harness: TransportHarness,
  from: Transport,
  fromId: NodeId,
  toId: NodeId,
  to: Recorder,
  round = GREETING_ROUND,
): Promise<void> {
  await harness.eventually(() => {
    if (to.heard(fromId, round)) return true;
    from.send(toId, heartbeat(round));
    return false;
  }, `a message from ${fromId} to ${toId}`);
}

export function offer(voters: readonly NodeId[] = [A, B, C]): SnapshotOffer {
  return {
    term: term(7),
    meta: {
      index: logIndex(9_007_199_254_740_991),
      term: term(6),
      id: 's-1',
      configuration: configuration(voters),
    },
  };
}

export async function* chunksOf(count: number, bytes: number): AsyncGenerator<Uint8Array, void, undefined> {
  for (let n = 0; n < count; n++) {
    await Promise.resolve();
    yield new Uint8Array(bytes).fill(n % 251);
  }
}

/** Reads everything; gives the number of bytes and a sum that depends on their order. */
export async function digest(chunks: AsyncIterable<Uint8Array>): Promise<{ bytes: number; sum: number }> {
  let bytes = 0;
  let sum = 0;
  for await (const chunk of chunks) {
    bytes += chunk.byteLength;
    for (const byte of chunk) sum = (Math.imul(sum, 31) + byte) | 0;
  }
  return { bytes, sum };
}

export function never(): Promise<void> {
  return new Promise(() => undefined);
}
