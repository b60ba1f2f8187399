// Makes one file of the daemon and everything it imports, which plain Node.js runs with nothing beside it.
import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

// Some of the packages within are CommonJS and ask for Node's own modules at run time.
const banner = `import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);`;

export async function bundleServer(outfile) {
  const { metafile } = await build({
    entryPoints: [fileURLToPath(new URL('src/cli.ts', import.meta.url))],
    outfile,
    bundle: true,
    metafile: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['@seaworthy/source'],
    define: { SEAWORTHY_VERSION: JSON.stringify(version) },
    banner: { js: banner },
    legalComments: 'inline',
    // `ws` uses these where they are installed, and does without otherwise.
    external: ['bufferutil', 'utf-8-validate'],
    logLevel: 'warning',
  });
  appendFileSync(outfile, `\n/*\n${licencesOf(Object.keys(metafile.inputs)).replaceAll('*/', '* /')}\n*/\n`);
}

/** The licences of all packages that files were taken from. */
function licencesOf(files) {
  const roots = new Set(files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []));
  return [...roots]
    .sort()
    .map((root) => {
      const {
        name,
        version: release,
        license,
      } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
      const texts = readdirSync(root)
        .filter((file) => /^(licen[cs]e|notice)/i.test(file))
        .map((file) => readFileSync(join(root, file), 'utf8').trim());
      return [`${name} ${release}, ${license}`, ...texts].join('\n\n');
    })
    .join(`\n\n${'-'.repeat(80)}\n\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await bundleServer(fileURLToPath(new URL('bundle/seaworthy-server.mjs', import.meta.url)));
