import { nodeId, type NodeId, type Transport } from '@seaworthy/core';
import {
  SeededRandom,
  transportConformance,
  transportFaultConformance,
  VirtualClock,
  type TransportFaultHarness,
  type TransportSetup,
} from '@seaworthy/core/testing';
import { afterEach, beforeEach, describe, it } from 'vitest';

import { mutualTls } from './__certificate.ts';
import { ProxiedWorld } from './__proxied-world.ts';
import { MemoryNetwork } from './memory-network.ts';

const CASES = [...transportConformance, ...transportFaultConformance].map(
  (each) => [each.name, each] as const,
);
const DEFAULT_PEERS = ['a', 'b', 'c'].map(nodeId);
const tls = mutualTls();

describe.each([
  ['WebSocketTransport', { secret: 'for your ears only' }],
  ['WebSocketTransport with mutual TLS', tls === null ? null : { tls }],
])('%s', (_what, options) => {
  let world: ProxiedWorld | null = null;

  beforeEach((context) => {
    if (options === null) context.skip('no openssl here');
    else world = new ProxiedWorld(options);
  });
  afterEach(() => world?.close());

  it.each(CASES)('%s', async (_name, each) => {
    await each.run(world as ProxiedWorld);
  });
});

describe('MemoryNetwork', () => {
  it.each(CASES)('%s', async (_name, each) => {
    await each.run(new MemoryWorld());
  });
});

class MemoryWorld implements TransportFaultHarness {
  readonly #clock = new VirtualClock();
  readonly #network = new MemoryNetwork({ clock: this.#clock, random: new SeededRandom(1) });
  readonly #ids = new Set<NodeId>();

  async create(id: NodeId, { facts = {}, knows = DEFAULT_PEERS }: TransportSetup = {}): Promise<Transport> {
    this.#ids.add(id);
    return this.#network.transport(id, facts, knows);
  }

  addressOf(): null {
    return null;
  }

  isolate(id: NodeId): void {
    this.#network.isolate(id);
  }

  rejoin(id: NodeId): void {
    for (const other of this.#ids) {
      this.#network.heal(id, other);
      this.#network.heal(other, id);
    }
  }

  eventually(condition: () => boolean): Promise<void> {
    return this.#clock.advanceUntil(condition, 60_000, 1);
  }
}
