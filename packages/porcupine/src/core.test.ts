import { readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const ENTRY = fileURLToPath(new URL('./index.ts', import.meta.url));
const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s(?:[^'"`;]*?\sfrom\s)?\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g;

/** Every module that the entry leads to, with what it imports from outside. */
function walk(entry: string): Map<string, string[]> {
  const outside = new Map<string, string[]>();
  const visit = (file: string): void => {
    if (outside.has(file)) return;
    const found: string[] = [];
    outside.set(file, found);
    for (const [, plain, dynamic] of readFileSync(file, 'utf8').matchAll(IMPORT)) {
      const name = plain ?? dynamic!;
      if (name.startsWith('.')) visit(resolve(dirname(file), name));
      else found.push(name);
    }
  };
  visit(entry);
  return outside;
}

describe('the core', () => {
  it('imports nothing of Node.js, and nothing but itself', () => {
    const modules = walk(ENTRY);
    expect(modules.size).toBeGreaterThan(50);
    for (const [file, outside] of modules) expect({ file, outside }).toEqual({ file, outside: [] });
    const names = [...modules.keys()].map((file) => relative(dirname(ENTRY), file));
    expect(names).toEqual(expect.arrayContaining(['check.ts', 'picture/render.ts', 'history/bytes.ts']));
    expect(names.filter((name) => /^(?:cli|parallel)/.test(name))).toEqual([]);
  });

  it('the walk sees what the threads import of Node.js', () => {
    const threads = walk(fileURLToPath(new URL('./parallel/index.ts', import.meta.url)));
    expect([...threads.values()].flat().sort()).toEqual(['node:os', 'node:worker_threads']);
  });

  it('works where there is nothing of Node.js', async () => {
    const bundle = await build({
      entryPoints: [ENTRY],
      bundle: true,
      write: false,
      format: 'iife',
      globalName: 'porcupine',
      platform: 'browser',
      target: ['es2022', 'chrome110', 'firefox115', 'safari16.4'],
      tsconfigRaw: {},
    });
    // What browsers have beyond the language, as far as the core may use it.
    const globals = { performance, TextDecoder, AbortController, setTimeout };
    const context = createContext({ ...globals });
    runInContext(bundle.outputFiles[0]!.text, context);
    expect(runInContext('typeof process + typeof require + typeof Buffer', context)).toBe(
      'undefinedundefinedundefined',
    );
    const script = `(async () => {
      const { check, checkAsync, checkHistory, kv, parseHistory, queue, readHistoryStream, renderPicture } = porcupine;
      const text = '{:process 0, :type :invoke, :f :put, :key "k", :value "a"}\\n' +
        '{:process 0, :type :ok, :f :put, :key "k", :value "a"}\\n' +
        '{:process 1, :type :invoke, :f :get, :key "k", :value nil}\\n' +
        '{:process 1, :type :ok, :f :get, :key "k", :value ""}\\n';
      const history = parseHistory(text, kv);
      const result = checkHistory(history, kv);
      const bytes = Uint8Array.from(text, (char) => char.charCodeAt(0));
      const streamed = await readHistoryStream([bytes.subarray(0, 20), bytes.subarray(20)], kv);
      const again = await checkAsync(streamed.operations, kv, { fastPaths: false });
      return {
        verdicts: [result.verdict, again.verdict, check([], queue).verdict],
        kind: result.partitions[0].explanation.kind,
        page: renderPicture(history, result, { model: kv }).slice(0, 15),
      };
    })()`;
    const found: unknown = await (runInContext(script, context) as Promise<unknown>);
    expect(found).toEqual({
      verdicts: ['invalid', 'invalid', 'valid'],
      kind: 'lost-write',
      page: '<!doctype html>',
    });
  });
});
