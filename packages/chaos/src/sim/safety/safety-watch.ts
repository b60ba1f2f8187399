import type { Observation } from '../plan.ts';
import type { Watch } from '../world/world.ts';
import { Commits } from './commits.ts';
import { Configurations } from './configurations.ts';
import { Elections } from './elections.ts';
import { Lineage } from './lineage.ts';
import { ObservedLog } from './observed-log.ts';
import { demand, isUnchanged, reigns, type Seen } from './watched.ts';

/** Every property that is watched for, by the name that a violation has. */
export const SAFETY_PROPERTIES = {
  'election-safety': 'a term has at most one leader',
  'vote-once': 'nobody votes twice in a term, restarts or not',
  'elected-by-quorum': 'whoever leads has durable votes of a majority, of each half of a joint configuration',
  'leader-append-only': 'a leader never changes what is in its log',
  'log-matching': 'logs that agree on an entry agree on everything before it',
  'log-terms': 'terms never fall along a log, nor exceed the term of its node',
  'leader-completeness': 'a leader holds whatever committed in earlier terms',
  'state-machine-safety': 'what is committed at an index is the same for everybody, for ever',
  'current-term-commit': 'a leader counts who holds entries of its own term only (figure 8)',
  'committed-on-quorum':
    'what a leader commits is durable on a majority, of each half of a joint configuration',
  'committed-durable': 'what is committed and durable on a node stays on it',
  'configuration-safety':
    'no two majorities can decide apart; one change at a time; the newest configuration in a log is in effect',
  'leader-is-member': 'a leader whose removal from the voters has committed leads no longer',
  'state-order':
    'snapshot ≤ applied ≤ committed ≤ last, durable ≤ last, and the log begins at most behind its snapshot',
  'monotonic-term': 'a term never falls, nor below a promise that was kept across a restart',
  'monotonic-commit': 'what is committed never shrinks within a life of a process',
  'monotonic-applied': 'what is applied never shrinks within a life of a process',
  'monotonic-snapshot': 'a newer snapshot is never given up for an older one, restarts or not',
} as const;

export type SafetyProperty = keyof typeof SAFETY_PROPERTIES;

/**
 * Watches a cluster from outside for Raft's five properties (Raft figure 3) and what rests on them. It sees a node after
 * each thing that happened to it, and remembers everything that was ever committed. Nothing it demands depends on what
 * a node has yet to hear, so no run of a correct cluster raises an alarm. A look costs what has changed since the last.
 */
export class SafetyWatch implements Watch {
  readonly #seen = new Map<string, Seen>();
  readonly #lineage = new Lineage();
  readonly #elections = new Elections();
  readonly #configurations = new Configurations();
  readonly #commits = new Commits((index, term, id) => this.#configurations.committed(index, term, id));

  /** The highest index that anybody ever committed. */
  get committed(): number {
    return this.#commits.highest;
  }

  observe(nodes: readonly Observation[]): void {
    for (const node of nodes) this.#look(node);
  }

  /** A vote became durable. */
  voted(id: string, term: number, candidate: string): void {
    this.#elections.voted(id, term, candidate);
  }

  /** What a damaged disk lost is not held against the node: it knows, and promises nothing by it. */
  lost(id: string): void {
    this.#seen.delete(id);
    this.#commits.lost(id);
  }

  #look(node: Observation): void {
    const before = this.#seen.get(node.id) ?? null;
    const last = before?.observation.incarnation === node.incarnation ? before : null;
    if (last !== null && isUnchanged(last, node)) {
      // What it holds may have been committed by others meanwhile.
      this.#commits.staysDurable(node, last.log);
      return;
    }
    stateOrder(node);
    leadsAsMember(node);
    if (before !== null) monotonic(before.observation, node, last !== null);
    const log = last?.log ?? new ObservedLog(node);
    const { replaced, changed } =
      last === null ? { replaced: null, changed: node.firstStored } : log.follow(node);
    if (reigns(last, node)) appendsOnly(node, replaced);
    if (changed !== null) this.#lineage.look(node, log, changed);
    this.#elections.look(node, last);
    this.#configurations.look(node, last, log, changed !== null || replaced !== null);
    this.#commits.look(node, last, log, this.#seen);
    this.#seen.set(node.id, { observation: node, log });
  }
}

/**
 * `snapshot <= applied <= committed <= last`, nothing is durable beyond the end, and the log begins at most right
 * behind the snapshot: save while a received one is being put in its place, when nothing of the log is durable yet.
 */
function stateOrder(node: Observation): void {
  const { id, snapshot, applied, commit, durable, last, firstStored } = node;
  const inOrder = snapshot <= applied && applied <= commit && commit <= last && durable <= last;
  const base = firstStored - 1;
  const begins = base <= snapshot || (durable < base && base <= commit);
  demand(
    inOrder && begins,
    'state-order',
    () =>
      `${id} has snapshot ${snapshot}, applied ${applied}, commit ${commit}, durable ${durable}, a log from ${firstStored} to ${last}`,
  );
}

/** A leader that is removed leads, without counting itself, until its removal has committed (thesis §4.2.2). */
function leadsAsMember({ id, role, term, commit, configuration, configurationIndex }: Observation): void {
  const { voters, outgoing } = configuration;
  const member = voters.some((voter) => voter === id) || outgoing.some((voter) => voter === id);
  demand(
    role !== 'leader' || member || commit < configurationIndex,
    'leader-is-member',
    () => `${id} leads term ${term}, though its removal at ${configurationIndex} has committed`,
  );
}

/** After a restart, a node need not know what was committed, nor a term that was not durable. */
function monotonic(before: Observation, now: Observation, sameLife: boolean): void {
  const names = sameLife ? (['term', 'commit', 'applied', 'snapshot'] as const) : (['snapshot'] as const);
  for (const name of names)
    demand(
      now[name] >= before[name],
      `monotonic-${name}`,
      () => `${now.id} went back from ${name} ${before[name]} to ${now[name]}`,
    );
}

/** A leader never overwrites or deletes entries of its log (Raft figure 3). */
function appendsOnly({ id, term }: Observation, replaced: number | null): void {
  demand(
    replaced === null,
    'leader-append-only',
    () => `${id}, leader of term ${term}, changed its log from entry ${replaced ?? 0} on`,
  );
}
