import { describe, expect, it } from 'vitest';

import type { FaultRecord, NoteRecord } from '../history/event.ts';
import { runNemesis, type FaultSink } from './run-nemesis.ts';
import { planFaults, type FaultAction, type PlannedFault } from './schedule.ts';
import { ScriptedEnvironment } from './__scripted-environment.ts';

interface Line {
  readonly f: 'start' | 'stop' | 'note';
  readonly atMs: number;
  readonly value: FaultRecord | NoteRecord;
}

/** Runs a plan in virtual time. */
async function play(
  environment: ScriptedEnvironment,
  plan: readonly PlannedFault[],
  during: (nowMs: number) => void = () => undefined,
  controller = new AbortController(),
): Promise<{ lines: Line[]; outcome: unknown }> {
  let nowMs = 0;
  const lines: Line[] = [];
  const put =
    (f: Line['f']) =>
    (value: FaultRecord | NoteRecord): void => {
      lines.push({ f, atMs: nowMs, value });
    };
  const sink: FaultSink = { startFault: put('start'), stopFault: put('stop'), note: put('note') };
  const outcome = await runNemesis({
    ...{ environment, plan, sink, signal: controller.signal },
    elapsedMs: () => nowMs,
    wait: (milliseconds) => {
      during(nowMs);
      nowMs += milliseconds;
      return Promise.resolve();
    },
  }).catch((error: unknown) => error);
  return { lines, outcome };
}

const one = (action: FaultAction): PlannedFault[] => [{ id: 'f1', startMs: 1000, stopMs: 4000, action }];
const LEADER = { prefer: 'leader', draw: 0.5 } as const;

