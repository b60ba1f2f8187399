import type { Leadership } from './leadership.ts';
import type { Progress } from './progress.ts';
import { isActive, replicate } from './replication.ts';
import type { RaftState } from './state.ts';
import { logIndex, type NodeId } from './types.ts';

/** Begins to hand leadership over (thesis §3.10): no new proposals, bring `to` up to date, make it campaign. */
export function transfer(state: RaftState, leadership: Leadership, to: NodeId): void {
  if (leadership.transfer?.to === to) return;
  if (leadership.transfer !== null) endTransfer(state, leadership);
  const progress = leadership.progress.get(to);
  if (progress === undefined || !mayLead(state, to)) {
    state.out.push({ type: 'transfer-ended' });
    return;
  }
  leadership.transfer = { to, ticks: 0 };
  replicate(state, leadership, to, progress);
  continueTransfer(state, leadership, to, progress);
}

/** A voter that is being left behind may not lead: it would have to leave at once. */
function mayLead({ configuration }: RaftState, id: NodeId): boolean {
  return configuration.voters.includes(id);
}

/** Makes `peer` campaign if it is to take over and holds everything that this leader holds. */
export function continueTransfer(
  state: RaftState,
  leadership: Leadership,
  peer: NodeId,
  progress: Progress,
): void {
  if (leadership.transfer?.to === peer && progress.match === state.log.last.index)
    askToCampaign(state, leadership, peer, progress);
}

function askToCampaign(state: RaftState, leadership: Leadership, peer: NodeId, progress: Progress): void {
  // The election this leads to does not wait for anybody's timeout, and may come as late as the message does.
  leadership.lease?.fence();
  const index = logIndex(progress.match);
  const last = { index, term: state.log.termAt(index) ?? state.term };
  state.out.send(peer, { type: 'timeout-now', term: state.term, last });
}

export function tickTransfer(state: RaftState, leadership: Leadership): void {
  const { transfer: underWay } = leadership;
  if (underWay !== null && ++underWay.ticks >= state.config.electionTicks) endTransfer(state, leadership);
}

export function endTransfer(state: RaftState, leadership: Leadership): void {
  if (leadership.transfer === null) return;
  leadership.transfer = null;
  state.out.push({ type: 'transfer-ended' });
}

/** Makes the most advanced voter that answers campaign, and does not wait for it. */
export function handOver(state: RaftState, leadership: Leadership): void {
  // Whoever does not hold the newest configuration may not know that it is a voter.
  const heirs = [...leadership.progress].filter(
    ([peer, progress]) =>
      mayLead(state, peer) && isActive(state, progress) && progress.match >= state.configurationIndex,
  );
  const [best] = heirs.sort(([, a], [, b]) => b.match - a.match);
  if (best !== undefined && best[1].match > 0) askToCampaign(state, leadership, ...best);
}
