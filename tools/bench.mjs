// What puts and reads cost on three real server processes on loopback, every write synced to a majority, next to the
// floor (the same bytes, syncs and hops with no Raft and no store) and to etcd, if it is installed, in one run. Prints
// tables and writes them to a file of JSON; README says what the rows mean.
// npx nx run tools:bench [--quick] [--only TEXT] [--rounds 5] [--seconds 1.5] [--dir DIRECTORY] [--json FILE]
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { etcdVersion, startEtcd } from './bench/clusters/etcd.mjs';
import { startFloor } from './bench/clusters/floor.mjs';
import { startSeaworthy } from './bench/clusters/seaworthy.mjs';
import { EVENTS } from './bench/events.mjs';
import { readFlags } from './bench/flags.mjs';
import { describeMachine, machineLine } from './bench/machine.mjs';
import { measureGroup } from './bench/measure-group.mjs';
import { loadLine } from './bench/report.mjs';
import { GROUPS } from './bench/shapes.mjs';
import { compareWithTargets } from './bench/targets.mjs';

const options = readFlags();
const wanted = ({ name, quick }) =>
  (!options.quick || quick) && (options.only === undefined || name.includes(options.only));

const directory = await mkdtemp(join(options.dir ?? tmpdir(), 'seaworthy-bench-'));
const report = { date: new Date().toISOString(), options, loads: [], events: {} };
try {
  report.machine = describeMachine(directory);
  console.log(machineLine(report.machine));
  report.etcd = (await etcdVersion()) ?? null;
  console.log(
    report.etcd === null
      ? 'etcd is left out: it is not installed (apt-get install etcd-server)'
      : `etcd ${report.etcd}`,
  );
  await measureLoads();
  await measureEvents();
} finally {
  await rm(directory, { recursive: true, force: true });
}
report.targets = compareWithTargets(report);
console.log('\nTargets');
console.table(report.targets);
await mkdir(dirname(options.json), { recursive: true });
await writeFile(options.json, `${JSON.stringify(report, null, 2)}\n`);
console.log(`Written to ${options.json}`);

async function measureLoads() {
  const starters = [startFloor, startSeaworthy, ...(report.etcd === null ? [] : [startEtcd])];
  for (const group of GROUPS) {
    const shapes = withPremises(group.shapes);
    if (shapes.length === 0) continue;
    const onRow = ({ shape }) => console.error(`${shape}: done`);
    const rows = await measureGroup(starters, shapes, { directory, ...options, onRow });
    report.loads.push(...rows);
  }
  if (report.loads.length > 0) {
    console.log('\nThree nodes. f/s/e: floor, seaworthy, etcd; µs: CPU per operation, servers added up;');
    console.log('others: share of all cores that was busy with what is no part of this');
    console.table(report.loads.map(loadLine));
  }
}

/** The wanted shapes, and those that they need the figures of. */
function withPremises(shapes) {
  const names = new Set(shapes.filter(wanted).flatMap(({ name, halfOf }) => [name, halfOf]));
  return shapes.filter(({ name }) => names.has(name));
}

async function measureEvents() {
  for (const event of EVENTS.filter(wanted)) {
    const folder = await mkdtemp(join(directory, 'event-'));
    const figures = await event.measure(folder, options);
    await rm(folder, { recursive: true, force: true });
    report.events[event.name] = figures;
    console.log(`\n${event.title}`);
    console.table(figures.rows ?? [figures]);
  }
}
