import { afterEach, describe, expect, it } from 'vitest';

import { configuration } from '../raft/configuration.ts';
import { RaftError } from '../errors.ts';
import type { LogWrite, StateMachine, TransportHandler } from '../ports/index.ts';
import { logIndex, nodeId, term, type Entry, type NodeId } from '../raft/types.ts';
import { MemoryHub } from '../testing/memory-hub.ts';
import { MemoryLogStore } from '../testing/memory-log-store.ts';
import { MemorySnapshotStore } from '../testing/memory-snapshot-store.ts';
import { SeededRandom } from '../testing/seeded-random.ts';
import { settlePromises, VirtualClock } from '../testing/virtual-clock.ts';
import type { LogStore } from '../ports/log-store.ts';
import type { RaftNode } from './raft-node.ts';
import { startNode } from './start-node.ts';
import type { NodeEvent, NodeOptions, ProposalOutcome, ReadOutcome } from './types.ts';

/** A state machine that joins all commands into one string. */
class Joiner implements StateMachine<string> {
  text = '';

  apply(commands: readonly Entry[]): readonly string[] {
    return commands.map(({ data }) => (this.text += new TextDecoder().decode(data)));
  }

  snapshot(): Uint8Array {
    return new TextEncoder().encode(this.text);
  }

  async restore(chunks: AsyncIterable<Uint8Array>): Promise<void> {
    let text = '';
    for await (const chunk of chunks) text += new TextDecoder().decode(chunk);
    this.text = text;
  }
}

class FailingLogStore extends MemoryLogStore {
  broken = false;

  override append(write: LogWrite): Promise<void> {
    return this.broken ? Promise.reject(new Error('the disk is gone')) : super.append(write);
  }
}

interface Member {
  readonly id: NodeId;
  readonly machine: Joiner;
  readonly events: NodeEvent[];
  readonly snapshots: MemorySnapshotStore;
  log: MemoryLogStore;
  node: RaftNode<string>;
}

class Cluster {
  readonly clock = new VirtualClock();
  readonly hub = new MemoryHub(this.clock);
  readonly members: Member[] = [];
  readonly voters: NodeId[];
  readonly #options: Partial<NodeOptions<string>>;

  constructor(size: number, options: Partial<NodeOptions<string>> = {}) {
    this.voters = Array.from({ length: size }, (_, position) => nodeId(`n${position + 1}`));
    this.#options = options;
  }

  async start(stores: Readonly<Record<string, MemoryLogStore>> = {}): Promise<this> {
    for (const id of this.voters) {
      const member = { id, machine: new Joiner(), events: [], snapshots: new MemorySnapshotStore() };
      const log = stores[id] ?? new MemoryLogStore();
      this.members.push({
        ...member,
        log,
        node: await this.#startNode(id, member.machine, log, member.snapshots, member.events),
      });
    }
    return this;
  }

  async restart(member: Member): Promise<void> {
    await member.node.stop();
    member.log = new MemoryLogStore(member.log);
    member.machine.text = '';
    member.node = await this.#startNode(
      member.id,
      member.machine,
      member.log,
      member.snapshots,
      member.events,
    );
  }

  async #startNode(
    id: NodeId,
    stateMachine: Joiner,
    logStore: LogStore,
    snapshotStore: MemorySnapshotStore,
    events: NodeEvent[],
  ): Promise<RaftNode<string>> {
    const { clock, voters } = this;
    const random = new SeededRandom(voters.indexOf(id) + 1);
    const transport = this.hub.transport(id);
    const node = await startNode({
      id,
      voters,
      logStore,
      snapshotStore,
      transport,
      stateMachine,
      clock,
      random,
      onEvent: (event) => events.push(event),
      ...this.#options,
    });
    return node;
  }

  get leader(): Member | undefined {
    return this.members.find(({ id, node }) => node.status().role === 'leader' && !this.hub.cut.has(id));
  }

  async until(condition: () => boolean): Promise<void> {
    await this.clock.advanceUntil(condition, 60_000, 5);
  }

  async elected(): Promise<Member> {
    await this.until(() => this.leader !== undefined);
    return this.leader as Member;
  }

  async propose(member: Member, text: string): Promise<ProposalOutcome<string>> {
    return this.#settled((settle) => member.node.propose(new TextEncoder().encode(text), settle));
  }

  async read(member: Member): Promise<ReadOutcome> {
    return this.#settled((settle) => member.node.read(settle));
  }

  async #settled<T>(call: (settle: (value: T) => void) => void): Promise<T> {
    const settled: T[] = [];
    call((value) => settled.push(value));
    expect(settled, 'never from within the call').toEqual([]);
    await this.until(() => settled.length > 0);
    expect(settled).toHaveLength(1);
    return settled[0] as T;
  }

  async stop(): Promise<void> {
    for (const { node } of this.members) await node.stop();
  }
}

