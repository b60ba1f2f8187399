import type { MembershipChange } from '@seaworthy/core';
import { SeededRandom } from '@seaworthy/core/testing';

import type { Fault } from '../plan.ts';
import type { SimulatedNode } from './simulated-node.ts';
import type { World } from './world.ts';

/** After so long a damaged computer loses its power, and after as long again it is back. */
const RELAPSE_MS = 500;

/** Does to the world what a plan says, at its times. */
export class Faults {
  readonly #world: World;
  /** Which directions between nodes each partition that lasts has cut. */
  readonly #cuts = new Map<string, number>();

  constructor(world: World) {
    this.#world = world;
  }

  schedule(faults: readonly Fault[]): void {
    for (const fault of faults) this.#world.scheduler.schedule(fault.atMs, () => this.#begin(fault));
  }

  /** Ends everything that lasts, and starts everybody who can be started. */
  healAll(): void {
    const { network, nodes } = this.#world;
    this.#cuts.clear();
    network.heal();
    network.setConditions({ minDelayMs: 0.5, maxDelayMs: 1, lossRate: 0, duplicateRate: 0, reorder: false });
    for (const node of nodes) {
      node.computer.rate = 1;
      node.diskFactor = 1;
      node.limitDisk(Infinity);
      if (node.isPaused) node.resume();
      node.start();
    }
    this.#world.note('everything is healed');
  }

