// The counterpart of timing_test.go: answers the same requests with this checker's search. The first argument is the
// directory of the logs, the second the time limit in milliseconds.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

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
  const [kind, name] = request.split(' ');
  if (!known.has(request)) known.set(request, READERS[kind](name));
  const { model, operations } = known.get(request);
  const begin = process.hrtime.bigint();
  const { verdict } = check(operations, model, options);
  console.log(`answer ${verdict} ${process.hrtime.bigint() - begin}`);
}
