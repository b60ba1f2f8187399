import { z } from 'zod';

import { checkRun } from '../check/check-run.ts';
import { readNodeLog } from '../check/node-log.ts';
import type { ClockSample, ExperimentRecord, Results } from '../check/results.ts';
import type { HistoryEvent } from '../history/event.ts';
import { ChaosError } from '../errors.ts';
import { readHistoryFile } from '../history/reader.ts';
import { renderReport } from '../report/render-report.ts';
import type { RunFolder } from './run-folder.ts';

export interface JudgeOptions {
  readonly timeLimitMs?: number | undefined;
}

export interface Evidence {
  readonly experiment: ExperimentRecord;
  readonly history: readonly HistoryEvent[];
  readonly clocks: readonly ClockSample[];
}

/** Checks what a run left behind, and writes `results.json` and the report. */
export async function judge(
  folder: RunFolder,
  { experiment, history, clocks }: Evidence,
  { timeLimitMs }: JudgeOptions = {},
): Promise<Results> {
  const { model, nodes, nemeses, minOperations = 0, hasRaftLogs = true, troubles = [] } = experiment;
  const logs = await Promise.all(nodes.map((node) => readNodeLog(node, folder.logFile(node))));
  const results = checkRun(
    { history, logs, clocks, model, demands: { nemeses, minOperations }, hasRaftLogs, troubles },
    timeLimitMs === undefined ? {} : { timeLimitMs },
  );
  await folder.writeJson('results', results);
  const logPaths = nodes.map((node) => ({ node, path: folder.logPath(node) }));
  await folder.writeReport(renderReport({ experiment, results, history, logs: logPaths }));
  return results;
}

const text = z.string();
const whole = z.number().int();

const experimentRecord = z.looseObject({
  name: text,
  system: text,
  environment: text,
  environmentDescription: text,
  nodes: z.array(text),
  workload: text,
  model: z.enum(['kv', 'register']),
  nemeses: z.array(text),
  seed: whole,
  timeLimitSeconds: z.number(),
  concurrency: whole,
  ratePerSecond: z.number(),
  startedAt: text,
  version: text,
  operationTimeoutMs: z.number().optional(),
  minOperations: z.number().optional(),
  hasRaftLogs: z.boolean().optional(),
  troubles: z.array(text).optional(),
});

const clockSample = z.object({
  node: text,
  time: z.number(),
  wallOffsetMs: z.number(),
  monotonicOffsetMs: z.number(),
});

/** Checks a run of the past once more, from its folder alone. Throws {@link ChaosError}. */
export async function analyzeRun(
  folder: RunFolder,
  options: JudgeOptions = {},
): Promise<{ experiment: ExperimentRecord; results: Results }> {
  const experiment = parse(folder, 'experiment', experimentRecord, await folder.readText('experiment'));
  const samples = (await folder.readText('clocks')).split('\n').filter((line) => line !== '');
  const clocks = samples.map((line) => parse(folder, 'clocks', clockSample, line));
  const history = await readHistoryFile(folder.file('history'));
  const evidence = { experiment: experiment as ExperimentRecord, history, clocks };
  return { experiment: evidence.experiment, results: await judge(folder, evidence, options) };
}

function parse<T>(folder: RunFolder, name: 'experiment' | 'clocks', schema: z.ZodType<T>, json: string): T {
  try {
    return schema.parse(JSON.parse(json));
  } catch (cause) {
    const [issue] = cause instanceof z.ZodError ? cause.issues : [];
    const why = issue === undefined ? 'it is not JSON' : `${issue.path.join('.')}: ${issue.message}`;
    throw new ChaosError('bad_run_folder', `${folder.file(name)} does not have its form: ${why}`, { cause });
  }
}
