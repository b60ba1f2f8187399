import { describe, expect, it } from 'vitest';

import { isQuorum, majority, quorumValue, reachedByQuorum, tally } from './quorum.ts';
import { nodeId, type NodeId } from './types.ts';

interface Halves {
  readonly voters: readonly NodeId[];
  readonly outgoing: readonly NodeId[];
}

const NODES = Array.from({ length: 10 }, (_, position) => nodeId(`n${position + 1}`));

/** The first `incoming` nodes, and `outgoing` of which as many are new as the overlap leaves. */
function halves(incoming: number, outgoing: number, overlap: number): Halves {
  const first = incoming - overlap;
  return { voters: NODES.slice(0, incoming), outgoing: NODES.slice(first, first + outgoing) };
}

/** Every pair of halves with up to `most` voters each, with every overlap; an empty `outgoing` is no second half. */
function allHalves(most: number): Halves[] {
  const found: Halves[] = [];
  for (let incoming = 1; incoming <= most; incoming++)
    for (let outgoing = 0; outgoing <= most; outgoing++)
      for (let overlap = 0; overlap <= Math.min(incoming, outgoing); overlap++)
        found.push(halves(incoming, outgoing, overlap));
  return found;
}

/** Calls `visit` with every way to give each of `count` nodes one of `choices` numbers. */
function everyChoice(count: number, choices: number, visit: (chosen: readonly number[]) => void): void {
  const chosen = new Array<number>(count).fill(0);
  for (;;) {
    visit(chosen);
    let position = 0;
    while (position < count && chosen[position] === choices - 1) chosen[position++] = 0;
    if (position === count) return;
    chosen[position] = (chosen[position] ?? 0) + 1;
  }
}

const nodesIn = ({ voters, outgoing }: Halves): NodeId[] => [...new Set([...voters, ...outgoing])];

/** Counting, as the thesis says it: more than half, of each half that there is. */
function agreeNaively({ voters, outgoing }: Halves, agrees: (voter: NodeId) => boolean): boolean {
  const most = (half: readonly NodeId[]): boolean => 2 * half.filter(agrees).length > half.length;
  return most(voters) && (outgoing.length === 0 || most(outgoing));
}

/** Compares with counting over every choice for every configuration; one comparison fails loudly, not a hundred thousand. */
function compareAll<Result>(
  choices: number,
  ours: (half: Halves, choice: (voter: NodeId) => number) => Result,
  naive: (half: Halves, choice: (voter: NodeId) => number) => Result,
): number {
  let compared = 0;
  for (const half of allHalves(5)) {
    const nodes = nodesIn(half);
    const place = new Map(nodes.map((node, position) => [node, position]));
    everyChoice(nodes.length, choices, (chosen) => {
      const choice = (voter: NodeId): number => chosen[place.get(voter) ?? -1] ?? Number.NaN;
      const [mine, counted] = [ours(half, choice), naive(half, choice)];
      compared++;
      if (mine !== counted)
        throw new Error(
          `${JSON.stringify(half)} with ${chosen.join()}: ${String(mine)}, counted ${String(counted)}`,
        );
    });
  }
  return compared;
}

describe('a majority', () => {
  it('is the smallest number of which no two can be apart', () => {
    for (let size = 1; size <= 1_000; size++) {
      expect(2 * majority(size)).toBeGreaterThan(size);
      expect(2 * (majority(size) - 1)).toBeLessThanOrEqual(size);
    }
  });
});

describe('what a majority has reached', () => {
  it('is what counting says, for up to seven voters and every order of what they have', () => {
    for (let size = 1; size <= 7; size++)
      everyChoice(size, size <= 5 ? 6 : 4, (values) => {
        const counted = Math.max(...values.filter((value) => reachedBy(values, value) > size / 2));
        expect(quorumValue(values)).toBe(counted);
      });
  });

  it('leaves what it was given in its order', () => {
    const values = [1, 3, 2];
    expect(quorumValue(values)).toBe(2);
    expect(values).toEqual([1, 3, 2]);
  });

  it('is by number, not by the text of numbers', () => {
    expect(quorumValue([9, 10, 100])).toBe(10);
    expect(quorumValue([2 ** 52, 2 ** 52 - 1, 7])).toBe(2 ** 52 - 1);
  });

  it('is nothing where nobody votes', () => expect(quorumValue([])).toBe(0));
});

function reachedBy(values: readonly number[], value: number): number {
  return values.filter((other) => other >= value).length;
}

