// What puts and reads cost on three real server processes on loopback, every write synced to a majority, next to the
// floor (the same bytes, syncs and hops with no Raft and no store) and to etcd, if it is installed, in one run:
//   1. loads of many shapes; 2. what a cluster with a million keys does when a snapshot is written, a node starts again or
//   lags, or the leader is killed; 3. the cost as cluster, values and store grow, also as a picture; 4. parts alone.
// Prints tables, the last of them against the targets, and writes all figures to a file of JSON.
// npx nx run tools:bench [--quick: 1. and 2. in short] [--only TEXT: shapes with it in their name, events, growth, alone;
//   may be said again] [--rounds 5] [--seconds 1.2] [--dir DIRECTORY] [--json FILE] [--picture FILE]
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { measureParts } from './bench/alone.mjs';
import { IN_FLIGHT, measureLargeStore } from './bench/events/large-store.mjs';
import { readFlags } from './bench/flags.mjs';
import { measureGrowth } from './bench/growth.mjs';
import { measureLoads } from './bench/loads.mjs';
import { machineLine } from './bench/machine.mjs';
import { growthPicture } from './bench/picture.mjs';
import { loadLine, showEvents } from './bench/report.mjs';
import { compareWithTargets } from './bench/targets.mjs';
import { withWorkplace } from './bench/workplace.mjs';

const flags = readFlags();
const isWanted = ({ name, quick }) =>
  (!flags.quick || quick) && (flags.only?.some((text) => name.includes(text)) ?? true);

const report = { date: new Date().toISOString(), options: flags, loads: [], events: {} };
await withWorkplace(flags.dir, async (workplace) => {
  const options = { ...flags, ...workplace };
  report.machine = workplace.machine;
  report.etcd = workplace.etcd;
  report.loads = await measureLoads(options, isWanted);
  if (report.loads.length > 0) {
    console.log('\nThree nodes. f/s/e: floor, seaworthy, etcd; µs: CPU per operation, servers added up;');
    console.log('others: share of all cores that was busy with what is no part of this');
    console.table(report.loads.map(loadLine));
  }
  if (isWanted({ name: 'events', quick: true })) {
    report.events = await measureLargeStore(await mkdtemp(join(options.directory, 'events-')), options);
    console.log(`\n${options.keys} keys of 64 B with 256 B, under ${IN_FLIGHT} puts in flight`);
    showEvents(report.events);
  }
  if (isWanted({ name: 'growth', quick: false })) {
    report.growth = await measureGrowth(options);
    console.log('\nGrowth');
    console.table(Object.values(report.growth).flat().map(loadLine));
    await write(
      flags.picture,
      growthPicture(report.growth, `${machineLine(report.machine)}; ${report.date}`),
    );
  }
  if (isWanted({ name: 'alone', quick: false })) {
    report.alone = await measureParts(options.directory);
    for (const { part, lines } of report.alone) console.log(`\nAlone: ${part}\n${lines.join('\n')}`);
  }
});
report.targets = compareWithTargets(report);
if (report.targets.length > 0) console.table(report.targets);
await write(flags.json, `${JSON.stringify(report, null, 2)}\n`);

async function write(file, text) {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  console.log(`Written to ${file}`);
}
