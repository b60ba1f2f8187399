import { isNodeId, type Configuration, type Membership, type NodeId } from './types.ts';

/** The most members a configuration may name, in each of its lists. */
const MAX_MEMBERS = 1_000;
const MAX_ADDRESS_CHARACTERS = 1_000;

/** A configuration at rest. */
export function configuration(
  voters: readonly NodeId[],
  learners: readonly NodeId[] = [],
  addresses: Readonly<Record<string, string>> = {},
): Configuration {
  return { voters, learners, outgoing: [], target: null, addresses };
}

export function isJoint({ outgoing }: Configuration): boolean {
  return outgoing.length > 0;
}

/** Whether `id` takes part in decisions. */
export function isVoter({ voters, outgoing }: Configuration, id: NodeId): boolean {
  return voters.includes(id) || outgoing.includes(id);
}

/** Everybody who receives the log, each once. */
export function membersOf({ voters, outgoing, learners }: Configuration): readonly NodeId[] {
  return [...new Set([...voters, ...outgoing, ...learners])];
}

/** Says what is wrong with `value` as a {@link Configuration}; null when nothing is. */
export function whyNoConfiguration(value: unknown): string | null {
  if (!isRecord(value)) return 'expected an object';
  const { voters, learners, outgoing, target, addresses, ...unknown } = value;
  const [extra] = Object.keys(unknown);
  if (extra !== undefined) return `unknown field ${JSON.stringify(extra)}`;
  if (!isNodeIds(outgoing)) return 'expected distinct node ids as "outgoing"';
  if (target !== null && !isRecord(target)) return 'expected an object or null as "target"';
  if (target !== null && outgoing.length > 0) return 'a joint configuration has no target';
  const wrong = whyNoMembership({ voters, learners }) ?? (target === null ? null : whyNoMembership(target));
  if (wrong !== null) return wrong;
  if (!isAddresses(addresses)) return 'expected node ids with addresses as "addresses"';
  return null;
}

function whyNoMembership({ voters, learners, ...unknown }: Record<string, unknown>): string | null {
  const [extra] = Object.keys(unknown);
  if (extra !== undefined) return `unknown field ${JSON.stringify(extra)}`;
  if (!isNodeIds(voters)) return 'expected distinct node ids as "voters"';
  if (!isNodeIds(learners)) return 'expected distinct node ids as "learners"';
  const both = voters.find((id) => learners.includes(id));
  return both === undefined ? null : `${both} is both a voter and a learner`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNodeIds(value: unknown): value is NodeId[] {
  return (
    Array.isArray(value) &&
    value.length <= MAX_MEMBERS &&
    value.every((id) => typeof id === 'string' && isNodeId(id)) &&
    new Set(value).size === value.length
  );
}

function isAddresses(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const entries = Object.entries(value);
  return (
    entries.length <= MAX_MEMBERS &&
    entries.every(
      ([id, address]) =>
        isNodeId(id) && typeof address === 'string' && address.length <= MAX_ADDRESS_CHARACTERS,
    )
  );
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

/** The data of a `configuration` entry: the configuration as JSON. */
export function encodeConfiguration(value: Configuration): Uint8Array {
  const { voters, learners, outgoing, target, addresses } = value;
  return encoder.encode(JSON.stringify({ voters, learners, outgoing, target, addresses }));
}

/** Reads the data of a `configuration` entry; a text says what is wrong with it. */
export function decodeConfiguration(data: Uint8Array): Configuration | string {
  let value: unknown;
  try {
    value = JSON.parse(decoder.decode(data));
  } catch (error) {
    return `expected JSON: ${String(error)}`;
  }
  return whyNoConfiguration(value) ?? (value as Configuration);
}

export function sameMembership(one: Membership, other: Membership): boolean {
  return sameIds(one.voters, other.voters) && sameIds(one.learners, other.learners);
}

function sameIds(one: readonly NodeId[], other: readonly NodeId[]): boolean {
  return one.length === other.length && one.every((id) => other.includes(id));
}
