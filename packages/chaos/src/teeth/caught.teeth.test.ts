import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createLocalEnvironment } from '../environment/local/local-environment.ts';
import { seaworthyServer, type SystemUnderTest } from '../environment/system.ts';
import type { Bug } from '../planting/bug.test.support.ts';
import type { Nemesis } from '../run/experiment.ts';
import { exitCodeOf } from '../run/exit-codes.ts';
import { runExperiment, type RunOutcome } from '../run/run-experiment.ts';
import { naiveSystem } from '../systems/naive-system.ts';
import type { MakeClient } from '../workload/client.ts';
import { HttpClient } from '../workload/http-client.ts';
import { SeaworthyClient } from '../workload/seaworthy-client.ts';
import { bundleServer } from './bundle-server.test.support.ts';
import { MUTANTS } from './mutants.test.support.ts';
import { amnesia, exile, oblivion, script, split } from './script.test.support.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seaworthy-teeth-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

interface Play {
  readonly nemesis: Nemesis;
  readonly seconds: number;
}

const PLAYS = {
  oblivion: { nemesis: script(['partition-leader', 'clock'], oblivion), seconds: 8 },
  exile: { nemesis: script(['partition-leader'], exile), seconds: 6 },
  amnesia: { nemesis: script(['kill'], amnesia), seconds: 4 },
  split: { nemesis: script(['partition-halves'], split), seconds: 6 },
  all: { nemesis: script(['partition-leader', 'clock', 'kill'], amnesia, exile, oblivion), seconds: 16 },
} as const satisfies Record<string, Play>;

async function run(
  system: SystemUnderTest,
  makeClient: MakeClient,
  { nemesis, seconds }: Play,
): Promise<RunOutcome> {
  return await runExperiment(
    {
      name: 'teeth',
      nodes: ['n1', 'n2', 'n3', 'n4', 'n5'],
      makeEnvironment: (options) => createLocalEnvironment({ ...options, system }),
      makeClient,
      workload: 'kv',
      nemesis,
      seed: 11,
      timeLimitSeconds: seconds,
      concurrency: 12,
      ratePerSecond: 150,
      operationTimeoutMs: 700,
      keys: 3,
      minOperations: 200,
      quietMs: 1500,
      hasRaftLogs: makeClient !== makeHttpClient,
    },
    {
      store: join(folder, 'store'),
      ...(process.env['TEETH_VERBOSE'] === undefined
        ? {}
        : {
            output: { isTerminal: false, columns: 80, write: (text: string) => process.stdout.write(text) },
          }),
    },
  );
}

const makeHttpClient: MakeClient = () => new HttpClient();
const makeSeaworthyClient: MakeClient = () => new SeaworthyClient();

async function runMutant(mutant: Bug | null, play: Play): Promise<RunOutcome> {
  const program = join(folder, 'server.mjs');
  await bundleServer(program, mutant);
  return await run(seaworthyServer({ program }), makeSeaworthyClient, play);
}

/** The operations that an explanation names, as they were invoked. */
function named({
  results,
  history,
}: {
  results: RunOutcome['results'];
  history: RunOutcome['history'];
}): string[] {
  const [anomaly] = results.linearizability.anomalies;
  const indices = new Set(anomaly?.operations);
  return history.flatMap((event) =>
    event.process !== 'nemesis' && indices.has(event.index) ? [event.f] : [],
  );
}

describe('a run catches', () => {
  it('a leader that answers reads without confirming that it leads', async () => {
    const outcome = await runMutant(MUTANTS.unconfirmedReads, PLAYS.oblivion);
    expect(outcome.results.verdict).toBe('invalid');
    expect(exitCodeOf(outcome.results.verdict)).toBe(1);
    const functions = named(outcome);
    expect(functions.some((f) => f === 'get' || f === 'cas')).toBe(true);
    expect(functions.length).toBeGreaterThan(1);
    expect(outcome.results.reasons[0]).toMatch(/not linearizable: process \d+/);
  });

  it('answers that are sent before commit', async () => {
    const outcome = await runMutant(MUTANTS.earlyAnswers, PLAYS.exile);
    expect(outcome.results.verdict).toBe('invalid');
    expect(named(outcome).some((f) => f === 'put' || f === 'append')).toBe(true);
    expect(outcome.results.invariants.verdict).toBe('valid');
  });

  it('a vote that is not persisted', async () => {
    const { results } = await runMutant(MUTANTS.forgottenVote, PLAYS.amnesia);
    expect(results.verdict).toBe('invalid');
    expect(results.invariants.violations[0]).toMatchObject({ invariant: 'votes are remembered' });
    expect(results.invariants.violations[0]?.sentence).toMatch(
      /n\d voted for n\d in term \d+, but after its restart remembered no vote/,
    );
  });

  it('naive replication', async () => {
    const outcome = await run(naiveSystem(), makeHttpClient, PLAYS.split);
    expect(outcome.results.verdict).toBe('invalid');
    expect(named(outcome).length).toBeGreaterThan(0);
  });
});

describe('a run finds nothing', () => {
  it('wrong with the server as it is, under the same schedules', async () => {
    const { results } = await runMutant(null, PLAYS.all);
    expect(results.reasons).toEqual([]);
    expect(results.verdict).toBe('valid');
    expect(results.faults.installed).toBe(4);
    expect(results.elections).toBeGreaterThanOrEqual(3);
  });
});
