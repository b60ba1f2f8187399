import { SeaworthyError } from '../errors.ts';
import type { Endpoint } from '../endpoint.ts';
import type { Welcome } from '../wire/index.ts';

/** What a client has learned about its servers; shared by its connections. */
export class AddressBook {
  readonly #nodes = new Map<Endpoint, string>();
  readonly #suspects = new Map<Endpoint, number>();
  #cluster: string | undefined;

  /** Notes who answers at `endpoint`. Throws if it is another cluster than before: sessions mean nothing there. */
  learn(endpoint: Endpoint, { node, cluster }: Welcome): void {
    if (cluster !== (this.#cluster ??= cluster)) {
      const text = `${endpoint} belongs to cluster ${JSON.stringify(cluster)}, expected ${JSON.stringify(this.#cluster)}`;
      throw new SeaworthyError('protocol', text);
    }
    this.#nodes.delete(endpoint);
    this.#nodes.set(endpoint, node);
    this.#suspects.delete(endpoint);
  }

  nodeAt(endpoint: Endpoint): string | undefined {
    return this.#nodes.get(endpoint);
  }

  /** Where `node` answered last. */
  endpointOf(node: string): Endpoint | undefined {
    let latest: Endpoint | undefined;
    for (const [endpoint, name] of this.#nodes) if (name === node) latest = endpoint;
    return latest;
  }

  /** What others say about `endpoint` is not believed until `until`, for it has just failed us. */
  suspect(endpoint: Endpoint, until: number): void {
    this.#suspects.set(endpoint, until);
  }

  isSuspect(endpoint: Endpoint, now: number): boolean {
    return (this.#suspects.get(endpoint) ?? -Infinity) > now;
  }
}
