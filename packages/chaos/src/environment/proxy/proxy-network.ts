import type { Link } from '../environment.ts';
import { LinkProxy, type HostPort } from './link-proxy.ts';

const keyOf = ({ from, to }: Link): string => `${from}>${to}`;

/**
 * A network of one proxy per directed link, in this process. A cut of a → b loses all that a sends to b: on the
 * connections that a dialled, and on those that b dialled. It does not model what TCP does underneath: b's own
 * messages to a still arrive though a's acknowledgements do not reach b.
 */
export class ProxyNetwork {
  readonly #proxies = new Map<string, LinkProxy>();
  #cut: ReadonlySet<string> = new Set();

  /** Listens for every pair of nodes, given where each of them listens. */
  async start(nodes: ReadonlyMap<string, HostPort>): Promise<void> {
    const pairs = [...nodes.keys()].flatMap((from) =>
      [...nodes].map(([to, target]) => ({ from, to, target })),
    );
    for (const { from, to, target } of pairs) {
      if (from === to) continue;
      const proxy = new LinkProxy(target, {
        forward: () => !this.#cut.has(keyOf({ from, to })),
        backward: () => !this.#cut.has(keyOf({ from: to, to: from })),
      });
      await proxy.listen();
      this.#proxies.set(keyOf({ from, to }), proxy);
    }
  }

  /** Where `from` finds `to`. */
  address(link: Link): string {
    return `127.0.0.1:${this.#proxy(link).port}`;
  }

  /** Cuts exactly these links. */
  cut(links: readonly Link[]): void {
    for (const link of links) this.#proxy(link);
    this.#cut = new Set(links.map(keyOf));
    for (const proxy of this.#proxies.values()) proxy.changed();
  }

  probe(link: Link, timeoutMs: number): Promise<boolean> {
    return this.#proxy(link).probe(timeoutMs);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#proxies.values()].map((proxy) => proxy.close()));
    this.#proxies.clear();
  }

  #proxy(link: Link): LinkProxy {
    const proxy = this.#proxies.get(keyOf(link));
    if (proxy === undefined) throw new RangeError(`expected a link between two nodes, found ${keyOf(link)}`);
    return proxy;
  }
}
