import { readFile } from 'node:fs/promises';
import { randomInt } from 'node:crypto';
import { resolve } from 'node:path';
import { existsSync } from 'node:fs';

import { chooseEnvironment } from '../environment/choose-environment.ts';
import { seaworthyServer, type SystemUnderTest } from '../environment/system.ts';
import { ChaosError, messageOf } from '../errors.ts';
import { plannedNemesis } from '../nemesis/planned-nemesis.ts';
import { FAULT_KINDS, planFaults, type FaultKind } from '../nemesis/schedule.ts';
import { exitCodeOf } from '../run/exit-codes.ts';
import type { Experiment } from '../run/experiment.ts';
import { listenForInterrupts } from '../run/interrupt.ts';
import type { Output } from '../run/progress.ts';
import { defaultStore } from '../run/run-folder.ts';
import { runExperiment } from '../run/run-experiment.ts';
import { summarize } from '../run/summary.ts';
import { naiveSystem } from '../systems/naive-system.ts';
import { HttpClient } from '../workload/http-client.ts';
import { SeaworthyClient } from '../workload/seaworthy-client.ts';
import { FLAGS, readSettings, type RunSettings } from './options.ts';

/** Runs an experiment from a file, from flags, or from both, of which flags win; answers the exit code. */
export async function runCommand(
  file: string | undefined,
  flags: Readonly<Record<string, unknown>>,
  output: Output,
): Promise<number> {
  const settings = {
    ...(file === undefined ? {} : await readExperimentFile(file)),
    ...readSettings(flags, FLAGS),
  };
  const experiment = toExperiment(settings, output);
  const store = resolve(settings.store ?? defaultStore(process.env['INIT_CWD'] ?? process.cwd()));
  const interrupt = listenForInterrupts((text) => output.write(`\n${text}\n`));
  try {
    const outcome = await runExperiment(experiment, {
      store,
      output,
      signal: interrupt.signal,
      keepData: settings.keep ?? false,
    });
    output.write(`${summarize(outcome.experiment, outcome.results, outcome.folder.file('report'))}\n`);
    return exitCodeOf(outcome.results.verdict);
  } finally {
    interrupt.dispose();
  }
}

async function readExperimentFile(path: string): Promise<RunSettings> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new ChaosError('bad_arguments', `cannot read the experiment ${path}: ${messageOf(cause)}`, {
      cause,
    });
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new ChaosError('bad_arguments', `${path}: expected JSON (${messageOf(cause)})`, { cause });
  }
  return readSettings(json, path);
}

function toExperiment(settings: RunSettings, output: Output): Experiment {
  const {
    env = 'auto',
    nodes: count = 5,
    timeLimit = 75,
    workload = 'kv',
    seed = randomInt(0, 2 ** 32),
    rate = 200,
    system: systemName = 'seaworthy',
  } = settings;
  const nodes = Array.from({ length: count }, (_, i) => `n${i + 1}`);
  const system = systemName === 'naive' ? naiveSystem() : seaworthyOf(settings);
  const { electionTimeoutMs } = system;
  const kinds = readKinds(settings.nemesis);
  const plan = planFaults({ seed, nodes, durationMs: timeLimit * 1000, electionTimeoutMs, ...kinds });
  output.write(`Seed ${seed}; ${plan.length} faults are planned.\n`);
  return {
    name: settings.name ?? `${systemName}-${workload}`,
    nodes,
    makeEnvironment: async (options) => {
      const environment = await chooseEnvironment(env, { ...options, system });
      output.write(`Environment: ${environment.description}.\n`);
      return environment;
    },
    makeClient: systemName === 'naive' ? () => new HttpClient() : () => new SeaworthyClient(),
    hasRaftLogs: systemName !== 'naive',
    workload,
    nemesis: plannedNemesis(plan),
    seed,
    timeLimitSeconds: timeLimit,
    concurrency: settings.concurrency ?? 3 * count,
    ratePerSecond: rate,
    ...(settings.keys === undefined ? {} : { keys: settings.keys }),
    ...(settings.minOperations === undefined ? {} : { minOperations: settings.minOperations }),
  };
}

function seaworthyOf({ server, image }: RunSettings): SystemUnderTest {
  if (server !== undefined && !existsSync(server))
    throw new ChaosError('bad_arguments', `--server: there is no file ${resolve(server)}`);
  const system = seaworthyServer(server === undefined ? {} : { program: resolve(server) });
  if (image === undefined) return system;
  if (system.container === undefined)
    throw new ChaosError('bad_arguments', '--image: this installation does not know how to run containers');
  return { ...system, container: { ...system.container, image: { name: image } } };
}

/** No list means all kinds; `none` means a run without faults. */
function readKinds(names: readonly string[] | undefined): { kinds?: readonly FaultKind[] } {
  if (names === undefined) return {};
  if (names.length === 1 && names[0] === 'none') return { kinds: [] };
  const kinds = FAULT_KINDS.filter((kind) => names.includes(kind));
  const unknown = names.filter((name) => !FAULT_KINDS.some((kind) => kind === name));
  if (unknown.length > 0 || kinds.length === 0) {
    const found = unknown.length > 0 ? unknown.join(', ') : 'nothing';
    throw new ChaosError(
      'bad_arguments',
      `--nemesis: expected a list of ${FAULT_KINDS.join(', ')}, or none; found ${found}`,
    );
  }
  return { kinds };
}
