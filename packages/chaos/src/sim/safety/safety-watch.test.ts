import { beforeEach, describe, expect, it } from 'vitest';

import { choosePlan } from '../world/choose-plan.ts';
import { simulate } from '../world/simulate.ts';
import { SAFETY_PROPERTIES } from './safety-watch.ts';
import { joint, voters, WatchedCluster } from './watched-cluster.test.support.ts';

let cluster: WatchedCluster;

beforeEach(() => {
  cluster = new WatchedCluster();
});

const ALL = ['n1', 'n2', 'n3'] as const;

describe('an ordinary life', () => {
  it('raises no alarm: two reigns, a restart, a snapshot, a cut-back log', () => {
    cluster.seeAll(ALL, {});
    expect(cluster.reign('n1', ['n2', 'n3'], { term: 1, log: [1, 1, 1], commit: 3 })).toBeNull();
    // The leader goes on alone, with an entry that nobody gets.
    expect(cluster.see('n1', { log: [1, 1, 1, 1], durable: 4 })).toBeNull();
    expect(cluster.reign('n2', ['n3'], { term: 2, log: [1, 1, 1, 2], commit: 4 })).toBeNull();
    // It comes back, follows, and has its own entry replaced.
    expect(cluster.see('n1', { incarnation: 2, role: 'follower', commit: 0, applied: 0 })).toBeNull();
    expect(cluster.see('n1', { term: 2, log: [1, 1, 1], durable: 3, votedFor: null })).toBeNull();
    expect(cluster.see('n1', { log: [1, 1, 1, 2], commit: 4, applied: 4 })).toBeNull();
    expect(cluster.see('n1', { durable: 4 })).toBeNull();
    // A snapshot, and a log that begins behind it.
    expect(cluster.see('n1', { snapshot: 3 })).toBeNull();
    expect(cluster.see('n1', { firstStored: 4, baseTerm: 1, log: [2] })).toBeNull();
    // A newcomer gets a snapshot: for a moment, nothing is durable and the state stands where it was.
    expect(cluster.see('n4', { term: 2 })).toBeNull();
    expect(cluster.see('n4', { firstStored: 4, baseTerm: 1, commit: 3 })).toBeNull();
    expect(cluster.see('n4', { snapshot: 3, applied: 3, durable: 3 })).toBeNull();
  });

  it('is what a simulation sees', async () => {
    for (const seed of [2, 4]) {
      const { violation, exercised } = await simulate(choosePlan(seed, { durationMs: 5_000 }));
      expect(violation).toBeNull();
      expect(exercised.elections).toBeGreaterThan(0);
    }
  });

  it('has words for every property', () => {
    for (const meaning of Object.values(SAFETY_PROPERTIES)) expect(meaning.length).toBeGreaterThan(20);
  });
});

describe('election-safety', () => {
  it('is violated by two leaders of a term', () => {
    expect(cluster.lead('n1', { term: 1, log: [1] })).toBeNull();
    expect(cluster.see('n2', { term: 1, votedFor: 'n1', role: 'leader', log: [1] })).toBe('election-safety');
  });

  it('is violated by a leader that leads its term once more after a restart', () => {
    cluster.lead('n1', { term: 1 });
    expect(cluster.see('n1', { incarnation: 2 })).toBe('election-safety');
  });

  it('allows a leader of each of two terms, and the same leader in both', () => {
    expect(cluster.lead('n1', { term: 1 })).toBeNull();
    expect(cluster.lead('n2', { term: 2 })).toBeNull();
    expect(cluster.see('n1')).toBeNull();
    expect(cluster.lead('n1', { term: 3 })).toBeNull();
  });
});

