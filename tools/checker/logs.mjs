import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { median, round, sum } from '../numbers.mjs';
import { Answerer } from './process.mjs';

const OURS = fileURLToPath(new URL('answer.mjs', import.meta.url));
/** Of one check, in seconds, for both. */
const TIME_LIMIT = 20;
const WARM_UP = 6;
/** Warm, each log is decided so many times in a row: the first one finds the caches full of the other's work. */
const IN_A_ROW = 3;
const KV_LOGS = ['c01-ok', 'c01-bad', 'c10-ok', 'c10-bad', 'c50-ok', 'c50-bad'];

/** The logs of Porcupine's tests that hold operations, as requests. */
function requests(testData) {
  const logs = readdirSync(join(testData, 'jepsen')).filter((file) => /^etcd_\d+\.log$/.test(file));
  const etcd = logs
    .filter((file) => readFileSync(join(testData, 'jepsen', file), 'utf8').includes(':invoke'))
    .map((file) => `etcd ${Number(file.slice(5, 8))}`);
  return { etcd, kv: KV_LOGS.map((name) => `kv ${name}`) };
}

/**
 * Lets both decide every log in turn, in one run: `warm` in processes that have decided all of them before, the median
 * of a few in a row; `cold` in fresh ones, which decide each once. Throws if their verdicts differ.
 */
export async function compareLogs(go, rounds) {
  const groups = requests(go.testData);
  const ours = () =>
    new Answerer(process.execPath, ['--expose-gc', OURS, go.testData, String(TIME_LIMIT * 1_000)]);
  const pair = () => [ours(), go.start(TIME_LIMIT)];
  const timings = { warm: new Map(), cold: new Map() };
  const warm = pair();
  for (let at = -WARM_UP; at < rounds; at++) {
    await decide(warm, [...groups.etcd, ...groups.kv], IN_A_ROW, at < 0 ? undefined : timings.warm, at);
  }
  await Promise.all(warm.map((side) => side.end()));
  for (let at = 0; at < rounds; at++) {
    for (const group of Object.values(groups)) {
      const cold = pair();
      await decide(cold, group, 1, timings.cold, at);
      await Promise.all(cold.map((side) => side.end()));
    }
  }
  return summarize(groups, timings);
}

/** Each request to both, one after the other; who comes first changes. */
async function decide([ours, go], lines, times, timings, at) {
  for (const line of lines) {
    const order = at % 2 === 0 ? [ours, go] : [go, ours];
    const answers = new Map();
    for (const side of order) answers.set(side, await side.ask(`${line} ${times}`));
    const [verdict, nanos] = answers.get(ours);
    const [goVerdict, goNanos] = answers.get(go);
    if (verdict !== goVerdict)
      throw new Error(`${line}: this checker says ${verdict}, Porcupine ${goVerdict}`);
    if (timings === undefined) continue;
    if (!timings.has(line)) timings.set(line, { verdict, ours: [], go: [] });
    timings.get(line).ours.push(nanos / 1e6);
    timings.get(line).go.push(goNanos / 1e6);
  }
}

function summarize({ etcd, kv }, timings) {
  const rows = [];
  for (const [state, byLine] of Object.entries(timings)) {
    const rowOf = (logs, lines) => {
      const ours = median(totals(byLine, lines, 'ours'));
      const theirs = median(totals(byLine, lines, 'go'));
      return { logs, state, 'ours ms': round(ours), 'Go ms': round(theirs), ratio: round(theirs / ours) };
    };
    rows.push(rowOf(`etcd, all ${etcd.length}`, etcd), rowOf(`kv, all ${kv.length}`, kv));
    for (const line of kv) rows.push(rowOf(line, [line]));
  }
  const files = [...timings.warm].map(([log, { verdict, ours, go }]) => ({
    log,
    verdict,
    'ours ms': round(median(ours)),
    'Go ms': round(median(go)),
  }));
  return { rows, files, slower: files.filter((file) => file['ours ms'] > file['Go ms']).length };
}

/** What all of the lines took together, in each round. */
function totals(byLine, lines, side) {
  const all = lines.map((line) => byLine.get(line)[side]);
  return all[0].map((_, at) => sum(all.map((times) => times[at])));
}
