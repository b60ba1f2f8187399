import type { Configuration } from '@seaworthy/core';

import type { Observation } from '../plan.ts';
import type { ObservedLog } from './observed-log.ts';
import { disjointMajorities } from './overlap.ts';
import { demand, reigns, type Seen } from './watched.ts';

interface Placed {
  readonly index: number;
  readonly configuration: Configuration;
}

/** A configuration that a leader was seen to put into its log. */
interface Proposed extends Placed {
  readonly term: number;
}

/** Watches the configurations that come into effect (thesis §4); every violation is one of `configuration-safety`. */
export class Configurations {
  /** What was in effect at the position of an entry: the same for everybody who has that entry. */
  readonly #at = new Map<string, Placed>();
  /** In the order of their indices, save where logs were cut back. */
  readonly #proposed: Proposed[] = [];
  /** The newest configuration that was committed. */
  #decided: Placed | null = null;

  /** `changed` says whether the log is another one than at the last look. */
  look(node: Observation, last: Seen | null, log: ObservedLog, changed: boolean): void {
    const isOther = last?.observation.configuration !== node.configuration;
    if (!isOther && !changed) return;
    this.#sameForAll(node);
    if (isOther && reigns(last, node)) this.#proposes(node, last.observation);
    this.#newestInEffect(node, log);
  }

  /**
   * Two configurations that commit one after the other leave no two majorities without a common member: otherwise both
   * could decide, one not knowing of the other (thesis §4.1).
   */
  committed(index: number, term: number, id: string): void {
    const placed = this.#at.get(`${term}/${index}`);
    if (placed === undefined) return;
    this.#demandOverlap(this.#decided, placed, () => `${id} commits the configuration at ${index}`);
    this.#decided = placed;
  }

  /** A position in the log determines everything before it, and so the configuration in effect there. */
  #sameForAll({ id, configuration, configurationIndex: index, last, termAt }: Observation): void {
    demand(
      index <= last,
      'configuration-safety',
      () => `${id} goes by a configuration at ${index}, and its log ends at ${last}`,
    );
    // Every node is told the first one when it is started; a newcomer need not know who began.
    if (index === 0) {
      if (configuration.voters.length > 0) this.#decided ??= { index, configuration };
      return;
    }
    const term = termAt(index);
    if (term === undefined) return;
    const known = this.#at.get(`${term}/${index}`);
    if (known === undefined) this.#at.set(`${term}/${index}`, { index, configuration });
    else
      demand(
        sameDeciders(known.configuration, configuration),
        'configuration-safety',
        () =>
          `${id} goes by ${describe(configuration)} at ${term}/${index}, where others go by ${describe(known.configuration)}`,
      );
  }

  /**
   * A leader puts a configuration into its log only when the one before has committed, and an entry of its own term:
   * else two leaders' changes could commit on majorities without a common member (raft-dev, 2015). What is committed
   * only grows, so that what does not hold now did not hold then either.
   */
  #proposes(node: Observation, before: Observation): void {
    const { id, term, commit, configuration, configurationIndex: index, termAt } = node;
    if (termAt(index) !== term) return;
    demand(
      before.configurationIndex <= commit,
      'configuration-safety',
      () =>
        `${id} changes the configuration at ${index}, while the one at ${before.configurationIndex} has not committed`,
    );
    demand(
      termAt(commit) === term,
      'configuration-safety',
      () => `${id} changes the configuration at ${index} before it has committed anything in term ${term}`,
    );
    const proposed = { index, term, configuration };
    // There can be one in between that was not seen only if it has committed, and then more has than was there before.
    if (commit <= before.last)
      this.#demandOverlap(
        { index: before.configurationIndex, configuration: before.configuration },
        proposed,
        () => `${id} changes the configuration at ${index}`,
      );
    this.#proposed.push(proposed);
  }

  /** The newest configuration in a log is in effect, committed or not (thesis §4.1). */
  #newestInEffect({ id, configurationIndex }: Observation, log: ObservedLog): void {
    const ignored = this.#proposed.findLast(
      ({ index, term }) => index > configurationIndex && log.at(index) === term,
    );
    demand(
      ignored === undefined,
      'configuration-safety',
      () =>
        `${id} goes by the configuration at ${configurationIndex}, and its log holds one at ${ignored?.index ?? 0}`,
    );
  }

  #demandOverlap(before: Placed | null, next: Placed, what: () => string): void {
    const apart = before === null ? null : disjointMajorities(before.configuration, next.configuration);
    demand(
      apart === null,
      'configuration-safety',
      () =>
        `${what()}, by which ${apart?.[1] ?? ''} can decide, while ${apart?.[0] ?? ''} can by the one at ${before?.index ?? 0}`,
    );
  }
}

function sameDeciders(one: Configuration, other: Configuration): boolean {
  return sameNodes(one.voters, other.voters) && sameNodes(one.outgoing, other.outgoing);
}

function sameNodes(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((node) => other.includes(node));
}

function describe({ voters, outgoing }: Configuration): string {
  return outgoing.length === 0 ? voters.join(' ') : `${voters.join(' ')} jointly with ${outgoing.join(' ')}`;
}
