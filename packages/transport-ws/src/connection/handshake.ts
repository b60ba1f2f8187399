import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

import { isNodeId, type NodeId, type PeerFacts, type Random } from '@seaworthy/core';

import { badFrame } from '../codec/bytes.ts';
import { buildFrame, openFrame, PROTOCOL_VERSION, type FrameKind } from '../codec/frame.ts';
import {
  buildJsonFrame,
  isFields,
  numberField,
  readJsonBody,
  stringField,
  type Fields,
} from '../codec/json.ts';
import { TransportError } from '../errors.ts';

/** What a connection is for. Each purpose has a path of its own. */
export type Channel = 'messages' | 'snapshot';

/** What a node says about itself, and the secret with which it proves that it may. */
export interface Identity {
  readonly id: NodeId;
  readonly clusterId: string;
  /** Empty when the cluster has none. */
  readonly secret: Uint8Array;
  readonly facts: PeerFacts;
}

/** A proven introduction. */
export interface Introduction {
  readonly from: NodeId;
  readonly channel: Channel;
  readonly facts: PeerFacts;
}

interface Greeting {
  readonly cluster: string;
  readonly from: NodeId;
  readonly to: NodeId;
  readonly channel: string;
  readonly facts: PeerFacts;
}

const WHAT = 'greeting';
const NONCE = /^[0-9a-f]{32}$/;
const PROOF_BYTES = 32;

/** What a handshake wants done after a frame arrived. */
export interface HandshakeStep {
  readonly send: Uint8Array | null;
  /** Set when the handshake is over. */
  readonly done: Introduction | null;
}

/**
 * The introduction of the node that dials. Both sides greet with a nonce; then each proves, first the dialler, that it
 * holds the secret, by an HMAC over both greetings. The secret itself never travels, and a recorded proof is worth
 * nothing for another pair of nonces.
 */
export class DiallerHandshake {
  readonly #me: Identity;
  readonly #to: NodeId;
  readonly #channel: Channel;
  readonly #maxBytes: number;
  readonly #mine: Uint8Array;
  #theirs: { readonly frame: Uint8Array; readonly facts: PeerFacts } | null = null;

  constructor(me: Identity, to: NodeId, channel: Channel, random: Random, maxBytes: number) {
    this.#me = me;
    this.#to = to;
    this.#channel = channel;
    this.#maxBytes = maxBytes;
    this.#mine = buildGreeting(me, to, channel, random);
  }

  /** The frame to begin with. */
  greeting(): Uint8Array {
    return this.#mine;
  }

