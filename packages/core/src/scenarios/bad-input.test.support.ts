import { expect } from 'vitest';

import type { IgnoredReason } from '../raft/effect.ts';
import type { Role } from '../raft/types.ts';
import { picture, samples } from '../testing/absurd.ts';
import type { ScriptedCluster } from '../testing/scripted-cluster.ts';
import { diskOf, forgetLeader } from '../testing/scripting.ts';
import { beat, hearRaw, withN1As, type Raw } from '../testing/stage.ts';

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The well-formed message of a type. */
export const sample = (type: Raw['type']): Raw => samples().find((message) => message.type === type) as Raw;

/** A command of one letter. */
export const entry = (index: number, term: number): object => ({
  index,
  term,
  kind: 'command',
  data: bytes('x'),
});

const LOG = { n1: diskOf([1, 2, 2], 8), n2: diskOf([1, 2, 2], 8), n3: diskOf([1, 2, 2], 8) };

/** n1 has a role, in term 8 or 9, and a log of three entries. */
export function n1As(role: Role): ScriptedCluster {
  return withN1As(role, { disks: LOG });
}

/** Says `message` to n1, which must ignore it for `reason` and be what it was. */
export function expectIgnored(
  cluster: ScriptedCluster,
  message: Raw,
  reason: IgnoredReason,
  from = 'n2',
): void {
  const before = picture(cluster, 'n1');
  const effects = hearRaw(cluster, 'n1', from, message);
  expect(effects, JSON.stringify(message)).toEqual([{ type: 'ignored', from, reason }]);
  expect(picture(cluster, 'n1'), JSON.stringify(message)).toEqual(before);
}

/** Whatever it was before, the node takes part as if nothing had been. */
export function expectGoesOn(cluster: ScriptedCluster): void {
  if (cluster.node('n1').view.role !== 'leader') {
    forgetLeader(cluster, 'n2', 'n3');
    cluster.elect('n1');
  }
  cluster.propose('n1', 'afterwards');
  cluster.stabilize();
  beat(cluster, 'n1');
  const { last } = cluster.node('n1').view;
  expect(cluster.nodes.map(({ view }) => view.commit)).toEqual([last, last, last]);
}
