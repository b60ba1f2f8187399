import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { ScriptedCluster } from '../testing/scripted-cluster.ts';
import { change, diskOf, forgetLeader } from '../testing/scripting.ts';
import { ledByN1, QUICK, ROLES, withN1As } from '../testing/stage.ts';
import { Nonsense, receive } from './nonsense-heard.test.support.ts';
import { act } from './nonsense-said.test.support.ts';

const RUNS = Number(process.env['SEAWORTHY_RUNS'] ?? 40);
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
