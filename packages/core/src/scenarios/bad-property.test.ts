import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { configuration, encodeConfiguration } from '../raft/configuration.ts';
import type { Effect } from '../raft/effect.ts';
import type { Message } from '../raft/message.ts';
import type { Entry, NodeId, SnapshotMeta, Term } from '../raft/types.ts';
import { NO_NUMBERS } from '../testing/absurd.ts';
import { ScriptedCluster } from '../testing/scripted-cluster.ts';
import type { ScriptedNode } from '../testing/scripted-node.ts';
import { change, diskOf, forgetLeader, names } from '../testing/scripting.ts';
import { ledByN1, QUICK, ROLES, withN1As, type Raw } from '../testing/stage.ts';

const RUNS = Number(process.env['SEAWORTHY_RUNS'] ?? 60);
const LOG = diskOf([1, 1, 2, 4, 4], 4);

/** n1 as it may be when somebody begins to talk nonsense to it. */
const SCENES: Readonly<Record<string, () => ScriptedCluster>> = {
  ...Object.fromEntries(ROLES.map((role) => [role, () => withN1As(role, { disks: { n1: LOG } })])),
  'follower of a leader': () => {
    const cluster = withN1As('follower', { disks: { n1: LOG } });
    receive(cluster, 'n2', { type: 'heartbeat-request', term: 5, commit: 3, round: 0 });
    return cluster;
  },
  'leader with followers': () => {
    const cluster = ledByN1({ disks: { n1: LOG } });
    cluster.propose('n1', 'a', 'b');
    return cluster;
  },
  'leader of a joint configuration': () => {
    const cluster = ledByN1({ size: 5 });
    change(cluster, 'n1', '-n2', '-n3');
    return cluster;
  },
  'leader with a lease': () => {
    const cluster = new ScriptedCluster({ size: 3, limits: { ...QUICK, leaseMs: 5 } });
    forgetLeader(cluster, 'n1', 'n2', 'n3');
    cluster.elect('n1');
    return cluster;
  },
  'leader that waits for a newcomer': () => {
    const cluster = ledByN1({ spares: 1 });
    change(cluster, 'n1', '+n4', '-n2');
    cluster.stabilize(({ to }) => to !== 'n4');
    return cluster;
  },
  'leader that hands over, with a compacted log': () => {
    const cluster = ledByN1({ limits: { keepEntries: 0, keepEntriesForSlow: 0 } });
    cluster.crash('n2');
    cluster.propose('n1', 'a', 'b', 'c');
    cluster.stabilize();
    cluster.node('n1').snapshot();
    cluster.restart('n2');
    cluster.step('n1', { type: 'transfer', to: cluster.node('n2').id });
    return cluster;
  },
  learner: () => new ScriptedCluster({ size: 0, learners: 1, limits: QUICK, disks: { n1: LOG } }),
  'node that waits to be added': () => new ScriptedCluster({ size: 0, spares: 1, limits: QUICK }),
};

function receive(cluster: ScriptedCluster, from: string, message: Raw): Effect[] {
  return cluster.step('n1', {
    type: 'receive',
    from: from as NodeId,
    message: message as unknown as Message,
  });
}

/** A number, as it is relative to the node that hears it. */
interface Count {
  readonly of: 'term' | 'last' | 'commit' | 'zero';
  readonly plus: number;
}

const near = fc.record<Count>({
  of: fc.constantFrom('term', 'last', 'commit', 'zero'),
  plus: fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: -2, max: 3 }) },
    fc.constantFrom(9, 1_000, 2 ** 48),
  ),
});
const count = fc.oneof(
  { weight: 12, arbitrary: near },
  fc
    .constantFrom(...NO_NUMBERS, 2 ** 48, 2 ** 48 + 1, Number.MAX_SAFE_INTEGER)
    .map((plus): Count => ({ of: 'zero', plus })),
);
const position = fc.record({ index: count, term: count });
const member = fc.constantFrom('n1', 'n2', 'n3', 'n4', 'n9', 'x');
const members = fc.uniqueArray(member, { maxLength: 4 });
const data = fc.oneof(
  fc.uint8Array({ maxLength: 12 }),
  fc.tuple(members, members, members).map(([voters, learners, outgoing]) =>
    encodeConfiguration({
      ...configuration(names(...voters), names(...learners.filter((id) => !voters.includes(id)))),
      outgoing: names(...outgoing),
    }),
  ),
);
const entry = fc.record({
  index: count,
  term: count,
  kind: fc.constantFrom('noop', 'command', 'configuration'),
  data,
});
/** Entries that follow one another; most are of one term. */
const run = fc.array(
  fc.record({ kind: fc.constantFrom('noop', 'command', 'configuration'), data, later: fc.boolean() }),
  {
    maxLength: 4,
  },
);
const name = { incarnation: fc.oneof(count, fc.constant(31)), id: fc.nat(4) };

