import type { Effect } from '../raft/effect.ts';
import { encodeConfiguration } from '../raft/configuration.ts';
import { invariant } from '../raft/invariant.ts';
import type { MembershipChange } from '../raft/membership-change.ts';
import type { Message } from '../raft/message.ts';
import { BLANK, type Restored } from '../raft/state.ts';
import {
  logIndex,
  nodeId,
  term,
  type Configuration,
  type Entry,
  type LogPosition,
  type NodeId,
} from '../raft/types.ts';
import type { Envelope, ScriptedCluster } from './scripted-cluster.ts';
import type { ScriptedNode } from './scripted-node.ts';

/** The position of the entry with this index and this term. */
export function at(index: number, ofTerm: number): LogPosition {
  return { index: logIndex(index), term: term(ofTerm) };
}

/** A command whose text names its place, such as `2/7`: term 2, index 7. */
export function commandAt(index: number, ofTerm: number): Entry {
  return { ...at(index, ofTerm), kind: 'command', data: new TextEncoder().encode(`${ofTerm}/${index}`) };
}

function configurationAt(index: number, ofTerm: number, configuration: Configuration): Entry {
  return { ...at(index, ofTerm), kind: 'configuration', data: encodeConfiguration(configuration) };
}

/** What a disk holds besides the terms of its entries. */
interface DiskOptions {
  readonly votedFor?: string;
  /** Entries that are configurations, by their index. */
  readonly configurations?: Readonly<Record<number, Configuration>>;
}

/** A disk that saw `currentTerm`, and whose log holds entries of these terms, one after the other. */
export function diskOf(
  terms: readonly number[],
  currentTerm: number,
  { votedFor, configurations = {} }: DiskOptions = {},
): Restored {
  const entries = terms.map((ofTerm, position): Entry => {
    const configuration = configurations[position + 1];
    return configuration === undefined
      ? commandAt(position + 1, ofTerm)
      : configurationAt(position + 1, ofTerm, configuration);
  });
  const vote = votedFor === undefined ? null : nodeId(votedFor);
  return { ...BLANK, hardState: { term: term(currentTerm), votedFor: vote }, entries };
}

/**
 * A disk as {@link diskOf} makes it, on which damage then took the entries at these indices; those behind the first of them
 * were saved. The last entry is intact.
 */
export function damagedDiskOf(terms: readonly number[], ...damaged: readonly number[]): Restored {
  const { entries, ...disk } = diskOf(terms, (terms.at(-1) ?? 0) + 1);
  const first = Math.min(...damaged);
  const last = at(terms.length, terms.at(-1) ?? 0);
  return {
    ...disk,
    entries: entries.filter(({ index }) => index < first),
    lost: { term: last.term, last },
    salvaged: entries.filter(({ index }) => index > first && !damaged.includes(index)),
  };
}

/** The terms of the entries that `name` holds, from its first one on. */
export function termsOf(cluster: ScriptedCluster, name: string): number[] {
  const { view } = cluster.node(name);
  const length = view.last - view.firstStored + 1;
  return Array.from(
    { length },
    (_, position) => cluster.node(name).termAt(view.firstStored + position) as number,
  );
}

/** The texts of the commands that a node has applied. */
export function textsOf({ applied }: ScriptedNode): string[] {
  return applied.filter(({ kind }) => kind === 'command').map(({ data }) => new TextDecoder().decode(data));
}

export function names(...ids: readonly string[]): NodeId[] {
  return ids.map(nodeId);
}

/** Hands a message over that need not have been sent. */
export function hear(cluster: ScriptedCluster, name: string, from: string, message: Message): Effect[] {
  return cluster.step(name, { type: 'receive', from: nodeId(from), message });
}

/** Whom a message goes from and to, and what it is; everything that is named must agree. */
interface Wanted {
  readonly from?: string;
  readonly to?: string;
  readonly type?: Message['type'];
}

export function fits({ from, to, type }: Wanted): (envelope: Envelope) => boolean {
  return (envelope) =>
    (from ?? envelope.from) === envelope.from &&
    (to ?? envelope.to) === envelope.to &&
    (type ?? envelope.message.type) === envelope.message.type;
}

/** Takes what fits off the network without delivering it; at least one message must. */
export function hold(cluster: ScriptedCluster, wanted: Wanted): Envelope[] {
  const held = cluster.network.filter(fits(wanted));
  invariant(held.length > 0, `nothing on its way fits ${JSON.stringify(wanted)}`);
  cluster.drop((envelope) => held.includes(envelope));
  return held;
}

/** Puts what was held, or is to arrive once more, on its way. */
export function release(cluster: ScriptedCluster, held: readonly Envelope[]): void {
  cluster.network.push(...held);
}

/** Delivers what fits of what is on its way now; at least one message must. */
export function deliver(cluster: ScriptedCluster, wanted: Wanted): void {
  const chosen = cluster.network.filter(fits(wanted));
  invariant(chosen.length > 0, `nothing on its way fits ${JSON.stringify(wanted)}`);
  for (const envelope of chosen) cluster.deliver(cluster.network.indexOf(envelope));
}

/** Delivers and stores everything, but nothing to or from these nodes: that is lost. */
export function stabilizeWithout(cluster: ScriptedCluster, ...cut: readonly string[]): void {
  cluster.stabilize(({ from, to }) => !cut.includes(from) && !cut.includes(to));
}

/** Delivers and stores everything that is sent among these nodes; the rest is lost. */
export function stabilizeAmong(cluster: ScriptedCluster, ...joined: readonly string[]): void {
  cluster.stabilize(({ from, to }) => joined.includes(from) && joined.includes(to));
}

/** Completes every write of a node. */
export function flush(cluster: ScriptedCluster, name: string): void {
  while (cluster.node(name).pendingWrites > 0) cluster.completeWrite(name);
}

/** Lets so much time pass on these nodes that none of them counts on a leader any more, whatever they then ask for. */
export function forgetLeader(cluster: ScriptedCluster, ...ids: readonly string[]): void {
  for (const id of ids) cluster.tick(id, 60);
  cluster.drop(({ from }) => ids.includes(from));
}

/** Asks `name` for changes written as `+n4` (voter), `~n4` (learner) and `-n1`. */
export function change(cluster: ScriptedCluster, name: string, ...words: readonly string[]): Effect[] {
  return cluster.step(name, { type: 'change-membership', changes: words.map(changeOf) });
}

function changeOf(word: string): MembershipChange {
  const id = nodeId(word.slice(1));
  if (word.startsWith('-')) return { type: 'remove', id };
  return { type: word.startsWith('+') ? 'add-voter' : 'add-learner', id };
}

/** The effects of one type. */
export function only<Type extends Effect['type']>(
  effects: readonly Effect[],
  type: Type,
): Extract<Effect, { readonly type: Type }>[] {
  return effects.filter((effect): effect is Extract<Effect, { readonly type: Type }> => effect.type === type);
}
