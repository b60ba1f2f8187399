import type { MembershipChange } from '../raft/membership-change.ts';
import type { NodeId } from '../raft/types.ts';
import type { ScriptedCluster } from './scripted-cluster.ts';
import type { ScriptedNode } from './scripted-node.ts';
import type { SeededRandom } from './seeded-random.ts';

/** Lets things happen to a cluster by chance: loss, duplication, partitions, crashes and changes of the members among them. */
export class RandomWalk {
  readonly cluster: ScriptedCluster;
  readonly #random: SeededRandom;
  readonly #isolated = new Set<NodeId>();

  constructor(cluster: ScriptedCluster, random: SeededRandom) {
    this.cluster = cluster;
    this.#random = random;
  }

  step(): void {
    const node = this.#random.pick(this.cluster.nodes);
    if (!node.alive) {
      if (this.#random.chance(0.06)) this.cluster.restart(node.id);
      return;
    }
    let dice = this.#random.below(TOTAL);
    for (const [weight, act] of ACTS) {
      dice -= weight;
      if (dice >= 0) continue;
      act(this, node);
      return;
    }
  }

  deliver(): void {
    const { network } = this.cluster;
    const position = this.#random.chance(0.8) ? 0 : this.#random.below(network.length + 1);
    const envelope = network[position];
    if (envelope === undefined) return;
    const cut = this.#isolated.has(envelope.from) !== this.#isolated.has(envelope.to);
    if (cut) network.splice(position, 1);
    else this.cluster.deliver(position);
  }

  lose(): void {
    const { network } = this.cluster;
    network.splice(this.#random.below(network.length + 1), 1);
  }

  duplicate(): void {
    const { network } = this.cluster;
    const envelope = network[this.#random.below(network.length + 1)];
    if (envelope !== undefined) network.push(envelope);
  }

  crash(node: ScriptedNode): void {
    this.cluster.crash(node.id, this.#random.below(node.pendingWrites + 1));
  }

  /** Cuts the cluster in two, or heals it. */
  cut(): void {
    this.#isolated.clear();
    if (this.#random.chance(0.4)) return;
    for (const { id } of this.cluster.nodes) if (this.#random.chance(0.4)) this.#isolated.add(id);
  }

  propose(node: ScriptedNode): void {
    this.cluster.propose(node.id, String(this.#random.below(1_000)));
  }

  sendSnapshot(node: ScriptedNode): void {
    this.cluster.transferSnapshot(node.id, this.#random.chance(0.7));
  }

  transfer(node: ScriptedNode): void {
    this.cluster.step(node.id, { type: 'transfer', to: this.#random.pick(this.cluster.nodes).id });
  }

  changeMembers(node: ScriptedNode): void {
    const type = this.#random.pick(['add-voter', 'add-voter', 'add-learner', 'remove'] as const);
    const changes: MembershipChange[] = [{ type, id: this.#random.pick(this.cluster.nodes).id }];
    this.cluster.step((this.cluster.leader ?? node).id, { type: 'change-membership', changes });
  }
}

type Act = (walk: RandomWalk, node: ScriptedNode) => void;

/** What may happen next, and how often as compared with the rest. */
const ACTS: readonly (readonly [weight: number, act: Act])[] = [
  [200, ({ cluster }, node) => cluster.tick(node.id)],
  [400, (walk) => walk.deliver()],
  [240, ({ cluster }, node) => cluster.completeWrite(node.id)],
  [30, (walk) => walk.lose()],
  [20, (walk) => walk.duplicate()],
  [4, (walk, node) => walk.crash(node)],
  [4, (walk) => walk.cut()],
  [70, (walk, node) => walk.propose(node)],
  [10, (_, node) => void node.snapshot()],
  [15, (walk, node) => walk.sendSnapshot(node)],
  [4, (walk, node) => walk.changeMembers(node)],
  [2, (walk, node) => walk.transfer(node)],
  [4, ({ cluster }, node) => void cluster.step(node.id, { type: 'campaign' })],
];
const TOTAL = ACTS.reduce((sum, [weight]) => sum + weight, 0);