describe('vote-once', () => {
  it('is violated by a second vote in a term, and by a vote taken back', () => {
    cluster.see('n1', { term: 1, votedFor: 'n2' });
    expect(cluster.see('n1', { votedFor: 'n3' })).toBe('vote-once');
    cluster.see('n2', { term: 1, votedFor: 'n2' });
    expect(cluster.see('n2', { votedFor: null })).toBe('vote-once');
  });

  it('is violated by two durable votes, whatever was seen in between', () => {
    expect(cluster.voted('n1', 1, 'n2')).toBeNull();
    expect(cluster.voted('n1', 1, 'n2')).toBeNull();
    expect(cluster.voted('n1', 1, 'n3')).toBe('vote-once');
    expect(cluster.voted('n2', 2, 'n3')).toBeNull();
    expect(cluster.voted('n2', 1, 'n3')).toBe('vote-once');
  });

  it('is violated by a durable vote that a restart forgets', () => {
    cluster.see('n1', { term: 1, votedFor: 'n2' });
    cluster.voted('n1', 1, 'n2');
    expect(cluster.see('n1', { incarnation: 2, votedFor: null })).toBe('vote-once');
  });

  it('allows a vote in each term, and a restart that forgets what was not durable', () => {
    cluster.see('n1', { term: 1, votedFor: 'n2' });
    expect(cluster.see('n1', { term: 2, votedFor: null })).toBeNull();
    expect(cluster.see('n1', { votedFor: 'n3' })).toBeNull();
    expect(cluster.see('n1', { incarnation: 2, votedFor: null })).toBeNull();
    expect(cluster.see('n1', { votedFor: 'n2' })).toBeNull();
    expect(cluster.voted('n1', 2, 'n2')).toBeNull();
  });
});

describe('elected-by-quorum', () => {
  const leads = { term: 1, votedFor: 'n1', role: 'leader' } as const;

  it('is violated by a leader that one of three voted for', () => {
    cluster.elect('n1', 1, ['n1']);
    cluster.elect('n3', 1, ['n2', 'n3']);
    expect(cluster.see('n1', leads)).toBe('elected-by-quorum');
  });

  it('is violated by votes of an earlier term, and of those who have no vote', () => {
    cluster.elect('n1', 1, ALL);
    cluster.elect('n1', 2, ['n1']);
    expect(cluster.see('n1', { ...leads, term: 2 })).toBe('elected-by-quorum');
    const other = new WatchedCluster();
    other.elect('n1', 1, ['n1', 'n4', 'n5']);
    expect(other.see('n1', leads)).toBe('elected-by-quorum');
  });

  it('is violated by votes that are not durable, the leader’s own among them', () => {
    cluster.seeAll(['n2', 'n3'], { term: 1, votedFor: 'n1' });
    cluster.elect('n1', 1, ['n2']);
    expect(cluster.see('n1', leads)).toBe('elected-by-quorum');
    expect(cluster.elect('n1', 1, ['n1'])).toBeNull();
    expect(cluster.see('n1', leads)).toBeNull();
  });

  it('demands a majority of each half of a joint configuration', () => {
    const configuration = joint(['n1', 'n4', 'n5'], ALL);
    cluster.elect('n1', 1, ALL);
    expect(cluster.see('n1', { ...leads, configuration })).toBe('elected-by-quorum');
    const other = new WatchedCluster();
    other.elect('n1', 1, ['n1', 'n3', 'n4']);
    expect(other.see('n1', { ...leads, configuration })).toBeNull();
  });

  it('allows a voter that has voted in a later term since', () => {
    cluster.elect('n1', 1, ['n1']);
    cluster.elect('n3', 5, ['n2']);
    expect(cluster.see('n1', leads)).toBeNull();
  });

  it('goes by the configuration before, where the first entry of the reign was followed by another at once', () => {
    const alone = voters('n1');
    cluster.elect('n1', 1, ['n1']);
    cluster.see('n1', { configuration: alone, term: 1, votedFor: 'n1', role: 'candidate' });
    const change = { configuration: joint(['n2', 'n3', 'n4'], ['n1']), configurationIndex: 2, log: [1, 1] };
    expect(cluster.see('n1', { role: 'leader', ...change })).toBeNull();
  });
});

