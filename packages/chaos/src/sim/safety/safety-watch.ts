import type { Configuration } from '@seaworthy/core';

import type { Observation } from '../plan.ts';
import { ViolationError, type Watch } from '../world/world.ts';
import { ObservedLog } from './observed-log.ts';
import { disjointMajorities } from './overlap.ts';

/** What was last seen of a running node. */
interface Seen {
  readonly observation: Observation;
  readonly log: ObservedLog;
}

/** What a node has to remember across restarts. */
interface Promised {
  readonly term: number;
  readonly votedFor: string | null;
}

interface CommittedConfiguration {
  readonly index: number;
  readonly configuration: Configuration;
}

/**
 * Watches a cluster from outside for Raft's five properties (Raft figure 3) and what rests on them. It sees one node after
 * each thing that happened to it, and remembers everything that was ever committed. Nothing it demands depends on what
 * a node has yet to hear, so no run of a correct cluster raises an alarm.
 */
export class SafetyWatch implements Watch {
  readonly #leaders = new Map<number, string>();
  /** The term of each entry that was ever committed by anybody; the place is the index. */
  readonly #committed: number[] = [0];
  /** Every configuration that was ever in a log, by the place of its entry. Its leader shows it before it commits. */
  readonly #proposed = new Map<string, Configuration>();
  /** The newest configuration that was committed. */
  #decided: CommittedConfiguration | null = null;
  readonly #seen = new Map<string, Seen>();
  readonly #promised = new Map<string, Promised>();

  /** The highest index that anybody ever committed. */
  get committed(): number {
    return this.#committed.length - 1;
  }

  observe(nodes: readonly Observation[]): void {
    for (const node of nodes) this.#look(node);
  }

  /** What a node did not make durable it may forget; its term and vote it may not. */
  crashed(id: string): void {
    this.#seen.delete(id);
  }