  #begin(fault: Fault): void {
    const world = this.#world;
    const { exercised } = world;
    world.note(`fault ${JSON.stringify(fault)}`);
    switch (fault.type) {
      case 'partition':
        this.#partition(fault);
        return;
      case 'crash':
        this.#crash(fault);
        return;
      case 'pause':
        exercised.pauses++;
        this.#during(
          fault.node,
          fault.forMs,
          (node) => node.pause(),
          (node) => node.resume(),
        );
        return;
      case 'clock-rate':
        exercised.clockFaults++;
        this.#during(
          fault.node,
          fault.forMs,
          (node) => (node.computer.rate = fault.rate),
          (node) => (node.computer.rate = 1),
        );
        return;
      case 'clock-jump':
        exercised.clockFaults++;
        world.find(fault.node)?.computer.jumpWall(fault.byMs);
        return;
      case 'slow-disk':
        exercised.diskFaults++;
        this.#during(
          fault.node,
          fault.forMs,
          (node) => (node.diskFactor = fault.factor),
          (node) => (node.diskFactor = 1),
        );
        return;
      case 'disk-full':
        exercised.diskFaults++;
        this.#during(
          fault.node,
          fault.forMs,
          (node) => node.limitDisk(0),
          (node) => node.limitDisk(Infinity),
        );
        return;
      case 'sync-failure':
        exercised.diskFaults++;
        this.#with(fault.node, (node) => node.failNextSync());
        return;
      case 'bit-rot':
      case 'torn-write':
      case 'misdirected-write':
        exercised.diskFaults++;
        this.#with(fault.node, (node) => this.#damage(node, fault.type));
        return;
      case 'transfer':
        exercised.transfers++;
        this.#transfer(fault.to);
        return;
      case 'snapshot':
        this.#with(fault.node, (node) =>
          node.gate.pass('operator', () => void node.server?.node?.takeSnapshot()),
        );
        return;
      case 'membership':
        this.#changeMembers(fault);
        return;
    }
  }

  #with(target: Parameters<World['find']>[0], act: (node: SimulatedNode) => void): void {
    const node = this.#world.find(target);
    if (node !== undefined) act(node);
  }

  #during(
    target: Parameters<World['find']>[0],
    forMs: number,
    begin: (node: SimulatedNode) => void,
    end: (node: SimulatedNode) => void,
  ): void {
    this.#with(target, (node) => {
      begin(node);
      this.#world.scheduler.schedule(forMs, () => end(node));
    });
  }

  #partition({ isolate, direction, forMs }: Fault & { readonly type: 'partition' }): void {
    const world = this.#world;
    const isolated = new Set(isolate.flatMap((target) => world.find(target) ?? []));
    const pairs: [SimulatedNode, SimulatedNode][] = [];
    for (const inside of isolated) {
      for (const outside of world.nodes) {
        if (isolated.has(outside)) continue;
        if (direction !== 'in') pairs.push([inside, outside]);
        if (direction !== 'out') pairs.push([outside, inside]);
      }
    }
    if (pairs.length === 0) return;
    world.exercised.partitions++;
    for (const [from, to] of pairs) this.#cut(from, to, 1);
    world.scheduler.schedule(forMs, () => {
      for (const [from, to] of pairs) this.#cut(from, to, -1);
    });
  }

  /** Several partitions may cut the same way; it is mended when the last of them ends. */
  #cut(from: SimulatedNode, to: SimulatedNode, change: 1 | -1): void {
    const key = `${from.id} ${to.id}`;
    const before = this.#cuts.get(key) ?? 0;
    const after = Math.max(0, before + change);
    this.#cuts.set(key, after);
    if (before === 0 && after > 0) this.#world.network.cut(from.id, to.id);
    else if (before > 0 && after === 0) this.#world.network.heal(from.id, to.id);
  }

  #crash({ nodes, forMs, survival }: Fault & { readonly type: 'crash' }): void {
    const world = this.#world;
    for (const node of new Set(nodes.flatMap((target) => world.find(target) ?? []))) {
      if (node.state === 'down' || node.state === 'lost') continue;
      world.exercised.crashes++;
      world.note(`${node.id} ${survival === null ? 'is stopped' : 'loses its power'}`);
      if (survival === null) node.stop();
      else node.crash({ random: new SeededRandom(world.random.uint32()), chance: survival });
      world.scheduler.schedule(forMs, () => {
        if (node.state === 'stopping') node.crash(null);
        node.start();
      });
    }
  }

  /**
   * Damages what lies on the disk, or the next thing that is written, and makes the process read it again. Of a member
   * of the minority that may be hit nothing more is asked than that it does not take what is wrong for right.
   */
  #damage(node: SimulatedNode, kind: 'bit-rot' | 'torn-write' | 'misdirected-write'): void {
    const world = this.#world;
    if (node.state !== 'up') return;
    const random = new SeededRandom(world.random.uint32());
    node.damaged = true;
    if (kind === 'bit-rot') node.disk.rot({ random });
    else if (kind === 'torn-write') node.disk.tearNext({ random });
    else node.disk.misdirectNext({ random });
    world.scheduler.schedule(RELAPSE_MS, () => {
      if (node.state !== 'up') return;
      node.crash({ random: new SeededRandom(world.random.uint32()), chance: 1 });
      world.scheduler.schedule(RELAPSE_MS, () => node.start());
    });
  }

  #transfer(to: Parameters<World['find']>[0]): void {
    const leader = this.#world.leader;
    const heir = this.#world.find(to);
    const raft = leader?.server?.node;
    if (leader === undefined || heir === undefined || raft === null || raft === undefined) return;
    leader.gate.pass('operator', () => void raft.transferLeadership(heir.id));
  }

  #changeMembers({ add, addLearners, remove }: Fault & { readonly type: 'membership' }): void {
    const world = this.#world;
    const leader = world.leader;
    const raft = leader?.server?.node;
    if (leader === undefined || raft === null || raft === undefined) return;
    const changes: MembershipChange[] = [];
    const change = (type: MembershipChange['type'], node: SimulatedNode | undefined): void => {
      if (node !== undefined && !changes.some(({ id }) => id === node.id))
        changes.push({ type, id: node.id });
    };
    const { voters, learners } = raft.status();
    for (const number of add) {
      const node = world.find(number);
      if (node !== undefined && !voters.includes(node.id)) change('add-voter', node);
    }
    for (const number of addLearners) {
      const node = world.find(number);
      if (node !== undefined && !learners.includes(node.id)) change('add-learner', node);
    }
    for (const target of remove) {
      const node = world.find(target);
      if (node !== undefined && (voters.includes(node.id) || learners.includes(node.id)))
        change('remove', node);
    }
    const told = (outcome: string): void => world.note(`${leader.id} change of the members: ${outcome}`);
    leader.gate.pass(
      'operator',
      () =>
        void raft.changeMembership(changes).then(
          () => told('done'),
          (error: unknown) => told(String(error)),
        ),
    );
  }
}