describe('what both halves of a joint configuration have reached', () => {
  it('is what counting says, for up to five and five voters, with every overlap', () => {
    const compared = compareAll(
      3,
      (half, reached) => reachedByQuorum(half, reached),
      (half, reached) => [2, 1, 0].find((value) => agreeNaively(half, (voter) => reached(voter) >= value)),
    );
    expect(compared).toBe(196_557);
  });

  it('is no more than what each of them has reached alone', () => {
    const [a, b, c] = NODES as [NodeId, NodeId, NodeId];
    const reached = new Map([
      [a, 30],
      [b, 20],
      [c, 10],
    ]);
    const of = (voters: NodeId[], outgoing: NodeId[]): number =>
      reachedByQuorum({ voters, outgoing }, (voter) => reached.get(voter) ?? 0);
    expect(of([a, b, c], [])).toBe(20);
    expect(of([a], [])).toBe(30);
    expect(of([a], [a, b, c])).toBe(20);
    expect(of([a, b, c], [c])).toBe(10);
    expect(of([a], [b])).toBe(20);
  });

  it('is held back by voters that were never heard of', () => {
    const { voters } = halves(3, 0, 0);
    expect(reachedByQuorum({ voters, outgoing: [] }, (voter) => (voter === 'n1' ? 9 : 0))).toBe(0);
  });
});

describe('a quorum', () => {
  it('is what counting says, for up to five and five voters, with every overlap', () => {
    const compared = compareAll(
      2,
      (half, choice) => isQuorum(half, (voter) => choice(voter) === 1),
      (half, choice) => agreeNaively(half, (voter) => choice(voter) === 1),
    );
    expect(compared).toBe(7_296);
  });

  it('shares somebody with every other quorum of the same configuration, and of a joint one that it is a half of', () => {
    for (const half of allHalves(3)) {
      const quorums: NodeId[][] = [];
      const nodes = nodesIn(half);
      everyChoice(nodes.length, 2, (chosen) => {
        const members = nodes.filter((_, position) => chosen[position] === 1);
        if (isQuorum(half, (voter) => members.includes(voter))) quorums.push(members);
      });
      expect(quorums.length).toBeGreaterThan(0);
      for (const one of quorums)
        for (const other of quorums) expect(one.some((node) => other.includes(node))).toBe(true);
      for (const one of quorums)
        expect(isQuorum({ voters: half.voters, outgoing: [] }, (voter) => one.includes(voter))).toBe(true);
    }
  });

  it('is never there where nobody votes', () => {
    expect(isQuorum({ voters: [], outgoing: [] }, () => true)).toBe(false);
    expect(isQuorum({ voters: [], outgoing: NODES.slice(0, 1) }, () => true)).toBe(false);
  });
});

describe('a vote', () => {
  const [GRANTED, REFUSED] = [1, 2];

  /** Won: enough have granted. Lost: not even all that are missing could make it won. */
  function naively(half: Halves, choice: (voter: NodeId) => number): 'won' | 'lost' | 'open' {
    if (agreeNaively(half, (voter) => choice(voter) === GRANTED)) return 'won';
    return agreeNaively(half, (voter) => choice(voter) !== REFUSED) ? 'open' : 'lost';
  }

  function votesOf(half: Halves, choice: (voter: NodeId) => number): Map<NodeId, boolean> {
    const cast = nodesIn(half).filter((voter) => choice(voter) !== 0);
    return new Map(cast.map((voter) => [voter, choice(voter) === GRANTED]));
  }

  it('stands as counting says, for up to five and five voters, with every overlap, whoever is missing', () => {
    const compared = compareAll(3, (half, choice) => tally(half, votesOf(half, choice)), naively);
    expect(compared).toBe(196_557);
  });

  it('of a node that is no voter counts for nothing', () => {
    const { voters } = halves(3, 0, 0);
    const stranger = nodeId('n9');
    const votes = new Map([
      [voters[0] as NodeId, true],
      [stranger, true],
    ]);
    expect(tally({ voters, outgoing: [] }, votes)).toBe('open');
    votes.set(voters[1] as NodeId, true);
    expect(tally({ voters, outgoing: [] }, votes)).toBe('won');
  });

  it('cannot be won where nobody votes', () => {
    expect(tally({ voters: [], outgoing: [] }, new Map([[nodeId('n1'), true]]))).toBe('lost');
  });
});
