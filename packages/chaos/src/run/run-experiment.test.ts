import { mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { readHistoryFile } from '../history/reader.ts';
import { FakeClient, FakeCluster, killTheLeader } from './fake-system.test.support.ts';
import type { Experiment } from './experiment.ts';
import { analyzeRun } from './judge.ts';
import type { Output } from './progress.ts';
import { RunFolder } from './run-folder.ts';
import { runExperiment } from './run-experiment.ts';
import { summarize } from './summary.ts';

let store: string;
let cluster: FakeCluster;

beforeEach(async () => {
  store = await mkdtemp(join(tmpdir(), 'seaworthy-store-'));
  cluster = await FakeCluster.create();
});

afterEach(async () => {
  await cluster.remove();
  await rm(store, { recursive: true });
});

function experiment(more: Partial<Experiment> = {}): Experiment {
  return {
    name: 'fake',
    nodes: ['n1', 'n2', 'n3'],
    makeEnvironment: () => Promise.resolve(cluster),
    makeClient: () => new FakeClient(cluster),
    workload: 'kv',
    nemesis: killTheLeader,
    seed: 7,
    timeLimitSeconds: 0.7,
    concurrency: 6,
    ratePerSecond: 600,
    quietMs: 50,
    keys: 3,
    minOperations: 50,
    ...more,
  };
}

function collect(): { output: Output; text: () => string } {
  const written: string[] = [];
  return {
    output: { isTerminal: false, columns: 80, write: (text) => written.push(text) },
    text: () => written.join(''),
  };
}

describe('runExperiment', () => {
  it('leaves a folder with everything in it, and a verdict', async () => {
    const { output, text } = collect();
    const { folder, experiment: record, results } = await runExperiment(experiment(), { store, output });
    expect(results.reasons).toEqual([]);
    expect(results.verdict).toBe('valid');
    expect(results.operations.ok).toBeGreaterThan(100);
    expect(results.elections).toBe(2);
    expect(results.reigns.map(({ node }) => node)).toEqual(['n1', 'n2']);
    expect(results.recoveries).toHaveLength(1);
    expect(results.recoveries[0]?.milliseconds).toBeLessThan(1000);
    expect(results.clocks.length).toBeGreaterThan(0);
    expect(cluster.calls).toEqual(['start', 'kill n1', 'restart n1', 'stop']);

    expect((await readdir(folder.path)).sort()).toEqual([
      'clocks.jsonl',
      'experiment.json',
      'history.jsonl',
      'index.html',
      'logs',
      'results.json',
    ]);
    expect((await readdir(join(folder.path, 'logs'))).sort()).toEqual(['n1.log', 'n2.log', 'n3.log']);
    expect(join(store, 'fake', await readlink(join(store, 'fake', 'latest')))).toBe(folder.path);
    expect(join(store, await readlink(join(store, 'latest')))).toBe(folder.path);
    expect(JSON.parse(await readFile(folder.file('results'), 'utf8'))).toEqual(results);
    expect(JSON.parse(await readFile(folder.file('experiment'), 'utf8'))).toEqual(record);
    expect(await readFile(folder.file('report'), 'utf8')).toMatch(/^<!doctype html>/i);

    const history = await readHistoryFile(folder.file('history'));
    expect(history.map(({ index }) => index)).toEqual(history.map((_, at) => at));
    const touched = new Set(history.flatMap((event) => (event.process === 'nemesis' ? [] : [event.key])));
    const lastReads = history
      .slice(-2 * touched.size)
      .flatMap((event) => (event.process === 'nemesis' || event.type !== 'ok' ? [] : [event.key]));
    expect(new Set(lastReads)).toEqual(touched);

    expect(text()).toContain('3 nodes are up; n1 leads term 1.');
    const summary = summarize(record, results, folder.file('report'));
    expect(summary).toContain('VALID: a store in memory kept its promises');
    expect(summary).toContain(`Operations: ${results.operations.ok} ok, 0 failed, 0 unknown`);
    expect(summary).toMatch(/Faults: {5}1 installed \(kill-leader\), 0 skipped, 0 indeterminate/);
    expect(summary).toMatch(/Recovery: {3}kill-leader \d+/);
    expect(summary).toContain(folder.file('report'));
  });

  it('checks a folder again and comes to the same verdict', async () => {
    const { folder, results } = await runExperiment(experiment({ workload: 'register' }), { store });
    const again = await analyzeRun(new RunFolder(folder.path));
    const timeless = (linearizability: typeof results.linearizability) => ({
      ...linearizability,
      milliseconds: 0,
    });
    expect({ ...again.results, linearizability: timeless(again.results.linearizability) }).toEqual({
      ...results,
      linearizability: timeless(results.linearizability),
    });
  });

  it('finds a client that reads what is no longer there', async () => {
    const makeClient = () => new FakeClient(cluster, true);
    const { results } = await runExperiment(experiment({ makeClient }), { store });
    expect(results.verdict).toBe('invalid');
    const [anomaly] = results.linearizability.anomalies;
    expect(anomaly?.operations.length).toBeGreaterThan(1);
    expect(anomaly?.sentence).toMatch(/read/);
  });

  it('finds a node that forgot its vote', async () => {
    const forgetful = {
      names: ['kill-leader'],
      run: async (context: Parameters<typeof killTheLeader.run>[0]) => {
        await cluster.log('n3', { type: 'voted', term: 1, candidate: 'n1' });
        await cluster.log('n3', { type: 'role', role: 'follower', term: 1, leader: 'n1' });
        await cluster.log('n3', { type: 'started', term: 1, votedFor: null });
        await killTheLeader.run(context);
      },
    };
    const { results } = await runExperiment(experiment({ nemesis: forgetful }), { store });
    expect(results.verdict).toBe('invalid');
    expect(results.invariants.violations).toMatchObject([
      { invariant: 'votes are remembered', nodes: ['n3'] },
    ]);
  });

  it('winds up when interrupted, and says that it was', async () => {
    const interrupt = new AbortController();
    const slow = {
      names: ['kill-leader'],
      run: async (context: Parameters<typeof killTheLeader.run>[0]) => {
        await killTheLeader.run(context);
        interrupt.abort(new Error('enough'));
      },
    };
    const started = performance.now();
    const { results, folder } = await runExperiment(
      experiment({ nemesis: slow, timeLimitSeconds: 60, minOperations: 1 }),
      {
        store,
        signal: interrupt.signal,
      },
    );
    expect(performance.now() - started).toBeLessThan(20_000);
    expect(results.verdict).toBe('unknown');
    expect(results.reasons).toEqual(['the run was interrupted']);
    expect(cluster.calls.at(-1)).toBe('stop');
    expect(await readFile(folder.file('report'), 'utf8')).not.toBe('');
    expect((await analyzeRun(folder)).results.reasons).toEqual(['the run was interrupted']);
  });

  it('stops the nodes when nobody comes to lead them', async () => {
    cluster.start = async () => {
      await FakeCluster.prototype.start.call(cluster);
      cluster.leader = undefined;
    };
    await expect(runExperiment(experiment({ leaderTimeoutMs: 50 }), { store })).rejects.toMatchObject({
      code: 'no_leader',
    });
    expect(cluster.calls).toEqual(['start', 'stop']);
  });

  it('stops the nodes when the environment fails, and passes the failure on', async () => {
    cluster.start = () => Promise.reject(new Error('no room'));
    await expect(runExperiment(experiment(), { store })).rejects.toThrow('no room');
    expect(cluster.calls).toEqual(['stop']);
  });

  it('leaves nothing behind when there is no environment to run in', async () => {
    const makeEnvironment = () => Promise.reject(new Error('no engine'));
    await expect(runExperiment(experiment({ makeEnvironment }), { store })).rejects.toThrow('no engine');
    expect(await readdir(join(store, 'fake'))).toEqual([]);
  });

  it('says so when runs cannot be kept where they should be', async () => {
    await writeFile(join(store, 'file'), '');
    await expect(runExperiment(experiment(), { store: join(store, 'file') })).rejects.toMatchObject({
      code: 'bad_arguments',
    });
  });

  it('proves nothing when the nemesis fails', async () => {
    const nemesis = { names: ['kill'], run: () => Promise.reject(new Error('no such signal')) };
    const { results } = await runExperiment(
      experiment({ nemesis, timeLimitSeconds: 0.2, minOperations: 1 }),
      { store },
    );
    expect(results.verdict).toBe('unknown');
    expect(results.reasons).toContain('the nemesis failed: no such signal');
  });
});

describe('analyzeRun', () => {
  it('tells of a folder that is none, and of files that are not what they must be', async () => {
    await expect(analyzeRun(new RunFolder(join(store, 'nowhere')))).rejects.toMatchObject({
      code: 'bad_run_folder',
    });
    const { folder } = await runExperiment(experiment({ timeLimitSeconds: 0.1, minOperations: 1 }), {
      store,
    });
    await writeFile(folder.file('experiment'), '{"name":1}');
    await expect(analyzeRun(folder)).rejects.toThrow(/experiment\.json does not have its form: name/);
  });
});
