import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { registerHistory } from './histories.mjs';
import { median, round } from '../numbers.mjs';
import { runFresh } from './process.mjs';

const MILLION = 1_000_000;
/** Of one check by the search alone, in seconds. */
const SEARCH_LIMIT = 20;

const SHAPES = [5, 10, 20].flatMap((clients) =>
  [1_000, 10_000].flatMap((operations) =>
    [0, 0.01, 0.1].flatMap((pending) =>
      [false, true].map((stale) => ({ clients, operations, pending, stale })),
    ),
  ),
);

function label({ clients, operations, pending, stale, keys = 0 }) {
  const history = stale ? 'one stale read' : 'correct';
  return { clients, operations, ...(keys > 0 ? { keys } : {}), pending: `${pending * 100} %`, history };
}

/** Throws unless the verdict is right. */
function expectVerdict({ verdict, reason }, shape) {
  if (verdict === (shape.stale ? 'invalid' : 'valid')) return;
  throw new Error(
    `${JSON.stringify(shape)}: the verdict is ${verdict}${reason === undefined ? '' : ` (${reason})`}`,
  );
}

/** The first check of a fresh process, with and without explanations, and the later ones with them. */
export async function measureGrid(rounds) {
  const rows = [];
  for (const shape of SHAPES) {
    const decided = await repeat(rounds, { shape, options: { explain: false } });
    const explained = await repeat(rounds, { shape, warmRounds: 9 });
    rows.push({
      ...label(shape),
      verdict: decided[0].verdict,
      method: decided[0].methods,
      'decided ms': round(median(decided.map(({ coldMs }) => coldMs))),
      'and explained ms': round(median(explained.map(({ coldMs }) => coldMs))),
      'warm ms': round(median(explained.map(({ warmMs }) => warmMs))),
    });
  }
  return rows;
}

/** Makes as many fresh processes check the history. */
async function repeat(rounds, task, nodeFlags = []) {
  const runs = [];
  for (let at = 0; at < rounds; at++) runs.push(await runFresh('measure.mjs', task, nodeFlags));
  for (const run of runs) expectVerdict(run, task.shape);
  return runs;
}

export async function measureLarge(rounds) {
  const rows = [];
  for (const keys of [0, 1_000]) {
    for (const stale of [false, true]) {
      const shape = { clients: 20, operations: MILLION, pending: 0.01, keys, stale };
      rows.push({ ...label(shape), keys, ...(await measureOne(shape, rounds)) });
    }
  }
  return rows;
}

async function measureOne(shape, rounds, options, nodeFlags) {
  const runs = await repeat(rounds, { shape, options }, nodeFlags);
  return {
    verdict: runs[0].verdict,
    method: runs[0].methods,
    ms: Math.round(median(runs.map(({ coldMs }) => coldMs))),
    'peak MiB': Math.round(Math.max(...runs.map(({ peakMib }) => peakMib))),
    'history MiB': Math.round(median(runs.map(({ historyMib }) => historyMib))),
  };
}

export async function measureGrowth() {
  const rows = [];
  for (const operations of [1, 2, 5, 10].map((millions) => millions * MILLION)) {
    const shape = { clients: 20, operations, pending: 0.01 };
    const found = await measureOne(shape, 3, undefined, ['--max-old-space-size=12288']);
    rows.push({ ...label(shape), ...found });
  }
  const cost = ({ operations }) => operations * Math.log2(operations);
  const ratio = (row) => row.ms / cost(row);
  for (const row of rows) {
    row['ns per n log2 n'] = round(ratio(row) * 1e6);
    row['to that of a million'] = round(ratio(row) / ratio(rows[0]));
  }
  const exponent = slope(rows.map(({ operations, ms }) => [operations, ms]));
  const expected = slope(rows.map((row) => [row.operations, cost(row)]));
  return { rows, exponent: round(exponent), expected: round(expected) };
}

/** Of the straight line through the logarithms, by least squares. */
function slope(points) {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)]);
  const mean = (at) => logs.reduce((total, point) => total + point[at], 0) / logs.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const covariance = logs.reduce((total, [x, y]) => total + (x - meanX) * (y - meanY), 0);
  return covariance / logs.reduce((total, [x]) => total + (x - meanX) ** 2, 0);
}

/** By the search without fast paths, and in Go if it is there. */
export async function measureSearch(go) {
  const folder = await mkdtemp(join(tmpdir(), 'seaworthy-bench-checker-'));
  const rows = [];
  try {
    for (const shape of SHAPES) {
      const options = {
        fastPaths: false,
        explain: false,
        timeLimit: SEARCH_LIMIT * 1_000,
        memoryLimit: 2 ** 32,
      };
      const found = await runFresh('measure.mjs', { shape, options });
      if (found.verdict !== 'unknown') expectVerdict(found, shape);
      const row = { ...label(shape), verdict: found.verdict, ms: round(found.coldMs) };
      rows.push(
        go === undefined ? row : { ...row, ...(await checkInGo(go, shape, join(folder, 'history'))) },
      );
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  return rows;
}

async function checkInGo(go, shape, file) {
  await writeFile(file, goEvents(registerHistory(shape)));
  // It may come to hold several gigabytes: a process for each.
  const process = go.start(SEARCH_LIMIT);
  const [verdict, nanos] = await process.ask(`register ${file} 1`);
  await process.end();
  return { 'Go verdict': verdict, 'Go ms': round(nanos / 1e6) };
}

/** The events as timing_test.go reads them. An operation that is never answered returns at the end. */
function goEvents(operations) {
  const events = operations.flatMap(({ id, input, output, call, return: end }) => [
    { at: call, line: input.f === 'read' ? `${id} call get 0` : `${id} call put ${input.value}` },
    { at: end, line: `${id} return ${output ?? 0}` },
  ]);
  return events
    .sort((a, b) => (a.at === b.at ? 0 : a.at - b.at))
    .map(({ line }) => `${line}\n`)
    .join('');
}
