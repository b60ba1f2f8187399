import { configuration, nodeId, type Configuration } from '@seaworthy/core';

import type { Observation } from '../plan.ts';
import { ViolationError } from '../world/world.ts';
import { SafetyWatch } from './safety-watch.ts';

/** What a test says of a node; `log` are the terms of its entries from `firstStored` on. */
export interface Facts extends Omit<Observation, 'id' | 'last' | 'termAt'> {
  readonly log: readonly number[];
  /** The term of what is right before the log. */
  readonly baseTerm: number;
}

const FRESH: Facts = {
  incarnation: 1,
  role: 'follower',
  term: 0,
  votedFor: null,
  snapshot: 0,
  applied: 0,
  commit: 0,
  durable: 0,
  firstStored: 1,
  log: [],
  baseTerm: 0,
  configuration: voters('n1', 'n2', 'n3'),
  configurationIndex: 0,
};

export function voters(...names: readonly string[]): Configuration {
  return configuration(names.map(nodeId));
}

export function joint(incoming: readonly string[], outgoing: readonly string[]): Configuration {
  return { ...voters(...incoming), outgoing: outgoing.map(nodeId) };
}

/** A cluster of which a test tells what there is to see, and what the watch makes of it. */
export class WatchedCluster {
  readonly watch = new SafetyWatch();
  readonly #facts = new Map<string, Facts>();
  readonly #observations = new Map<string, Observation>();

  /** Lets the watch look at a node of which `changes` are new; answers the property that it finds violated, or null. */
  see(id: string, changes: Partial<Facts> = {}): string | null {
    const facts = { ...(this.#facts.get(id) ?? FRESH), ...changes };
    this.#facts.set(id, facts);
    const { log, baseTerm, ...rest } = facts;
    const { firstStored } = facts;
    const base = firstStored - 1;
    const termAt = (index: number): number | undefined =>
      index === base ? baseTerm : this.#facts.get(id)?.log[index - firstStored];
    return this.#observe({ id, ...rest, last: base + log.length, termAt });
  }

  /** Lets the watch look at a node once more, on which nothing shows: `log`, if given, is as long as it was. */
  seeAgain(id: string, log?: readonly number[]): string | null {
    const facts = this.#facts.get(id);
    const observation = this.#observations.get(id);
    if (facts === undefined || observation === undefined) throw new Error(`nobody has seen ${id}`);
    if (log !== undefined) this.#facts.set(id, { ...facts, log });
    return this.#observe(observation);
  }

  #observe(observation: Observation): string | null {
    this.#observations.set(observation.id, observation);
    return this.#try(() => this.watch.observe([observation]));
  }

  /** The same change on several nodes, one after the other. */
  seeAll(ids: readonly string[], changes: Partial<Facts>): string | null {
    return ids.map((id) => this.see(id, changes)).find((found) => found !== null) ?? null;
  }

  voted(id: string, term: number, candidate: string): string | null {
    return this.#try(() => this.watch.voted(id, term, candidate));
  }

  /** The same vote by several nodes. */
  elect(candidate: string, term: number, by: readonly string[]): string | null {
    return by.map((id) => this.voted(id, term, candidate)).find((found) => found !== null) ?? null;
  }

  /** `id` has just been elected in a term of its own, by everybody. */
  lead(id: string, changes: Partial<Facts> & { readonly term: number }): string | null {
    const { voters, outgoing } =
      changes.configuration ?? this.#facts.get(id)?.configuration ?? FRESH.configuration;
    return (
      this.elect(id, changes.term, [...voters, ...outgoing]) ??
      this.see(id, { votedFor: id, role: 'leader', ...changes })
    );
  }

  /**
   * `leader` is elected in `term` by `followers`, with `log` (which ends with an entry of the term) durable on all of
   * them and committed up to `commit`.
   */
  reign(
    leader: string,
    followers: readonly string[],
    { term, log, commit = 0, ...more }: Partial<Facts> & { term: number; log: readonly number[] },
  ): string | null {
    const all = { term, votedFor: leader, ...more };
    return (
      this.elect(leader, term, [leader, ...followers]) ??
      this.seeAll(followers, { role: 'follower', ...all }) ??
      this.see(leader, { role: 'leader', ...all, log, durable: 0 }) ??
      this.seeAll(followers, { log, durable: log.length }) ??
      this.see(leader, { durable: log.length }) ??
      this.see(leader, { commit, applied: commit }) ??
      this.seeAll(followers, { commit, applied: commit })
    );
  }

  #try(look: () => void): string | null {
    try {
      look();
      return null;
    } catch (error) {
      if (error instanceof ViolationError) return error.property;
      throw error;
    }
  }
}
