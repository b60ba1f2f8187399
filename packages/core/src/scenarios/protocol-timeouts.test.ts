import { describe, expect, it } from 'vitest';

import { DEFAULT_LIMITS } from '../raft/config.ts';
import { configuration } from '../raft/configuration.ts';
import { Raft } from '../raft/raft.ts';
import { BLANK } from '../raft/state.ts';
import { ScriptedCluster } from '../testing/scripted-cluster.ts';
import { names } from '../testing/scripting.ts';
import { SeededRandom } from '../testing/seeded-random.ts';
import { tickUntil } from '../testing/stage.ts';

describe('election timeouts', () => {
  const CLUSTERS = 200;
  const random = new SeededRandom(1);
  const ids = names('n1', 'n2', 'n3', 'n4', 'n5');

  /** How many ticks each node of a new cluster waits before it asks for pre-votes, as what it is. */
  function timeouts(role: 'follower' | 'candidate'): number[] {
    return ids.map((id) => {
      const bootstrap = configuration(ids);
      const limits = { ...DEFAULT_LIMITS, electionTicks: 10 };
      const raft = new Raft({ ...limits, id, bootstrap, seed: random.uint32() }, BLANK);
      if (role === 'candidate') raft.step({ type: 'campaign' });
      for (let ticks = 1; ; ticks++) {
        raft.step({ type: 'tick' });
        if (raft.view().role === 'pre-candidate') return ticks;
      }
    });
  }

  it.each(['follower', 'candidate'] as const)(
    'of a %s lie anywhere from one to nearly two periods',
    (role) => {
      const seen = new Set<number>();
      for (let count = 0; count < CLUSTERS; count++) for (const ticks of timeouts(role)) seen.add(ticks);
      expect([...seen].sort((a, b) => a - b)).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
    },
  );

  it.each(['follower', 'candidate'] as const)('let mostly one %s come first', (role) => {
    let conflicts = 0;
    for (let count = 0; count < CLUSTERS; count++) {
      const drawn = timeouts(role);
      const shortest = Math.min(...drawn);
      if (drawn.filter((ticks) => ticks === shortest).length > 1) conflicts++;
    }
    // Five draws from ten equally likely ones have their least one twice in 23 of 100 cases.
    expect(conflicts / CLUSTERS).toBeLessThan(0.33);
  });

  it('differ from one election of a node to the next', () => {
    const cluster = new ScriptedCluster({ size: 3, limits: { electionTicks: 50 } });
    const drawn = Array.from({ length: 8 }, () =>
      tickUntil(cluster, 'n1', () => {
        const asked = cluster.network.length > 0;
        cluster.drop();
        return asked;
      }),
    );
    expect(new Set(drawn).size).toBeGreaterThan(4);
  });
});