describe('a nemesis', () => {
  it('injects what is planned when it is due, and undoes it', async () => {
    const environment = new ScriptedEnvironment();
    const plan = planFaults({ seed: 11, nodes: environment.nodes.map(({ id }) => id), durationMs: 120_000 });
    const { lines, outcome } = await play(environment, plan);
    expect(outcome).toBeUndefined();
    const planned = plan.flatMap(({ id, startMs, stopMs }) => [
      { f: 'start', atMs: startMs, id },
      { f: 'stop', atMs: stopMs, id },
    ]);
    expect(lines.map(({ f, atMs, value }) => ({ f, atMs, id: (value as FaultRecord).id }))).toEqual(planned);
    const stops = lines.filter(({ f }) => f === 'stop').map(({ value }) => value as FaultRecord);
    expect(stops.filter(({ status }) => status !== 'installed')).toEqual([]);
    expect(environment.isWhole).toBe(true);
  });

  it('cuts off whoever leads when it is time', async () => {
    const environment = new ScriptedEnvironment();
    let seen = 0;
    const { lines } = await play(environment, one({ kind: 'partition-leader', target: LEADER }), (nowMs) => {
      if (nowMs === 0) environment.leader = 'n5';
      else seen = environment.links.filter(({ from, to }) => from === 'n5' || to === 'n5').length;
    });
    expect(seen).toBe(8);
    expect(lines[1]?.value).toMatchObject({
      kind: 'partition-leader',
      nodes: ['n5'],
      status: 'installed',
      description: 'the leader n5 cut off from everybody',
      measured: { cutLinks: 8, blockedLinks: 8 },
    });
  });

  it('takes another node when nobody leads, and says so', async () => {
    const environment = new ScriptedEnvironment();
    environment.leader = undefined;
    const { lines } = await play(environment, one({ kind: 'partition-leader', target: LEADER }));
    expect(lines[1]?.value).toMatchObject({
      nodes: ['n3'],
      description: expect.stringContaining('nobody led') as string,
    });
  });

  it('does not claim a partition that lets messages through', async () => {
    const environment = new ScriptedEnvironment();
    environment.leaky = true;
    const { lines } = await play(
      environment,
      one({ kind: 'partition-one-way', target: LEADER, way: 'deaf' }),
    );
    expect(lines[1]?.value).toMatchObject({
      status: 'indeterminate',
      reason: expect.stringContaining('n1→n3') as string,
      measured: { cutLinks: 4, blockedLinks: 0 },
    });
  });

  it('does not claim a skew that was not reached', async () => {
    const environment = new ScriptedEnvironment();
    environment.setClock = () => Promise.resolve();
    const setting = { offsetMs: -9000, rate: 1, clocks: 'wall' } as const;
    const { lines } = await play(environment, one({ kind: 'clock-jump', target: LEADER, setting }));
    expect(lines[1]?.value).toMatchObject({ status: 'indeterminate', measured: { wallOffsetMs: 0 } });
  });

  it('records the skew that was reached', async () => {
    const environment = new ScriptedEnvironment();
    const setting = { offsetMs: 4000, rate: 1, clocks: 'wall-and-monotonic' } as const;
    const { lines } = await play(environment, one({ kind: 'clock-jump', target: LEADER, setting }));
    expect(lines[1]?.value).toMatchObject({
      status: 'installed',
      description: 'clocks of n3 set 4.0 s ahead (the leader)',
      measured: { wallOffsetMs: 4000, monotonicOffsetMs: 4000 },
    });
  });

  it('skips what cannot be done here, and says why', async () => {
    const environment = new ScriptedEnvironment();
    environment.unavailable.add('pause');
    const { lines } = await play(environment, one({ kind: 'pause', target: LEADER }));
    expect(lines.map(({ f, atMs }) => ({ f, atMs }))).toEqual([
      { f: 'start', atMs: 1000 },
      { f: 'stop', atMs: 1000 },
    ]);
    expect(lines[0]?.value).toMatchObject({ status: 'skipped', reason: 'no pause here' });
    expect(environment.paused.size).toBe(0);
  });

  it('goes on after a fault that could not be injected', async () => {
    const environment = new ScriptedEnvironment();
    environment.failing.add('kill n3');
    const plan = [
      ...one({ kind: 'kill', target: LEADER }),
      { id: 'f2', startMs: 6000, stopMs: 9000, action: { kind: 'pause', target: LEADER } },
    ] as const;
    const { lines } = await play(environment, plan);
    expect(lines[0]?.value).toMatchObject({ status: 'indeterminate', reason: 'kill n3 failed' });
    expect(lines[3]?.value).toMatchObject({ id: 'f2', status: 'installed' });
  });

  it('keeps both cuts when two partitions overlap, and lifts each with its own end', async () => {
    const environment = new ScriptedEnvironment();
    const first = { kind: 'partition-one-way', target: LEADER, way: 'mute' } as const;
    const second = { kind: 'partition-one-way', target: LEADER, way: 'deaf' } as const;
    const seen: number[] = [];
    await play(
      environment,
      [
        { id: 'a', startMs: 1000, stopMs: 3000, action: first },
        { id: 'b', startMs: 2000, stopMs: 4000, action: second },
      ],
      () => seen.push(environment.links.length),
    );
    expect(seen).toEqual([0, 4, 8, 4]);
    expect(environment.isWhole).toBe(true);
  });

  it('cuts again what a node that starts anew would be free of', async () => {
    const environment = new ScriptedEnvironment();
    let cuts = 0;
    const cut = environment.cut.bind(environment);
    environment.cut = (links) => {
      if (links.length === 8) cuts += 1;
      return cut(links);
    };
    await play(environment, [
      { id: 'a', startMs: 1000, stopMs: 9000, action: { kind: 'partition-leader', target: LEADER } },
      { id: 'b', startMs: 2000, stopMs: 4000, action: { kind: 'kill', target: LEADER } },
    ]);
    expect(cuts).toBe(2);
  });

  it('undoes everything at once when it is told to end', async () => {
    const environment = new ScriptedEnvironment();
    const controller = new AbortController();
    const plan: PlannedFault[] = [
      { id: 'a', startMs: 1000, stopMs: 60_000, action: { kind: 'partition-leader', target: LEADER } },
      { id: 'b', startMs: 2000, stopMs: 60_000, action: { kind: 'kill', target: LEADER } },
      { id: 'c', startMs: 3000, stopMs: 60_000, action: { kind: 'pause', target: LEADER } },
    ];
    const stopAfterTwo = (nowMs: number): void => {
      if (nowMs >= 2000) controller.abort();
    };
    const { lines } = await play(environment, plan, stopAfterTwo, controller);
    expect(lines.map(({ f, value }) => `${f} ${(value as FaultRecord).id}`)).toEqual([
      'start a',
      'start b',
      'stop a',
      'stop b',
    ]);
    expect(environment.isWhole).toBe(true);
  });

  it('rejects when the cluster could not be made whole', async () => {
    const environment = new ScriptedEnvironment();
    environment.failing.add('restart n3');
    const { outcome } = await play(environment, one({ kind: 'kill', target: LEADER }));
    expect(outcome).toBeInstanceOf(Error);
    expect(environment.links).toEqual([]);
  });
});
