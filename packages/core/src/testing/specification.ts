import { isVoter } from '../raft/configuration.ts';
import { isQuorum } from '../raft/quorum.ts';
import type { NodeId } from '../raft/types.ts';
import type { RaftView } from '../raft/view.ts';
import type { ScriptedCluster } from './scripted-cluster.ts';
import type { ScriptedNode } from './scripted-node.ts';

/** The terms of a log's entries, from the first one that ever was, compacted or not. */
export type Terms = readonly number[];

/** One node as the specification sees it. */
export interface Member {
  readonly id: NodeId;
  /** The log in memory, or on the disk of a node that is down. */
  readonly log: Terms;
  readonly durable: Terms;
  /** What it knows to be committed, and what else can be seen of it; null for a node that is down. */
  readonly running: { readonly committed: Terms; readonly view: RaftView } | null;
}

/** A cluster after one step. */
export interface Scene {
  readonly members: readonly Member[];
  /** Everything that anybody ever knew to be committed. */
  readonly everCommitted: Terms;
  /** For each of those, the term in which it committed, or a later one. */
  readonly committedIn: Terms;
  /** Who led each term, as far as anybody was ever seen to lead it. */
  readonly leaders: ReadonlyMap<number, ReadonlySet<NodeId>>;
}

/** On how many things a property was tried; null where it does not hold. */
export type Property = (scene: Scene) => number | null;

/** What etcd's specification of Raft in TLA+ demands of every state, put in terms of this design. */
export const SPECIFICATION = {
  LogInv: (scene) =>
    all(pairs(runningIn(scene)), ([one, other]) => {
      return one.committed.length > other.committed.length || isPrefix(one.committed, other.committed);
    }),

  // Of all times: two may lead at once, in different terms, and a term must not get a second leader later.
  MoreThanOneLeaderInv: ({ leaders }) => all([...leaders.values()], (ofTerm) => ofTerm.size === 1),

  ElectionSafetyInv: (scene) =>
    all(leadersIn(scene), ({ log, view: { term } }) =>
      scene.members.every((other) => other.log.lastIndexOf(term) <= log.lastIndexOf(term)),
    ),

  LogMatchingInv: ({ members }) =>
    all(pairs(members), ([one, other]) => {
      const agree = one.log.findLastIndex((term, offset) => other.log[offset] === term);
      return isPrefix(one.log.slice(0, agree + 1), other.log);
    }),

  QuorumLogInv: (scene) =>
    all(runningIn(scene), ({ view, committed }) =>
      meetsEveryQuorum(scene, view, ({ log }) => isPrefix(committed, log)),
    ),

  // Not of any two logs: one that is newer than another's may lack what the other knows to be committed (figure 8).
  MoreUpToDateCorrectInv: (scene) =>
    all(
      runningIn(scene).filter((member) => couldBeElected(scene, member)),
      ({ log }) => isPrefix(scene.everCommitted, log),
    ),

  // By the term in which an entry committed, not by its own: until then, leaders of terms in between may lack it (figure 8).
  LeaderCompletenessInv: ({ everCommitted, committedIn, ...scene }) =>
    all(leadersIn(scene), ({ log, view }) =>
      everCommitted.every((term, offset) => (committedIn[offset] ?? 0) >= view.term || log[offset] === term),
    ),

  // On the disks of a quorum. The leader's own need not be one of them (thesis §10.2.1).
  CommittedIsDurableInv: (scene) =>
    all(runningIn(scene), ({ view, committed }) =>
      meetsEveryQuorum(scene, view, ({ durable }) => isPrefix(committed, durable)),
    ),
} satisfies Readonly<Record<string, Property>>;

export type PropertyName = keyof typeof SPECIFICATION;

export const PROPERTY_NAMES = Object.keys(SPECIFICATION) as PropertyName[];

/** A node that runs. */
type Running = Omit<Member, 'running'> & NonNullable<Member['running']>;

function runningIn({ members }: Pick<Scene, 'members'>): Running[] {
  return members.flatMap(({ running, ...rest }) => (running === null ? [] : [{ ...rest, ...running }]));
}

function leadersIn(scene: Pick<Scene, 'members'>): Running[] {
  return runningIn(scene).filter(({ view }) => view.role === 'leader');
}

function all<Item>(items: readonly Item[], holds: (item: Item) => boolean): number | null {
  return items.every(holds) ? items.length : null;
}

function pairs<Item>(items: readonly Item[]): (readonly [Item, Item])[] {
  return items.flatMap((one) => items.filter((other) => other !== one).map((other) => [one, other] as const));
}

function isPrefix(prefix: Terms, log: Terms): boolean {
  return prefix.every((term, offset) => log[offset] === term);
}

function isUpToDate(log: Terms, other: Terms): boolean {
  const [own, others] = [log.at(-1) ?? 0, other.at(-1) ?? 0];
  return own > others || (own === others && log.length >= other.length);
}

/** Whether every quorum of a node's configuration has somebody for whom `holds` is true. */
function meetsEveryQuorum(
  { members }: Scene,
  { configuration }: RaftView,
  holds: (member: Member) => boolean,
): boolean {
  return !isQuorum(configuration, (voter) => members.some((member) => member.id === voter && !holds(member)));
}

/** Whether a quorum could vote for a node, by their logs alone. */
function couldBeElected({ members }: Scene, { id, log, view: { configuration } }: Running): boolean {
  const grants = (voter: NodeId): boolean =>
    members.some((member) => member.id === voter && isUpToDate(log, member.log));
  return isVoter(configuration, id) && isQuorum(configuration, grants);
}

/** Looks at a cluster after each of its steps. */
export class Spectator {
  readonly #committedIn: number[] = [];
  readonly #leaders = new Map<number, Set<NodeId>>();

  look({ nodes, invariants }: ScriptedCluster): Scene {
    const everCommitted = invariants.committed.map(({ term }) => term);
    const members = nodes.map((node) => memberOf(node, everCommitted));
    const running = runningIn({ members });
    for (const { id, view } of running) {
      if (view.role !== 'leader') continue;
      this.#leaders.set(view.term, (this.#leaders.get(view.term) ?? new Set()).add(id));
    }
    while (this.#committedIn.length < everCommitted.length) {
      const knows = running.filter(({ committed }) => committed.length > this.#committedIn.length);
      this.#committedIn.push(Math.min(...knows.map(({ view }) => view.term)));
    }
    return { members, everCommitted, committedIn: this.#committedIn, leaders: this.#leaders };
  }
}

function memberOf(node: ScriptedNode, everCommitted: Terms): Member {
  const { id, disk, applied } = node;
  const durable = [
    ...everCommitted.slice(0, disk.base.index),
    ...disk.entries.map((entry): number => entry.term),
  ];
  if (!node.alive) return { id, log: durable, durable, running: null };
  const { view } = node;
  const committed = applied.map((entry): number => entry.term);
  const log = [...committed];
  for (let index = committed.length + 1; index <= view.last; index++)
    log.push(node.termAt(index) ?? Number.NaN);
  return { id, log, durable, running: { committed, view } };
}
