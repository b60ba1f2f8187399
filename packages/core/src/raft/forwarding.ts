import { takeCommands } from './leader.ts';
import type { Leadership } from './leadership.ts';
import type { ProposeAccepted, ProposeRefused, ProposeRequest, ReadResponse } from './message.ts';
import type { RaftState } from './state.ts';
import type { NodeId } from './types.ts';

/**
 * Passes commands on to the leader, once: they are never passed on again, by anybody. They will be answered when this node
 * has applied them, so none are passed on while too much waits for that.
 */
export function forwardProposal(state: RaftState, commands: readonly Uint8Array[]): void {
  const { leader, config, term } = state;
  if (leader === null || leader === state.id || !config.forward) {
    state.out.push({ type: 'refused', reason: 'not_leader', leader });
    return;
  }
  if (state.overloaded) {
    state.out.push({ type: 'refused', reason: 'busy', leader });
    return;
  }
  const name = state.requests.addProposal();
  state.out.send(leader, { type: 'propose-request', term, ...name, commands });
  state.out.push({ type: 'forwarded', id: name.id });
}

/** Asks the leader for a read of this node's own state. */
export function forwardRead(state: RaftState, id: number): void {
  const { leader, term } = state;
  if (leader === null || leader === state.id) {
    state.out.push({ type: 'reads-refused', id, leader });
    return;
  }
  state.out.send(leader, { type: 'read-request', term, ...state.requests.addRead(id) });
}

/** Takes commands that a follower passes on, unless they, or later ones of that follower, came before. */
export function handleProposeRequest(
  state: RaftState,
  leadership: Leadership,
  from: NodeId,
  { incarnation, id, commands }: ProposeRequest,
): void {
  const sender = `${from} ${incarnation}`;
  if ((leadership.forwarded.get(sender) ?? 0) >= id) {
    state.ignore(from, 'repeated');
    return;
  }
  leadership.forwarded.set(sender, id);
  const first = takeCommands(state, leadership, commands);
  const { term } = state;
  if (first === null) {
    state.out.send(from, { type: 'propose-refused', term, incarnation, id });
    return;
  }
  const progress = leadership.progress.get(from);
  if (progress !== undefined) progress.forwardedThrough = first + commands.length - 1;
  state.out.send(from, { type: 'propose-accepted', term, incarnation, id, first });
}

export function handleReadResponse(state: RaftState, response: ReadResponse): void {
  const id = state.requests.takeRead(response);
  if (id !== undefined) state.out.push({ type: 'read-ready', id, index: response.index });
}

export function handleProposeAnswer(state: RaftState, answer: ProposeAccepted | ProposeRefused): void {
  if (!state.requests.takeProposal(answer)) return;
  const outcome =
    answer.type === 'propose-refused'
      ? ({ type: 'refused' } as const)
      : ({ type: 'appended', first: answer.first, term: answer.term } as const);
  state.out.push({ type: 'forward-ended', id: answer.id, outcome });
}

/** Asks again for reads whose answers are late, and gives up what has waited for an election timeout. */
export function tickRequests(state: RaftState): void {
  const { config, leader, term } = state;
  const { repeat, lostRead, lostProposals } = state.requests.tick(
    2 * config.heartbeatTicks,
    config.electionTicks,
  );
  if (leader !== null)
    for (const name of repeat) state.out.send(leader, { type: 'read-request', term, ...name });
  if (lostRead !== null) state.out.push({ type: 'reads-refused', id: lostRead, leader });
  for (const id of lostProposals) state.out.push({ type: 'forward-ended', id, outcome: { type: 'unknown' } });
}
