import {
  startNode,
  type MembershipChange,
  type NodeEvent,
  type NodeOptions,
  type NodeStatus,
  type ProposalOutcome,
  type RaftNode,
  type ReadOutcome,
} from '../index.ts';
import type { Clock } from '../ports/clock.ts';
import type { StateMachine } from '../ports/state-machine.ts';
import { nodeId, type LogIndex, type NodeId } from '../raft/types.ts';
import { MemorySnapshotStore } from '../testing/memory-snapshot-store.ts';
import { SeededRandom } from '../testing/seeded-random.ts';
import { SlowLogStore } from '../testing/slow-log-store.ts';
import { UnreliableHub } from '../testing/unreliable-hub.ts';
import { settlePromises, VirtualClock } from '../testing/virtual-clock.ts';

/** One server: what it runs, what it stores, and what it told. */
export interface Member<Machine, Result> {
  readonly id: NodeId;
  machine: Machine;
  log: SlowLogStore;
  snapshots: MemorySnapshotStore;
  /** Null while it is down. */
  node: RaftNode<Result> | null;
  readonly events: NodeEvent[];
}

/** What was asked of a node, and what came of it as soon as something did. */
export interface Asked<Outcome> {
  outcome: Outcome | null;
  /** How often it was settled; once is right. */
  settled: number;
}

export interface LabOptions<Machine, Result> {
  readonly machine: (id: NodeId) => Machine;
  readonly seed?: number;
  readonly stepMs?: number;
  /** How long a sync of a log takes. */
  readonly diskMs?: number;
  readonly clock?: (real: Clock, id: NodeId) => Clock;
  readonly snapshots?: () => MemorySnapshotStore;
  readonly node?: Partial<NodeOptions<Result>>;
}

/** Real nodes in virtual time, over an unreliable network and on disks that lose what was not synced. */
export class LabCluster<Machine extends StateMachine<Result>, Result> {
  readonly clock = new VirtualClock();
  readonly random: SeededRandom;
  readonly hub: UnreliableHub;
  readonly members: Member<Machine, Result>[] = [];
  readonly #options: LabOptions<Machine, Result>;
  #starts = 0;

  constructor(options: LabOptions<Machine, Result>) {
    this.#options = options;
    this.random = new SeededRandom(options.seed ?? 1);
    this.hub = new UnreliableHub(this.clock, this.random);
  }

  /** Starts so many members that know each other from the beginning. */
  async start(size: number): Promise<this> {
    const ids = Array.from({ length: size }, (_, position) => nodeId(`n${position + 1}`));
    for (const id of ids) await this.add(id, ids);
    return this;
  }

  /** Starts one more node; without `voters`, one that waits to be added. */
  async add(id: NodeId, voters: readonly NodeId[] = []): Promise<Member<Machine, Result>> {
    const member: Member<Machine, Result> = {
      id,
      machine: this.#options.machine(id),
      log: new SlowLogStore(this.clock, this.#options.diskMs),
      snapshots: this.#options.snapshots?.() ?? new MemorySnapshotStore(),
      node: null,
      events: [],
    };
    this.members.push(member);
    await this.#startNode(member, voters);
    return member;
  }

  /** Ends a node as a power failure does: what was not synced is lost. */
  async crash(member: Member<Machine, Result>): Promise<void> {
    member.log.crash();
    await member.node?.stop();
    member.node = null;
  }

  async restart(member: Member<Machine, Result>): Promise<void> {
    if (member.node !== null) await this.crash(member);
    member.log = new SlowLogStore(this.clock, member.log.delayMs, member.log);
    member.snapshots = new MemorySnapshotStore(member.snapshots);
    member.machine = this.#options.machine(member.id);
    await this.#startNode(
      member,
      this.members.map(({ id }) => id),
    );
  }

  async #startNode(member: Member<Machine, Result>, voters: readonly NodeId[]): Promise<void> {
    const { clock, node } = this.#options;
    const starting = startNode({
      id: member.id,
      voters,
      logStore: member.log,
      snapshotStore: member.snapshots,
      transport: this.hub.transport(member.id),
      stateMachine: member.machine,
      clock: clock?.(this.clock, member.id) ?? this.clock,
      random: new SeededRandom(this.random.uint32() + ++this.#starts),
      onEvent: (event) => member.events.push(event),
      ...node,
    });
    // A start may have to wait for a disk, and so for time to pass.
    member.node = await this.finished(starting);
  }

  member(id: string): Member<Machine, Result> {
    const found = this.members.find((member) => member.id === id);
    if (found === undefined) throw new RangeError(`no member ${id}`);
    return found;
  }

