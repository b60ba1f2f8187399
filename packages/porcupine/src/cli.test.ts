import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { main } from './cli.ts';

const event = (process: number, type: string, f: string, value?: unknown) =>
  JSON.stringify({ process, type, f, key: 'k', value });
const VALID = [
  event(1, 'invoke', 'put', 'a'),
  event(1, 'ok', 'put'),
  event(2, 'invoke', 'get'),
  event(2, 'ok', 'get', 'a'),
];
const INVALID = [...VALID, event(3, 'invoke', 'get'), event(3, 'ok', 'get', null)];

function run(args: readonly string[], content?: string) {
  let out = '';
  let err = '';
  const code = main(args, {
    readFile: (path) => {
      if (content === undefined) throw new Error(`ENOENT: no such file, open '${path}'`);
      return content;
    },
    out: (text) => void (out += text),
    err: (text) => void (err += text),
  });
  return { code, out, err };
}

describe('porcupine check', () => {
  it('ends with 0 for a valid history', () => {
    const { code, out, err } = run(['check', 'h.jsonl', '--model', 'kv'], VALID.join('\n'));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(
      /^valid: 2 operations \(0 of unknown outcome\) in 1 partition, checked in \d+\.\d\d s\n$/,
    );
  });

  it('ends with 1 and an explanation for an invalid one', () => {
    const { code, out } = run(['check', 'h.jsonl', '--model=register'], INVALID.join('\n'));
    expect(code).toBe(1);
    expect(out.split('\n').slice(1)).toEqual([
      'key k: invalid',
      '  process 3\'s read (index 4–5) on key k returned nothing, but process 1\'s write of "a" (index 0–1) had ' +
        'finished before it began and nothing deleted the key afterwards',
      '  These operations cannot be ordered:',
      '    process 1: write "a"  [0, 1]',
      '    process 3: read -> nothing  [4, 5]',
      '',
    ]);
  });

  it('prints JSON', () => {
    const { code, out } = run(['check', 'h.jsonl', '--model', 'kv', '--json'], INVALID.join('\n'));
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      verdict: 'invalid',
      model: 'kv',
      partitions: [
        {
          key: 'k',
          verdict: 'invalid',
          operations: 3,
          longestPartial: { order: [0, 2], state: '"a"', blocked: [4] },
          explanation: { kind: 'lost-write', minimal: true, operations: [{ id: 0 }, { id: 4 }] },
        },
      ],
      stats: { operations: 3 },
    });
  });

  it('prints operations without an end as JSON', () => {
    const open = [event(1, 'invoke', 'put', 'a'), event(2, 'invoke', 'get'), event(2, 'ok', 'get', 'b')];
    const { out } = run(['check', 'h.jsonl', '--model', 'kv', '--json'], open.join('\n'));
    expect(JSON.parse(out)).toMatchObject({ verdict: 'invalid', stats: { optional: 1 } });
  });

  it('ends with 2 when a limit is reached', () => {
    const time = run(['check', 'h.jsonl', '--model', 'kv', '--time-limit', '1e-9'], INVALID.join('\n'));
    expect(time.code).toBe(2);
    expect(time.out).toContain('unknown (time): 3 operations');
    const memory = run(['check', 'h.jsonl', '--model', 'kv', '--memory-limit', '0.0001'], INVALID.join('\n'));
    expect(memory.code).toBe(2);
    expect(memory.out).toContain('key k: unknown (memory)');
    const json = run(
      ['check', 'h', '--model', 'kv', '--memory-limit', '0.0001', '--json'],
      INVALID.join('\n'),
    );
    expect(JSON.parse(json.out)).toMatchObject({ verdict: 'unknown', reason: 'memory' });
  });

  it('explains itself', () => {
    expect(run(['--help'])).toMatchObject({ code: 0, err: '' });
    expect(run(['-h']).out).toContain('Exit codes: 0 valid, 1 invalid, 2 unknown, 254');
  });

  it.each([
    ['no command', [], 'expected the command check, found nothing'],
    ['an unknown command', ['verify', 'h'], 'expected the command check, found verify'],
    ['no file', ['check', '--model', 'kv'], 'expected the FILE of a history'],
    ['two files', ['check', 'a', 'b', '--model', 'kv'], 'expected one FILE, found also b'],
    ['no model', ['check', 'a'], 'expected --model to be kv or register, found nothing'],
    [
      'an unknown model',
      ['check', 'a', '--model', 'queue'],
      'expected --model to be kv or register, found queue',
    ],
    ['an unknown option', ['check', 'a', '--frobnicate'], "Unknown option '--frobnicate'"],
    [
      'a bad time limit',
      ['check', 'a', '--model', 'kv', '--time-limit', 'soon'],
      'expected --time-limit to be a positive number of seconds, found soon',
    ],
    [
      'a bad memory limit',
      ['check', 'a', '--model', 'kv', '--memory-limit', ''],
      'expected --memory-limit to be a positive number of megabytes, found ',
    ],
    [
      'a file that cannot be read',
      ['check', 'a', '--model', 'kv'],
      "cannot read a: ENOENT: no such file, open 'a'",
    ],
  ])('ends with 254 for %s', (_name, args, message) => {
    const { code, out, err } = run(args);
    expect({ code, out }).toEqual({ code: 254, out: '' });
    expect(err).toContain(`porcupine: ${message}`);
  });

  it('ends with 254 for a malformed history', () => {
    const { code, err } = run(
      ['check', 'a', '--model', 'kv'],
      `${VALID.join('\n')}\n${event(2, 'ok', 'get', 1)}`,
    );
    expect(code).toBe(254);
    expect(err).toContain(
      'a: line 5, column 12: expected an invocation by process 2 before its completion, found ok',
    );
  });

  it('ends with 255 when it crashes', () => {
    let err = '';
    const code = main(['check', 'a', '--model', 'kv'], {
      readFile: () => VALID.join('\n'),
      out: () => {
        throw new Error('the pipe is gone');
      },
      err: (text) => void (err += text),
    });
    expect(code).toBe(255);
    expect(err).toContain('internal error: Error: the pipe is gone');
  });
});

describe('the command', () => {
  it('runs through a link, as npm installs it', () => {
    const directory = mkdtempSync(join(tmpdir(), 'porcupine-'));
    try {
      const link = join(directory, 'porcupine.ts');
      symlinkSync(fileURLToPath(new URL('./cli.ts', import.meta.url)), link);
      const file = join(directory, 'history.jsonl');
      writeFileSync(file, INVALID.join('\n'));
      const args = ['--import', import.meta.resolve('tsx'), link, 'check', file, '--model', 'kv'];
      const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
      expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
      expect(stdout).toContain('key k: invalid');
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
