import { expect } from 'vitest';

import { configuration } from '../raft/configuration.ts';
import type { Effect } from '../raft/effect.ts';
import type { Message } from '../raft/message.ts';
import type { Entry, NodeId, SnapshotMeta, Term } from '../raft/types.ts';
import type { ScriptedCluster } from '../testing/scripted-cluster.ts';
import type { ScriptedNode } from '../testing/scripted-node.ts';
import { change, names } from '../testing/scripting.ts';
import type { Raw } from '../testing/stage.ts';
import type { Act, Count } from './nonsense-said.test.support.ts';

/** Says something to n1. */
export function receive(cluster: ScriptedCluster, from: string, message: Raw): Effect[] {
  return cluster.step('n1', {
    type: 'receive',
    from: from as NodeId,
    message: message as unknown as Message,
  });
}

/** Writes the numbers out, as seen by a node. */
function resolved(value: unknown, { view }: ScriptedNode): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map((item) => resolved(item, { view } as ScriptedNode));
  if ('of' in value && 'plus' in value) {
    const { of, plus } = value as Count;
    return of === 'zero' ? plus : view[of] + plus;
  }
  return Object.fromEntries(
    Object.entries(value).map(([field, inner]) => [field, resolved(inner, { view } as ScriptedNode)]),
  );
}

/** An append that fits the node's log as far as it goes. */
function fitted(
  node: ScriptedNode,
  { behind, run: entries, ...rest }: Record<string, unknown> & { behind: number },
): Raw {
  const index = Math.max(node.view.firstStored - 1, node.view.last - behind);
  let term = node.termAt(index) ?? (0 as Term);
  const following = (entries as { kind: string; data: Uint8Array; later: boolean }[]).map(
    ({ kind, data: bytes, later }, offset) => {
      term = (later ? Math.max(term, node.view.term) : Math.max(term, 1)) as Term;
      return { index: index + 1 + offset, term, kind, data: bytes };
    },
  );
  return {
    ...rest,
    previous: { index, term: node.termAt(index) ?? 0 },
    entries: following,
  } as unknown as Raw;
}

/** Does to n1 what comes to somebody's mind, and looks whether it keeps what it may not lose. */
export class Nonsense {
  readonly cluster: ScriptedCluster;
  readonly seen = new Map<string, number>();
  #reads = 0;

  constructor(scene: () => ScriptedCluster) {
    this.cluster = scene();
    this.cluster.drop();
  }

  get node(): ScriptedNode {
    return this.cluster.node('n1');
  }

  do(one: Act): void {
    const { cluster, node } = this;
    const before = {
      applied: node.applied,
      commit: node.view.commit,
      terms: this.#terms(),
      text: this.#text(),
    };
    const effects = this.#perform(one);
    cluster.drop();
    for (const effect of effects) {
      const what = effect.type === 'ignored' ? effect.reason : effect.type;
      this.seen.set(what, (this.seen.get(what) ?? 0) + 1);
    }
    this.#checkCommitted(before);
    if (
      effects.some(
        (effect) =>
          effect.type === 'ignored' &&
          effect.reason !== 'conflicts_with_commit' &&
          effect.reason !== 'beyond_log',
      )
    ) {
      expect(effects.filter(({ type }) => type !== 'ignored' && type !== 'snapshot-answer')).toEqual([]);
      expect(this.#text()).toBe(before.text);
    }
  }

  #perform(one: Act): Effect[] {
    const { cluster, node } = this;
    switch (one.do) {
      case 'receive': {
        const said = resolved(one.message, node) as Raw & { behind?: number };
        return receive(
          cluster,
          one.from,
          said.behind === undefined ? said : fitted(node, { ...said, behind: said.behind }),
        );
      }
      case 'offer':
        return this.#offer(one);
      case 'tick':
        return cluster.step('n1', { type: 'tick', now: 1_000 + this.#reads });
      case 'write':
        cluster.completeWrite('n1');
        return [];
      case 'propose':
        return cluster.propose('n1', 'honest');
      case 'read':
        return cluster.step('n1', { type: 'read', id: ++this.#reads, now: 1_000 + this.#reads });
      case 'snapshot':
        node.snapshot();
        return [];
      case 'campaign':
      case 'step-down':
        return cluster.step('n1', { type: one.do });
      case 'unreachable':
        return cluster.step('n1', { type: 'unreachable', peer: 'n2' as NodeId });
      case 'change':
        return change(cluster, 'n1', ...one.words);
      case 'transfer':
        return cluster.step('n1', { type: 'transfer', to: one.to as NodeId });
    }
  }

  /** Offers a snapshot, and sends it if it is wanted and can be sent at all. */
  #offer(offer: Act & { do: 'offer' }): Effect[] {
    const { cluster, node } = this;
    const { term, index, ofTerm } = resolved(
      { term: offer.term, index: offer.index, ofTerm: offer.ofTerm },
      node,
    ) as Record<string, number>;
    const meta = {
      index,
      term: ofTerm,
      id: 'forged',
      configuration: configuration(names(...offer.voters)),
    } as SnapshotMeta;
    const from = offer.from as NodeId;
    if (meta.index > 500)
      return cluster.step('n1', { type: 'snapshot-offered', from, term: term as Term, meta });
    const filler = Array.from({ length: Math.max(0, Math.floor(meta.index) || 0) }, (_, at): Entry => {
      return { index: (at + 1) as Entry['index'], term: 1 as Term, kind: 'noop', data: new Uint8Array(0) };
    });
    const state = [...node.applied, ...filler.slice(node.applied.length)];
    if (node.receiveSnapshot(from, term as Term, meta, state))
      this.seen.set('received', (this.seen.get('received') ?? 0) + 1);
    cluster.check();
    return [];
  }

  #terms(): (Term | undefined)[] {
    const { firstStored, commit } = this.node.view;
    return Array.from({ length: commit + 1 }, (_, index) =>
      index < firstStored - 1 ? undefined : this.node.termAt(index),
    );
  }

  #checkCommitted(before: { applied: readonly Entry[]; commit: number; terms: (Term | undefined)[] }): void {
    const { applied, view } = this.node;
    expect(view.commit).toBeGreaterThanOrEqual(before.commit);
    expect(
      applied.slice(0, before.applied.length).every((entryNow, at) => entryNow === before.applied[at]),
    ).toBe(true);
    for (const [index, termBefore] of before.terms.entries()) {
      const termNow = this.node.termAt(index);
      if (termBefore !== undefined && termNow !== undefined && index >= view.firstStored)
        expect(termNow).toBe(termBefore);
    }
  }

  #text(): string {
    return JSON.stringify([this.node.view, this.node.pendingWrites, this.node.disk.entries.length]);
  }
}
