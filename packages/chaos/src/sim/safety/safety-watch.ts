import type { Configuration } from '@seaworthy/core';

import type { Observation } from '../plan.ts';
import { ViolationError, type Watch } from '../world/world.ts';
import { ObservedLog } from './observed-log.ts';
import { decides, disjointMajorities } from './overlap.ts';

/** What was last seen of a running node. */
interface Seen {
  readonly observation: Observation;
  readonly log: ObservedLog;
}

/** A vote that a node has made durable, and so must remember across restarts. */
interface Vote {
  readonly term: number;
  readonly candidate: string;
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
  /** The term that whoever was first seen to have committed it was in: it committed in that term or before. */
  readonly #committedIn: number[] = [0];
  /** Every configuration that was ever in a log, by the place of its entry. Its leader shows it before it commits. */
  readonly #proposed = new Map<string, Configuration>();
  /** The newest configuration that was committed. */
  #decided: CommittedConfiguration | null = null;
  readonly #seen = new Map<string, Seen>();
  readonly #votes = new Map<string, Vote>();

  /** The highest index that anybody ever committed. */
  get committed(): number {
    return this.#committed.length - 1;
  }

  observe(nodes: readonly Observation[]): void {
    for (const node of nodes) this.#look(node);
  }

  #look(node: Observation): void {
    const before = this.#seen.get(node.id);
    const isNew = before === undefined || before.observation.incarnation !== node.incarnation;
    const last = isNew ? null : before;
    stateOrder(node);
    if (last === null) this.#remembersVote(node);
    else monotonic(last.observation, node);
    this.#electionSafety(node);
    const log = last?.log ?? new ObservedLog(node);
    const { replaced, changed } = last === null ? ALL_NEW : log.follow(node);
    if (last !== null) leaderAppendOnly(last.observation, node, replaced);
    this.#noteConfiguration(node, last);
    this.#committedEntries(node, last);
    if (node.role === 'leader') {
      this.#leaderCompleteness(node, last);
      this.#committedOnQuorum(node, last, log);
    }
    if (last === null || changed !== null) this.#logMatching(node, log);
    this.#seen.set(node.id, { observation: node, log });
  }

  /** A vote became durable. Nobody votes twice in a term, restarts or not (Raft §5.2). */
  voted(id: string, term: number, candidate: string): void {
    const before = this.#votes.get(id);
    demand(
      before === undefined || term > before.term || (term === before.term && candidate === before.candidate),
      'vote-once',
      () =>
        `${id} voted for ${before?.candidate ?? ''} in term ${before?.term ?? 0}, then for ${candidate} in term ${term}`,
    );
    this.#votes.set(id, { term, candidate });
  }

  /** What a node knows after a restart is not behind what it has promised before. */
  #remembersVote({ id, term, votedFor }: Observation): void {
    const vote = this.#votes.get(id);
    if (vote === undefined) return;
    demand(
      term >= vote.term,
      'monotonic-term',
      () => `${id} voted in term ${vote.term} and came back in term ${term}`,
    );
    demand(
      term > vote.term || votedFor === vote.candidate,
      'vote-once',
      () =>
        `${id} voted for ${vote.candidate} in term ${term} and came back with a vote for ${votedFor ?? 'nobody'}`,
    );
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
      this.#committedIn[index] ??= node.term;
      if (known === undefined) this.#configurationSafety(index, term, node.id);
    }
  }

  #noteConfiguration({ configuration, configurationIndex, termAt }: Observation, last: Seen | null): void {
    if (last?.observation.configuration === configuration || configuration.voters.length === 0) return;
    const term = configurationIndex === 0 ? 0 : Number(termAt(configurationIndex));
    this.#proposed.set(`${term}/${configurationIndex}`, configuration);
    if (configurationIndex === 0) this.#decided ??= { index: 0, configuration };
  }

  /** A leader holds whatever committed in earlier terms. Checked when it begins to lead: it only appends. */
  #leaderCompleteness(node: Observation, last: Seen | null): void {
    if (last?.observation.role === 'leader' && last.observation.term === node.term) return;
    for (let index = node.firstStored; index < this.#committed.length; index++) {
      const term = this.#committed[index] ?? 0;
      // A leader that was paused as it was elected may learn of it when later terms have committed more.
      if (term === 0 || (this.#committedIn[index] ?? 0) >= node.term) continue;
      demand(
        node.termAt(index) === term,
        'leader-completeness',
        () => `${node.id}, leader of term ${node.term}, lacks the committed entry ${term}/${index}`,
      );
    }
  }

  /**
   * Whatever a leader commits, a quorum of the configuration in effect has made durable. Each of them said so while it
   * followed this leader, and whoever was elected since has the entry too, so nobody has removed it (Raft §5.4.3).
   * A node that is down keeps what it made durable; one whose log begins later holds the entry in a snapshot.
   */
  #committedOnQuorum(node: Observation, last: Seen | null, log: ObservedLog): void {
    const { id, commit, configuration, term } = node;
    const led = last?.observation.role === 'leader' && last.observation.term === term;
    if (!led || commit <= last.observation.commit) return;
    // Entries of earlier terms commit only along with one of its own (Raft §5.4.2, figure 8).
    demand(
      log.at(commit) === term,
      'current-term-commit',
      () =>
        `${id}, leader of term ${term}, committed ${log.at(commit) ?? ''}/${commit} by counting who holds it`,
    );
    const holds = (voter: string): boolean => {
      const { observation, log: held } =
        voter === id ? { observation: node, log } : (this.#seen.get(voter) ?? NOBODY);
      if (observation === null || held === null) return false;
      return held.first > commit || (observation.durable >= commit && held.at(commit) === term);
    };
    // Its newest configuration may have taken effect by this very commit; then the one before decided.
    const decided = [configuration, last.observation.configuration].some((deciders) =>
      decides(deciders, holds),
    );
    demand(
      decided,
      'committed-on-quorum',
      () => `${id} committed ${term}/${commit}, which no majority has durable`,
    );
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
  const revoted = now.term === before.term && before.votedFor !== null && now.votedFor !== before.votedFor;
  demand(!revoted, 'vote-once', () => `${now.id} gave its vote of term ${now.term} a second time`);
  for (const name of ['term', 'commit', 'applied', 'snapshot'] as const)
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

const NOBODY = { observation: null, log: null };

const ALL_NEW = { replaced: null, changed: null };

function demand(condition: boolean, property: string, message: () => string): void {
  if (!condition) throw new ViolationError(property, message());
}
