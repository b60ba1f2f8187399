// Bundles the browser side of a page, a script and a style sheet, into a TypeScript file that holds both as text, so
// that the package itself builds with plain tsc and needs no bundler where it is installed.
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { build } from 'esbuild';

/**
 * Writes `target`; with `--check` it only says, by the exit code, whether the file is fresh.
 *
 * @param {{ root: string, page: string, target: string, command: string, hashes?: boolean }} options directory of the
 * package; that of `main.ts` and `page.css` in it; the file to be written; what makes it, for messages; whether to write
 * hashes for a Content-Security-Policy, too.
 */
export async function bundlePage({ root, page, target, command, hashes = false }) {
  const script = await bundle(join(root, page, 'main.ts'), 'script');
  const style = await bundle(join(root, page, 'page.css'), 'style');
  const fresh = `// Made by ${command} from ${page}; not to be edited.
export const pageScript = ${literal(script)};
export const pageStyle = ${literal(style)};
${hashes ? hashesOf(script, style) : ''}`;
  const file = join(root, target);
  if (!process.argv.includes('--check')) return await writeFile(file, fresh);
  const stored = await readFile(file, 'utf8').catch(() => '');
  if (stored === fresh) return;
  console.error(`${target} is stale: run \`node ${command}\` in ${relative(process.cwd(), root) || '.'}`);
  process.exitCode = 1;
}

async function bundle(entry, element) {
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    minify: true,
    lineLimit: 160,
    format: 'iife',
    platform: 'browser',
    conditions: ['@seaworthy/source'],
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
const hashesOf = (script, style) =>
  `export const pageScriptHash = ${hash(script)};
export const pageStyleHash = ${hash(style)};
`;
const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
