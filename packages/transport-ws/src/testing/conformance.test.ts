import type { NodeId, PeerFacts, Transport, TransportHandler } from '@seaworthy/core';
import { SeededRandom, VirtualClock } from '@seaworthy/core/testing';
import { describe, it } from 'vitest';

import { SocketWorld } from './__socket-world.ts';
import { transportConformance } from './conformance/index.ts';
import type { TransportHarness } from './conformance/types.ts';
import { MemoryNetwork } from './memory-network.ts';

describe('WebSocketTransport', () => {
  it.each(transportConformance.map((each) => [each.name, each] as const))('%s', async (_name, each) => {
    const world = new SocketWorld({ secret: 'for your ears only' });
    try {
      await each.run(world);
    } finally {
      await world.close();
    }
  });
});

describe('MemoryNetwork', () => {
  it.each(transportConformance.map((each) => [each.name, each] as const))('%s', async (_name, each) => {
    await each.run(new MemoryWorld());
  });
});

class MemoryWorld implements TransportHarness {
  readonly #clock = new VirtualClock();
  readonly #network = new MemoryNetwork({ clock: this.#clock, random: new SeededRandom(1) });

  async start(id: NodeId, handler: TransportHandler, facts?: PeerFacts): Promise<Transport> {
    const transport = this.#network.transport(id, facts);
    await transport.start(handler);
    return transport;
  }

  eventually(condition: () => boolean): Promise<void> {
    return this.#clock.advanceUntil(condition, 60_000, 1);
  }
}
