import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { ChaosError, messageOf } from '../errors.ts';
import { EXIT } from '../run/exit-codes.ts';
import { listenForInterrupts } from '../run/interrupt.ts';
import type { Output } from '../run/progress.ts';
import { defaultStore, RunFolder } from '../run/run-folder.ts';
import { readPlan } from '../sim/plan-schema.ts';
import type { Plan } from '../sim/plan.ts';
import { SeedsProgressLine } from '../sim/progress.ts';
import { renderSeedsPage } from '../sim/report/page.ts';
import { summarizeSeeds } from '../sim/report/summary.ts';
import { runSeeds, type RunSeedsOptions, type SeedsResults } from '../sim/run-seeds.ts';
import { countSeeds, type SeedRange } from '../sim/seed-range.ts';
import { anchorNow, toIso } from '../temporal.ts';
import { VERSION } from '../version.ts';
import { readSimSettings, type SimSettings } from './sim-options.ts';

export interface SimCommandIo {
  readonly output: Output;
  /** Where goes what is not to mix with a trace, or with JSON, on standard output. */
  readonly complain: (text: string) => void;
}

/** Simulates clusters, from seeds or from a plan; answers the exit code. */
export async function simCommand(
  flags: Readonly<Record<string, unknown>>,
  io: SimCommandIo,
  more: Pick<RunSeedsOptions, 'pool'> = {},
): Promise<number> {
  const settings = readSimSettings(flags);
  const what = settings.plan === undefined ? settings.seeds : await readPlanFile(settings.plan);
  if (settings.trace !== undefined && !('faults' in what) && countSeeds(what) !== 1)
    throw new ChaosError('bad_arguments', '--trace: expected a single seed, or a plan, to trace');
  const start = process.env['INIT_CWD'] ?? process.cwd();
  const store = resolve(settings.store ?? defaultStore(start));
  const instant = anchorNow();
  const folder = await RunFolder.create(store, settings.name ?? 'sim', instant);
  const quiet = settings.json || settings.trace === '-';
  const say = quiet ? () => undefined : (text: string) => io.output.write(text);
  const line = new SeedsProgressLine(io.output);
  const interrupt = listenForInterrupts(() => {
    line.end();
    say('\nInterrupted; once more to stop at once.\n');
  });
  try {
    say(`${describe(what, settings)}\n`);
    const { results, traced } = await traceInto(settings.trace, io.output, (traceFile) =>
      runSeeds({
        what,
        overrides: overridesOf(settings),
        folder: folder.path,
        ...(settings.workers === undefined ? {} : { workers: settings.workers }),
        ...(settings.shrinkRuns === undefined ? {} : { shrinkRuns: settings.shrinkRuns }),
        ...(traceFile === null ? {} : { traceFile }),
        signal: interrupt.signal,
        onProgress: (progress) => {
          if (!quiet) line.show(progress);
        },
        onFound: (seed, what) => {
          if (!quiet) line.found(seed, what);
        },
        ...more,
      }),
    );
    line.end();
    await keep(folder, results, settings, toIso(instant));
    const summary = summarizeSeeds(results, {
      flags: 'faults' in what ? null : replayFlags(settings),
      from: start,
      folder: folder.path,
    });
    if (settings.json) io.output.write(`${JSON.stringify(results, null, 2)}\n`);
    else if (settings.trace === '-') io.complain(summary);
    else io.output.write(`${summary}\n`);
    if (traced !== null) say(`Trace: ${traced}\n`);
    return EXIT[results.verdict];
  } finally {
    interrupt.dispose();
  }
}

function describe(what: SeedRange | Plan, { workers }: SimSettings): string {
  const by = workers === undefined ? '' : `, ${workers} at a time`;
  if ('faults' in what) return `Simulating a plan of ${what.faults.length} faults.`;
  if (what.first === what.last) return `Simulating seed ${what.first}.`;
  return `Simulating seeds ${what.first} to ${what.last}${by}.`;
}

function overridesOf({ duration, nodes }: SimSettings): Partial<Plan> {
  return {
    ...(duration === undefined ? {} : { durationMs: duration }),
    ...(nodes === undefined ? {} : { size: nodes }),
  };
}

function commandOf(settings: SimSettings): string {
  const { seeds, plan } = settings;
  const what = plan === undefined ? `--seeds ${seeds.first}..${seeds.last}` : `--plan ${plan}`;
  return `seaworthy-chaos run --env sim ${what}${replayFlags(settings)}`;
}

/** What a seed needs besides itself to give the same plan. */
function replayFlags({ duration, nodes }: SimSettings): string {
  const parts = [
    ...(duration === undefined ? [] : [`--duration ${duration}ms`]),
    ...(nodes === undefined ? [] : [`--nodes ${nodes}`]),
  ];
  return parts.map((part) => ` ${part}`).join('');
}

async function readPlanFile(path: string): Promise<Plan> {
  const start = process.env['INIT_CWD'] ?? process.cwd();
  let text: string;
  try {
    text = await readFile(resolve(start, path), 'utf8');
  } catch (cause) {
    throw new ChaosError('bad_arguments', `--plan: cannot read ${path}: ${messageOf(cause)}`, { cause });
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new ChaosError('bad_arguments', `${path}: expected JSON (${messageOf(cause)})`, { cause });
  }
  return readPlan(json, path);
}

/** Runs with a trace in the file that was asked for; `-` is standard output. */
async function traceInto(
  trace: string | undefined,
  output: Output,
  run: (traceFile: string | null) => Promise<SeedsResults>,
): Promise<{ results: SeedsResults; traced: string | null }> {
  if (trace === undefined) return { results: await run(null), traced: null };
  if (trace !== '-') {
    const path = resolve(process.env['INIT_CWD'] ?? process.cwd(), trace);
    // Found out now rather than by a worker that cannot write.
    await writeFile(path, '').catch((cause: unknown) => {
      throw new ChaosError('bad_arguments', `--trace: cannot write ${path}: ${messageOf(cause)}`, { cause });
    });
    return { results: await run(path), traced: path };
  }
  const folder = await mkdtemp(join(tmpdir(), 'seaworthy-trace-'));
  try {
    const path = join(folder, 'trace.txt');
    await writeFile(path, '');
    const results = await run(path);
    for await (const chunk of createReadStream(path, 'utf8')) output.write(chunk as string);
    return { results, traced: null };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function keep(
  folder: RunFolder,
  results: SeedsResults,
  settings: SimSettings,
  startedAt: string,
): Promise<void> {
  await folder.writeJson('experiment', { environment: 'sim', ...settings, startedAt, version: VERSION });
  await folder.writeJson('results', results);
  await folder.writeReport(renderSeedsPage(results, { command: commandOf(settings), startedAt }));
  await folder.becomeLatest();
}