describe('leader-append-only', () => {
  const lead = (): void => {
    cluster.seeAll(ALL, {});
    cluster.reign('n1', ['n2', 'n3'], { term: 3, log: [1, 2, 3] });
  };

  it.each([
    ['removes entries', [1, 2]],
    ['replaces entries', [1, 2, 2]],
    ['replaces entries and adds to them', [1, 2, 2, 3]],
  ])('is violated by a leader that %s', (_, log) => {
    lead();
    expect(cluster.see('n1', { log, durable: 0 })).toBe('leader-append-only');
  });

  it('is violated by a leader that replaces entries by as many, so that nothing else shows', () => {
    lead();
    expect(cluster.seeAgain('n1')).toBeNull();
    expect(cluster.seeAgain('n1', [1, 2, 2])).toBe('leader-append-only');
  });

  it('allows a leader to append, and to forget what a snapshot holds', () => {
    lead();
    expect(cluster.see('n1', { log: [1, 2, 3, 3, 3] })).toBeNull();
    expect(cluster.see('n1', { commit: 3, applied: 3 })).toBeNull();
    expect(cluster.see('n1', { snapshot: 2, firstStored: 3, baseTerm: 2, log: [3, 3, 3] })).toBeNull();
  });

  it('allows anybody else to have entries replaced', () => {
    lead();
    cluster.see('n2', { log: [1, 2, 3, 3] });
    expect(cluster.see('n2', { term: 4, log: [1, 2, 3, 4], votedFor: null })).toBeNull();
  });
});

describe('log-matching', () => {
  it('is violated by logs that agree on an entry, and not on the one before', () => {
    cluster.see('n1', { term: 3, log: [1, 2, 3] });
    expect(cluster.see('n2', { term: 3, log: [1, 1, 3] })).toBe('log-matching');
  });

  it('is violated when a node accepts an entry behind one that does not match', () => {
    cluster.see('n1', { term: 2, log: [1, 2, 2] });
    expect(cluster.see('n2', { term: 2, log: [1, 1] })).toBeNull();
    expect(cluster.see('n2', { log: [1, 1, 2] })).toBe('log-matching');
  });

  it('is violated by what a crashed node holds, too', () => {
    cluster.see('n1', { term: 3, log: [1, 2, 3], durable: 3 });
    cluster.see('n3', { term: 3 });
    expect(cluster.see('n3', { incarnation: 2, log: [1, 1, 3] })).toBe('log-matching');
  });

  it('is violated by what is only remembered to have been in a log', () => {
    cluster.see('n1', { term: 3, log: [1, 2, 3] });
    cluster.see('n1', { term: 4, log: [1, 2, 4], votedFor: null });
    expect(cluster.see('n2', { term: 3, log: [1, 1, 3] })).toBe('log-matching');
  });

  it('allows logs to part, whatever their lengths', () => {
    cluster.see('n1', { term: 4, log: [1, 1, 2, 2] });
    expect(cluster.see('n2', { term: 4, log: [1, 1, 3] })).toBeNull();
    expect(cluster.see('n3', { term: 4, log: [1, 1, 2, 4, 4, 4] })).toBeNull();
  });

  it('compares only what both still have', () => {
    cluster.see('n1', { term: 3, log: [1, 2, 3], commit: 0 });
    const behind = { snapshot: 2, applied: 2, commit: 2, firstStored: 3, baseTerm: 2, durable: 3 };
    expect(cluster.see('n2', { term: 3, log: [3], ...behind })).toBeNull();
  });
});

describe('log-terms', () => {
  it('is violated by a term that falls along a log', () => {
    expect(cluster.see('n1', { term: 3, log: [1, 3, 2] })).toBe('log-terms');
  });

  it('is violated by an entry behind a snapshot of a later term', () => {
    const behind = { snapshot: 2, applied: 2, commit: 2, firstStored: 3, durable: 3 };
    expect(cluster.see('n1', { term: 3, baseTerm: 3, log: [2], ...behind })).toBe('log-terms');
  });

  it('is violated by an entry of a term that the node does not know of', () => {
    expect(cluster.see('n1', { term: 1, log: [1] })).toBeNull();
    expect(cluster.see('n1', { log: [1, 2] })).toBe('log-terms');
  });
});

