import type { Link } from '../environment/environment.ts';

/** Both directions between each node of `left` and each node of `right`. */
export function between(left: readonly string[], right: readonly string[]): Link[] {
  return left.flatMap((a) =>
    right.flatMap((b) => [
      { from: a, to: b },
      { from: b, to: a },
    ]),
  );
}

/** Cuts `group` off from everybody else. */
export function isolate(nodes: readonly string[], group: readonly string[]): Link[] {
  return between(
    group,
    nodes.filter((node) => !group.includes(node)),
  );
}

/** The first half of `order`, rounded down, against the rest, which is a majority. */
export function halves(order: readonly string[]): Link[] {
  return isolate(order, order.slice(0, Math.floor(order.length / 2)));
}

/** `deaf`: the node is heard but hears nobody. `mute`: it hears everybody but is not heard. */
export type OneWay = 'deaf' | 'mute';

export function oneWay(nodes: readonly string[], node: string, way: OneWay): Link[] {
  const others = nodes.filter((other) => other !== node);
  return others.map((other) => (way === 'deaf' ? { from: other, to: node } : { from: node, to: other }));
}

/**
 * Every node sees a majority, itself included, and no two see the same one: the nodes stand in a ring, and each sees
 * only its nearest neighbours. Of three nodes, which all are neighbours, the one in the middle sees all. Needs at
 * least three.
 */
export function majoritiesRing(order: readonly string[]): Link[] {
  const size = order.length;
  if (size === 3) return between(order.slice(0, 1), order.slice(2));
  // A majority has floor(size / 2) others in it; as many on the left as on the right.
  const reach = Math.ceil(Math.floor(size / 2) / 2);
  return order.flatMap((from, i) =>
    order
      .filter((_, j) => Math.min((i - j + size) % size, (j - i + size) % size) > reach)
      .map((to) => ({ from, to })),
  );
}
