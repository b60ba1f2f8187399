import { describe, expect, it } from 'vitest';

import type { RaftNode } from '../node/raft-node.ts';
import { startNode } from '../node/start-node.ts';
import type { NodeEvent, NodeOptions } from '../node/types.ts';
import type { StateMachine } from '../ports/index.ts';
import type { MembershipChange } from '../raft/membership-change.ts';
import { nodeId, type Entry } from '../raft/types.ts';
import { MemoryHub } from '../testing/memory-hub.ts';
import { MemoryLogStore } from '../testing/memory-log-store.ts';
import { MemorySnapshotStore } from '../testing/memory-snapshot-store.ts';
import { SeededRandom } from '../testing/seeded-random.ts';
import { VirtualClock } from '../testing/virtual-clock.ts';

/** Remembers in which batches its commands came. */
class Recorder implements StateMachine<number> {
  readonly batches: number[] = [];
  readonly order: number[] = [];
  onFirst: (() => void) | null = null;

  apply(commands: readonly Entry[]): readonly number[] {
    this.batches.push(commands.length);
    this.onFirst?.();
    this.onFirst = null;
    return commands.map(({ data }) => this.order.push(Number(new TextDecoder().decode(data))));
  }

  snapshot(): Uint8Array {
    return new Uint8Array(0);
  }

  async restore(): Promise<void> {
    await Promise.resolve();
  }
}

/** A cluster of one, in virtual time. */
class Alone {
  readonly id = nodeId('n1');
  readonly clock = new VirtualClock();
  readonly hub = new MemoryHub(this.clock);
  readonly snapshots = new MemorySnapshotStore();
  readonly events: NodeEvent[] = [];
  machine = new Recorder();
  log = new MemoryLogStore();

  async start(options: Partial<NodeOptions<number>> = {}): Promise<RaftNode<number>> {
    return await startNode<number>({
      id: this.id,
      voters: [this.id],
      logStore: this.log,
      snapshotStore: this.snapshots,
      transport: this.hub.transport(this.id),
      stateMachine: this.machine,
      clock: this.clock,
      random: new SeededRandom(1),
      onEvent: (event) => this.events.push(event),
      ...options,
    });
  }

  async until(condition: () => boolean): Promise<void> {
    await this.clock.advanceUntil(condition, 60_000, 5);
  }

  async elected(): Promise<RaftNode<number>> {
    const node = await this.start();
    await this.until(() => node.status().role === 'leader');
    return node;
  }

  /** What becomes of one change of the members. */
  async change(node: RaftNode<number>, changes: readonly unknown[]): Promise<unknown> {
    const ends: unknown[] = [];
    node.changeMembership(changes as MembershipChange[]).then(
      () => ends.push('ok'),
      (error: unknown) => ends.push(error),
    );
    await this.until(() => ends.length > 0);
    return ends[0];
  }

  /** What becomes of one proposal. */
  async propose(node: RaftNode<number>, command: Uint8Array): Promise<string> {
    const codes: string[] = [];
    node.propose(command, (outcome) => codes.push(outcome.ok ? 'ok' : outcome.error.code));
    await this.until(() => codes.length > 0);
    return codes.join();
  }
}

const text = (value: number): Uint8Array => new TextEncoder().encode(String(value));

describe('what is committed at once', () => {
  it('is applied in order and in batches, before a restart and after it, and others get their turn in between', async () => {
    const alone = new Alone();
    let node = await alone.elected();
    const total = 3_000;
    const numbers = Array.from({ length: total }, (_, number) => number);
    for (const number of numbers) node.propose(text(number), () => undefined);
    // Whatever is due after the first batch does not wait for the last one.
    let between = total;
    alone.machine.onFirst = () => alone.clock.defer(() => (between = alone.machine.order.length));
    await alone.until(() => alone.machine.order.length === total);
    expect(alone.machine.order).toEqual(numbers);
    expect(Math.max(...alone.machine.batches)).toBeLessThanOrEqual(1_024);
    expect(between).toBeLessThan(total);

    await node.stop();
    alone.log = new MemoryLogStore(alone.log);
    alone.machine = new Recorder();
    node = await alone.elected();
    await alone.until(() => alone.machine.order.length === total);
    expect(alone.machine.order).toEqual(numbers);
    expect(Math.max(...alone.machine.batches)).toBeLessThanOrEqual(1_024);
    await node.stop();
  });
});