describe('leader-completeness', () => {
  it('is violated by a leader that lacks what committed before', () => {
    cluster.seeAll(ALL, {});
    cluster.reign('n1', ['n2'], { term: 1, log: [1, 1], commit: 2 });
    cluster.see('n2', { term: 2, votedFor: 'n3' });
    expect(cluster.lead('n3', { term: 2, log: [2] })).toBe('leader-completeness');
  });

  it('is violated by a leader whose log is too short', () => {
    cluster.seeAll(ALL, {});
    cluster.reign('n1', ['n2'], { term: 1, log: [1, 1], commit: 2 });
    cluster.see('n2', { term: 2, votedFor: 'n3' });
    expect(cluster.lead('n3', { term: 2, log: [1] })).toBe('leader-completeness');
  });

  it('is violated when an old leader commits what the next one lacks', () => {
    cluster.seeAll(ALL, {});
    cluster.reign('n1', ['n2'], { term: 1, log: [1, 1], commit: 1 });
    cluster.see('n2', { term: 2, votedFor: 'n3' });
    cluster.lead('n3', { term: 2, log: [1, 2] });
    expect(cluster.see('n1', { commit: 2, applied: 2 })).toBe('leader-completeness');
  });

  it('allows an old leader not to hold what was committed after it', () => {
    cluster.seeAll(ALL, {});
    cluster.reign('n1', ['n2', 'n3'], { term: 1, log: [1] });
    cluster.reign('n2', ['n3'], { term: 2, log: [1, 2], commit: 2 });
    expect(cluster.see('n1', { log: [1, 1] })).toBeNull();
  });

  it('allows a leader of term 3 to lack an entry of term 2 that commits in term 4 only', () => {
    cluster.seeAll(ALL, {});
    cluster.reign('n1', ['n2', 'n3'], { term: 1, log: [1], commit: 1 });
    cluster.see('n2', { term: 2, log: [1, 2], durable: 2, votedFor: null });
    cluster.lead('n3', { term: 3, log: [1, 3] });
    expect(cluster.see('n1', { term: 3, votedFor: 'n3', role: 'follower' })).toBeNull();
    cluster.see('n1', { term: 4, votedFor: 'n2', log: [1, 2, 4], durable: 3 });
    cluster.lead('n2', { term: 4, log: [1, 2, 4] });
    expect(cluster.see('n2', { durable: 3, commit: 3, applied: 3 })).toBeNull();
    // Paused since it was elected, it still takes itself for a leader.
    expect(cluster.see('n3', { log: [1, 3, 3] })).toBeNull();
  });

  it('allows a leader whose snapshot stands for what was committed', () => {
    cluster.seeAll(ALL, {});
    cluster.reign('n1', ['n2'], { term: 1, log: [1, 1], commit: 2 });
    cluster.see('n2', { snapshot: 2, firstStored: 3, baseTerm: 1, log: [] });
    cluster.see('n3', { term: 2, votedFor: 'n2' });
    expect(cluster.lead('n2', { term: 2, log: [2] })).toBeNull();
  });
});

describe('state-machine-safety', () => {
  it('is violated by two entries that are committed at one index', () => {
    cluster.see('n1', { term: 3, log: [1, 2], durable: 2, commit: 2, applied: 2 });
    expect(cluster.see('n2', { term: 3, log: [1, 3], durable: 2, commit: 2, applied: 2 })).toBe(
      'state-machine-safety',
    );
  });

  it('is violated by a node that commits something else after a restart', () => {
    cluster.see('n1', { term: 3, log: [1, 2], commit: 2, applied: 2 });
    expect(cluster.see('n1', { incarnation: 2, log: [1, 3] })).toBe('state-machine-safety');
  });

  it('allows anybody to be behind', () => {
    cluster.see('n1', { term: 3, log: [1, 2], durable: 2, commit: 2, applied: 2 });
    expect(cluster.see('n2', { term: 3, log: [1, 3], durable: 2, commit: 1, applied: 0 })).toBeNull();
  });
});

