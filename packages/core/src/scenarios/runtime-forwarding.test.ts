import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { afterEach, describe, expect, it } from 'vitest';

import { ForwardedProposals } from '../node/forwarded-proposals.ts';
import type { Message } from '../raft/message.ts';
import { logIndex, term, type Entry } from '../raft/types.ts';
import type { Member } from './lab-cluster.test.support.ts';
import { ledgers, one, type Ledger, type LedgerCluster } from './lab-ledger.test.support.ts';

type Server = Member<Ledger, string>;

let cluster: LedgerCluster;
afterEach(async () => {
  cluster.verify();
  await cluster.stop();
});

const UNKNOWN = { ok: false, error: { code: 'outcome_unknown', retryable: false } };

interface Cast {
  readonly leader: Server;
  /** The one that passes commands on. */
  readonly follower: Server;
  readonly other: Server;
}

async function cast(node: object = {}): Promise<Cast> {
  cluster = await ledgers(3, { node: { forwardProposals: true, ...node } });
  await one(cluster, 'first');
  const leader = await cluster.elected();
  const [follower, other] = cluster.followersOf(leader);
  if (follower === undefined || other === undefined) throw new Error('expected three servers');
  return { leader, follower, other };
}

/** What becomes of messages of one type; the others go on as before. */
function divert(
  type: Message['type'],
  take: (from: Server['id'], to: Server['id'], message: Message) => boolean,
): void {
  cluster.hub.watch = (from, to, message) => message.type !== type || take(from, to, message);
}

function timesApplied(text: string): number {
  return Math.max(...cluster.members.map(({ machine }) => machine.texts.filter((t) => t === text).length));
}

