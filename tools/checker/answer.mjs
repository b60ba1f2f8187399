// The counterpart of timing_test.go: answers the same requests with this checker's search. The first argument is the
// directory of the logs, the second the time limit in milliseconds. Needs --expose-gc.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { median } from '../numbers.mjs';
import { casRegister, check, kv, parseHistory } from '../../packages/porcupine/dist/index.js';

const [, , directory, timeLimit] = process.argv;
const READERS = {
  etcd: (name) => read(casRegister, 'porcupine-etcd', `jepsen/etcd_${name.padStart(3, '0')}.log`),
  kv: (name) => read(kv, 'porcupine-kv', `kv/${name}.txt`),
};
const read = (model, format, file) => {
  const text = readFileSync(join(directory, file), 'utf8');
  return { model, operations: parseHistory(text, model, { format }).operations };
};
const options = { explain: false, fastPaths: false, timeLimit: Number(timeLimit) };
const known = new Map();

for await (const request of createInterface({ input: process.stdin })) {
  const [kind, name, times] = request.split(' ');
  const log = `${kind} ${name}`;
  if (!known.has(log)) known.set(log, READERS[kind](name));
  const checks = Array.from({ length: Number(times) }, () => time(known.get(log)));
  console.log(`answer ${checks[0].verdict} ${median(checks.map(({ nanos }) => nanos))}`);
}

function time({ model, operations }) {
  // The young generation: all that the last check left. A full collection would throw compiled code away as well.
  globalThis.gc({ type: 'minor' });
  const begin = process.hrtime.bigint();
  const { verdict } = check(operations, model, options);
  return { verdict, nanos: Number(process.hrtime.bigint() - begin) };
}
