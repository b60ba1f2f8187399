import { describe, expect, it } from 'vitest';

import { configuration } from '../raft/configuration.ts';
import { ScriptedCluster } from '../testing/scripted-cluster.ts';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { MemoryLogStore } from '../testing/memory-log-store.ts';
import { MemorySnapshotStore } from '../testing/memory-snapshot-store.ts';
import { MemoryHub } from '../testing/memory-hub.ts';
import { SeededRandom } from '../testing/seeded-random.ts';
import { raftConfigOf, tickMsOf } from '../node/settings.ts';
import { nodeId } from '../raft/types.ts';
import {
  deliver,
  fits,
  flush,
  forgetLeader,
  hold,
  release,
  stabilizeAmong,
  stabilizeWithout,
  textsOf,
} from '../testing/scripting.ts';

/** Ticks of a millisecond, an election timeout of at least 10 of them, and leases one shorter. */
const LEASES = { electionTicks: 10, heartbeatTicks: 1, leaseMs: 9 };

function ask(cluster: ScriptedCluster, name: string, id: number, now: number): void {
  cluster.step(name, { type: 'read', id, now });
}

function tickAt(cluster: ScriptedCluster, now: number, ...ids: readonly string[]): void {
  for (const id of ids) cluster.step(id, { type: 'tick', now });
}

/** Three nodes that n1 leads; n3 has heard nothing for long. At 130 n2 answered n1, and so n1 holds a lease. */
function leasedByN2(): ScriptedCluster {
  const cluster = new ScriptedCluster({ size: 3, limits: LEASES });
  forgetLeader(cluster, 'n1', 'n2', 'n3');
  cluster.elect('n1');
  for (let now = 100; now <= 130; now++) {
    tickAt(cluster, now, 'n1', 'n2', 'n3');
    stabilizeAmong(cluster, 'n1', 'n2');
  }
  return cluster;
}

/** Whether n1 answers a read at once, without a word to anybody. */
function readsAlone(cluster: ScriptedCluster, id: number, now: number): boolean {
  cluster.drop();
  ask(cluster, 'n1', id, now);
  const answered = cluster.node('n1').reads.some((read) => read.id === id);
  expect(cluster.network.length === 0).toBe(answered);
  return answered;
}

describe('thesis §6.4: reads by rounds', () => {
  it('see what was acknowledged before they were asked for, on whichever node they are asked', () => {
    const cluster = new ScriptedCluster({ size: 3 });
    cluster.elect('n1');
    cluster.tick('n1', 5);
    cluster.stabilize();
    cluster.propose('n1', 'x');
    stabilizeWithout(cluster, 'n3');
    // n3 knows nothing of the command, whose client has its answer.
    for (const name of ['n1', 'n2', 'n3']) cluster.step(name, { type: 'read', id: 1 });
    cluster.stabilize();
    for (const { reads } of cluster.nodes) expect(reads).toEqual([{ id: 1, index: 2 }]);
    cluster.tick('n1', 5);
    cluster.stabilize();
    expect(textsOf(cluster.node('n3'))).toEqual(['x']);
  });

  it('of one moment share a round, and one message to each follower', () => {
    const cluster = new ScriptedCluster({ size: 3 });
    cluster.elect('n1');
    cluster.step('n1', { type: 'read', id: 1 });
    expect(cluster.network.filter(fits({ type: 'heartbeat-request' }))).toHaveLength(2);
    deliver(cluster, { to: 'n2', type: 'heartbeat-request' });
    deliver(cluster, { from: 'n2', to: 'n1' });
    expect(cluster.node('n1').reads).toHaveLength(1);
  });
});