describe('current-term-commit', () => {
  it('is violated by a leader that commits an entry of an earlier term for being held by many (figure 8)', () => {
    cluster.seeAll(ALL, {});
    cluster.reign('n1', ['n2', 'n3'], { term: 2, log: [1, 2] });
    expect(cluster.see('n1', { commit: 1 })).toBe('current-term-commit');
  });

  it('allows a follower to commit entries of any term', () => {
    cluster.seeAll(ALL, {});
    cluster.reign('n1', ['n2', 'n3'], { term: 2, log: [1, 2], commit: 2 });
    cluster.see('n4', { term: 2, log: [1, 2] });
    expect(cluster.see('n4', { commit: 1, applied: 1 })).toBeNull();
  });
});

describe('committed-on-quorum', () => {
  const log = [1, 1];

  it.each<[string, number, number, number]>([
    ['its own disk is all that holds it', 2, 0, 0],
    ['it counts itself before its disk has it', 1, 2, 1],
    ['a follower acknowledged before its disk had it', 2, 1, 1],
  ])('is violated by a leader that commits when %s', (_, own, second, third) => {
    cluster.seeAll(ALL, {});
    cluster.reign('n1', ['n2', 'n3'], { term: 1, log });
    const other = new WatchedCluster();
    other.seeAll(['n2', 'n3'], { term: 1, votedFor: 'n1' });
    other.lead('n1', { term: 1, log, durable: own });
    other.see('n2', { log, durable: second });
    other.see('n3', { log, durable: third });
    expect(other.see('n1', { commit: 2 })).toBe('committed-on-quorum');
  });

  it('allows a leader to commit what its own disk does not have yet (thesis §10.2.1)', () => {
    cluster.seeAll(['n2', 'n3'], { term: 1, votedFor: 'n1' });
    cluster.lead('n1', { term: 1, log });
    cluster.seeAll(['n2', 'n3'], { log, durable: 2 });
    expect(cluster.see('n1', { commit: 2 })).toBeNull();
  });

  it('counts whoever acknowledged and went down since', () => {
    cluster.seeAll(['n2', 'n3'], { term: 1, votedFor: 'n1' });
    cluster.lead('n1', { term: 1, log, durable: 2 });
    cluster.see('n2', { log, durable: 2 });
    cluster.see('n2', { incarnation: 2, term: 1 });
    expect(cluster.see('n1', { commit: 2 })).toBeNull();
  });

  it('counts whoever has replaced the entry by a snapshot', () => {
    cluster.seeAll(['n2', 'n3'], { term: 1, votedFor: 'n1' });
    cluster.lead('n1', { term: 1, log, durable: 2 });
    cluster.see('n2', { commit: 3, firstStored: 4, baseTerm: 1, log: [], durable: 0 });
    expect(cluster.see('n1', { commit: 2 })).toBeNull();
  });

  it('does not count who holds another entry there, nor learners', () => {
    cluster.seeAll(['n2', 'n3'], { term: 2, votedFor: 'n1' });
    cluster.lead('n1', { term: 2, log: [2], durable: 1 });
    cluster.seeAll(['n2'], { log: [1], durable: 1 });
    cluster.seeAll(['n4', 'n5'], { term: 2, log: [2], durable: 1 });
    expect(cluster.see('n1', { commit: 1 })).toBe('committed-on-quorum');
  });

  it('demands a majority of each half of a joint configuration', () => {
    const configuration = joint(['n3', 'n4', 'n5'], ALL);
    const all = { term: 1, votedFor: 'n1', configuration };
    cluster.seeAll(['n2', 'n4', 'n5'], all);
    cluster.lead('n1', { ...all, log, durable: 2 });
    cluster.seeAll(['n2', 'n4'], { log, durable: 2 });
    expect(cluster.see('n1', { commit: 1 })).toBe('committed-on-quorum');
    cluster.see('n5', { log, durable: 2 });
    expect(cluster.see('n1', { commit: 2 })).toBeNull();
  });

  it('goes by the configuration before, where this very commit brought the next into effect', () => {
    const all = { term: 1, votedFor: 'n1', configuration: joint(['n2', 'n3', 'n4'], ALL) };
    cluster.seeAll(['n2', 'n3', 'n4'], all);
    cluster.lead('n1', { ...all, log, durable: 2, configurationIndex: 2 });
    cluster.seeAll(['n2', 'n3'], { log, durable: 2 });
    const next = { log: [...log, 1], configuration: voters('n4'), configurationIndex: 3 };
    expect(cluster.see('n1', { commit: 2, ...next })).toBe('configuration-safety');
    const rest = { log: [...log, 1], configuration: voters('n2', 'n3', 'n4'), configurationIndex: 3 };
    const other = new WatchedCluster();
    other.seeAll(['n2', 'n3', 'n4'], all);
    other.lead('n1', { ...all, log, durable: 2, configurationIndex: 2 });
    other.seeAll(['n2', 'n3'], { log, durable: 2 });
    expect(other.see('n1', { commit: 2, ...rest })).toBeNull();
  });
});

