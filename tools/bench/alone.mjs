import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What parts cost without the rest: benchmarks of their own, whose lines are taken over as they are. */
const PARTS = [
  { part: 'the protocol', program: '../bench-core.mjs' },
  { part: 'storage', program: '../bench-storage.mjs' },
];

export async function measureParts(directory) {
  const measured = [];
  for (const { part, program } of PARTS) {
    const file = fileURLToPath(new URL(program, import.meta.url));
    const { stdout } = await run(process.execPath, ['--expose-gc', file, directory]);
    measured.push({ part, lines: stdout.trimEnd().split('\n') });
  }
  return measured;
}
