import { seededRandom } from '../bench/random.ts';
import { createClient, type Client } from '../client.ts';
import { isSeaworthyError, type SeaworthyError } from '../errors.ts';
import type { ClientOptions } from '../options.ts';
import { FakeServer } from './fake-server.test.support.ts';
import { MemoryNetwork } from './memory-network.test.support.ts';
import { ModelStore } from './model-store.test.support.ts';
import { VirtualClock } from './virtual-clock.test.support.ts';

/** A cluster of fake servers `n1`, `n2`, … at `n1:1`, `n2:1`, … over one store; the first one leads. */
export class World {
  readonly clock = new VirtualClock();
  readonly network = new MemoryNetwork(this.clock);
  readonly store = new ModelStore();
  readonly servers: FakeServer[];

  constructor(size = 1) {
    this.servers = Array.from({ length: size }, (_, place) => {
      const server = new FakeServer(`n${place + 1}`, this.store, 'n1');
      this.network.place(`${server.node}:1`, server);
      return server;
    });
  }

  get endpoints(): string[] {
    return this.servers.map(({ node }) => `${node}:1`);
  }

  server(place: number): FakeServer {
    const server = this.servers[place - 1];
    if (server === undefined) throw new RangeError(`no server ${place}`);
    return server;
  }

  client(options: Partial<ClientOptions> = {}): Client {
    return createClient({
      endpoints: this.endpoints,
      clock: this.clock,
      random: seededRandom(7),
      connectSocket: this.network.connectSocket,
      ...options,
    });
  }

  async until<Result>(promise: Promise<Result>): Promise<Result> {
    return await this.clock.until(promise);
  }

  /** The error that `promise` comes to. */
  async failure(promise: Promise<unknown>): Promise<SeaworthyError> {
    const outcome = await this.until(
      promise.then(
        () => undefined,
        (error: unknown) => error,
      ),
    );
    if (!isSeaworthyError(outcome)) throw new Error(`expected a SeaworthyError, got ${String(outcome)}`);
    return outcome;
  }
}