describe('committed-durable', () => {
  const commit = (): void => {
    cluster.seeAll(ALL, {});
    cluster.reign('n1', ['n2', 'n3'], { term: 1, log: [1, 1, 1], commit: 3 });
  };

  it('is violated by a restart that loses what was durable and committed', () => {
    commit();
    expect(cluster.see('n2', { incarnation: 2, log: [1, 1], durable: 2, commit: 0, applied: 0 })).toBe(
      'committed-durable',
    );
  });

  it('is violated by a node that has it removed, though it does not know that it is committed', () => {
    cluster.seeAll(ALL, {});
    cluster.reign('n1', ['n3'], { term: 1, log: [1, 1], commit: 2 });
    cluster.see('n2', { term: 1, log: [1, 1], durable: 2 });
    expect(cluster.see('n2', { term: 2, log: [1], durable: 1 })).toBe('committed-durable');
  });

  it('is violated by the loss of what others committed while nothing showed on the node', () => {
    cluster.seeAll(ALL, {});
    cluster.see('n2', { term: 1, log: [1, 1], durable: 2 });
    cluster.reign('n1', ['n3'], { term: 1, log: [1, 1], commit: 2 });
    expect(cluster.seeAgain('n2')).toBeNull();
    expect(cluster.see('n2', { term: 2, log: [1], durable: 1 })).toBe('committed-durable');
  });

  it('allows a node to lose it that knows of damage, and watches what it holds from then on', () => {
    commit();
    const short = { incarnation: 2, log: [1, 1], durable: 2, commit: 0, applied: 0 };
    cluster.watch.lost('n2');
    expect(cluster.see('n2', short)).toBeNull();
    expect(cluster.see('n2', { ...short, log: [1], durable: 1 })).toBe('committed-durable');
  });

  it('allows a restart to lose what was not durable, or not committed', () => {
    commit();
    cluster.see('n2', { log: [1, 1, 1, 1], durable: 4 });
    expect(
      cluster.see('n2', { incarnation: 2, log: [1, 1, 1], durable: 3, commit: 0, applied: 0 }),
    ).toBeNull();
    const other = new WatchedCluster();
    other.seeAll(ALL, {});
    other.reign('n1', ['n3'], { term: 1, log: [1, 1], commit: 2 });
    other.see('n2', { term: 1, log: [1, 1], durable: 1 });
    expect(other.see('n2', { incarnation: 2, log: [1] })).toBeNull();
  });

  it('allows a snapshot to stand for it', () => {
    commit();
    expect(cluster.see('n2', { snapshot: 3, firstStored: 4, baseTerm: 1, log: [] })).toBeNull();
    expect(cluster.see('n2', { incarnation: 2 })).toBeNull();
  });

  it('allows a node to lose another branch, of the same length', () => {
    cluster.seeAll(ALL, {});
    cluster.see('n2', { term: 2, log: [1, 1, 1], durable: 3 });
    cluster.reign('n1', ['n3'], { term: 3, log: [3, 3, 3], commit: 3 });
    cluster.see('n2');
    expect(cluster.see('n2', { term: 3, log: [3], durable: 0 })).toBeNull();
  });
});

