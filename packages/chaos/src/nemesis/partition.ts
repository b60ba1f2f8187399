import type { Environment, FaultClass, Link } from '../environment/environment.ts';
import type { Evidence, Injection } from './injection.ts';

/** The links that are cut now, by all faults together. */
export class Cuts {
  readonly #environment: Environment;
  readonly #byFault = new Map<string, readonly Link[]>();

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  async set(fault: string, links: readonly Link[]): Promise<void> {
    if (links.length === 0) this.#byFault.delete(fault);
    else this.#byFault.set(fault, links);
    await this.apply();
  }

  /** Again, as a node that was started anew may have lost them. */
  async apply(): Promise<void> {
    await this.#environment.cut(this.links());
  }

  links(): Link[] {
    const all = [...this.#byFault.values()].flat();
    return [...new Map(all.map((link) => [`${link.from}>${link.to}`, link])).values()];
  }

  get any(): boolean {
    return this.#byFault.size > 0;
  }
}

export interface PartitionOptions {
  readonly fault: string;
  readonly environment: Environment;
  readonly cuts: Cuts;
  readonly links: readonly Link[];
  readonly description: string;
  /** Those that are hurt most. */
  readonly nodes: readonly string[];
}

export function partition(options: PartitionOptions): Injection {
  const { fault, environment, cuts, links, description, nodes } = options;
  const needs: FaultClass = isSymmetric(links) ? 'partition' : 'one-way-partition';
  return {
    needs: [needs],
    nodes,
    description,
    inject: () => cuts.set(fault, links),
    verify: () => probeAll(environment, links),
    undo: () => cuts.set(fault, []),
    leftOver: async () => {
      const cutStill = cuts.links();
      const healed = links.filter((link) => !cutStill.some((cut) => sameLink(cut, link)));
      const answers = await Promise.all(healed.map((link) => environment.probe(link)));
      const silent = healed.filter((_, index) => answers[index] === false);
      return silent.length === 0 ? undefined : `still nothing arrives from ${silent.map(show).join(', ')}`;
    },
  };
}

/** Cut links must be dead, and all others alive: a cluster that is wholly down proves no partition. */
async function probeAll(environment: Environment, cut: readonly Link[]): Promise<Evidence> {
  const ids = environment.nodes.map(({ id }) => id);
  const all = ids.flatMap((from) => ids.filter((to) => to !== from).map((to) => ({ from, to })));
  const probed = await Promise.all(
    all.map(async (link) => ({ link, passes: await environment.probe(link).catch(() => undefined) })),
  );
  const isCut = (link: Link): boolean => cut.some((other) => sameLink(other, link));
  const leaking = probed.filter(({ link, passes }) => isCut(link) && passes === true);
  const blocked = probed.filter(({ link, passes }) => isCut(link) && passes === false);
  const broken = probed.filter(({ link, passes }) => !isCut(link) && passes === false);
  const untold = probed.filter(({ passes }) => passes === undefined);
  const measured = {
    cutLinks: cut.length,
    blockedLinks: blocked.length,
    ...(untold.length > 0 ? { untoldLinks: untold.length } : {}),
    ...(broken.length > 0 ? { silentLinks: broken.map(({ link }) => show(link)).join(' ') } : {}),
  };
  if (leaking.length > 0) {
    const reason = `messages still pass from ${leaking.map(({ link }) => show(link)).join(', ')}`;
    return { status: 'indeterminate', reason, measured };
  }
  if (blocked.length < cut.length) {
    const reason = `only ${blocked.length} of ${cut.length} links could be probed`;
    return { status: 'indeterminate', reason, measured };
  }
  return { status: 'installed', measured };
}

function isSymmetric(links: readonly Link[]): boolean {
  return links.every(({ from, to }) => links.some((other) => other.from === to && other.to === from));
}

const sameLink = (a: Link, b: Link): boolean => a.from === b.from && a.to === b.to;
const show = ({ from, to }: Link): string => `${from}→${to}`;
