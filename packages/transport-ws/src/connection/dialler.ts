import type { Clock, NodeId, Random } from '@seaworthy/core';
import { WebSocket, type ClientOptions } from 'ws';

import type { TransportLimits } from '../limits.ts';
import { Connection, refuseFrame } from './connection.ts';
import { DiallerHandshake, type Channel, type Identity, type Introduction } from './handshake.ts';
import { CHANNEL_PATH } from './paths.ts';
import type { TransportTls } from './tls.ts';

/** Opens connections to peers and introduces this node. */
export class Dialler {
  readonly #me: Identity;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #limits: TransportLimits;
  readonly #tls: TransportTls | null;

  constructor(me: Identity, clock: Clock, random: Random, limits: TransportLimits, tls: TransportTls | null) {
    this.#me = me;
    this.#clock = clock;
    this.#random = random;
    this.#limits = limits;
    this.#tls = tls;
  }

  /** Begins to connect; host names are resolved now. `address` has been checked. */
  connect(to: NodeId, address: string, channel: Channel): Connection {
    const scheme = this.#tls === null ? 'ws' : 'wss';
    const options: ClientOptions = {
      ...(this.#tls?.client as ClientOptions | undefined),
      perMessageDeflate: false,
      followRedirects: false,
      // Only headers come back on a connection that this node opened.
      maxPayload: this.#limits.maxHeaderBytes + 1,
      // Masking protects proxies from scripts in browsers (RFC 6455 §10.3), of which there are none between peers; ws
      // skips the work when the mask is zero.
      generateMask: (mask) => void mask.fill(0),
    };
    const socket = new WebSocket(`${scheme}://${address}${CHANNEL_PATH[channel]}`, options);
    return new Connection(socket, `${to} at ${address}`, this.#clock, this.#limits);
  }

  /** Introduces this node on a connection that it opened. Rejects with the reason for which the connection ends. */
  async introduce(connection: Connection, to: NodeId, channel: Channel): Promise<Introduction> {
    await connection.opened;
    const handshake = new DiallerHandshake(this.#me, to, channel, this.#random, this.#limits.maxHeaderBytes);
    return new Promise<Introduction>((resolve, reject) => {
      void connection.ended.then(reject);
      connection.onFrame = (frame) => {
        const { send, done } = handshake.receive(frame);
        if (send !== null) connection.send(send);
        if (done === null) return;
        connection.onFrame = refuseFrame;
        connection.keepAlive();
        resolve(done);
      };
      connection.send(handshake.greeting());
    });
  }
}
