import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { ESLint } from 'eslint';
import { afterEach, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const written: string[] = [];

afterEach(async () => {
  for (const file of written.splice(0)) await rm(file, { force: true });
});

/** The rules that `code` breaks when it stands in `path`. The file must be there: the rules know its types. */
async function broken(path: string, code: string): Promise<string[]> {
  const file = join(root, path);
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(file, code);
  written.push(file);
  const [result] = await new ESLint({
    cwd: root,
    overrideConfigFile: join(root, '.config/eslint.config.js'),
  }).lintFiles([file]);
  return [...new Set(result?.messages.map(({ ruleId }) => ruleId ?? 'fatal'))].sort();
}

describe('lint guards the shape', () => {
  it('the protocol knows no clock, chance, promise or port', async () => {
    const code = `import { systemClock } from '../system/clock.ts';
      export async function f(): Promise<number> {
        await Promise.resolve();
        return Date.now() + Math.random() + systemClock.wallNow();
      }`;
    expect(await broken('packages/core/src/raft/lint-probe.ts', code)).toEqual([
      'no-restricted-globals',
      'no-restricted-imports',
      'no-restricted-properties',
      'no-restricted-syntax',
    ]);
  });

  it.each([
    ['core', '@seaworthy/storage-fs'],
    ['porcupine', '@seaworthy/core'],
    ['transport-ws', '@seaworthy/storage-fs'],
    ['storage-fs', '@seaworthy/client'],
    ['client', '@seaworthy/core'],
    ['kv-server', '@seaworthy/client'],
    ['kv-server', '@seaworthy/chaos'],
  ])('%s may not import %s', async (name, imported) => {
    const code = `import type * as other from '${imported}';\nexport type Other = typeof other;\n`;
    expect(await broken(`packages/${name}/src/lint-probe.ts`, code)).toContain('no-restricted-imports');
  });

  it('code on a node reaches time and disk through ports', async () => {
    const code = `import { readFileSync } from 'node:fs';
      export const f = (): string => readFileSync(String(performance.now()), 'utf8');`;
    for (const path of ['storage-fs/src/wal', 'core/src/node', 'transport-ws/src']) {
      const rules = await broken(`packages/${path}/lint-probe.ts`, code);
      expect(rules).toEqual(['no-restricted-globals', 'no-restricted-imports']);
    }
  });

  it('no promise floats, and a switch names every case', async () => {
    const code = `export function f(x: 'a' | 'b'): number {
        Promise.resolve(1);
        switch (x) {
          case 'a':
            return 1;
        }
        return 2;
      }`;
    expect(await broken('packages/client/src/lint-probe.ts', code)).toEqual([
      '@typescript-eslint/no-floating-promises',
      '@typescript-eslint/switch-exhaustiveness-check',
    ]);
  });
});