describe('a running node', () => {
  let cluster: Cluster;
  afterEach(() => cluster.stop());

  it('elects a leader, replicates, answers, and lets the leader be read', async () => {
    cluster = await new Cluster(3).start();
    const leader = await cluster.elected();
    expect(leader.events[0]).toEqual({ type: 'started', term: 0, votedFor: null, last: 0, snapshot: 0 });
    expect(await cluster.propose(leader, 'a')).toMatchObject({ ok: true, result: 'a' });
    expect(await cluster.propose(leader, 'b')).toMatchObject({ ok: true, result: 'ab' });
    expect(await cluster.read(leader)).toEqual({ ok: true, applied: leader.node.status().applied });
    await cluster.until(() => cluster.members.every(({ machine }) => machine.text === 'ab'));
    const { snapshot, applied, commit, last } = leader.node.status();
    expect([snapshot, applied, commit, last]).toEqual(
      [snapshot, applied, commit, last].sort((a, b) => a - b),
    );
  });

  it('keeps the order of many proposals of one turn and gives each its own answer', async () => {
    cluster = await new Cluster(3).start();
    const leader = await cluster.elected();
    const answers: string[] = [];
    for (const letter of 'abcdefghij') {
      leader.node.propose(new TextEncoder().encode(letter), (outcome) =>
        answers.push(outcome.ok ? outcome.result : 'lost'),
      );
    }
    await cluster.until(() => answers.length === 10);
    expect(answers).toEqual([...'abcdefghij'].map((_, position) => 'abcdefghij'.slice(0, position + 1)));
  });

  it('sends proposals elsewhere when it does not lead, and lets a follower be read after asking the leader', async () => {
    cluster = await new Cluster(3).start();
    const leader = await cluster.elected();
    const follower = cluster.members.find((member) => member !== leader) as Member;
    await cluster.until(() => follower.node.status().leader === leader.id);
    const outcome = await cluster.propose(follower, 'x');
    expect(outcome).toMatchObject({
      ok: false,
      error: { code: 'not_leader', leader: leader.id, retryable: true },
    });
    const written = await cluster.propose(leader, 'z');
    expect(written).toMatchObject({ ok: true });
    expect(await cluster.read(follower)).toMatchObject({ ok: true, applied: written.ok ? written.index : 0 });
    expect(follower.machine.text).toBe(leader.machine.text);
  });

  it('says that it does not know, when a command was appended and leadership lost', async () => {
    cluster = await new Cluster(3).start();
    const leader = await cluster.elected();
    cluster.hub.cut.add(leader.id);
    const lost = cluster.propose(leader, 'x');
    const read = cluster.read(leader);
    expect(await lost).toMatchObject({ ok: false, error: { code: 'outcome_unknown', retryable: false } });
    expect(await read).toMatchObject({ ok: false, error: { code: 'not_leader' } });
    const next = await cluster.elected();
    expect(await cluster.propose(next, 'y')).toMatchObject({ ok: true });
    cluster.hub.cut.clear();
    await cluster.until(() => leader.machine.text === next.machine.text);
    expect(leader.events.some(({ type }) => type === 'truncated')).toBe(true);
  });

  it('brings back everything after all nodes restarted', async () => {
    cluster = await new Cluster(3).start();
    const leader = await cluster.elected();
    await cluster.propose(leader, 'kept');
    for (const member of cluster.members) await cluster.restart(member);
    expect(cluster.members.every(({ machine }) => machine.text === '')).toBe(true);
    const next = await cluster.elected();
    await cluster.read(next);
    expect(next.machine.text).toBe('kept');
  });

  it('takes snapshots, compacts, and sends one to a follower that fell behind', async () => {
    cluster = await new Cluster(3, { snapshotEveryEntries: 5, keepEntries: 2 }).start();
    const leader = await cluster.elected();
    const behind = cluster.members.find((member) => member !== leader) as Member;
    cluster.hub.cut.add(behind.id);
    for (let count = 0; count < 30; count++) await cluster.propose(leader, `${count},`);
    expect(leader.events.filter(({ type }) => type === 'snapshot-taken').length).toBeGreaterThan(3);
    cluster.hub.cut.clear();
    await cluster.until(() => behind.machine.text === leader.machine.text);
    expect(behind.events.some(({ type }) => type === 'snapshot-installed')).toBe(true);
    await cluster.restart(behind);
    expect(behind.machine.text.length).toBeGreaterThan(0);
    await cluster.until(() => behind.machine.text === leader.machine.text);
  });

  it('hands leadership over', async () => {
    cluster = await new Cluster(3).start();
    const leader = await cluster.elected();
    await cluster.propose(leader, 'a');
    const heir = cluster.members.find((member) => member !== leader) as Member;
    const done: boolean[] = [];
    void leader.node.transferLeadership(heir.id).then((gone) => done.push(gone));
    await cluster.until(() => done.length > 0 && heir.node.status().role === 'leader');
    expect(done).toEqual([true]);
    expect(await cluster.propose(heir, 'b')).toMatchObject({ ok: true, result: 'ab' });
  });

  it('takes proposals again when a transfer came to nothing', async () => {
    cluster = await new Cluster(3).start();
    const leader = await cluster.elected();
    const heir = cluster.members.find((member) => member !== leader) as Member;
    cluster.hub.cut.add(heir.id);
    const done: boolean[] = [];
    void leader.node.transferLeadership(heir.id).then((gone) => done.push(gone));
    expect(await cluster.propose(leader, 'x')).toMatchObject({ ok: false, error: { code: 'busy' } });
    await cluster.until(() => done.length > 0);
    expect(done).toEqual([false]);
    expect(await cluster.propose(leader, 'y')).toMatchObject({ ok: true });
  });

  it('refuses what would wait in too much memory', async () => {
    cluster = await new Cluster(3, { maxUncommittedBytes: 10 }).start();
    const leader = await cluster.elected();
    const outcomes: ProposalOutcome<string>[] = [];
    leader.node.propose(new Uint8Array(8), (outcome) => outcomes.push(outcome));
    cluster.clock.runDeferred();
    leader.node.propose(new Uint8Array(8), (outcome) => outcomes.push(outcome));
    await cluster.until(() => outcomes.length === 2);
    expect(outcomes[0]).toMatchObject({ ok: false, error: { code: 'busy' } });
    expect(outcomes[1]).toMatchObject({ ok: true });
  });

  it('stops for good when its disk fails', async () => {
    const log = new FailingLogStore();
    cluster = await new Cluster(1).start({ n1: log });
    const only = await cluster.elected();
    await cluster.propose(only, 'a');
    log.broken = true;
    expect(await cluster.propose(only, 'b')).toMatchObject({ ok: false, error: { code: 'outcome_unknown' } });
    expect(only.events.at(-1)).toMatchObject({ type: 'failed', error: { message: 'the disk is gone' } });
    log.broken = false;
    expect(await cluster.propose(only, 'c')).toMatchObject({ ok: false, error: { code: 'stopped' } });
  });

  it('says that it does not know, when it fails while it takes a command', async () => {
    const log = new FailingLogStore();
    cluster = await new Cluster(1).start({ n1: log });
    const only = await cluster.elected();
    log.append = () => {
      throw new Error('not even a promise');
    };
    const outcome = await cluster.propose(only, 'x');
    expect(outcome).toMatchObject({ ok: false, error: { code: 'outcome_unknown' } });
  });

  it('answers everybody when it is stopped', async () => {
    cluster = await new Cluster(3).start();
    const leader = await cluster.elected();
    const codes: string[] = [];
    leader.node.propose(new Uint8Array(1), (outcome) => codes.push(outcome.ok ? 'ok' : outcome.error.code));
    leader.node.read((outcome) => codes.push(outcome.ok ? 'ok' : outcome.error.code));
    await leader.node.stop();
    await leader.node.stop();
    cluster.clock.runDeferred();
    await settlePromises();
    expect(codes).toEqual(['stopped', 'stopped']);
    expect(leader.events.at(-1)).toEqual({ type: 'stopped' });
  });
});