describe('a proposal', () => {
  it('before there is a leader is refused at once, and does not wait for one', async () => {
    const alone = new Alone();
    const node = await alone.start({ voters: [nodeId('n1'), nodeId('n2')] });
    expect(await alone.propose(node, text(1))).toBe('not_leader');
    expect(alone.clock.monotonicNow()).toBeLessThan(500);
    await node.stop();
  });

  it('that is too long is refused, and the node goes on', async () => {
    const alone = new Alone();
    const node = await alone.start({ maxCommandBytes: 10 });
    await alone.until(() => node.status().role === 'leader');
    const { last } = node.status();
    expect(await alone.propose(node, new Uint8Array(11))).toBe('invalid_argument');
    expect(node.status().last).toBe(last);
    expect(await alone.propose(node, new Uint8Array(10))).toBe('ok');
    await node.stop();
  });

  it('that is no bytes is refused, and the node goes on', async () => {
    const alone = new Alone();
    const node = await alone.elected();
    expect(await alone.propose(node, 'text' as unknown as Uint8Array)).toBe('invalid_argument');
    expect(await alone.propose(node, text(1))).toBe('ok');
    await node.stop();
  });
});

describe('a change of the members', () => {
  const REFUSED: readonly (readonly [what: string, changes: readonly object[]])[] = [
    ['no change', []],
    [
      'a name twice',
      [
        { type: 'add-voter', id: 'n2' },
        { type: 'add-learner', id: 'n2' },
      ],
    ],
    ['the removal of a stranger', [{ type: 'remove', id: 'n7' }]],
    ['the removal of the last voter', [{ type: 'remove', id: 'n1' }]],
    ['a known voter', [{ type: 'add-voter', id: 'n1' }]],
    ['a name that is none', [{ type: 'add-voter', id: '' }]],
  ];
  it('that makes no sense is an error of the caller’s, and the node goes on', async () => {
    const alone = new Alone();
    const node = await alone.elected();
    const { last } = node.status();
    for (const [what, changes] of REFUSED)
      expect(await alone.change(node, changes), what).toMatchObject({
        name: 'RaftError',
        code: 'invalid_argument',
        retryable: false,
      });
    expect(node.status().last).toBe(last);
    expect(await alone.propose(node, text(1))).toBe('ok');
    await node.stop();
  });

  it.each([
    ['that is none', [null]],
    [
      'with more members than a configuration can name',
      Array.from({ length: 1_001 }, (_, number) => ({ type: 'add-learner', id: `x${number}` })),
    ],
  ])('%s does not end the node', async (_, changes) => {
    const alone = new Alone();
    const node = await alone.elected();
    await alone.change(node, changes);
    expect(alone.events.filter(({ type }) => type === 'failed')).toEqual([]);
    expect(await alone.propose(node, text(1))).toBe('ok');
    await node.stop();
  });

  it('tells the transport no address of a member that nobody gave one, whatever it is called', async () => {
    const alone = new Alone();
    const told: unknown[] = [];
    const transport = alone.hub.transport(alone.id);
    const setPeers = transport.setPeers.bind(transport);
    transport.setPeers = (peers) => {
      told.push(peers.get(nodeId('constructor')));
      setPeers(peers);
    };
    const node = await alone.start({ transport });
    await alone.until(() => node.status().role === 'leader');
    expect(await alone.change(node, [{ type: 'add-learner', id: nodeId('constructor') }])).toBe('ok');
    expect(told.at(-1)).toBeNull();
    await node.stop();
  });
});