describe('leader-is-member', () => {
  const removal = { log: [1, 2, 2], configuration: voters('n2', 'n3'), configurationIndex: 3 };
  const lead = (): void => {
    cluster.seeAll(['n1', 'n2', 'n3'], { configuration: voters('n1', 'n2', 'n3') });
    const before = { term: 2, log: [1, 2], commit: 2, configuration: voters('n1', 'n2', 'n3') };
    cluster.reign('n1', ['n2', 'n3'], before);
    for (const follower of ['n2', 'n3']) cluster.see(follower, { ...removal, durable: 3 });
  };

  it('is violated by a leader that leads on after its removal has committed', () => {
    lead();
    expect(cluster.see('n1', removal)).toBeNull();
    expect(cluster.see('n1', { ...removal, commit: 3 })).toBe('leader-is-member');
  });

  it('allows a leader to lead until then, and to follow from then on', () => {
    lead();
    expect(cluster.see('n1', removal)).toBeNull();
    expect(cluster.see('n1', { ...removal, commit: 3, role: 'follower' })).toBeNull();
  });
});

describe('configuration-safety', () => {
  const lead = (configuration = voters(...ALL)): void => {
    cluster.seeAll(ALL, { configuration });
    cluster.reign('n1', ['n2', 'n3'], { term: 2, log: [1, 2], commit: 2, configuration });
  };
  const change = (log: number[], names: ReturnType<typeof voters>): Parameters<WatchedCluster['see']>[1] => ({
    log,
    configuration: names,
    configurationIndex: log.length,
  });

  it('is violated by a change that leaves two majorities without a common member', () => {
    lead();
    expect(cluster.see('n1', change([1, 2, 2], voters('n1', 'n4', 'n5')))).toBe('configuration-safety');
  });

  it('allows joint consensus to change everybody, and one voter at a time', () => {
    lead();
    expect(cluster.see('n1', change([1, 2, 2], joint(['n4', 'n5', 'n6'], ALL)))).toBeNull();
    const other = new WatchedCluster();
    other.seeAll(ALL, {});
    other.reign('n1', ['n2', 'n3'], { term: 2, log: [1, 2], commit: 2 });
    expect(other.see('n1', change([1, 2, 2], voters(...ALL, 'n4')))).toBeNull();
  });

  it('is violated by a second change before the first has committed', () => {
    lead();
    expect(cluster.see('n1', change([1, 2, 2], joint(['n1', 'n4', 'n5'], ALL)))).toBeNull();
    expect(cluster.see('n1', change([1, 2, 2, 2], voters('n1', 'n4', 'n5')))).toBe('configuration-safety');
  });

  it('is violated by a change before the leader has committed in its own term', () => {
    cluster.seeAll(ALL, {});
    cluster.reign('n1', ['n2', 'n3'], { term: 2, log: [1, 2] });
    expect(cluster.see('n1', change([1, 2, 2], voters(...ALL, 'n4')))).toBe('configuration-safety');
  });

  it('is violated by a node that goes by another configuration than its log holds', () => {
    lead();
    cluster.see('n1', change([1, 2, 2], joint(['n1', 'n4', 'n5'], ALL)));
    expect(cluster.see('n2', { log: [1, 2, 2] })).toBe('configuration-safety');
    expect(cluster.see('n3', change([1, 2, 2], voters('n1', 'n2')))).toBe('configuration-safety');
  });

  it('is violated by a node that goes by a configuration that was removed from its log', () => {
    lead();
    cluster.see('n1', change([1, 2, 2], joint(['n1', 'n4', 'n5'], ALL)));
    cluster.see('n2', change([1, 2, 2], joint(['n1', 'n4', 'n5'], ALL)));
    expect(cluster.see('n2', { log: [1, 2] })).toBe('configuration-safety');
  });

  it('is violated by a node that keeps it when another entry has taken its place', () => {
    lead();
    const wanted = joint(['n1', 'n4', 'n5'], ALL);
    cluster.see('n1', change([1, 2, 2], wanted));
    cluster.see('n2', change([1, 2, 2], wanted));
    cluster.see('n3', {
      term: 3,
      votedFor: 'n3',
      log: [1, 2, 3],
      configuration: voters(...ALL, 'n6'),
      configurationIndex: 3,
    });
    expect(cluster.see('n2', { term: 3, votedFor: 'n3', log: [1, 2, 3] })).toBe('configuration-safety');
  });

  it('allows a follower to go back to the one before with its log, and to get several at once', () => {
    lead();
    cluster.see('n1', change([1, 2, 2], joint(['n4', 'n5', 'n6'], ALL)));
    cluster.see('n2', change([1, 2, 2], joint(['n4', 'n5', 'n6'], ALL)));
    const back = { log: [1, 2], configuration: voters(...ALL), configurationIndex: 0 };
    expect(cluster.see('n2', back)).toBeNull();
    expect(cluster.see('n2', change([1, 2, 2, 2], voters('n4', 'n5', 'n6')))).toBeNull();
  });

  it('is violated when two configurations commit one after the other that cannot', () => {
    lead();
    // Nobody was seen to propose it, only to go by it and to commit it.
    cluster.see('n2', change([1, 2, 2], voters('n3', 'n4', 'n5')));
    expect(cluster.see('n2', { commit: 3, applied: 3 })).toBe('configuration-safety');
  });

  it('allows newcomers to have been told other members at their start', () => {
    lead();
    expect(cluster.see('n9', { configuration: voters('n1', 'n9') })).toBeNull();
    expect(cluster.see('n8', { configuration: voters() })).toBeNull();
  });
});

