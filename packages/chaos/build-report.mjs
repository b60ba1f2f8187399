// Bundles the browser side of the report, src/report/page, into src/report/page-script.generated.ts, so that the
// package itself builds with plain tsc and needs no bundler where it is installed.
// `node build-report.mjs` writes the file; with `--check` it only says, by its exit code, whether the file is fresh.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const page = (name) => fileURLToPath(new URL(`./src/report/page/${name}`, import.meta.url));
const target = fileURLToPath(new URL('./src/report/page-script.generated.ts', import.meta.url));

async function bundle(entry) {
  const result = await build({
    entryPoints: [page(entry)],
    bundle: true,
    write: false,
    minify: true,
    lineLimit: 160,
    format: 'iife',
    platform: 'browser',
    target: ['es2022', 'chrome110', 'firefox115', 'safari16.4'],
    charset: 'ascii',
    legalComments: 'none',
    tsconfigRaw: {},
  });
  return result.outputFiles[0].text;
}

const literal = (text) => `\`${text.replace(/[\\`]|\$\{/g, (found) => `\\${found}`)}\``;

const fresh = `// Made by build-report.mjs from src/report/page; not to be edited.
export const pageScript = ${literal(await bundle('main.ts'))};
export const pageStyle = ${literal(await bundle('page.css'))};
`;

if (process.argv.includes('--check')) {
  const stored = await readFile(target, 'utf8').catch(() => '');
  if (stored !== fresh) {
    console.error(
      'src/report/page-script.generated.ts is stale: run `node build-report.mjs` in packages/chaos',
    );
    process.exitCode = 1;
  }
} else {
  await writeFile(target, fresh);
}