describe('a follower', () => {
  it('applies what an append says to be committed once the disk has begun with what the append brings', async () => {
    const clock = new VirtualClock();
    const [leader, self] = [nodeId('n1'), nodeId('n2')];
    const handlers: TransportHandler[] = [];
    const transport = new MemoryHub(clock).transport(self);
    transport.start = (handler) => Promise.resolve(void handlers.push(handler));
    const machine = new Joiner();
    const logStore = new MemoryLogStore();
    const node = await startNode({
      id: self,
      voters: [leader, self],
      logStore,
      snapshotStore: new MemorySnapshotStore(),
      transport,
      stateMachine: machine,
      clock,
      random: new SeededRandom(1),
    });
    const hear = (index: number, text: string, commit: number): void => {
      const previous = { index: logIndex(index - 1), term: term(index === 1 ? 0 : 1) };
      const data = new TextEncoder().encode(text);
      const entries = [{ index: logIndex(index), term: term(1), kind: 'command', data }] as const;
      const append = { type: 'append-request', term: term(1), previous, entries, round: 0 } as const;
      handlers[0]?.onMessage(leader, { ...append, commit: logIndex(commit) });
    };
    hear(1, 'a', 0);
    hear(2, 'b', 1);
    expect(machine.text).toBe('');
    clock.runDeferred();
    expect(machine.text).toBe('a');
    const heartbeat = { type: 'heartbeat-request', term: term(1), commit: logIndex(2), round: 0 } as const;
    handlers[0]?.onMessage(leader, heartbeat);
    expect(machine.text).toBe('ab');
    await node.stop();
  });
});

