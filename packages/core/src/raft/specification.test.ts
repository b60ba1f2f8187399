import { beforeAll, describe, expect, it } from 'vitest';

import { RandomWalk } from '../testing/random-walk.ts';
import { ScriptedCluster } from '../testing/scripted-cluster.ts';
import { SeededRandom } from '../testing/seeded-random.ts';
import {
  PROPERTY_NAMES,
  SPECIFICATION,
  Spectator,
  type Member,
  type PropertyName,
  type Scene,
} from '../testing/specification.ts';
import { term, type NodeId, type Role } from './types.ts';

const RUNS = 40;
const STEPS = 700;

function wander(seed: number, look: (name: PropertyName, tried: number | null, where: string) => void): void {
  const random = new SeededRandom(seed);
  const cluster = new ScriptedCluster({
    size: random.pick([2, 3, 3, 3, 4, 5]),
    learners: random.pick([0, 0, 1]),
    spares: random.pick([0, 1, 2]),
    seed,
    limits: {
      heartbeatTicks: 1,
      electionTicks: 4,
      maxAppendBytes: random.pick([1, 1_000]),
      keepEntries: 1,
      keepEntriesForSlow: 0,
    },
  });
  const walk = new RandomWalk(cluster, random);
  const spectator = new Spectator();
  for (let step = 0; step < STEPS; step++) {
    walk.step();
    const scene = spectator.look(cluster);
    for (const name of PROPERTY_NAMES) look(name, SPECIFICATION[name](scene), `seed ${seed}, step ${step}`);
  }
}

describe('an invariant of etcd’s specification holds after every step of random runs', () => {
  const broken = new Map<PropertyName, string>();
  const tried = new Map<PropertyName, number>();

  beforeAll(() => {
    for (let seed = 1; seed <= RUNS; seed++)
      wander(seed, (name, times, where) => {
        if (times === null) broken.set(name, broken.get(name) ?? where);
        tried.set(name, (tried.get(name) ?? 0) + (times ?? 0));
      });
  });

  const TITLES: Readonly<Record<PropertyName, string>> = {
    LogInv: 'what nodes know to be committed is alike, as far as each of them knows it',
    MoreThanOneLeaderInv: 'a term has one leader',
    ElectionSafetyInv: 'a leader holds every entry of its term that anybody holds',
    LogMatchingInv: 'logs that agree at an index agree on all before it',
    QuorumLogInv: 'somebody in every quorum holds what a node knows to be committed',
    MoreUpToDateCorrectInv: 'who is as up to date as a quorum holds everything that ever committed',
    LeaderCompletenessInv: 'a leader holds everything that committed in a term before its own',
    CommittedIsDurableInv: 'somebody in every quorum has on its disk what a node knows to be committed',
  };
  it.each(PROPERTY_NAMES)('%s', (name) => {
    expect(broken.get(name), TITLES[name]).toBeUndefined();
    expect(tried.get(name), 'how often there was something to look at').toBeGreaterThan(100 * RUNS);
  });
});

describe('the checks of the specification', () => {
  /** Three nodes; n1 leads term 1, and all of them know that two entries are committed. */
  function healthy(): { scene: Scene; members: [Member, Member, Member] } {
    const cluster = new ScriptedCluster({ size: 3 });
    cluster.elect('n1');
    cluster.propose('n1', 'a');
    cluster.stabilize();
    cluster.tick('n1', 5);
    cluster.stabilize();
    const scene = new Spectator().look(cluster);
    return { scene, members: scene.members as [Member, Member, Member] };
  }

  function seen(
    member: Member,
    changes: { readonly role?: Role; readonly inTerm?: number; readonly committed?: number[] },
  ): Member {
    if (member.running === null) throw new Error(`${member.id} is down`);
    const { view, committed } = member.running;
    const { role = view.role, inTerm = view.term } = changes;
    const running = {
      view: { ...view, role, term: term(inTerm) },
      committed: changes.committed ?? committed,
    };
    return { ...member, running };
  }

  it('find nothing in a cluster that is well', () => {
    const { scene } = healthy();
    expect(scene.everCommitted).toEqual([1, 1]);
    for (const name of PROPERTY_NAMES) expect(SPECIFICATION[name](scene), name).toBeGreaterThan(0);
  });

  it('each find what they are there to find', () => {
    const { scene, members } = healthy();
    const [n1, n2, n3] = members;
    const broken: Readonly<Record<PropertyName, Scene>> = {
      LogInv: { ...scene, members: [n1, seen(n2, { committed: [1, 2] }), n3] },
      MoreThanOneLeaderInv: { ...scene, leaders: new Map([[1, new Set<NodeId>([n1.id, n2.id])]]) },
      ElectionSafetyInv: { ...scene, members: [n1, { ...n2, log: [1, 1, 1] }, n3] },
      LogMatchingInv: { ...scene, members: [n1, { ...n2, log: [2, 1] }, n3] },
      QuorumLogInv: { ...scene, members: [n1, { ...n2, log: [1] }, { ...n3, log: [1] }] },
      MoreUpToDateCorrectInv: { ...scene, members: [n1, { ...n2, log: [1] }, { ...n3, log: [1] }] },
      LeaderCompletenessInv: { ...scene, members: [{ ...seen(n1, { inTerm: 2 }), log: [1, 2] }, n2, n3] },
      CommittedIsDurableInv: { ...scene, members: [{ ...n1, durable: [1] }, { ...n2, durable: [1] }, n3] },
    };
    for (const name of PROPERTY_NAMES) expect(SPECIFICATION[name](broken[name]), name).toBeNull();
  });
});
