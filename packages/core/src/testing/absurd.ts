import { configuration, encodeConfiguration } from '../raft/configuration.ts';
import type { ScriptedCluster } from './scripted-cluster.ts';
import { names } from './scripting.ts';
import type { Raw } from './stage.ts';

/** What no count, no term and no index can be. */
export const NO_NUMBERS: readonly number[] = [
  2 ** 53,
  Number.MAX_VALUE,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.NaN,
  -1,
  0.5,
  1e-9,
];

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** One well-formed message of each type, of term 9, about a log of three entries of terms 1, 2 and 2. */
export function samples(): Raw[] {
  const name = { incarnation: 5, id: 7 };
  const entry = { index: 4, term: 9, kind: 'command', data: bytes('x') };
  const members = encodeConfiguration(configuration(names('n1', 'n2', 'n3')));
  return [
    { type: 'pre-vote-request', term: 9, last: { index: 3, term: 2 } },
    { type: 'pre-vote-response', term: 9, granted: true },
    { type: 'vote-request', term: 9, last: { index: 3, term: 2 }, transfer: false },
    { type: 'vote-response', term: 9, granted: true },
    {
      type: 'append-request',
      term: 9,
      previous: { index: 3, term: 2 },
      entries: [entry, { index: 5, term: 9, kind: 'configuration', data: members }],
      commit: 4,
      round: 3,
    },
    { type: 'append-accepted', term: 9, match: 3, round: 3 },
    { type: 'append-rejected', term: 9, previous: 3, hint: { index: 2, term: 2 }, round: 3 },
    { type: 'heartbeat-request', term: 9, commit: 2, round: 3 },
    { type: 'heartbeat-response', term: 9, round: 3 },
    { type: 'timeout-now', term: 9, last: { index: 3, term: 2 } },
    { type: 'read-request', term: 9, ...name },
    { type: 'read-response', term: 9, ...name, index: 3 },
    { type: 'propose-request', term: 9, ...name, commands: [bytes('x')] },
    { type: 'propose-accepted', term: 9, ...name, first: 3 },
    { type: 'propose-refused', term: 9, ...name },
    { type: 'entries-request', term: 9, from: 2, through: 3, entriesTerm: 2 },
    { type: 'entries-response', term: 9, from: 4, entries: [entry] },
  ];
}

/** Every message that comes of `message` by putting one of `values` in the place of one of its numbers. */
export function spoiled<Value>(message: Value, values: readonly number[]): Value[] {
  if (typeof message === 'number') return values as unknown as Value[];
  if (typeof message !== 'object' || message === null || message instanceof Uint8Array) return [];
  return Object.entries(message).flatMap(([field, value]) =>
    spoiled<unknown>(value, values).map((worse) => {
      const copy = Array.isArray(message) ? [...(message as unknown[])] : { ...message };
      return Object.assign(copy, { [field]: worse }) as Value;
    }),
  );
}

/** All that a node is, remembers and has stored, to be compared with what it is later. */
export function picture(cluster: ScriptedCluster, name: string): unknown {
  const node = cluster.node(name);
  const { view } = node;
  const terms = Array.from({ length: view.last - view.firstStored + 1 }, (_, position) =>
    node.termAt(view.firstStored + position),
  );
  return structuredClone({
    view,
    terms,
    disk: node.disk,
    writes: node.pendingWrites,
    applied: node.applied,
    reads: node.reads,
    snapshots: node.snapshotRequests,
  });
}