const message = fc.oneof(
  fc.record({ type: fc.constant('pre-vote-request'), term: count, last: position }),
  fc.record({ type: fc.constant('pre-vote-response'), term: count, granted: fc.boolean() }),
  fc.record({ type: fc.constant('vote-request'), term: count, last: position, transfer: fc.boolean() }),
  fc.record({ type: fc.constant('vote-response'), term: count, granted: fc.boolean() }),
  fc.record({
    type: fc.constant('append-request'),
    term: count,
    previous: position,
    entries: fc.array(entry, { maxLength: 3 }),
    commit: count,
    round: count,
  }),
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('append-request'),
      term: near,
      /** An entry of the node's own log, from its end; the entries follow it. */
      behind: fc.nat(6),
      run,
      commit: count,
      round: fc.nat(3),
    }),
  },
  fc.record({ type: fc.constant('append-accepted'), term: count, match: count, round: count }),
  fc.record({
    type: fc.constant('append-rejected'),
    term: count,
    previous: count,
    hint: position,
    round: count,
  }),
  fc.record({ type: fc.constant('heartbeat-request'), term: count, commit: count, round: count }),
  fc.record({ type: fc.constant('heartbeat-response'), term: count, round: count }),
  fc.record({ type: fc.constant('timeout-now'), term: count, last: position }),
  fc.record({ type: fc.constant('read-request'), term: count, ...name }),
  fc.record({ type: fc.constant('read-response'), term: count, ...name, index: count }),
  fc.record({
    type: fc.constant('propose-request'),
    term: count,
    ...name,
    commands: fc.array(fc.uint8Array({ maxLength: 3 }), { maxLength: 3 }),
  }),
  fc.record({ type: fc.constant('propose-accepted'), term: count, ...name, first: count }),
  fc.record({ type: fc.constant('propose-refused'), term: count, ...name }),
);

const act = fc.oneof(
  { weight: 14, arbitrary: fc.record({ do: fc.constant('receive' as const), from: member, message }) },
  fc.record({
    do: fc.constant('offer' as const),
    from: fc.constantFrom('n2', 'n3', 'n9'),
    term: count,
    index: count,
    ofTerm: count,
    voters: members,
  }),
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      { do: 'tick' as const },
      { do: 'write' as const },
      { do: 'propose' as const },
      { do: 'read' as const },
    ),
  },
  fc.constantFrom(
    { do: 'snapshot' as const },
    { do: 'campaign' as const },
    { do: 'step-down' as const },
    { do: 'unreachable' as const },
  ),
  fc.record({
    do: fc.constant('change' as const),
    words: fc.array(
      fc.tuple(fc.constantFrom('+', '~', '-'), member).map((pair) => pair.join('')),
      { maxLength: 3 },
    ),
  }),
  fc.record({ do: fc.constant('transfer' as const), to: member }),
);
type Act = typeof act extends fc.Arbitrary<infer Value> ? Value : never;

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

class Nonsense {
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

describe('whatever is said to a node', () => {
  const seen = new Map<string, number>();

  it.each(Object.keys(SCENES))('it does not throw, and what is committed stays: a %s', (scene) => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 80, size: 'max' }), (acts) => {
        const nonsense = new Nonsense(SCENES[scene] as () => ScriptedCluster);
        for (const one of acts) nonsense.do(one);
        for (const [what, times] of nonsense.seen) seen.set(what, (seen.get(what) ?? 0) + times);
      }),
      { numRuns: RUNS, seed: 20_261_121 },
    );
  });

  it('some of it is believed, and some is not', () => {
    const met = [
      ...['impossible', 'second_leader', 'unknown_peer', 'beyond_log', 'conflicts_with_commit', 'repeated'],
      ...['persist', 'apply', 'truncated', 'role', 'voted', 'send', 'received', 'configuration'],
      ...['membership-accepted', 'read-ready', 'proposed', 'forward-ended', 'transfer-ended'],
    ];
    for (const what of met) expect(seen.get(what) ?? 0, what).toBeGreaterThan(0);
  });
});
