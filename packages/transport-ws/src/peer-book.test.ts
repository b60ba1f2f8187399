import { nodeId, type NodeId } from '@seaworthy/core';
import { describe, expect, it } from 'vitest';

import { PeerBook } from './peer-book.ts';

const [A, B, C, D] = ['a', 'b', 'c', 'd'].map(nodeId) as [NodeId, NodeId, NodeId, NodeId];

function book(): PeerBook {
  return new PeerBook(A, new Map([[B, 'b:1']]));
}

describe('PeerBook', () => {
  it('knows who was given and who is told', () => {
    const peers = book();
    peers.give(C, 'c:1');
    peers.tell(new Map([[D, null]]));
    expect([...peers.peers()]).toEqual([B, C, D]);
    expect([A, B, C, D].map((id) => peers.knows(id))).toEqual([false, true, true, true]);
    expect([B, C, D].map((id) => peers.addressOf(id))).toEqual(['b:1', 'c:1', null]);
  });

  it('prefers an address that is told, as long as it is', () => {
    const peers = book();
    peers.tell(new Map([[B, 'b:2']]));
    expect(peers.addressOf(B)).toBe('b:2');
    peers.give(B, 'b:3');
    expect(peers.addressOf(B)).toBe('b:2');
    peers.tell(new Map([[B, null]]));
    expect(peers.addressOf(B)).toBe('b:3');
  });

  it('forgets who is told no more, and keeps who was given', () => {
    const peers = book();
    peers.tell(
      new Map([
        [B, 'b:2'],
        [D, 'd:1'],
      ]),
    );
    peers.tell(new Map());
    expect([...peers.peers()]).toEqual([B]);
    expect(peers.addressOf(B)).toBe('b:1');
    expect(peers.addressOf(D)).toBeNull();
  });

  it('keeps the last address of a member whose address is told no more', () => {
    const peers = book();
    peers.tell(new Map([[D, 'd:1']]));
    peers.tell(new Map([[D, null]]));
    expect(peers.addressOf(D)).toBe('d:1');
  });

  it('names each address that is none once, and does not use it', () => {
    const peers = book();
    const told = new Map([
      [B, 'nowhere'],
      [D, 'd:0'],
    ]);
    expect(peers.tell(told)).toEqual([
      [B, 'nowhere'],
      [D, 'd:0'],
    ]);
    expect(peers.tell(told)).toEqual([]);
    expect([B, D].map((id) => [peers.knows(id), peers.addressOf(id)])).toEqual([
      [true, 'b:1'],
      [true, null],
    ]);
    expect(peers.tell(new Map([[D, '']]))).toEqual([[D, '']]);
  });

  it('does not count the node itself', () => {
    const peers = book();
    expect(peers.tell(new Map([[A, 'a:1']]))).toEqual([]);
    expect(peers.knows(A)).toBe(false);
  });

  it('removes a peer wherever it is known from, until it is told again', () => {
    const peers = book();
    const told = new Map([[B, 'b:2']]);
    peers.tell(told);
    peers.remove(B);
    expect([peers.knows(B), peers.addressOf(B)]).toEqual([false, null]);
    peers.tell(told);
    expect([peers.knows(B), peers.addressOf(B)]).toEqual([true, 'b:2']);
  });
});
