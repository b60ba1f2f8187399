import { fileURLToPath } from 'node:url';

import type { Bug } from '../planting/bug.test.support.ts';
import { bundle } from '../planting/bundle.test.support.ts';

export const PACKAGES = fileURLToPath(new URL('../../..', import.meta.url)).replace(/[\\/]$/, '');

/** Bundles the daemon from its sources into `outfile`, with a bug in it if one is given. */
export async function bundleServer(outfile: string, bug: Bug | null = null): Promise<void> {
  await bundle({ packages: PACKAGES, entry: 'kv-server/src/cli.ts', outfile, bug });
}