  #look(node: Observation): void {
    const before = this.#seen.get(node.id);
    const isNew = before === undefined || before.observation.incarnation !== node.incarnation;
    const last = isNew ? null : before;
    stateOrder(node);
    this.#promises(node);
    if (last !== null) monotonic(last.observation, node);
    this.#electionSafety(node);
    const log = last?.log ?? new ObservedLog(node);
    const { replaced, changed } = last === null ? ALL_NEW : log.follow(node);
    if (last !== null) leaderAppendOnly(last.observation, node, replaced);
    this.#noteConfiguration(node, last);
    this.#committedEntries(node, last);
    if (node.role === 'leader') this.#leaderCompleteness(node, last);
    if (last === null || changed !== null) this.#logMatching(node, log);
    this.#seen.set(node.id, { observation: node, log });
  }

  /** Terms never fall, and a term's vote is given once, restarts or not (Raft §5.2). */
  #promises({ id, term, votedFor }: Observation): void {
    const promised = this.#promised.get(id);
    if (promised !== undefined) {
      demand(
        term >= promised.term,
        'monotonic-term',
        () => `${id} went back from term ${promised.term} to ${term}`,
      );
      const changed = term === promised.term && promised.votedFor !== null && votedFor !== promised.votedFor;
      demand(
        !changed,
        'vote-once',
        () =>
          `${id} voted for ${promised.votedFor ?? ''} and then for ${votedFor ?? 'nobody'} in term ${term}`,
      );
    }
    if (promised?.term !== term || promised.votedFor !== votedFor) this.#promised.set(id, { term, votedFor });
  }

  /** At most one leader in a term. */
  #electionSafety({ id, role, term }: Observation): void {
    if (role !== 'leader') return;
    const leader = this.#leaders.get(term);
    demand(
      leader === undefined || leader === id,
      'election-safety',
      () => `${leader ?? ''} and ${id} lead term ${term}`,
    );
    this.#leaders.set(term, id);
  }

  /** What was committed once stays, at its index, on whoever commits it (state machine safety). */
  #committedEntries(node: Observation, last: Seen | null): void {
    const from = Math.max(last?.observation.commit ?? 0, node.firstStored - 1) + 1;
    for (let index = from; index <= node.commit; index++) {
      const term = Number(node.termAt(index));
      const known = this.#committed[index];
      demand(
        known === undefined || known === term,
        'state-machine-safety',
        () => `${node.id} commits ${term}/${index} where ${known ?? ''}/${index} was committed`,
      );
      this.#committed[index] = term;
      if (known === undefined) this.#configurationSafety(index, term, node.id);
    }
  }

  #noteConfiguration({ configuration, configurationIndex, termAt }: Observation, last: Seen | null): void {
    if (last?.observation.configuration === configuration || configuration.voters.length === 0) return;
    const term = configurationIndex === 0 ? 0 : Number(termAt(configurationIndex));
    this.#proposed.set(`${term}/${configurationIndex}`, configuration);
    if (configurationIndex === 0) this.#decided ??= { index: 0, configuration };
  }

  /** A leader holds whatever was committed in earlier terms. Checked when it begins to lead: it only appends. */
  #leaderCompleteness(node: Observation, last: Seen | null): void {
    if (last?.observation.role === 'leader' && last.observation.term === node.term) return;
    for (let index = node.firstStored; index < this.#committed.length; index++) {
      const term = this.#committed[index] ?? 0;
      if (term === 0 || term >= node.term) continue;
      demand(
        node.termAt(index) === term,
        'leader-completeness',
        () => `${node.id}, leader of term ${node.term}, lacks the committed entry ${term}/${index}`,
      );
    }
  }

  /** Logs that agree on one entry agree on all before it: going back, no disagreement may follow an agreement. */
  #logMatching(node: Observation, log: ObservedLog): void {
    for (const [id, { observation: other, log: others }] of this.#seen) {
      if (id === node.id) continue;
      const first = Math.max(log.first, others.first);
      let agreed = false;
      for (let index = Math.min(log.last, others.last); index >= first; index--) {
        const same = log.at(index) === others.at(index);
        demand(
          same || !agreed,
          'log-matching',
          () => `${node.id} and ${id} agree behind index ${index}, and not at it`,
        );
        agreed ||= same;
        // What is committed on both was compared with everybody's when it was committed.
        if (same && index <= node.commit && index <= other.commit) break;
      }
    }
  }

  /** Of two configurations that follow each other, no two majorities may be able to decide apart (thesis §4.1). */
  #configurationSafety(index: number, term: number, id: string): void {
    const configuration = this.#proposed.get(`${term}/${index}`);
    if (configuration === undefined) return;
    const before = this.#decided;
    const apart = before === null ? null : disjointMajorities(before.configuration, configuration);
    demand(
      apart === null,
      'configuration-safety',
      () =>
        `${id} commits a configuration at ${index} by which ${apart?.[1] ?? ''} can decide, while ${apart?.[0] ?? ''} can by the one at ${before?.index ?? 0}`,
    );
    this.#decided = { index, configuration };
  }
}

/** `snapshot <= applied <= committed <= last`, and nothing is durable beyond the end. */
function stateOrder({ id, snapshot, applied, commit, durable, last }: Observation): void {
  const inOrder = snapshot <= applied && applied <= commit && commit <= last && durable <= last;
  demand(
    inOrder,
    'state-order',
    () =>
      `${id} has snapshot ${snapshot}, applied ${applied}, commit ${commit}, durable ${durable}, last ${last}`,
  );
}

function monotonic(before: Observation, now: Observation): void {
  for (const name of ['commit', 'applied', 'snapshot'] as const)
    demand(
      now[name] >= before[name],
      `monotonic-${name}`,
      () => `${now.id} went back from ${name} ${before[name]} to ${now[name]}`,
    );
}

/** A leader never overwrites or deletes entries of its log. */
function leaderAppendOnly(before: Observation, now: Observation, replaced: number | null): void {
  const leads = before.role === 'leader' && now.role === 'leader' && before.term === now.term;
  demand(
    !leads || replaced === null,
    'leader-append-only',
    () => `${now.id}, leader of term ${now.term}, changed its log from entry ${replaced ?? 0} on`,
  );
}

const ALL_NEW = { replaced: null, changed: null };

function demand(condition: boolean, property: string, message: () => string): void {
  if (!condition) throw new ViolationError(property, message());
}