describe('starting a node', () => {
  const clock = new VirtualClock();
  const hub = new MemoryHub(clock);
  const id = nodeId('n1');
  const options = (): NodeOptions<string> => ({
    id,
    voters: [id],
    logStore: new MemoryLogStore(),
    snapshotStore: new MemorySnapshotStore(),
    transport: hub.transport(id),
    stateMachine: new Joiner(),
    clock,
    random: new SeededRandom(1),
  });
  const at = (index: number, ofTerm: number): { index: Entry['index']; term: Entry['term'] } => ({
    index: logIndex(index),
    term: term(ofTerm),
  });
  async function* chunks(text: string): AsyncIterable<Uint8Array> {
    yield await Promise.resolve(new TextEncoder().encode(text));
  }

  it('refuses a member list without the node itself', async () => {
    await expect(startNode({ ...options(), voters: [nodeId('n2')] })).rejects.toMatchObject({
      code: 'invalid_argument',
    });
  });

  it('refuses a log whose snapshot is missing', async () => {
    const logStore = new MemoryLogStore();
    await logStore.reset(at(5, 1));
    const failure = startNode({ ...options(), logStore });
    await expect(failure).rejects.toThrow(RaftError);
    await expect(failure).rejects.toMatchObject({ code: 'corrupt_state' });
  });

  it('finishes the installation of a snapshot that a crash interrupted', async () => {
    const logStore = new MemoryLogStore();
    const snapshotStore = new MemorySnapshotStore();
    await logStore.append({
      hardState: { term: term(3), votedFor: null },
      entries: [{ ...at(1, 1), kind: 'noop', data: new Uint8Array(0) }],
    });
    await snapshotStore.write({ ...at(9, 3), id: 's9', configuration: configuration([id]) }, chunks('nine'));
    const stateMachine = new Joiner();
    const node = await startNode({ ...options(), logStore, snapshotStore, stateMachine });
    expect(node.status()).toMatchObject({ snapshot: 9, applied: 9, commit: 9, last: 9, term: 3 });
    expect(stateMachine.text).toBe('nine');
    await node.stop();
    expect((await new MemoryLogStore(logStore).load()).base).toEqual(at(9, 3));
  });
});
