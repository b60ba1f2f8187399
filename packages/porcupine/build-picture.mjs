// Bundles the browser side of the picture, src/picture/page, into src/picture/page.generated.ts, so that the package
// itself builds with plain tsc and needs no bundler where it is installed.
// `node build-picture.mjs` writes the file; with `--check` it only says, by its exit code, whether the file is fresh.
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const page = (name) => fileURLToPath(new URL(`./src/picture/page/${name}`, import.meta.url));
const target = fileURLToPath(new URL('./src/picture/page.generated.ts', import.meta.url));

async function bundle(entry, element) {
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
  const { text } = result.outputFiles[0];
  if (new RegExp(`</${element}|<!--`, 'i').test(text)) {
    throw new Error(
      `expected ${entry} to hold neither "</${element}" nor "<!--", which would end its element`,
    );
  }
  return text;
}

const literal = (text) => `\`${text.replace(/[\\`]|\$\{/g, (found) => `\\${found}`)}\``;
const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const script = await bundle('main.ts', 'script');
const style = await bundle('page.css', 'style');
const fresh = `// Made by build-picture.mjs from src/picture/page; not to be edited.
export const pageScript = ${literal(script)};
export const pageStyle = ${literal(style)};
export const pageScriptHash = ${hash(script)};
export const pageStyleHash = ${hash(style)};
`;

if (process.argv.includes('--check')) {
  const stored = await readFile(target, 'utf8').catch(() => '');
  if (stored !== fresh) {
    console.error(
      'src/picture/page.generated.ts is stale: run `node build-picture.mjs` in packages/porcupine',
    );
    process.exitCode = 1;
  }
} else {
  await writeFile(target, fresh);
}
