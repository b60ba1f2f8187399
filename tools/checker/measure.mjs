// Makes one history in this fresh process and checks it: once cold, then as often as told warmed up. Prints JSON.
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

import { check, kv, register } from '../../packages/porcupine/dist/index.js';
import { registerHistory } from './histories.mjs';
import { median, MIB } from '../numbers.mjs';

const { shape, options = {}, warmRounds = 0 } = JSON.parse(process.argv[2]);
const operations = registerHistory(shape);
const model = shape.keys > 0 ? kv : register;
const historyMib = currentMib();

function timed() {
  const begin = performance.now();
  const result = check(operations, model, options);
  return { ms: performance.now() - begin, result };
}

const { ms: coldMs, result } = timed();
const peakMib = process.resourceUsage().maxRSS / 1024;
const warm = Array.from({ length: warmRounds }, () => timed().ms);
console.log(
  JSON.stringify({
    verdict: result.verdict,
    reason: result.reason,
    methods: [...new Set(result.partitions.map(({ method }) => method))].join(', '),
    coldMs,
    warmMs: warmRounds === 0 ? undefined : median(warm),
    historyMib,
    peakMib,
  }),
);

function currentMib() {
  const pages = Number(readFileSync('/proc/self/statm', 'utf8').split(' ')[1]);
  return (pages * 4096) / MIB;
}