  get up(): readonly Member<Machine, Result>[] {
    return this.members.filter(({ node }) => node !== null);
  }

  /** Who runs and is not cut off. */
  get connected(): readonly Member<Machine, Result>[] {
    return this.up.filter(({ id }) => !this.hub.cut.has(id));
  }

  /** Whoever leads the newest term among those that are connected. */
  get leader(): Member<Machine, Result> | undefined {
    const leaders = this.connected.filter(({ node }) => node?.status().role === 'leader');
    return leaders.sort((a, b) => termOf(b) - termOf(a))[0];
  }

  followersOf(leader: Member<Machine, Result>): readonly Member<Machine, Result>[] {
    return this.members.filter((member) => member !== leader);
  }

  /** Lets time pass. */
  async run(ms: number): Promise<void> {
    const step = this.#options.stepMs ?? 5;
    for (let passed = 0; passed < ms; passed += step) {
      this.clock.advance(step);
      await settlePromises();
    }
  }

  /** For whoever lives in this cluster while somebody else lets time pass. */
  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.clock.schedule(ms, resolve));
  }

  /** Lets time pass until somebody is done. */
  async finished<T>(work: Promise<T>, limitMs = 60_000): Promise<T> {
    let isDone = false;
    const done = (): void => {
      isDone = true;
    };
    work.then(done, done);
    await this.until(() => isDone, limitMs);
    return work;
  }

  async until(condition: () => boolean, limitMs = 20_000): Promise<void> {
    await this.clock.advanceUntil(condition, limitMs, this.#options.stepMs ?? 5);
  }

  async elected(): Promise<Member<Machine, Result>> {
    await this.until(() => this.leader !== undefined);
    return this.leader as Member<Machine, Result>;
  }

  propose(member: Member<Machine, Result>, command: string | Uint8Array): Asked<ProposalOutcome<Result>> {
    const data = typeof command === 'string' ? new TextEncoder().encode(command) : command;
    return asked((settle) => member.node?.propose(data, settle));
  }

  read(member: Member<Machine, Result>): Asked<ReadOutcome> {
    return asked((settle) => member.node?.read(settle));
  }

  /** Hands leadership over, and waits until the heir leads. */
  async transfer(leader: Member<Machine, Result>, heir: Member<Machine, Result>): Promise<void> {
    await this.finished(leader.node?.transferLeadership(heir.id) ?? Promise.resolve(false));
    await this.until(() => this.leader === heir);
  }

  /** Changes the members, and waits until they are as asked. */
  async change(leader: Member<Machine, Result>, changes: readonly MembershipChange[]): Promise<void> {
    await this.finished(leader.node?.changeMembership(changes) ?? Promise.reject(new Error('it is down')));
  }

  /** Gets a command committed, by whoever leads, however often it takes; it may be in the log more than once then. */
  async commit(command: string | Uint8Array, limitMs = 20_000): Promise<LogIndex> {
    const end = this.clock.monotonicNow() + limitMs;
    while (this.clock.monotonicNow() < end) {
      const { leader } = this;
      if (leader === undefined) {
        await this.run(20);
        continue;
      }
      const { outcome } = await this.settled(this.propose(leader, command), 2_000);
      if (outcome?.ok === true) return outcome.index;
    }
    throw new Error('a command could not be committed');
  }

  /** Waits for an answer, but not for ever. */
  async settled<Outcome>(question: Asked<Outcome>, limitMs = 20_000): Promise<Asked<Outcome>> {
    const end = this.clock.monotonicNow() + limitMs;
    await this.until(() => question.outcome !== null || this.clock.monotonicNow() >= end, limitMs + 1_000);
    return question;
  }

  /** Throws if a node ended by itself, or if two ever led the same term. */
  verify(): void {
    const leaders = new Map<number, NodeId>();
    for (const { id, events } of this.members) {
      for (const event of events) {
        if (event.type === 'failed') throw new Error(`${id} failed`, { cause: event.error });
        if (event.type !== 'role' || event.role !== 'leader') continue;
        const other = leaders.get(event.term) ?? id;
        if (other !== id) throw new Error(`both ${other} and ${id} led term ${event.term}`);
        leaders.set(event.term, id);
      }
    }
  }

  async stop(): Promise<void> {
    for (const member of this.members) await this.crash(member);
  }
}

function termOf({ node }: { readonly node: { status(): NodeStatus } | null }): number {
  return node?.status().term ?? 0;
}

function asked<Outcome>(ask: (settle: (outcome: Outcome) => void) => void): Asked<Outcome> {
  const question: Asked<Outcome> = { outcome: null, settled: 0 };
  ask((outcome) => {
    question.outcome = outcome;
    question.settled++;
  });
  return question;
}
