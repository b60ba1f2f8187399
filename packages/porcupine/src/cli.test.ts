import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { main } from './cli/main.ts';
import type { Io } from './cli/main.ts';
import { builtInModels } from './models/built-in.ts';

const event = (process: number, type: string, f: string, value?: unknown) =>
  JSON.stringify({ process, type, f, key: 'k', value });
const VALID = [
  event(1, 'invoke', 'put', 'a'),
  event(1, 'ok', 'put'),
  event(2, 'invoke', 'get'),
  event(2, 'ok', 'get', 'a'),
];
const INVALID = [...VALID, event(3, 'invoke', 'get'), event(3, 'ok', 'get', null)];

/** Runs the command in this process; `content` is what every file holds. */
async function run(args: readonly string[], content?: string, io: Partial<Io> = {}) {
  let out = '';
  let err = '';
  const code = await main(args, {
    async *read(path) {
      const error = new Error(`ENOENT: no such file or directory, open '${path}'`);
      if (content === undefined) throw Object.assign(error, { syscall: 'open' });
      yield new TextEncoder().encode(content);
    },
    writeFile: async () => undefined,
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    columns: undefined,
    signal: new AbortController().signal,
    ...io,
  });
  return { code, out, err };
}

describe('porcupine check', () => {
  it('ends with 0 for a valid history', async () => {
    const { code, out, err } = await run(['check', 'h.jsonl', '--model', 'kv'], VALID.join('\n'));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(
      /^valid: 2 operations \(0 of unknown outcome\) in 1 partition, checked by unique-writes in \d+\.\d\d s\n$/,
    );
  });

  it('ends with 1 and an explanation for an invalid one', async () => {
    const { code, out } = await run(['check', 'h.jsonl', '--model=register'], INVALID.join('\n'));
    expect(code).toBe(1);
    expect(out.split('\n').slice(1)).toEqual([
      'key k: invalid',
      '  process 3\'s read (index 4–5) on key k returned nothing, but process 1\'s write of "a" (index 0–1) had ' +
        'finished before it began and nothing deleted the key afterwards',
      '  These operations cannot be ordered:',
      '    process 1: write "a"  [0, 1]',
      '    process 3: read -> nothing  [4, 5]',
      '  All can be ordered up to the return of operation 4: 2 had completed, the state was "a"',
      '',
    ]);
  });

  it('does nothing to the terminal, whatever keys are named', async () => {
    const { out } = await run(
      ['check', 'h', '--model', 'kv'],
      INVALID.join('\n').replaceAll('"key":"k"', '"key":"\\u001b[2J"'),
    );
    expect(out).toContain('key \\u001b[2J: invalid');
    expect(out).not.toContain('\u001b');
  });

  it('prints JSON', async () => {
    const { code, out } = await run(['check', 'h.jsonl', '--model', 'kv', '--json'], INVALID.join('\n'));
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      verdict: 'invalid',
      model: 'kv',
      partitions: [
        {
          key: 'k',
          verdict: 'invalid',
          operations: 3,
          longestPartial: { ordered: 2, state: '"a"', blocked: [4] },
          explanation: { kind: 'lost-write', minimal: true, operations: [{ id: 0 }, { id: 4 }] },
        },
      ],
      stats: { operations: 3 },
    });
    expect(out).not.toContain('"order"');
  });

  it('prints orders in full when it is asked for them', async () => {
    const args = ['check', 'h.jsonl', '--model', 'kv', '--json', '--orders'];
    const invalid = await run(args, INVALID.join('\n'));
    expect(JSON.parse(invalid.out)).toMatchObject({
      partitions: [{ longestPartial: { order: [0, 2] }, explanation: { prefix: { order: [0, 2] } } }],
    });
    const valid = await run(args, VALID.join('\n'));
    const [partition] = (JSON.parse(valid.out) as { partitions: { linearization: number[] }[] }).partitions;
    expect(partition?.linearization).toContain(0);
  });

  it('prints operations without an end as JSON', async () => {
    const open = [event(1, 'invoke', 'put', 'a'), event(2, 'invoke', 'get'), event(2, 'ok', 'get', 'b')];
    const { out } = await run(['check', 'h.jsonl', '--model', 'kv', '--json'], open.join('\n'));
    expect(JSON.parse(out)).toMatchObject({ verdict: 'invalid', stats: { optional: 1 } });
  });

  it('ends with 2 when a limit is reached', async () => {
    const time = await run(['check', 'h.jsonl', '--model', 'kv', '--time-limit', '1e-9'], INVALID.join('\n'));
    expect(time.code).toBe(2);
    expect(time.out).toContain('unknown (time): 3 operations');
    const memory = await run(
      ['check', 'h.jsonl', '--model', 'kv', '--memory-limit', '0.0001'],
      INVALID.join('\n'),
    );
    expect(memory.code).toBe(2);
    expect(memory.out).toContain('key k: unknown (memory)');
    const json = await run(
      ['check', 'h', '--model', 'kv', '--memory-limit', '0.0001', '--json'],
      INVALID.join('\n'),
    );
    expect(JSON.parse(json.out)).toMatchObject({ verdict: 'unknown', reason: 'memory' });
  });

  it('explains itself', async () => {
    expect(await run(['--help'])).toMatchObject({ code: 0, err: '' });
    expect((await run(['-h'])).out).toContain('Exit codes: 0 valid, 1 invalid, 2 unknown, 254');
  });

  it.each([
    [
      'orders without JSON',
      ['check', 'a', '--model', 'kv', '--orders'],
      'expected --orders to come with --json',
    ],
    ['no command', [], 'expected the command check, found nothing'],
    ['an unknown command', ['verify', 'h'], 'expected the command check, found verify'],
    ['no file', ['check', '--model', 'kv'], 'expected the FILE of a history'],
    ['two files', ['check', 'a', 'b', '--model', 'kv'], 'expected one FILE, found also b'],
    ['no model', ['check', 'a'], 'expected --model to be one of kv, register, '],
    [
      'an unknown model',
      ['check', 'a', '--model', 'bank'],
      `expected --model to be one of ${[...builtInModels.keys()].join(', ')}, or the path of a module, found bank`,
    ],
    ['a module that is not there', ['check', 'a', '--model', './no.mjs'], 'cannot load the model ./no.mjs: '],
    [
      'an unknown format',
      ['check', 'a', '--model', 'kv', '--format', 'csv'],
      'expected --format to be one of jsonl, edn, porcupine-kv, porcupine-etcd, found csv',
    ],
    [
      'a bad number of workers',
      ['check', 'a', '--model', 'kv', '--workers', '0'],
      'expected --workers to be a whole number from 1 to 1024, found 0',
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
      "cannot read a: ENOENT: no such file or directory, open 'a'",
    ],
  ])('ends with 254 for %s', async (_name, args, message) => {
    const { code, out, err } = await run(args);
    expect({ code, out }).toEqual({ code: 254, out: '' });
    expect(err).toContain(`porcupine: ${message}`);
  });

  it('ends with 254 for a malformed history', async () => {
    const { code, err } = await run(
      ['check', 'a', '--model', 'kv'],
      `${VALID.join('\n')}\n${event(2, 'ok', 'get', 1)}`,
    );
    expect(code).toBe(254);
    expect(err).toContain(
      'a: line 5, column 12: expected an invocation by process 2 before its completion, found ok',
    );
  });

  it('ends with 254 for bytes that are not UTF-8', async () => {
    const { code, err } = await run(['check', 'a', '--model', 'kv'], '', {
      async *read() {
        const [first = '', second = ''] = VALID;
        yield Buffer.from(`${first}\n${second.slice(0, 9)}`);
        yield Buffer.from([0xc3, 0xa4, 0xe2, 0x82]);
        yield Buffer.from([0xac, 0x41, 0xff, 0x41]);
      },
    });
    expect(code).toBe(254);
    expect(err).toContain('a: line 2, column 13: expected text in UTF-8, found the byte 0xff');
  });

  it('reads what it is told to, or what it looks like', async () => {
    const log = 'INFO  jepsen.util - 0 :invoke :write 1\nINFO  jepsen.util - 0 :ok :write 1\n';
    expect((await run(['check', 'a', '--model', 'register'], log)).code).toBe(0);
    const { code, err } = await run(['check', 'a', '--model', 'register', '--format', 'jsonl'], log);
    expect(code).toBe(254);
    expect(err).toContain('a: line 1, column 1: expected a JSON value, found INFO  jepsen.util');
  });

  it('draws a picture', async () => {
    const written: string[] = [];
    const args = ['check', 'runs/h.jsonl', '--model', 'kv', '--html', 'out.html'];
    const { code } = await run(args, INVALID.join('\n'), {
      writeFile: async (path, page) => void written.push(path, page),
    });
    expect(code).toBe(1);
    expect(written).toEqual(['out.html', expect.stringContaining('<title>Invalid: h.jsonl</title>')]);
    const failed = await run(args, VALID.join('\n'), {
      writeFile: async () => {
        throw Object.assign(new Error('EACCES: permission denied'), { syscall: 'open' });
      },
    });
    expect(failed).toMatchObject({ code: 254, out: '' });
    expect(failed.err).toContain('cannot write out.html: EACCES');
  });

  it('checks in threads', async () => {
    const { code, out } = await run(['check', 'a', '--model', 'kv', '--workers', '2'], INVALID.join('\n'));
    expect(code).toBe(1);
    expect(out).toContain('key k: invalid');
  });

  it('tells on a terminal how far it is, and cleans up after itself', async () => {
    const history = Array.from({ length: 40 }, (_, i) => event(i, 'invoke', 'push', i));
    for (let i = 0; i < 40; i++) history.push(event(i, 'ok', 'push'));
    history.push(event(0, 'invoke', 'pop'), event(0, 'ok', 'pop', 'nothing like it'));
    const interrupt = new AbortController();
    let err = '';
    const { code, out } = await run(['check', 'a', '--model', 'stack'], history.join('\n'), {
      columns: 60,
      signal: interrupt.signal,
      err(text) {
        err += text;
        interrupt.abort();
      },
    });
    expect(code).toBe(2);
    const [, line = '', ...rest] = err.split('\r');
    expect(line).toMatch(/^1 s, 0 of 41 operations done, [\d,]+ steps/);
    expect(line.length).toBeLessThan(60 + '\u001b[K'.length);
    expect(rest.at(-1)).toBe('\u001b[K');
    expect(out).toContain('unknown (aborted): 41 operations');
  });

  it('ends with 2 when it is interrupted before it has read all', async () => {
    const interrupt = new AbortController();
    const { code, out, err } = await run(['check', 'a', '--model', 'kv'], '', {
      signal: interrupt.signal,
      async *read() {
        yield Buffer.from(VALID.join('\n'));
        interrupt.abort();
        throw new Error('The operation was aborted');
      },
    });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toBe('porcupine: interrupted before the history was read\n');
  });

  it('ends with 255 when it crashes', async () => {
    const { code, err } = await run(['check', 'a', '--model', 'kv'], VALID.join('\n'), {
      out: () => {
        throw new Error('the pipe is gone');
      },
    });
    expect(code).toBe(255);
    expect(err).toContain('internal error: Error: the pipe is gone');
  });
});

