import type { RaftNode } from '../node/raft-node.ts';
import { startNode } from '../node/start-node.ts';
import type { NodeOptions, ProposalOutcome, ReadOutcome } from '../node/types.ts';
import type { StateMachine } from '../ports/state-machine.ts';
import type { Transport } from '../ports/transport.ts';
import { invariant } from '../raft/invariant.ts';
import { nodeId, type Entry, type NodeId } from '../raft/types.ts';
import { MemoryHub } from './memory-hub.ts';
import { MemoryLogStore } from './memory-log-store.ts';
import { MemorySnapshotStore } from './memory-snapshot-store.ts';
import { SeededRandom } from './seeded-random.ts';
import { VirtualClock } from './virtual-clock.ts';

/** A state machine that is the text of all commands, one after the other; its snapshots come in chunks of a few bytes. */
export class TextMachine implements StateMachine<string> {
  readonly #chunkBytes: number;
  text = '';

  constructor(chunkBytes = 1_000_000) {
    this.#chunkBytes = chunkBytes;
  }

  apply(commands: readonly Entry[]): readonly string[] {
    return commands.map(({ data }) => (this.text += new TextDecoder().decode(data)));
  }

  snapshot(): AsyncIterable<Uint8Array> {
    return inChunks(new TextEncoder().encode(this.text), this.#chunkBytes);
  }

  async restore(chunks: AsyncIterable<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of chunks) text += decoder.decode(chunk, { stream: true });
    this.text = text;
  }
}

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array, void, undefined> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.slice(at, at + size));
}

/** A node of a {@link RunningCluster}, with what survives its restarts. */
export interface RunningMember {
  readonly id: NodeId;
  readonly machine: TextMachine;
  readonly node: RaftNode<string>;
  readonly log: MemoryLogStore;
  readonly snapshots: MemorySnapshotStore;
}

/** What a test may change of the nodes that a cluster starts. */
export interface RunningClusterOptions {
  readonly options?: Partial<NodeOptions<string>>;
  /** Bytes in each chunk of a snapshot. */
  readonly chunkBytes?: number;
  readonly transport?: (id: NodeId, transport: Transport) => Transport;
  readonly snapshots?: (previous?: MemorySnapshotStore) => MemorySnapshotStore;
}

/** Real nodes over memory and virtual time. They are called n1, n2, … */
export class RunningCluster {
  readonly clock = new VirtualClock();
  readonly hub = new MemoryHub(this.clock);
  readonly #settings: RunningClusterOptions;
  readonly #members = new Map<NodeId, RunningMember>();
  readonly #voters: readonly NodeId[];
  #starts = 0;

  constructor(size: number, settings: RunningClusterOptions = {}) {
    this.#voters = Array.from({ length: size }, (_, position) => nodeId(`n${position + 1}`));
    this.#settings = settings;
  }

  get members(): readonly RunningMember[] {
    return [...this.#members.values()];
  }

  member(id: string): RunningMember {
    const member = this.members.find((candidate) => candidate.id === id);
    invariant(member !== undefined, `there is no node ${id}`);
    return member;
  }

  async start(...ids: readonly string[]): Promise<void> {
    const started = ids.length === 0 ? this.#voters : ids.map(nodeId);
    for (const id of started) this.#members.set(id, await this.#start(id));
  }

  /** Starts a stopped node, or stops and starts a running one, over what it has stored. */
  async restart(id: string): Promise<void> {
    const previous = this.member(id);
    await previous.node.stop();
    this.#members.set(previous.id, await this.#start(previous.id, previous));
  }

  async stop(): Promise<void> {
    for (const { node } of this.members) await node.stop();
  }

  async until(condition: () => boolean): Promise<void> {
    await this.clock.advanceUntil(condition, 60_000, 5);
  }

  /** The leader that is not cut off, once there is one. */
  async leader(): Promise<RunningMember> {
    const find = (): RunningMember | undefined =>
      this.members.find(({ id, node }) => node.status().role === 'leader' && !this.hub.cut.has(id));
    await this.until(() => find() !== undefined);
    return find() as RunningMember;
  }

  async propose({ node }: RunningMember, text: string): Promise<ProposalOutcome<string>> {
    return await this.#settled((settle) => node.propose(new TextEncoder().encode(text), settle));
  }

  async read({ node }: RunningMember): Promise<ReadOutcome> {
    return await this.#settled((settle) => node.read(settle));
  }

  async #settled<Outcome>(call: (settle: (outcome: Outcome) => void) => void): Promise<Outcome> {
    const outcomes: Outcome[] = [];
    call((outcome) => outcomes.push(outcome));
    await this.until(() => outcomes.length > 0);
    return outcomes[0] as Outcome;
  }

  async #start(id: NodeId, previous?: RunningMember): Promise<RunningMember> {
    const { options, chunkBytes, transport, snapshots: open } = this.#settings;
    const log = new MemoryLogStore(previous?.log);
    const snapshots = open?.(previous?.snapshots) ?? new MemorySnapshotStore(previous?.snapshots);
    const machine = new TextMachine(chunkBytes);
    const inMemory = this.hub.transport(id);
    const node = await startNode({
      id,
      voters: this.#voters.includes(id) ? this.#voters : [],
      logStore: log,
      snapshotStore: snapshots,
      transport: transport?.(id, inMemory) ?? inMemory,
      stateMachine: machine,
      clock: this.clock,
      random: new SeededRandom(++this.#starts),
      ...options,
    });
    return { id, machine, node, log, snapshots };
  }
}
