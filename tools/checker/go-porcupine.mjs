import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { Answerer } from './process.mjs';

const run = promisify(execFile);
const TIMING = fileURLToPath(new URL('timing_test.go', import.meta.url));

/**
 * Compiles the tests of a checkout of Porcupine, with one more that times checks; the checkout is left as it is.
 *
 * @returns `skipped`, if it cannot be, with the reason and how to mend it.
 */
export async function buildGoPorcupine(checkout) {
  if (checkout === undefined || !existsSync(join(checkout, 'porcupine_test.go'))) {
    const where =
      checkout === undefined ? 'no checkout of Porcupine was given' : `${checkout} is none of Porcupine`;
    return {
      skipped: `${where}: git clone https://github.com/anishathalye/porcupine DIR, then --porcupine DIR or PORCUPINE_CHECKOUT=DIR`,
    };
  }
  const version = await run('go', ['version']).catch(() => undefined);
  if (version === undefined) return { skipped: 'there is no Go compiler: apt-get install golang-go' };
  const folder = await mkdtemp(join(tmpdir(), 'seaworthy-bench-checker-'));
  const root = resolve(checkout);
  const overlay = join(folder, 'overlay.json');
  const binary = join(folder, 'timing');
  await writeFile(overlay, JSON.stringify({ Replace: { [join(root, 'seaworthy_timing_test.go')]: TIMING } }));
  await run('go', ['test', '-c', '-vet=off', '-overlay', overlay, '-o', binary, '.'], { cwd: root });
  const { stdout: revision } = await run('git', ['-C', root, 'rev-parse', '--short', 'HEAD']).catch(() => ({
    stdout: 'of unknown revision',
  }));
  return {
    name: `Go Porcupine ${revision.trim()}, ${version.stdout.trim().split(' ')[2]}`,
    testData: join(root, 'test_data'),
    /** @param seconds the time limit of one check. */
    start: (seconds) =>
      new Answerer(binary, ['-test.run', '^TestTiming$', '-test.timeout', '0'], {
        cwd: root,
        env: { ...process.env, TIME_LIMIT: `${seconds}s` },
      }),
    remove: () => rm(folder, { recursive: true }),
  };
}
