import {
  parsePlan,
  parseShape,
  runLoad,
  seaworthyTarget,
  type LoadPlan,
  type LoadResult,
} from '../bench/index.ts';
import type { BenchContext, BenchOptions } from './bench-command.ts';
import { benchTable, planInWords, remarks } from './bench-report.ts';
import { EXIT, type ExitCode } from './io.ts';
import { ProgressLine } from './progress-line.ts';

/** Beyond its own deadline, an operation has no reason to be open. */
const DRAIN_SLACK_MS = 1000;

/** Puts the cluster under load and prints what was measured, also after an interrupt. */
export async function bench(options: BenchOptions, context: BenchContext): Promise<void> {
  const { exit, io, printer } = context;
  const plan = planOf(options);
  const timeoutMs = context.timeoutMs();
  const target = seaworthyTarget({ endpoints: context.endpoints(), timeoutMs });
  const interruption = new AbortController();
  const ignoreInterrupts = io.onInterrupt?.(() => {
    interruption.abort();
  });
  const line = new ProgressLine(io.stderr, plan);
  try {
    const result = await runLoad(plan, target, {
      signal: interruption.signal,
      drainMs: timeoutMs + DRAIN_SLACK_MS,
      onProgress: (progress) => {
        line.show(progress);
      },
    });
    line.clear();
    printer.result(report(result), result);
    exit(exitCodeOf(result));
  } catch (error) {
    line.clear();
    if (!interruption.signal.aborted) throw error;
    exit(EXIT.interrupted);
  } finally {
    ignoreInterrupts?.();
  }
}

function planOf({ shape, warmup, duration, ...others }: BenchOptions): LoadPlan {
  return parsePlan({
    ...others,
    mix: parseShape(shape),
    ...(warmup === undefined ? {} : { warmupSeconds: warmup }),
    ...(duration === undefined ? {} : { seconds: duration }),
  });
}

function report(result: LoadResult): string {
  const notes = remarks(result).map((remark) => `- ${remark}`);
  const table = result.rounds.length === 0 ? 'interrupted before the first round' : benchTable(result);
  return [planInWords(result.plan), '', table, ...(notes.length > 0 ? ['', ...notes] : [])].join('\n');
}

function exitCodeOf({ errors, interrupted, operations }: LoadResult): ExitCode {
  if (interrupted) return EXIT.interrupted;
  return operations === 0 || Object.keys(errors).length > 0 ? EXIT.failed : EXIT.ok;
}
