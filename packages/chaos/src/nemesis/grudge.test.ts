import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Link } from '../environment/environment.ts';
import { halves, isolate, majoritiesRing, oneWay } from './grudge.ts';

const cluster = (least: number): fc.Arbitrary<string[]> =>
  fc
    .integer({ min: least, max: 12 })
    .map((size) => Array.from({ length: size }, (_, index) => `n${index + 1}`))
    .chain((nodes) => fc.shuffledSubarray(nodes, { minLength: nodes.length }));

/** What `node` hears, itself included. */
function hears(nodes: readonly string[], cut: readonly Link[], node: string): string[] {
  return nodes.filter((from) => !cut.some((link) => link.from === from && link.to === node));
}

const majority = (nodes: readonly string[]): number => Math.floor(nodes.length / 2) + 1;
const isSymmetric = (cut: readonly Link[]): boolean =>
  cut.every(({ from, to }) => cut.some((other) => other.from === to && other.to === from));

describe('majorities-ring', () => {
  it('lets every node see a majority, no two the same, both ways', () => {
    fc.assert(
      fc.property(cluster(3), (nodes) => {
        const cut = majoritiesRing(nodes);
        const views = nodes.map((node) => hears(nodes, cut, node));
        for (const view of views) expect(view.length).toBeGreaterThanOrEqual(majority(nodes));
        expect(new Set(views.map((view) => [...view].sort().join())).size).toBe(nodes.length);
        expect(isSymmetric(cut)).toBe(true);
        expect(cut.every(({ from, to }) => from !== to)).toBe(true);
      }),
    );
  });

  it('is, of five nodes, a ring in which each sees its neighbours alone', () => {
    const nodes = ['a', 'b', 'c', 'd', 'e'];
    expect(hears(nodes, majoritiesRing(nodes), 'a')).toEqual(['a', 'b', 'e']);
    expect(hears(nodes, majoritiesRing(nodes), 'c')).toEqual(['b', 'c', 'd']);
  });
});

describe('halves', () => {
  it('leaves a majority whole and the rest apart from it', () => {
    fc.assert(
      fc.property(cluster(2), (nodes) => {
        const cut = halves(nodes);
        const sizes = nodes.map((node) => hears(nodes, cut, node).length);
        const minority = Math.floor(nodes.length / 2);
        expect(sizes.filter((size) => size === minority).length).toBeGreaterThanOrEqual(minority);
        expect(sizes.every((size) => size === minority || size === nodes.length - minority)).toBe(true);
        expect(isSymmetric(cut)).toBe(true);
      }),
    );
  });
});

describe('isolation', () => {
  it('leaves a node with itself alone', () => {
    const nodes = ['a', 'b', 'c'];
    expect(hears(nodes, isolate(nodes, ['b']), 'b')).toEqual(['b']);
    expect(hears(nodes, isolate(nodes, ['b']), 'a')).toEqual(['a', 'c']);
  });

  it('goes one way: deaf or mute', () => {
    const nodes = ['a', 'b', 'c'];
    expect(hears(nodes, oneWay(nodes, 'b', 'deaf'), 'b')).toEqual(['b']);
    expect(hears(nodes, oneWay(nodes, 'b', 'deaf'), 'a')).toEqual(nodes);
    expect(hears(nodes, oneWay(nodes, 'b', 'mute'), 'b')).toEqual(nodes);
    expect(hears(nodes, oneWay(nodes, 'b', 'mute'), 'a')).toEqual(['a', 'c']);
  });
});