describe('commands that a follower passes on', () => {
  it('are answered by the state machine of the follower itself, in their order', async () => {
    const { follower } = await cast();
    const texts = ['a', 'b', 'c', 'd'];
    const asked = texts.map((text) => cluster.propose(follower, text));
    await cluster.until(() => asked.every(({ outcome }) => outcome !== null));
    const indices = asked.map(({ outcome }, position) => {
      expect(outcome).toMatchObject({ ok: true, result: texts[position] });
      return outcome?.ok === true ? outcome.index : 0;
    });
    expect(indices).toEqual(indices.map((_, position) => (indices[0] ?? 0) + position));
    expect(follower.machine.texts, 'applied here by the time it is answered').toEqual(['first', ...texts]);
  });

  it('end in doubt, once, when the answer is lost, and may have been executed', async () => {
    const { follower } = await cast();
    divert('propose-accepted', () => false);
    const asked = cluster.propose(follower, 'x');
    await cluster.settled(asked);
    await cluster.run(2_000);
    expect(asked).toMatchObject({ outcome: UNKNOWN, settled: 1 });
    expect(timesApplied('x')).toBe(1);
  });

  it('end in doubt, once, when the request is lost', async () => {
    const { follower } = await cast();
    divert('propose-request', () => false);
    const asked = cluster.propose(follower, 'x');
    await cluster.settled(asked);
    cluster.hub.watch = () => true;
    await cluster.run(2_000);
    expect(asked).toMatchObject({ outcome: UNKNOWN, settled: 1 });
    expect(timesApplied('x'), 'nobody sends it again').toBe(0);
  });

  it('are executed once when the request arrives three times, even much later', async () => {
    const { leader, follower } = await cast();
    divert('propose-request', (from, to, message) => {
      for (const delay of [1, 2, 900]) cluster.hub.deliver(from, to, message, delay);
      return false;
    });
    const asked = cluster.propose(follower, 'x');
    await cluster.settled(asked);
    await cluster.run(2_000);
    expect(asked).toMatchObject({ outcome: { ok: true, result: 'x' }, settled: 1 });
    expect(timesApplied('x')).toBe(1);
    const ignored = leader.events.filter((event) => event.type === 'ignored' && event.reason === 'repeated');
    expect(ignored).toHaveLength(2);
    expect(leader.node?.metrics().ignored.repeated).toBe(2);
  });

  it('are executed once when the request comes again to the next leader', async () => {
    const { leader, follower, other } = await cast();
    const kept: Message[] = [];
    divert('propose-request', (_from, _to, message) => {
      kept.push(message);
      return true;
    });
    const asked = cluster.propose(follower, 'x');
    await cluster.settled(asked);
    await cluster.transfer(leader, other);
    await one(cluster, 'y');
    for (const message of kept) cluster.hub.deliver(follower.id, other.id, message, 1);
    await one(cluster, 'z');
    expect(asked).toMatchObject({ outcome: { ok: true }, settled: 1 });
    expect(timesApplied('x')).toBe(1);
  });

  it('are answered once when the answer is slower than the entry itself, and comes twice', async () => {
    const { follower } = await cast();
    divert('propose-accepted', (from, to, message) => {
      for (const delay of [300, 310]) cluster.hub.deliver(from, to, message, delay);
      return false;
    });
    const asked = cluster.propose(follower, 'x');
    await cluster.until(() => follower.machine.texts.includes('x'));
    expect(asked.outcome).toBeNull();
    await cluster.settled(asked);
    await cluster.run(1_000);
    expect(asked).toMatchObject({ outcome: { ok: true, result: 'x' }, settled: 1 });
  });

  it('end in doubt, once, when another leader comes before the answer', async () => {
    const { leader, follower } = await cast();
    divert('propose-accepted', (from, to, message) => {
      cluster.hub.deliver(from, to, message, 450);
      return false;
    });
    const asked = cluster.propose(follower, 'x');
    await cluster.run(20);
    leader.node?.stepDown();
    await cluster.settled(asked);
    await cluster.run(2_000);
    expect(asked).toMatchObject({ outcome: UNKNOWN, settled: 1 });
    expect(timesApplied('x')).toBe(1);
  });

  /** The leader takes three commands and says so, and is cut off before anybody else has them. */
  async function takenAndLost(): Promise<readonly ReturnType<typeof cluster.propose>[]> {
    const { leader, follower } = await cast();
    let answered = false;
    cluster.hub.watch = (from, _to, { type }) => {
      if (type === 'propose-accepted') answered = true;
      return from !== leader.id || type !== 'append-request';
    };
    const asked = ['x', 'y', 'z'].map((text) => cluster.propose(follower, text));
    await cluster.until(() => answered);
    await cluster.run(5);
    cluster.hub.cut.add(leader.id);
    await cluster.until(() => cluster.leader !== undefined);
    return asked;
  }

  it('have certainly not been executed when others took their places, and say so', async () => {
    const [x, ...others] = await takenAndLost();
    for (let count = 0; count < 5; count++) await one(cluster, `${count}`, 2);
    await cluster.run(1_000);
    expect(x, 'in whose place the next leader put the entry that opens its term').toMatchObject({
      settled: 1,
    });
    for (const { outcome, settled } of others) {
      expect(outcome).toMatchObject({ ok: false, error: { retryable: true } });
      expect(settled).toBe(1);
    }
    cluster.hub.heal();
    await one(cluster, 'last');
    for (const text of ['x', 'y', 'z']) expect(timesApplied(text)).toBe(0);
  });

  // A batch in which there is no command is taken for a snapshot, after which nobody can tell.
  it('say so where the next leader opened its term in their place, too', async () => {
    const [x] = await takenAndLost();
    await one(cluster, 'next', 2);
    await cluster.run(1_000);
    expect(x?.outcome).toMatchObject({ ok: false, error: { retryable: true } });
  });

  it('are not waited for for ever when the next leader has nothing in their places', async () => {
    const asked = await takenAndLost();
    await cluster.run(10_000);
    for (const { outcome, settled } of asked) {
      expect(outcome, 'nobody can have executed them').toMatchObject({
        ok: false,
        error: { code: 'not_leader', retryable: true },
      });
      expect(settled).toBe(1);
    }
  });

  it('end in doubt when nobody is heard of who could say what became of them', async () => {
    const { leader, follower } = await cast();
    let isTaken = false;
    cluster.hub.watch = (_from, to, { type }) => {
      if (type === 'propose-accepted') isTaken = true;
      return to !== follower.id || type !== 'append-request';
    };
    const asked = cluster.propose(follower, 'x');
    await cluster.until(() => isTaken);
    await cluster.run(5);
    cluster.hub.cut.add(follower.id);
    await cluster.until(() => leader.machine.texts.includes('x'));
    expect(asked.outcome).toBeNull();
    await cluster.settled(asked);
    await cluster.run(2_000);
    expect(asked).toMatchObject({ outcome: UNKNOWN, settled: 1 });
  });

  it('end in doubt when a snapshot comes in the place of the entry', async () => {
    const { leader, follower } = await cast({
      snapshotEveryEntries: 5,
      keepEntries: 0,
      keepEntriesForSlow: 0,
    });
    const asked = cluster.propose(follower, 'x');
    let answered = false;
    cluster.hub.watch = (_from, to, { type }) => {
      if (type === 'propose-accepted') answered = true;
      return to !== follower.id || type !== 'append-request';
    };
    await cluster.until(() => answered);
    await cluster.run(5);
    expect(asked.outcome).toBeNull();
    cluster.hub.watch = () => true;
    cluster.hub.cut.add(follower.id);
    for (let count = 0; count < 12; count++) await one(cluster, `${count}`, 2);
    expect(leader.node?.status().snapshot).toBeGreaterThan(10);
    cluster.hub.heal();
    await cluster.settled(asked);
    expect(asked).toMatchObject({ outcome: UNKNOWN, settled: 1 });
    expect(follower.events.some(({ type }) => type === 'snapshot-installed')).toBe(true);
    expect(timesApplied('x')).toBe(1);
  });

  it('are refused as busy when the leader has too much to commit, and nothing is appended', async () => {
    const { leader, follower, other } = await cast({ maxUncommittedBytes: 100 });
    cluster.hub.blocked.add(`${other.id} ${leader.id}`).add(`${follower.id} ${leader.id}`);
    cluster.propose(leader, 'x'.repeat(90));
    await cluster.run(10);
    cluster.hub.blocked.delete(`${follower.id} ${leader.id}`);
    follower.log.stuck = true;
    const asked = cluster.propose(follower, 'y'.repeat(20));
    await cluster.settled(asked);
    expect(asked.outcome).toMatchObject({ ok: false, error: { code: 'busy', retryable: true } });
  });

  it('end in doubt when the follower stops', async () => {
    const { follower } = await cast();
    divert('propose-request', () => false);
    const asked = cluster.propose(follower, 'x');
    await cluster.run(10);
    await follower.node?.stop();
    await cluster.run(10);
    expect(asked).toMatchObject({ outcome: UNKNOWN, settled: 1 });
  });

  it('of a follower that started anew are not taken for those it passed on before', async () => {
    const { follower } = await cast();
    for (const text of ['a', 'b', 'c']) {
      const asked = await cluster.settled(cluster.propose(follower, text));
      expect(asked.outcome).toMatchObject({ ok: true });
    }
    await cluster.restart(follower);
    await cluster.until(() => follower.node?.status().leader !== null);
    const asked = await cluster.settled(cluster.propose(follower, 'd'));
    expect(asked.outcome, 'its numbers begin anew').toMatchObject({ ok: true, result: 'd' });
    expect(timesApplied('d')).toBe(1);
  });

  it('are not answered by what was said to the follower before it started anew', async () => {
    const { follower } = await cast();
    let late: (() => void) | null = null;
    divert('propose-accepted', (from, to, message) => {
      late = () => cluster.hub.deliver(from, to, message, 1);
      return false;
    });
    cluster.propose(follower, 'before');
    await cluster.run(20);
    await cluster.restart(follower);
    await cluster.until(() => follower.machine.texts.includes('before'));
    divert('propose-request', () => false);
    const asked = cluster.propose(follower, 'after');
    await cluster.run(20);
    expect(late).not.toBeNull();
    (late as (() => void) | null)?.();
    await cluster.run(20);
    expect(asked.outcome).toBeNull();
    await cluster.settled(asked);
    expect(asked.outcome, 'this one never left').toMatchObject(UNKNOWN);
    expect(timesApplied('after')).toBe(0);
  });

  it('are refused at once where nobody is known to lead, or nothing is to be passed on', async () => {
    const { leader, follower, other } = await cast();
    cluster.hub.partition([leader.id], [follower.id], [other.id]);
    await cluster.run(2_000);
    const asked = await cluster.settled(cluster.propose(follower, 'x'));
    expect(asked.outcome).toMatchObject({ ok: false, error: { code: 'not_leader', leader: null } });
  });

  it('are counted as taken by the leader', async () => {
    const { leader, follower } = await cast();
    const before = leader.node?.metrics();
    await cluster.settled(cluster.propose(follower, 'xyz'));
    const after = leader.node?.metrics();
    expect((after?.proposed ?? 0) - (before?.proposed ?? 0)).toBe(1);
    expect((after?.proposedBytes ?? 0) - (before?.proposedBytes ?? 0)).toBe(3);
  });
});

describe('what a follower remembers of what was applied, for answers that are late', () => {
  const entry = (index: number): Entry => {
    return { index: logIndex(index), term: term(1), kind: 'command', data: new Uint8Array(0) };
  };
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;

  it('is no more than a late answer can ask for, however many commands are passed on', async () => {
    const forwarded = new ForwardedProposals<object>();
    const results: WeakRef<object>[] = [];
    forwarded.asked(0, [() => undefined]);
    for (let index = 1; index <= 1_000; index++) {
      forwarded.asked(index, [() => undefined]);
      const result = { index };
      results.push(new WeakRef(result));
      forwarded.applied(entry(index), result);
      forwarded.appended(index - 1, logIndex(index), term(1), logIndex(index));
    }
    // What a weak reference was made for lives at least until the task ends that made it.
    await new Promise((resolve) => setImmediate(resolve));
    collectGarbage();
    expect(results.filter((result) => result.deref() !== undefined).length).toBeLessThan(10);
  });
});
