import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { build, type Plugin } from 'esbuild';

import { plant, type Bug } from './bug.test.support.ts';

interface BundleOptions {
  /** The directory of all packages. */
  readonly packages: string;
  /** Below `packages`. */
  readonly entry: string;
  readonly outfile: string;
  /** Null bundles the sources as they are. */
  readonly bug: Bug | null;
}

/** Bundles a program for Node.js from the sources of all packages, with a bug in it if one is given. */
export async function bundle({ packages, entry, outfile, bug }: BundleOptions): Promise<void> {
  const planted = new Set<string>();
  await build({
    entryPoints: [join(packages, ...entry.split('/'))],
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
    define: { SEAWORTHY_VERSION: '"0.0.0-bundled"' },
    // `ws` uses these where they are installed, and does without otherwise.
    external: ['bufferutil', 'utf-8-validate'],
    logLevel: 'error',
    plugins: bug === null ? [] : [planting(packages, bug, planted)],
  });
  for (const { file } of bug?.edits ?? [])
    if (!planted.has(file)) throw new Error(`${bug?.id ?? ''}: ${file} is not part of what is run`);
}

function planting(packages: string, { id, edits }: Bug, planted: Set<string>): Plugin {
  return {
    name: `planted ${id}`,
    setup: ({ onLoad }) => {
      onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const here = edits.filter(({ file }) => path === join(packages, ...file.split('/')));
        const [first] = here;
        if (first === undefined) return undefined;
        planted.add(first.file);
        return { contents: plant(await readFile(path, 'utf8'), id, here), loader: 'ts' };
      });
    },
  };
}
