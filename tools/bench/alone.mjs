import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What parts cost without the rest: benchmarks of their own, whose lines are taken over as they are. */
const PARTS = [
  { part: 'the protocol', program: '../bench-core.mjs' },
  // As large a log as fits into the time of the whole.
  { part: 'storage', program: '../bench-storage.mjs', env: { SEAWORTHY_BENCH_OPEN_MIB: '256' } },
];

export async function measureParts(directory) {
  const measured = [];
  for (const { part, program, env } of PARTS) {
    const file = fileURLToPath(new URL(program, import.meta.url));
    const options = { env: { ...process.env, ...env } };
    const { stdout } = await run(process.execPath, ['--expose-gc', file, directory], options);
    measured.push({ part, lines: stdout.trimEnd().split('\n') });
  }
  return measured;
}
