// Where the CPU time of an operation goes: profiles the leader, the followers and the load program of a real cluster, and
// prints microseconds per operation by stage and the most expensive functions. The stages of a process add up to its CPU
// time: those of the main thread are samples by the clock, scaled to the CPU time of that thread, for on a busy machine it
// does not run all the time; what other threads do (disk, compiler, garbage collection) is a line of its own.
// npx nx run tools:bench-profile [--shape put] [--in-flight 1000] [--connections 1] [--value-bytes 256] [--keys 10000]
//   [--seconds 5] [--keep DIRECTORY for the .cpuprofile files] [-- flags of seaworthy-server]
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { parsePlan, parseShape } from '@seaworthy/client/bench';

import { startSeaworthy } from './bench/clusters/seaworthy.mjs';
import { Loader } from './bench/load/loader.mjs';
import { now } from './bench/load/timeline.mjs';
import { cpuSeconds, mainThreadSeconds } from './bench/processes.mjs';
import { readProfile } from './bench/profile/stages.mjs';
import { inDirectory } from './bench/workplace.mjs';
import { round, sum } from './numbers.mjs';

const SAMPLE_MICROS = 400;
const TOP_FUNCTIONS = 25;
const WARM_UP_SECONDS = 3;
const OTHER_THREADS = 'other threads';
const IDLE = 'idle';

const { values: flags, positionals: serverFlags } = parseArgs({
  allowPositionals: true,
  options: {
    shape: { type: 'string', default: 'put' },
    'in-flight': { type: 'string', default: '1000' },
    connections: { type: 'string', default: '1' },
    'value-bytes': { type: 'string', default: '256' },
    keys: { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '5' },
    keep: { type: 'string' },
  },
});
const plan = parsePlan({
  mix: parseShape(flags.shape),
  inFlight: Number(flags['in-flight']),
  connections: Number(flags.connections),
  valueBytes: Number(flags['value-bytes']),
  keys: Number(flags.keys),
  seconds: Number(flags.seconds),
  warmupSeconds: 0,
  rounds: 1,
});

await inDirectory(undefined, async (directory) => {
  const profiles = flags.keep ?? join(directory, 'profiles');
  await mkdir(profiles, { recursive: true });
  show(await measure(directory, profiles));
});

async function measure(directory, profiles) {
  const nodeFlags = ['--cpu-prof', `--cpu-prof-dir=${profiles}`, `--cpu-prof-interval=${SAMPLE_MICROS}`];
  const cluster = await startSeaworthy(directory, { nodeFlags, flags: serverFlags });
  const loader = await Loader.start(cluster, nodeFlags);
  const leader = await cluster.leader();
  await loader.run({ ...plan, seconds: WARM_UP_SECONDS });
  const pids = [...cluster.processes, loader.process].map(({ pid }) => pid);
  const usage = () => pids.map((pid) => ({ all: cpuSeconds(pid), main: mainThreadSeconds(pid) }));
  const before = usage();
  const from = now();
  const { result } = await loader.run({ ...plan, fill: false });
  const to = now();
  const used = usage().map(({ all, main }, position) => ({
    all: all - before[position].all,
    main: main - before[position].main,
  }));
  // A process writes its profile when it ends by itself.
  await loader.leave();
  await cluster.stop('SIGTERM');
  const files = await readdir(profiles);
  const accounts = pids.map((pid, position) => {
    const file = files.find((name) => name.includes(`.${pid}.`));
    return account(readProfile(join(profiles, file), from, to), used[position], result.operations);
  });
  const followers = accounts.slice(0, -1).filter((_, position) => position !== leader);
  return { result, seconds: (to - from) / 1000, leader: accounts[leader], followers, load: accounts.at(-1) };
}

/** Microseconds per operation by stage, with what the profile does not see, and by function. */
function account({ stages, functions }, used, operations) {
  stages.delete(IDLE);
  functions.delete(IDLE);
  const scale = ((used.main / sum([...stages.values()])) * 1e6) / operations;
  const scaled = (times) => [...times].map(([name, seconds]) => [name, seconds * scale]);
  const others = ((used.all - used.main) / operations) * 1e6;
  return {
    total: (used.all / operations) * 1e6,
    perStage: new Map([...scaled(stages), [OTHER_THREADS, others]]),
    functions: new Map(scaled(functions)),
  };
}

function show({ result, seconds, leader, followers, load }) {
  const follower = followers[0];
  const rate = result.rounds[0].opsPerSecond;
  console.log(
    `${flags.shape}, ${plan.inFlight} in flight, values of ${plan.valueBytes} bytes, profiled: ` +
      `${Math.round(rate)}/s for ${round(seconds)} s; µs of CPU per operation`,
  );
  const columns = { leader, follower, load };
  const stages = new Set(Object.values(columns).flatMap(({ perStage }) => [...perStage.keys()]));
  const rows = [...stages].map((stage) =>
    line('stage', stage, columns, ({ perStage }) => perStage.get(stage)),
  );
  console.table([...sorted(rows), line('stage', 'total', columns, ({ total }) => total)]);
  for (const [role, { functions }] of Object.entries(columns)) {
    console.log(`\nMost expensive functions of the ${role}, themselves alone`);
    const rows = [...functions].map(([name, micros]) => ({ function: name, µs: round(micros) }));
    console.table(rows.sort((a, b) => b['µs'] - a['µs']).slice(0, TOP_FUNCTIONS));
  }
}

function line(title, name, columns, pick) {
  const cells = Object.entries(columns).map(([role, column]) => [role, round(pick(column) ?? 0)]);
  return { [title]: name, ...Object.fromEntries(cells) };
}

function sorted(rows) {
  const weight = ({ leader, follower, load }) => leader + follower + load;
  return rows.filter((row) => weight(row) > 0.005).sort((a, b) => weight(b) - weight(a));
}
