import { readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build, type Plugin } from 'esbuild';

import { mutate, type Mutant } from './mutants.test.support.ts';

export const PACKAGES = fileURLToPath(new URL('../../..', import.meta.url)).replace(/[\\/]$/, '');

/** Bundles the daemon from its sources into `outfile`, with a bug in it if one is given. */
export async function bundleServer(outfile: string, mutant?: Mutant): Promise<void> {
  const planted = { count: 0 };
  await build({
    entryPoints: [join(PACKAGES, 'kv-server', 'src', 'cli.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['@seaworthy/source'],
    // Some of what is bundled is CommonJS and calls `require` for Node's own modules.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    define: { SEAWORTHY_VERSION: '"0.0.0-teeth"' },
    // `ws` uses these where they are installed, and does without otherwise.
    external: ['bufferutil', 'utf-8-validate'],
    logLevel: 'error',
    plugins: mutant === undefined ? [] : [plant(mutant, planted)],
  });
  if (mutant !== undefined && planted.count !== 1)
    throw new Error(`mutant ${mutant.id}: ${mutant.file} is not part of the bundle`);
}

function plant(mutant: Mutant, planted: { count: number }): Plugin {
  const path = join(PACKAGES, ...mutant.file.split('/'));
  const filter = new RegExp(`${path.split(sep).at(-1)?.replaceAll('.', '\\.') ?? ''}$`);
  return {
    name: `mutant ${mutant.id}`,
    setup: ({ onLoad }) => {
      onLoad({ filter }, async (module) => {
        if (module.path !== path) return undefined;
        planted.count++;
        return { contents: mutate(await readFile(path, 'utf8'), mutant), loader: 'ts' };
      });
    },
  };
}
