import { describe, expect, it } from 'vitest';

import { NaiveNode, type Copy, type NaiveWrite } from './naive-node.ts';

/** Nodes that reach each other unless the network is split. */
function cluster() {
  const nodes = new Map<string, NaiveNode>();
  const net = { split: false };
  for (const id of ['n1', 'n2', 'n3']) {
    const peers = ['n1', 'n2', 'n3'].filter((peer) => peer !== id);
    nodes.set(
      id,
      new NaiveNode(id, peers, async (peer, path, body) => {
        if (net.split) throw new Error('unreachable');
        const node = nodes.get(peer) as NaiveNode;
        if (path === '/alive') return node.heard(id);
        if (path === '/copy') return node.copy(body as Copy);
        return await node.write(body as NaiveWrite);
      }),
    );
  }
  return {
    net,
    node: (id: string) => nodes.get(id) as NaiveNode,
    beat: () => nodes.forEach((node) => node.beat()),
  };
}

describe('NaiveNode', () => {
  it('replicates as long as nothing goes wrong', async () => {
    const { node, beat } = cluster();
    beat();
    expect(node('n3').leader).toBe('n1');
    expect(await node('n3').write({ f: 'put', key: 'k', value: 'a' })).toEqual({ succeeded: true });
    expect(await node('n2').write({ f: 'append', key: 'k', value: 'b' })).toEqual({ succeeded: true });
    expect(await node('n2').write({ f: 'cas', key: 'k', expected: 'x', value: 'y' })).toEqual({
      succeeded: false,
      current: { value: 'ab' },
    });
    expect(['n1', 'n2', 'n3'].map((id) => node(id).read('k'))).toEqual(['ab', 'ab', 'ab']);
    expect(await node('n1').write({ f: 'delete', key: 'k' })).toEqual({ succeeded: true });
    expect(node('n3').read('k')).toBeNull();
  });

  it('promises to both sides of a split what it cannot keep', async () => {
    const { node, net } = cluster();
    net.split = true;
    expect(node('n3').leader).toBe('n3');
    expect(await node('n1').write({ f: 'put', key: 'k', value: 'a' })).toEqual({ succeeded: true });
    expect(await node('n3').write({ f: 'put', key: 'k', value: 'b' })).toEqual({ succeeded: true });
    expect([node('n1').read('k'), node('n3').read('k')]).toEqual(['a', 'b']);
  });
});
