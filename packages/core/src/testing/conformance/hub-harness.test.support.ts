import type { Transport } from '../../ports/transport.ts';
import { nodeId, type NodeId } from '../../raft/types.ts';
import { MemoryHub } from '../memory-hub.ts';
import { VirtualClock } from '../virtual-clock.ts';
import type { TransportFaultHarness, TransportSetup } from './transport/index.ts';

const LIMIT_MS = 20_000;
const DEFAULT_PEERS = ['a', 'b', 'c'].map(nodeId);

/** Transports of a `MemoryHub`, in virtual time. */
export class HubHarness implements TransportFaultHarness {
  readonly clock = new VirtualClock();
  readonly #hub = new MemoryHub(this.clock);

  create(id: NodeId, { facts = {}, knows = DEFAULT_PEERS }: TransportSetup = {}): Promise<Transport> {
    return Promise.resolve(this.#hub.transport(id, { facts, knows }));
  }

  addressOf(to: NodeId): string | null {
    return `${to}:1`;
  }

  isolate(id: NodeId): void {
    this.#hub.cut.add(id);
  }

  rejoin(id: NodeId): void {
    this.#hub.cut.delete(id);
  }

  async eventually(condition: () => boolean, what: string): Promise<void> {
    try {
      await this.clock.advanceUntil(condition, LIMIT_MS, 1);
    } catch (cause) {
      throw new Error(`waited in vain for ${what}`, { cause });
    }
  }
}
