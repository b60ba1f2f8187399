import type { PeerFacts, SnapshotOffer, Transport, TransportHandler } from '../../../ports/transport.ts';
import type { HeartbeatRequest, Message } from '../../../raft/message.ts';
import { logIndex, nodeId, term, type NodeId } from '../../../raft/types.ts';
import type { TransportHarness, TransportSetup } from './harness.ts';

export const [A, B, C, D] = ['a', 'b', 'c', 'd'].map(nodeId) as [NodeId, NodeId, NodeId, NodeId];

/** What a node does with the bytes of a snapshot. */
export type TakeSnapshot = (
  from: NodeId,
  offer: SnapshotOffer,
  chunks: AsyncIterable<Uint8Array>,
  offset: number,
) => Promise<void>;

/** The round of a message that says no more than that it arrived. */
const GREETING_ROUND = 999_999;

/** Remembers everything it is told. */
export class Recorder implements TransportHandler {
  readonly messages: { readonly from: NodeId; readonly message: Message }[] = [];
  readonly unreachable: NodeId[] = [];
  readonly #greeted = new Set<NodeId>();
  considerSnapshot: TransportHandler['onSnapshotOffer'] = () => Promise.resolve(0);
  takeSnapshot: TakeSnapshot = () => Promise.reject(new Error('no snapshots here'));

  onMessage(from: NodeId, message: Message): void {
    // Greetings are said until they are heard, so any number of them may still come at any time.
    if (message.type === 'heartbeat-request' && message.round === GREETING_ROUND) this.#greeted.add(from);
    else this.messages.push({ from, message });
  }

  onUnreachable(peer: NodeId): void {
    this.unreachable.push(peer);
  }

  onSnapshotOffer(from: NodeId, offer: SnapshotOffer): Promise<number> {
    return this.considerSnapshot(from, offer);
  }

  onSnapshot(
    from: NodeId,
    offer: SnapshotOffer,
    offset: number,
    chunks: AsyncIterable<Uint8Array>,
  ): Promise<void> {
    return this.takeSnapshot(from, offer, chunks, offset);
  }

  heard(from: NodeId, round: number): boolean {
    return round === GREETING_ROUND ? this.#greeted.has(from) : this.rounds(from).includes(round);
  }

  /** The rounds of all heartbeats of `from` but greetings, in the order of their arrival. */
  rounds(from: NodeId): readonly number[] {
    return this.messages.flatMap(({ from: sender, message }) =>
      sender === from && message.type === 'heartbeat-request' ? [message.round] : [],
    );
  }
}

/** A started transport, and what it was told. */
export interface Node {
  readonly id: NodeId;
  readonly transport: Transport;
  readonly recorder: Recorder;
}

export async function started(harness: TransportHarness, id: NodeId, setup?: TransportSetup): Promise<Node> {
  const transport = await harness.create(id, setup);
  const recorder = new Recorder();
  await transport.start(recorder);
  return { id, transport, recorder };
}

export function heartbeat(round: number): HeartbeatRequest {
  return { type: 'heartbeat-request', term: term(1), commit: logIndex(0), round };
}

/** Says hello until it is heard, because a message sent before the connection stands is lost. */
export async function connected(
  harness: TransportHarness,
  from: Node,
  to: Node,
  round = GREETING_ROUND,
): Promise<void> {
  await harness.eventually(() => {
    if (to.recorder.heard(from.id, round)) return true;
    from.transport.send(to.id, heartbeat(round));
    return false;
  }, `a message from ${from.id} to ${to.id}`);
}

/** Nodes `a` and `b`, which reach each other. */
export async function connectedPair(harness: TransportHarness): Promise<readonly [Node, Node]> {
  const a = await started(harness, A);
  const b = await started(harness, B);
  await connected(harness, a, b);
  await connected(harness, b, a);
  return [a, b];
}

/** What `setPeers` of `from` is told about `others`. */
export function peersOf(
  harness: TransportHarness,
  from: NodeId,
  others: readonly NodeId[],
): ReadonlyMap<NodeId, string | null> {
  return new Map(others.map((to) => [to, harness.addressOf(to, from)]));
}

/** Settles `promise` while the harness lets time pass. */
export async function outcome(
  harness: TransportHarness,
  promise: Promise<void>,
): Promise<'resolved' | Error> {
  let result: 'resolved' | Error | null = null;
  promise.then(
    () => (result = 'resolved'),
    (error: unknown) => (result = error as Error),
  );
  await harness.eventually(() => result !== null, 'an outcome');
  return result as unknown as 'resolved' | Error;
}

export function sameFacts(facts: PeerFacts | undefined, expected: PeerFacts): boolean {
  return facts !== undefined && JSON.stringify({ ...facts }) === JSON.stringify(expected);
}

export function never(): Promise<never> {
  return new Promise(() => undefined);
}
