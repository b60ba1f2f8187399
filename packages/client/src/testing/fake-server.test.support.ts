import {
  decodeCommand,
  decodeItems,
  DEFAULT_LIMITS,
  encodeAnswer,
  encodeItems,
  encodeRefusal,
  encodeWelcome,
  FRAME_REPLIES,
  FRAME_REQUESTS,
  type Command,
  type Limits,
  type Reply,
} from '../wire/index.ts';
import { ModelStore } from './model-store.test.support.ts';

/** The client's end of a connection, as a server sees it. */
export interface Peer {
  send(message: Uint8Array | string): void;
  /** Breaks the connection. */
  cut(): void;
}

/** A request that came in. */
export interface Received {
  readonly id: number;
  readonly bytes: Uint8Array;
  readonly command: Command;
  readonly peer: Peer;
  reply(reply: Reply): void;
}

/** A server whose behaviour a test writes; unless told otherwise it leads and keeps its word. */
export class FakeServer {
  readonly node: string;
  readonly store: ModelStore;
  cluster = 'test';
  leader: string | null;
  limits: Limits = DEFAULT_LIMITS;
  /** What it says first; null for nothing. */
  greet: () => Uint8Array | string | null = () =>
    encodeWelcome({ node: this.node, cluster: this.cluster, leader: this.leader, limits: this.limits });
  onRequest: (received: Received) => void = (received) => {
    received.reply(this.store.apply(received.bytes));
  };
  /** Every frame that came in, as the requests in it. */
  readonly frames: Received[][] = [];
  readonly peers = new Set<Peer>();
  connections = 0;

  constructor(node: string, store = new ModelStore(), leader: string | null = node) {
    this.node = node;
    this.store = store;
    this.leader = leader;
  }

  get received(): Received[] {
    return this.frames.flat();
  }

  /** The requests that came in, but for the opening and closing of sessions. */
  get calls(): Received[] {
    return this.received.filter(({ command }) => 'key' in command.request);
  }

  accept(peer: Peer): { message: (frame: Uint8Array) => void; closed: () => void } {
    this.connections++;
    this.peers.add(peer);
    const greeting = this.greet();
    if (greeting !== null) peer.send(greeting);
    return {
      message: (frame) => {
        this.#onFrame(peer, frame);
      },
      closed: () => this.peers.delete(peer),
    };
  }

  /** Breaks all connections. */
  cutAll(): void {
    for (const peer of [...this.peers]) peer.cut();
    this.peers.clear();
  }

  #onFrame(peer: Peer, frame: Uint8Array): void {
    if (frame[0] !== FRAME_REQUESTS) throw new Error('the client sent something other than requests');
    const requests = decodeItems(frame.slice()).map(({ id, bytes }): Received => {
      const reply = (given: Reply): void => {
        const encoded = given.ok ? encodeAnswer(given.answer) : encodeRefusal(given.refusal);
        peer.send(encodeItems(FRAME_REPLIES, [{ id, bytes: encoded }]));
      };
      return { id, bytes, command: decodeCommand(bytes, this.limits), peer, reply };
    });
    this.frames.push(requests);
    for (const request of requests) this.onRequest(request);
  }
}