describe('thesis §6.4.1: reads by leases', () => {
  it('are answered alone for as long as the lease lasts, counted from when its round began', () => {
    const cluster = leasedByN2();
    expect(readsAlone(cluster, 1, 130)).toBe(true);
    expect(readsAlone(cluster, 2, 138.9)).toBe(true);
    expect(readsAlone(cluster, 3, 139)).toBe(false);
    // A round that is answered late is worth the less.
    tickAt(cluster, 140, 'n1');
    const late = hold(cluster, { to: 'n2', type: 'heartbeat-request' });
    cluster.drop();
    release(cluster, late);
    deliver(cluster, { to: 'n2' });
    deliver(cluster, { from: 'n2', to: 'n1' });
    expect(readsAlone(cluster, 4, 148.9)).toBe(true);
    expect(readsAlone(cluster, 5, 149)).toBe(false);
  });

  it('are over before anybody else can be elected, though the others’ clocks run as much faster as was allowed', () => {
    const drift = 0.1;
    const electionTimeoutMs = 500;
    const clock = new VirtualClock();
    const id = nodeId('n1');
    const options = {
      id,
      voters: [id],
      logStore: new MemoryLogStore(),
      snapshotStore: new MemorySnapshotStore(),
      transport: new MemoryHub(clock).transport(id),
      stateMachine: { apply: () => [], snapshot: () => new Uint8Array(0), restore: () => Promise.resolve() },
      clock,
      random: new SeededRandom(1),
      electionTimeoutMs,
      leases: { maxClockDrift: drift },
    };
    const { leaseMs, electionTicks } = raftConfigOf(options);
    const tickMs = tickMsOf({});
    // Real time: the leader's clock runs slow, the follower's fast, and its first tick comes at once.
    const leaseEnds = (leaseMs ?? Infinity) / (1 - drift);
    const followerVotes = ((electionTicks - 1) * tickMs) / (1 + drift);
    expect(leaseEnds).toBeLessThanOrEqual(followerVotes + 1e-9);
    expect(leaseEnds).toBeGreaterThan(electionTimeoutMs / 2);
  });

  it('end with a promise that lasts an election timeout, by the ticks of who gave it', () => {
    const cluster = leasedByN2();
    // n2 promised at 130. Its first tick may come at once; nine are not enough to vote for n3, ten are.
    tickAt(cluster, 131, ...Array<string>(9).fill('n2'));
    cluster.drop();
    cluster.step('n3', { type: 'campaign' });
    stabilizeAmong(cluster, 'n2', 'n3');
    expect(cluster.node('n3').view.role).toBe('candidate');
    expect(cluster.node('n2').view.term).toBe(1);
    tickAt(cluster, 140, 'n2');
    cluster.drop();
    cluster.step('n3', { type: 'campaign' });
    stabilizeAmong(cluster, 'n2', 'n3');
    expect(cluster.node('n3').view.role).toBe('leader');
    // By then n1 no longer relies on it.
    expect(readsAlone(cluster, 1, 140)).toBe(false);
  });

  it('rest on the promise of a node that restarted since it gave it', () => {
    const cluster = leasedByN2();
    cluster.crash('n2');
    cluster.restart('n2');
    cluster.step('n3', { type: 'campaign' });
    stabilizeAmong(cluster, 'n2', 'n3');
    expect(cluster.node('n3').view.role).toBe('candidate');
    expect(readsAlone(cluster, 1, 131)).toBe(true);
    tickAt(cluster, 131, ...Array<string>(10).fill('n2'));
    cluster.drop();
    cluster.step('n3', { type: 'campaign' });
    stabilizeAmong(cluster, 'n2', 'n3');
    expect(cluster.node('n3').view.role).toBe('leader');
  });

  it('rest on a promise that nobody can talk a node out of: a leader that is said to be gone still counts', () => {
    const cluster = leasedByN2();
    cluster.step('n2', { type: 'forget-leader' });
    cluster.step('n3', { type: 'campaign' });
    stabilizeAmong(cluster, 'n2', 'n3');
    expect(cluster.node('n3').view.role).toBe('candidate');
  });

  it('stop for good once anybody was asked to campaign, by a transfer or on the way out', () => {
    for (const type of ['transfer', 'step-down'] as const) {
      const cluster = leasedByN2();
      expect(readsAlone(cluster, 1, 131)).toBe(true);
      cluster.step('n1', type === 'transfer' ? { type, to: nodeId('n2') } : { type });
      expect(cluster.network.filter(fits({ type: 'timeout-now' }))).toHaveLength(1);
      deliver(cluster, { type: 'timeout-now' });
      stabilizeAmong(cluster, 'n2', 'n3');
      expect(cluster.node('n2').view).toMatchObject({ role: 'leader', commit: 2 });
      cluster.node('n1').reads.splice(0);
      ask(cluster, 'n1', 2, 131);
      expect(cluster.node('n1').reads).toEqual([]);
    }
  });

  it('do not begin before the new leader has committed an entry of its own term', () => {
    const cluster = new ScriptedCluster({ size: 3, limits: LEASES });
    forgetLeader(cluster, 'n1', 'n2', 'n3');
    cluster.step('n1', { type: 'campaign' });
    cluster.stabilize(({ message }) => message.type !== 'append-request');
    tickAt(cluster, 100, 'n1');
    cluster.stabilize(({ message }) => message.type !== 'append-request');
    expect(cluster.node('n1').view).toMatchObject({ role: 'leader', commit: 0 });
    ask(cluster, 'n1', 1, 100);
    expect(cluster.node('n1').reads).toEqual([]);
  });

  it('are not answered by a leader that no tick has told the time', () => {
    const cluster = new ScriptedCluster({ size: 1, limits: LEASES });
    forgetLeader(cluster, 'n1');
    cluster.stabilize();
    expect(cluster.node('n1').view.role).toBe('leader');
    cluster.step('n1', { type: 'read', id: 1 });
    cluster.step('n1', { type: 'read', id: 2, now: 5 });
    // A cluster of one is its own majority, so both are confirmed; the lease had no part in it.
    expect(cluster.node('n1').reads.map(({ id }) => id)).toEqual([1, 2]);
    expect(cluster.node('n1').view.configuration).toEqual(configuration([nodeId('n1')]));
  });

  // n2 promised not to vote for anybody, and then votes for itself: Raft.step on `campaign` does not ask hasLiveLeader,
  // as it does on `forget-leader` where there are leases.
  it('rest on the promise of a node that is told to campaign at once', () => {
    const cluster = leasedByN2();
    cluster.step('n2', { type: 'campaign' });
    stabilizeAmong(cluster, 'n2', 'n3');
    const elsewhere = cluster.node('n2').view.commit;
    ask(cluster, 'n1', 1, 131);
    for (const { index } of cluster.node('n1').reads) expect(index).toBeGreaterThanOrEqual(elsewhere);
  });

  // handleVoteRequest asks hasLiveLeader only when the request's term is newer than the voter's. A voter that has learned
  // the candidate's term otherwise (here: by the refusal of a pre-vote that it asked for before it found its leader)
  // votes in it at once, though it promised its silence to the leader of the term before.
  it('rest on the promise of a node that has heard of a newer term since', () => {
    const cluster = new ScriptedCluster({ size: 3, limits: LEASES });
    forgetLeader(cluster, 'n1', 'n2', 'n3');
    cluster.elect('n1');
    // n1 is cut off; n2 and n3 ask each other for pre-votes, and these are slow.
    tickAt(cluster, 1, ...Array<string>(30).fill('n2'));
    const askedByN2 = hold(cluster, { from: 'n2', to: 'n3', type: 'pre-vote-request' }).slice(-1);
    tickAt(cluster, 1, ...Array<string>(30).fill('n3'));
    const askedByN3 = hold(cluster, { from: 'n3', to: 'n2', type: 'pre-vote-request' }).slice(-1);
    cluster.drop();
    release(cluster, askedByN3);
    deliver(cluster, { to: 'n2' });
    const granted = hold(cluster, { from: 'n2', to: 'n3', type: 'pre-vote-response' });
    // n1 is back, and n2 answers it.
    for (const now of [100, 101, 102]) {
      tickAt(cluster, now, 'n1');
      stabilizeAmong(cluster, 'n1', 'n2');
    }
    expect(readsAlone(cluster, 1, 103)).toBe(true);
    // n3 gets n2's grant, campaigns in term 2, and tells n2 of it by refusing its pre-vote.
    release(cluster, granted);
    deliver(cluster, { to: 'n3' });
    flush(cluster, 'n3');
    const votes = hold(cluster, { from: 'n3', to: 'n2', type: 'vote-request' });
    cluster.drop();
    release(cluster, askedByN2);
    deliver(cluster, { to: 'n3' });
    deliver(cluster, { from: 'n3', to: 'n2', type: 'pre-vote-response' });
    expect(cluster.node('n2').view).toMatchObject({ term: 2, votedFor: null });
    release(cluster, votes);
    stabilizeAmong(cluster, 'n2', 'n3');
    const elsewhere = cluster.node('n3').view.commit;
    cluster.node('n1').reads.splice(0);
    ask(cluster, 'n1', 2, 103);
    for (const { index } of cluster.node('n1').reads) expect(index).toBeGreaterThanOrEqual(elsewhere);
  });
});