describe('state-order', () => {
  const sound = { term: 1, log: [1, 1, 1, 1], snapshot: 1, applied: 2, commit: 3, durable: 4 };

  it.each<[string, Parameters<WatchedCluster['see']>[1]]>([
    ['a snapshot of what is not applied', { snapshot: 3 }],
    ['what is applied and not committed', { applied: 4 }],
    ['what is committed and not in the log', { commit: 5 }],
    ['what is durable beyond the log', { durable: 5 }],
    ['a log that begins beyond its snapshot', { firstStored: 3, baseTerm: 1, log: [1, 1], durable: 4 }],
  ])('is violated by %s', (_, change) => {
    expect(cluster.see('n1', sound)).toBeNull();
    expect(cluster.see('n1', change)).toBe('state-order');
  });

  it('allows equality everywhere, and a received snapshot that is being put in its place', () => {
    expect(cluster.see('n1', { ...sound, snapshot: 4, applied: 4, commit: 4 })).toBeNull();
    expect(
      cluster.see('n2', {
        term: 1,
        commit: 9,
        firstStored: 10,
        baseTerm: 1,
        log: [],
        durable: 0,
        applied: 2,
      }),
    ).toBeNull();
  });
});

describe('what never goes back', () => {
  const grown = { term: 3, log: [1, 1, 1], snapshot: 1, applied: 2, commit: 3, durable: 3 };

  it.each([
    ['monotonic-term', { term: 2 }],
    ['monotonic-commit', { commit: 2 }],
    ['monotonic-applied', { applied: 1 }],
    ['monotonic-snapshot', { snapshot: 0 }],
  ])('%s', (property, change) => {
    expect(cluster.see('n1', grown)).toBeNull();
    expect(cluster.see('n1', change)).toBe(property);
  });

  it('may, across a restart, where it was not promised', () => {
    cluster.see('n1', grown);
    expect(cluster.see('n1', { incarnation: 2, term: 2, applied: 1, commit: 1 })).toBeNull();
  });

  it('may not, across a restart, where it was', () => {
    cluster.see('n1', grown);
    expect(cluster.see('n1', { incarnation: 2, snapshot: 0 })).toBe('monotonic-snapshot');
    cluster.see('n2', { term: 3, votedFor: 'n1' });
    cluster.voted('n2', 3, 'n1');
    expect(cluster.see('n2', { incarnation: 2, term: 2, votedFor: null })).toBe('monotonic-term');
  });
});
