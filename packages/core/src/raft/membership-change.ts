import { sameMembership } from './configuration.ts';
import { isNodeId, type Configuration, type Membership, type NodeId } from './types.ts';

/**
 * One part of a change of the members. Any number of them make one step. `add-voter` makes a newcomer or a learner a
 * voter, once it has caught up; `add-learner` makes a newcomer or a voter a learner. `address` tells transports where
 * the member is reached; for a member it may be changed by adding it again as what it is.
 */
export type MembershipChange =
  | { readonly type: 'add-voter'; readonly id: NodeId; readonly address?: string }
  | { readonly type: 'add-learner'; readonly id: NodeId; readonly address?: string }
  | { readonly type: 'remove'; readonly id: NodeId };

/** What `changes` come to, applied to the members as they are, or as they were asked to become; a text says why not. */
export interface ResolvedChange {
  readonly membership: Membership;
  readonly addresses: Readonly<Record<string, string>>;
}

export function resolveChanges(
  configuration: Configuration,
  changes: readonly MembershipChange[],
): ResolvedChange | string {
  if (changes.length === 0) return 'expected at least one change';
  const wrong = firstDefined(changes, whyMalformed) ?? repeated(changes);
  if (wrong !== undefined) return wrong;
  const before = configuration.target ?? configuration;
  const unfit = firstDefined(changes, (change) => whyUnfit(before, configuration, change));
  if (unfit !== undefined) return unfit;
  const named = new Set(changes.map(({ id }) => id));
  const added = (type: MembershipChange['type']): NodeId[] =>
    changes.filter((change) => change.type === type).map(({ id }) => id);
  // A member that is added again as what it is keeps its place.
  const after = (ids: readonly NodeId[], type: 'add-voter' | 'add-learner'): NodeId[] => [
    ...new Set([...ids.filter((id) => !named.has(id) || added(type).includes(id)), ...added(type)]),
  ];
  const membership = {
    voters: after(before.voters, 'add-voter'),
    learners: after(before.learners, 'add-learner'),
  };
  if (membership.voters.length === 0) return 'the last voter cannot be removed';
  const addresses = { ...configuration.addresses, ...addressesIn(changes) };
  if (sameMembership(membership, before) && sameAddresses(addresses, configuration.addresses))
    return 'this changes nothing';
  return { membership, addresses };
}

const TYPES: readonly MembershipChange['type'][] = ['add-voter', 'add-learner', 'remove'];

function whyMalformed(change: MembershipChange): string | undefined {
  // What is not written in TypeScript may say anything.
  const given: unknown = change;
  if (typeof given !== 'object' || given === null) return `expected a change, got ${String(given)}`;
  if (!TYPES.includes(change.type))
    return `expected one of ${TYPES.join(', ')}, got ${JSON.stringify(change.type)}`;
  if (typeof change.id !== 'string' || !isNodeId(change.id))
    return `not a node id: ${JSON.stringify(change.id)}`;
  if (change.type === 'remove') return undefined;
  const { address } = change;
  return address === undefined || (typeof address === 'string' && address.length <= 1_000)
    ? undefined
    : `expected at most 1000 characters as the address of ${change.id}`;
}

function repeated(changes: readonly MembershipChange[]): string | undefined {
  const ids = changes.map(({ id }) => id);
  const twice = ids.find((id, position) => ids.indexOf(id) !== position);
  return twice === undefined ? undefined : `${twice} is named twice`;
}

function whyUnfit(
  before: Membership,
  { addresses }: Configuration,
  change: MembershipChange,
): string | undefined {
  const { type, id } = change;
  const [isVoter, isLearner] = [before.voters.includes(id), before.learners.includes(id)];
  if (type === 'remove') return isVoter || isLearner ? undefined : `${id} is not a member`;
  const known = Object.hasOwn(addresses, id) ? addresses[id] : undefined;
  const moves = change.address !== undefined && change.address !== known;
  if (type === 'add-voter' && isVoter && !moves) return `${id} is a voter already`;
  if (type === 'add-learner' && isLearner && !moves) return `${id} is a learner already`;
  return undefined;
}

function addressesIn(changes: readonly MembershipChange[]): Record<string, string> {
  return Object.fromEntries(
    changes.flatMap((change) =>
      change.type === 'remove' || change.address === undefined ? [] : [[change.id, change.address]],
    ),
  );
}

function sameAddresses(
  one: Readonly<Record<string, string>>,
  other: Readonly<Record<string, string>>,
): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}

function firstDefined<Item>(
  items: readonly Item[],
  find: (item: Item) => string | undefined,
): string | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
