import { CatchUp } from './catch-up.ts';
import {
  encodeConfiguration,
  isJoint,
  membersOf,
  sameMembership,
  whyNoConfiguration,
} from './configuration.ts';
import type { MembershipRefusal } from './effect.ts';
import type { Leadership } from './leadership.ts';
import { resolveChanges, type MembershipChange, type ResolvedChange } from './membership-change.ts';
import { Progress } from './progress.ts';
import { isQuorum } from './quorum.ts';
import { confirmRounds } from './read-index.ts';
import { append, isActive, probe } from './replication.ts';
import type { RaftState } from './state.ts';
import { endTransfer } from './transfer.ts';
import type { Configuration, Membership, NodeId } from './types.ts';

/** Begins a change of the members, in any number of them at once (thesis §4.3), or says why not. */
export function changeMembership(
  state: RaftState,
  leadership: Leadership,
  changes: readonly MembershipChange[],
): void {
  const busy = whyBusy(state, leadership);
  if (busy !== null) return refuse(state, 'in_progress', busy);
  const resolved = resolveChanges(state.configuration, changes);
  if (typeof resolved === 'string') return refuse(state, 'invalid', resolved);
  const silent = whySilent(state, leadership, resolved.membership.voters);
  if (silent !== null) return refuse(state, 'quorum_at_risk', silent);
  const stage = firstStage(state.configuration, resolved);
  const unfit = whyNoConfiguration(stage);
  if (unfit !== null) return refuse(state, 'invalid', `no configuration can hold this: ${unfit}`);
  const index = appendConfiguration(state, leadership, stage);
  state.out.push({ type: 'membership-accepted', index, membership: resolved.membership });
}

function refuse(state: RaftState, reason: MembershipRefusal, message: string): void {
  state.out.push({ type: 'membership-refused', reason, message });
}

/**
 * Two changes must not be on their way at once, and a leader must first have committed in its own term: otherwise two
 * leaders' changes could commit on majorities that share nobody (the "single-server bug", raft-dev 2015).
 */
function whyBusy(state: RaftState, leadership: Leadership): string | null {
  if (leadership.transfer !== null) return 'leadership is being handed over';
  if (state.log.termAt(state.commit) !== state.term) return 'this term has not committed an entry yet';
  if (state.configurationIndex > state.commit) return 'the change before has not committed yet';
  return isJoint(state.configuration) ? 'the change before is not over' : null;
}

/** Newcomers are not asked: they are not voters before they have caught up. */
function whySilent(state: RaftState, leadership: Leadership, voters: readonly NodeId[]): string | null {
  const lives = (voter: NodeId): boolean =>
    voter === state.id ||
    !state.configuration.voters.includes(voter) ||
    isActiveMember(state, leadership, voter);
  if (isQuorum({ voters, outgoing: [] }, lives)) return null;
  const silent = voters.filter((voter) => !lives(voter));
  return `of the voters ${voters.join(', ')}, nothing was heard from ${silent.join(', ')}`;
}

function isActiveMember(state: RaftState, leadership: Leadership, id: NodeId): boolean {
  const progress = leadership.progress.get(id);
  return progress !== undefined && isActive(state, progress);
}

/** What to append first on the way to `resolved`. */
function firstStage(now: Configuration, { membership, addresses }: ResolvedChange): Configuration {
  const { voters } = now;
  if (sameMembership({ voters, learners: [] }, { voters: membership.voters, learners: [] }))
    return atRest(membership, addresses);
  const newcomers = membership.voters.filter((voter) => !voters.includes(voter));
  if (newcomers.length === 0) return joint(now, membership, addresses);
  // Until all of them have caught up, they only listen, and nobody leaves.
  const listening = new Set([...now.learners, ...membership.learners, ...newcomers]);
  const learners = [...listening].filter((id) => !voters.includes(id));
  return { voters, learners, outgoing: [], target: membership, addresses };
}

function joint(now: Configuration, { voters, learners }: Membership, addresses: Addresses): Configuration {
  return { voters, learners, outgoing: now.voters, target: null, addresses };
}

type Addresses = Configuration['addresses'];

function atRest({ voters, learners }: Membership, addresses: Addresses): Configuration {
  const members: readonly string[] = [...voters, ...learners];
  const known = Object.entries(addresses).filter(([id]) => members.includes(id));
  return { voters, learners, outgoing: [], target: null, addresses: Object.fromEntries(known) };
}

/**
 * Takes the next step of a change that is under way, whoever began it: from waiting to joint once all who are to become
 * voters have caught up, from joint to rest once the joint configuration has committed.
 */
export function continueChange(state: RaftState, leadership: Leadership): void {
  const { configuration } = state;
  const { target, addresses } = configuration;
  if (target === null && !isJoint(configuration)) return;
  if (state.configurationIndex > state.commit || state.log.termAt(state.commit) !== state.term) return;
  if (target === null) {
    appendConfiguration(state, leadership, atRest(configuration, addresses));
    return;
  }
  const ready = target.voters.every(
    (voter) => configuration.voters.includes(voter) || leadership.catchUps.get(voter)?.done === true,
  );
  if (ready && whySilent(state, leadership, target.voters) === null && leadership.transfer === null)
    appendConfiguration(state, leadership, joint(configuration, target, addresses));
}

function appendConfiguration(
  state: RaftState,
  leadership: Leadership,
  configuration: Configuration,
): RaftState['commit'] {
  const index = append(state, leadership, 'configuration', [encodeConfiguration(configuration)]);
  syncMembers(state, leadership);
  // Fewer may have to agree now: what waited for those who are left out waits no longer.
  confirmRounds(state, leadership);
  return index;
}

/** Begins to replicate to new members, and to take leave of those that are none any more. */
export function syncMembers(state: RaftState, leadership: Leadership): void {
  const { progress, transfer } = leadership;
  for (const peer of state.peers) {
    const known = progress.get(peer);
    if (known === undefined) meet(state, leadership, peer);
    else known.leavingTicks = null;
  }
  for (const [peer, known] of progress) {
    if (!state.peers.includes(peer)) known.leavingTicks ??= 0;
  }
  syncCatchUps(state, leadership);
  if (transfer !== null && !membersOf(state.configuration).includes(transfer.to))
    endTransfer(state, leadership);
}

/** Asks a new member at once where its log stands. */
function meet(state: RaftState, leadership: Leadership, peer: NodeId): void {
  const fresh = new Progress(state.log.last.index + 1);
  leadership.progress.set(peer, fresh);
  probe(state, leadership, peer, fresh);
}

function syncCatchUps({ configuration, config, log }: RaftState, { catchUps }: Leadership): void {
  const { target, voters } = configuration;
  const newcomers = target?.voters.filter((voter) => !voters.includes(voter)) ?? [];
  for (const id of catchUps.keys()) if (!newcomers.includes(id)) catchUps.delete(id);
  for (const id of newcomers)
    if (!catchUps.has(id)) catchUps.set(id, new CatchUp(log.last.index, config.electionTicks));
}

/** Lets time pass for newcomers and for those who leave: these are told so for an election timeout, then forgotten. */
export function tickMembers(state: RaftState, leadership: Leadership): void {
  for (const catchUp of leadership.catchUps.values()) catchUp.tick();
  for (const [peer, progress] of leadership.progress) {
    if (progress.leavingTicks === null) continue;
    if (++progress.leavingTicks >= state.config.electionTicks) leadership.progress.delete(peer);
  }
}