/** Every order of operations leads to a state of its own, and none is right. Says when the search has begun. */
const ENDLESS = `
import { ILLEGAL } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)};
let begun = false;
export default {
  name: 'endless',
  init: () => '',
  step(state, input) {
    if (!begun) process.stderr.write('begun\\n');
    begun = true;
    return input === 39 ? ILLEGAL : state + ' ' + input;
  },
  readInput: ({ fields }) => fields.value,
  readOutput: () => null,
};
`;
/** Throws at the first read. */
const BROKEN = `
import { register } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)};
export default {
  ...register,
  name: 'broken',
  fastPaths: [],
  step(state, input, output) {
    if (input.f === 'read') throw new RangeError('no reads, please');
    return register.step(state, input, output);
  },
};
`;

describe('the command', () => {
  let directory: string;
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'porcupine-'))));
  afterEach(() => rmSync(directory, { recursive: true }));

  const program = fileURLToPath(new URL('./cli.ts', import.meta.url));
  const start = (script: string, ...args: string[]) =>
    spawn(process.execPath, ['--import', import.meta.resolve('tsx'), script, ...args]);
  const file = (name: string, text: string) => {
    writeFileSync(join(directory, name), text);
    return join(directory, name);
  };
  async function finish(child: ChildProcessWithoutNullStreams) {
    const [stdout, stderr, [status]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close') as Promise<[number | null]>,
    ]);
    return { status, stdout, stderr };
  }

  it('runs through a link, as npm installs it', async () => {
    const link = join(directory, 'porcupine.ts');
    symlinkSync(program, link);
    const history = file('history.jsonl', INVALID.join('\n'));
    const { status, stdout, stderr } = await finish(start(link, 'check', history, '--model', 'kv'));
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    expect(stdout).toContain('key k: invalid');
  });

  it('reads the standard input', async () => {
    const child = start(program, 'check', '-', '--model', 'kv');
    child.stdin.end(INVALID.join('\n'));
    expect(await finish(child)).toMatchObject({ status: 1, stderr: '' });
  });

  it('refuses a directory', async () => {
    const { status, stderr } = await finish(start(program, 'check', directory, '--model', 'kv'));
    expect(status).toBe(254);
    expect(stderr).toContain(`cannot read ${directory}: EISDIR`);
  });

  it('ends with what is known when it is interrupted', async () => {
    const model = file('endless.mjs', ENDLESS);
    const events = (type: string) =>
      Array.from({ length: 40 }, (_, i) => JSON.stringify({ process: i, type, f: 'x', value: i }));
    const history = file('history.jsonl', [...events('invoke'), ...events('ok')].join('\n'));
    const child = start(program, 'check', history, '--model', model);
    child.stderr.once('data', () => child.kill('SIGINT'));
    const { status, stdout } = await finish(child);
    expect(status).toBe(2);
    expect(stdout).toContain('unknown (aborted): 40 operations');
  });

  it('ends when it is interrupted while it waits for input', async () => {
    const model = file('loud.mjs', `process.stderr.write('loaded\\n');${ENDLESS}`);
    const child = start(program, 'check', '-', '--model', model);
    child.stdin.write(VALID.join('\n'));
    child.stderr.once('data', () => child.kill('SIGINT'));
    expect(await finish(child)).toEqual({
      status: 2,
      stdout: '',
      stderr: 'loaded\nporcupine: interrupted before the history was read\n',
    });
  });

  it.each(['1', '2'])(
    'blames a model that throws, and names the operation (workers: %s)',
    async (workers) => {
      const model = file('broken.mjs', BROKEN);
      const history = file('history.jsonl', VALID.join('\n'));
      const child = start(program, 'check', history, '--model', model, '--workers', workers);
      const { status, stderr } = await finish(child);
      expect(status).toBe(255);
      expect(stderr).toContain(
        'porcupine: the step of model broken threw on operation 2: RangeError: no reads, please\noperation: {"id":2,',
      );
    },
  );

  it.each([
    ['export default 1;', 'expected the export default of '],
    ['export default { name: "m", init() {}, step() {} };', 'to read histories by readInput and readOutput'],
    ['throw new Error("not today");', 'not today'],
  ])('refuses the model %s', async (source, message) => {
    const child = start(program, 'check', file('h.jsonl', ''), '--model', file('model.mjs', source));
    const { status, stderr } = await finish(child);
    expect(status).toBe(254);
    expect(stderr).toContain(message);
  });
});