  receive(frame: Uint8Array): HandshakeStep {
    if (this.#theirs === null) {
      const { facts } = this.#checkGreeting(readGreeting(frame, this.#maxBytes));
      this.#theirs = { frame, facts };
      return { send: buildFrame('proof', this.#proof('dialler')), done: null };
    }
    checkProof(frame, this.#proof('acceptor'), this.#to);
    return { send: null, done: { from: this.#to, channel: this.#channel, facts: this.#theirs.facts } };
  }

  #checkGreeting(greeting: Greeting): Greeting {
    checkCluster(greeting, this.#me);
    if (greeting.from !== this.#to || greeting.to !== this.#me.id || greeting.channel !== this.#channel) {
      throw new TransportError(
        'unknown_node',
        `expected ${this.#to} to answer ${this.#me.id}, but ${greeting.from} answered ${greeting.to}`,
      );
    }
    return greeting;
  }

  #proof(role: Role): Uint8Array {
    return proofOf(role, this.#me, this.#mine, (this.#theirs as { frame: Uint8Array }).frame);
  }
}

/** The introduction of the node that is dialled; see {@link DiallerHandshake}. */
export class AcceptorHandshake {
  readonly #me: Identity;
  readonly #channel: Channel;
  readonly #random: Random;
  readonly #maxBytes: number;
  readonly #knows: (id: NodeId) => boolean;
  #greeted: { readonly mine: Uint8Array; readonly theirs: Uint8Array; readonly greeting: Greeting } | null =
    null;

  constructor(
    me: Identity,
    channel: Channel,
    knows: (id: NodeId) => boolean,
    random: Random,
    maxBytes: number,
  ) {
    this.#me = me;
    this.#channel = channel;
    this.#knows = knows;
    this.#random = random;
    this.#maxBytes = maxBytes;
  }

  receive(frame: Uint8Array): HandshakeStep {
    if (this.#greeted === null) {
      const greeting = this.#checkGreeting(readGreeting(frame, this.#maxBytes));
      const mine = buildGreeting(this.#me, greeting.from, this.#channel, this.#random);
      this.#greeted = { mine, theirs: frame, greeting };
      return { send: mine, done: null };
    }
    const { mine, theirs, greeting } = this.#greeted;
    checkProof(frame, proofOf('dialler', this.#me, theirs, mine), greeting.from);
    return {
      send: buildFrame('proof', proofOf('acceptor', this.#me, theirs, mine)),
      done: { from: greeting.from, channel: this.#channel, facts: greeting.facts },
    };
  }

  #checkGreeting(greeting: Greeting): Greeting {
    checkCluster(greeting, this.#me);
    if (greeting.to !== this.#me.id)
      throw new TransportError(
        'unknown_node',
        `${greeting.from} looks for ${greeting.to}, this is ${this.#me.id}`,
      );
    if (greeting.from === this.#me.id || !this.#knows(greeting.from))
      throw new TransportError('unknown_node', `${greeting.from} is not a peer of ${this.#me.id}`);
    if (greeting.channel !== this.#channel)
      throw badFrame(`${WHAT}: expected channel ${this.#channel}, got ${greeting.channel}`);
    return greeting;
  }
}

type Role = 'dialler' | 'acceptor';

function buildGreeting(me: Identity, to: NodeId, channel: Channel, random: Random): Uint8Array {
  const nonce = Array.from({ length: 4 }, () => random.uint32().toString(16).padStart(8, '0')).join('');
  const { id: from, clusterId: cluster, facts } = me;
  return buildJsonFrame('greeting', { version: PROTOCOL_VERSION, cluster, from, to, channel, nonce, facts });
}

function readGreeting(frame: Uint8Array, maxBytes: number): Greeting {
  const fields = readJsonBody(WHAT, bodyOf(frame, 'greeting'), maxBytes);
  const version = numberField(WHAT, fields, 'version');
  if (version !== PROTOCOL_VERSION) {
    throw new TransportError(
      'wrong_version',
      `expected protocol version ${PROTOCOL_VERSION}, the other node speaks ${version}`,
    );
  }
  stringField(WHAT, fields, 'nonce', NONCE);
  return {
    cluster: stringField(WHAT, fields, 'cluster'),
    from: nodeIdField(fields, 'from'),
    to: nodeIdField(fields, 'to'),
    channel: stringField(WHAT, fields, 'channel'),
    facts: readFacts(fields['facts']),
  };
}

function nodeIdField(fields: Fields, name: string): NodeId {
  const value = stringField(WHAT, fields, name);
  if (!isNodeId(value)) throw badFrame(`${WHAT}: expected a node id as "${name}"`);
  return value;
}

function readFacts(value: unknown): PeerFacts {
  if (!isFields(value)) throw badFrame(`${WHAT}: expected an object as "facts"`);
  const facts = Object.entries(value);
  if (!facts.every((fact): fact is [string, string] => typeof fact[1] === 'string'))
    throw badFrame(`${WHAT}: expected texts in "facts"`);
  return Object.freeze(Object.fromEntries(facts));
}

function checkCluster(greeting: Greeting, me: Identity): void {
  if (greeting.cluster !== me.clusterId) {
    throw new TransportError(
      'wrong_cluster',
      `${greeting.from} belongs to cluster ${JSON.stringify(greeting.cluster)}, ${me.id} to ${JSON.stringify(me.clusterId)}`,
    );
  }
}

function checkProof(frame: Uint8Array, expected: Uint8Array, from: NodeId): void {
  const proof = bodyOf(frame, 'proof');
  if (proof.byteLength !== PROOF_BYTES)
    throw badFrame(`expected a proof of ${PROOF_BYTES} bytes, got ${proof.byteLength}`);
  if (!timingSafeEqual(proof, expected))
    throw new TransportError('unauthenticated', `${from} does not hold the secret of this cluster`);
}

function bodyOf(frame: Uint8Array, expected: FrameKind): Uint8Array {
  const { kind, body } = openFrame(frame);
  if (kind !== expected) throw badFrame(`expected a ${expected} frame, got ${kind}`);
  return body;
}

/** The role keeps a proof from being sent back to the node that made it. */
function proofOf(role: Role, { secret }: Identity, dialler: Uint8Array, acceptor: Uint8Array): Uint8Array {
  const hash = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
  return createHmac('sha256', secret).update(role).update(hash(dialler)).update(hash(acceptor)).digest();
}
