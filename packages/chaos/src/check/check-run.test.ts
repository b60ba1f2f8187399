import { describe, expect, it } from 'vitest';

import type { FaultRecord, HistoryEvent } from '../history/event.ts';
import { validate } from '../history/reader.ts';
import { checkRun, type RunMaterial } from './check-run.ts';

const SECOND = 1e9;

function history(...events: readonly (readonly [number, object])[]): HistoryEvent[] {
  return validate(
    events.map(([seconds, event], at) => ({ line: at + 1, value: { time: seconds * SECOND, ...event } })),
  );
}

const put = (process: number, type: string, value: string) => ({ process, type, f: 'put', key: 'k', value });
const get = (process: number, type: string, value: string | null = null) => ({
  process,
  type,
  f: 'get',
  key: 'k',
  value,
});
const leader = (node: string, term: number) => ({
  process: 'nemesis',
  type: 'info',
  f: 'note',
  value: { kind: 'leader', node, term, description: `${node} leads` },
});
const fault = (f: 'start' | 'stop', id: string, more: Partial<FaultRecord> = {}) => ({
  process: 'nemesis',
  type: 'info',
  f,
  value: {
    id,
    kind: 'partition-leader',
    nodes: ['n1'],
    description: 'n1 cut off',
    status: 'installed',
    ...more,
  },
});

const good = history(
  [0, leader('n1', 1)],
  [1, put(0, 'invoke', 'a')],
  [2, put(0, 'ok', 'a')],
  [3, fault('start', 'f1')],
  [4, put(1, 'invoke', 'b')],
  [5, leader('n2', 2)],
  [6, put(1, 'info', 'b')],
  [7, fault('stop', 'f1', { measured: { cut: 8 } })],
  [7.5, get(0, 'invoke')],
  [7.75, get(0, 'ok', 'a')],
  [9, get(1, 'invoke')],
);

function run(events: readonly HistoryEvent[], more: Partial<RunMaterial> = {}) {
  return checkRun({
    history: events,
    logs: [],
    clocks: [],
    model: 'kv',
    demands: { nemeses: ['partition-leader'], minOperations: 2 },
    hasRaftLogs: false,
    troubles: [],
    ...more,
  });
}

describe('checkRun', () => {
  it('calls a run valid in which everything went well, and counts what happened', () => {
    const results = run(good);
    expect(results.reasons).toEqual([]);
    expect(results.verdict).toBe('valid');
    expect(results.operations).toEqual({
      ok: 2,
      fail: 0,
      info: 2,
      byFunction: { put: { ok: 1, fail: 0, info: 1 }, get: { ok: 1, fail: 0, info: 1 } },
    });
    expect(results.reigns).toEqual([
      { node: 'n1', term: 1, from: 0, to: 5 * SECOND },
      { node: 'n2', term: 2, from: 5 * SECOND, to: 9 * SECOND },
    ]);
    expect(results).toMatchObject({
      elections: 2,
      terms: 2,
      faults: { installed: 1, skipped: 0, indeterminate: 0 },
    });
    expect(results.faults.windows).toMatchObject([
      { id: 'f1', from: 3 * SECOND, to: 7 * SECOND, measured: { cut: 8 } },
    ]);
    expect(results.recoveries).toEqual([{ faultId: 'f1', kind: 'partition-leader', milliseconds: 750 }]);
  });

  it('calls a stale read invalid, and names the operations', () => {
    const stale = history(
      [1, put(0, 'invoke', 'a')],
      [2, put(0, 'ok', 'a')],
      [3, put(1, 'invoke', 'b')],
      [4, put(1, 'ok', 'b')],
      [5, get(2, 'invoke')],
      [6, get(2, 'ok', 'a')],
    );
    const results = run(stale);
    expect(results.verdict).toBe('invalid');
    expect(results.linearizability.anomalies).toHaveLength(1);
    expect(results.linearizability.anomalies[0]).toMatchObject({ key: 'k', minimal: true });
    expect(results.linearizability.anomalies[0]?.operations).toContain(4);
    expect(results.reasons[0]).toMatch(/not linearizable: process 2's read .* returned "a"/);
  });

  it('calls a run invalid whose nodes broke an invariant, whatever the clients saw', () => {
    const logs = [
      { node: 'n1', events: [{ type: 'role' as const, role: 'leader', term: 1, leader: 'n1' }] },
      { node: 'n2', events: [{ type: 'role' as const, role: 'leader', term: 1, leader: 'n2' }] },
    ];
    const results = run(good, { logs });
    expect(results.verdict).toBe('invalid');
    expect(results.reasons).toEqual([
      'broken invariant (one leader per term): n1 and n2 were both leader in term 1',
    ]);
  });

  it.each<[string, Partial<RunMaterial>, RegExp]>([
    [
      'too few operations',
      { demands: { nemeses: [], minOperations: 50 } },
      /only 2 operations completed, at least 50/,
    ],
    ['nodes that should log and do not', { hasRaftLogs: true }, /no node logged anything/],
    ['trouble', { troubles: ['the run was interrupted'] }, /interrupted/],
  ])('concludes nothing after %s', (_, more, reason) => {
    const results = run(good, more);
    expect(results.verdict).toBe('unknown');
    expect(results.reasons.join('\n')).toMatch(reason);
  });

  it('concludes nothing when no fault took effect', () => {
    const skipped = good.map((event) =>
      event.process === 'nemesis' && event.f !== 'note'
        ? {
            ...event,
            value: { ...(event.value as FaultRecord), status: 'skipped' as const, reason: 'no tools' },
          }
        : event,
    );
    const results = run(skipped);
    expect(results.verdict).toBe('unknown');
    expect(results.reasons).toEqual(['no fault was seen to take effect, so the cluster was never tested']);
    expect(results.recoveries).toEqual([]);
  });

  it('concludes nothing when the leader was cut off and nobody took over', () => {
    const results = run(good.filter((event) => !(event.process === 'nemesis' && event.f === 'note')));
    expect(results.reasons).toEqual(['the leader was cut off, but no other one was ever elected']);
  });

  it('concludes nothing when a function never succeeded', () => {
    const results = run([
      ...good,
      ...history(
        [10, { process: 9, type: 'invoke', f: 'delete', key: 'k' }],
        [11, { process: 9, type: 'fail', f: 'delete', key: 'k' }],
      ).map((event, at) => ({ ...event, index: 100 + at })),
    ]);
    expect(results.reasons).toEqual(['delete never succeeded in 1 attempts']);
  });

  it('tells that nothing succeeded after a heal', () => {
    expect(run(good.slice(0, 8)).recoveries).toEqual([
      { faultId: 'f1', kind: 'partition-leader', milliseconds: null },
    ]);
  });
});
