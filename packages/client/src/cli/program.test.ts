import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeServer } from '../testing/fake-server.test.support.ts';
import { refusal } from '../testing/model-store.test.support.ts';
import { listen, type Listening } from '../testing/web-socket-server.test.support.ts';
import { runProgram, type Run } from './run-program.test.support.ts';

let server: FakeServer;
let listening: Listening;

beforeEach(async () => {
  server = new FakeServer('n1');
  listening = await listen(server, () => ({
    ...{ node: 'n1', role: 'leader', term: 3, leader: null, commit: 12, applied: 11, last: 13 },
  }));
});

afterEach(async () => {
  await listening[Symbol.asyncDispose]();
});

const run = (options: Run) => runProgram({ endpoints: listening.endpoint, ...options });
const cli = (...args: string[]) => run({ args });

describe('the commands', () => {
  it('put and get a value', async () => {
    expect(await cli('put', 'k', 'hello, world')).toMatchObject({
      code: 0,
      stdout: 'ok, revision 1\n',
      stderr: '',
    });
    expect(await cli('get', 'k')).toMatchObject({ code: 0, stdout: 'hello, world\n' });
    expect(await cli('get', 'k', '--serializable')).toMatchObject({ code: 0, stdout: 'hello, world\n' });
    expect(server.calls.map(({ command }) => command.request)).toMatchObject([
      { op: 'put' },
      { op: 'get', serializable: false },
      { op: 'get', serializable: true },
    ]);
  });

  it('say when there is no such key', async () => {
    expect(await cli('get', 'k')).toMatchObject({ code: 3, stdout: '(no key "k")\n' });
    expect(await cli('--json', 'get', 'k')).toMatchObject({ code: 3, stdout: '{"key":"k","value":null}\n' });
  });

  it('append and delete', async () => {
    await cli('append', 'k', 'a');
    expect(await cli('append', 'k', 'b')).toMatchObject({ code: 0, stdout: 'ok, revision 2\n' });
    expect(server.store.text('k')).toBe('ab');
    expect(await cli('del', 'k')).toMatchObject({ code: 0, stdout: 'deleted, revision 3\n' });
    expect(await cli('del', 'k')).toMatchObject({ code: 0, stdout: 'nothing to delete, revision 3\n' });
  });

  it('compare and set', async () => {
    expect(await cli('cas', '--absent', 'k', 'a')).toMatchObject({ code: 0, stdout: 'ok, revision 1\n' });
    expect(await cli('cas', 'k', 'a', 'b')).toMatchObject({ code: 0, stdout: 'ok, revision 2\n' });
    expect(await cli('cas', 'k', 'a', 'c')).toMatchObject({
      code: 3,
      stdout: 'refused: the value is "b", revision 2\n',
    });
    expect(await cli('cas', 'none', 'a', 'c')).toMatchObject({
      code: 3,
      stdout: 'refused: the key does not exist, revision 2\n',
    });
    const json = await cli('--json', 'cas', 'k', 'a', 'c');
    expect(JSON.parse(json.stdout)).toMatchObject({
      succeeded: false,
      current: { value: 'b', modRevision: 2 },
    });
  });

  it('take values that look like options', async () => {
    expect(await cli('put', 'k', '--', '--json')).toMatchObject({ code: 0 });
    expect(server.store.text('k')).toBe('--json');
    expect(await cli('put', 'k', '-5')).toMatchObject({ code: 0 });
    expect(server.store.text('k')).toBe('-5');
  });

  it('read a value from standard input, byte by byte as it is, and print it so', async () => {
    const value = new Uint8Array([0, 255, 10, 13, 128]);
    for (const command of ['put', 'append']) await run({ args: [command, 'k', '-'], stdin: value });
    await run({ args: ['cas', '--absent', 'l', '-'], stdin: value });
    expect((await cli('get', 'k')).bytes).toEqual(Buffer.from([...value, ...value, 10]));
    expect((await cli('get', 'l')).bytes).toEqual(Buffer.from([...value, 10]));
    expect(JSON.parse((await cli('--json', 'get', 'l')).stdout)).toMatchObject({
      key: 'l',
      valueBase64: Buffer.from(value).toString('base64'),
      revision: 3,
    });
  });

  it('print on a terminal nothing that could control it', async () => {
    await cli('put', 'k', '\u001b[2J');
    expect(await run({ args: ['get', 'k'], tty: true })).toMatchObject({ stdout: '"\\u001b[2J"\n' });
    await cli('put', 'k', 'two\nlines');
    expect(await run({ args: ['get', 'k'], tty: true })).toMatchObject({ stdout: 'two\nlines\n' });
  });

  it('print JSON', async () => {
    const put = await cli('--json', 'put', 'k', 'v');
    expect(JSON.parse(put.stdout)).toEqual({ key: 'k', ok: true, revision: 1 });
    const get = await cli('get', 'k', '--json');
    expect(JSON.parse(get.stdout)).toEqual({
      ...{ key: 'k', value: 'v', revision: 1, createRevision: 1, modRevision: 1, version: 1 },
    });
    expect(JSON.parse((await cli('--json', 'del', 'k')).stdout)).toEqual({
      key: 'k',
      existed: true,
      revision: 2,
    });
  });

  it('show all servers', async () => {
    const endpoints = `${listening.endpoint},127.0.0.1:1`;
    const table = await run({ args: ['status'], endpoints });
    expect(table.code).toBe(0);
    const lines = table.stdout.split('\n').map((line) => line.split(/ {2,}/));
    expect(lines[0]).toEqual(['ENDPOINT', 'NODE', 'ROLE', 'TERM', 'LEADER', 'COMMIT', 'APPLIED', 'LAST']);
    expect(lines[1]).toEqual([listening.endpoint, 'n1', 'leader', '3', '-', '12', '11', '13']);
    expect(lines[2]?.[0]).toBe('127.0.0.1:1');
    expect(lines[2]?.[1]).toMatch(/^unreachable: .*ECONNREFUSED/);
    const json = JSON.parse((await run({ args: ['--json', 'status'], endpoints })).stdout) as unknown;
    expect(json).toMatchObject({
      servers: [
        { node: 'n1', commit: 12, reachable: true },
        { reachable: false, code: 'unavailable' },
      ],
    });
  });

  it('fail when no server can be shown', async () => {
    expect(await run({ args: ['status'], endpoints: '127.0.0.1:1' })).toMatchObject({ code: 1 });
  });

  it('take servers from --endpoints before the environment', async () => {
    const args = ['--endpoints', `http://${listening.endpoint}`, 'put', 'k', 'v'];
    expect(await run({ args, endpoints: '127.0.0.1:1' })).toMatchObject({ code: 0 });
  });
});

describe('a failure', () => {
  it('has its code on standard error', async () => {
    server.onRequest = ({ reply }) => {
      reply(refusal('value_too_large'));
    };
    expect(await cli('put', 'k', 'v')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: 'error: no session could be opened: refused for the test: value_too_large (value_too_large)\n',
    });
  });

  it('is JSON where that is asked for', async () => {
    server.onRequest = () => undefined;
    const { code, stderr } = await cli('--json', '--timeout', '100ms', 'put', 'k', 'v');
    expect(code).toBe(1);
    expect(JSON.parse(stderr)).toMatchObject({ code: 'timeout', outcome: 'none' });
  });

  it('says whether a write may have happened', async () => {
    const { onRequest } = server;
    server.onRequest = (received) => {
      if (!('key' in received.command.request)) onRequest(received);
    };
    const { code, stderr } = await cli('--timeout', '0.1s', 'put', 'k', 'v');
    expect(code).toBe(1);
    expect(stderr).toMatch(/may or may not have taken effect.*\(outcome_unknown\)\n$/);
  });

  it('names what could not be reached', async () => {
    const result = await run({ args: ['--timeout', '200', 'get', 'k'], endpoints: '127.0.0.1:1' });
    expect(result).toMatchObject({ code: 1 });
    expect(result.stderr).toMatch(/127\.0\.0\.1:1.*ECONNREFUSED.*\(unavailable\)/);
  });
});

describe('wrong usage', () => {
  it.each<[string[], RegExp]>([
    [['get'], /missing required argument 'key'/],
    [['get', 'k', 'l'], /too many arguments/],
    [['get', 'k', '--sure'], /unknown option '--sure'/],
    [['put', 'k'], /missing required argument 'value'/],
    [['cas', 'k', 'a'], /missing required argument 'value'/],
    [['cas', '--absent', 'k', 'a', 'b'], /with --absent/],
    [['fetch', 'k'], /unknown command 'fetch'/],
    [['--timeout', 'soon', 'get', 'k'], /such as 500ms/],
    [['--timeout', '0', 'get', 'k'], /such as 500ms/],
    [['--endpoints', 'nowhere', 'get', 'k'], /host:port/],
    [['get', ''], /at least one byte/],
  ])('%j is told', async (args, message) => {
    const { code, stdout, stderr } = await run({ args });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^error: .* \((usage|invalid_argument)\)\n$/s);
    expect(server.received).toEqual([]);
  });

  it('is told in JSON where that is asked for', async () => {
    const { code, stderr } = await cli('--json', 'get');
    expect(code).toBe(2);
    expect(JSON.parse(stderr)).toEqual({ error: "missing required argument 'key'", code: 'usage' });
  });

  it('is not to ask for help or the version', async () => {
    const help = await cli('--help');
    expect(help.code).toBe(0);
    expect(help.stdout).toContain('Exit codes');
    expect(await cli('help', 'cas')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('--absent') as string,
    });
    expect((await cli('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('the prompt, fed from a pipe', () => {
  const repl = (...lines: string[]) => run({ args: [], stdin: lines.join('\n') });

  it('carries out one command a line', async () => {
    const { code, stdout, stderr } = await repl(
      '# a comment',
      '',
      'put greeting "hello, world"',
      'get greeting',
      'cas greeting "hello, world" bye',
      'get greeting',
      'get nothing',
      'del greeting',
    );
    expect(stderr).toBe('');
    expect(stdout.split('\n')).toEqual([
      'ok, revision 1',
      'hello, world',
      'ok, revision 2',
      'bye',
      '(no key "nothing")',
      'deleted, revision 3',
      '',
    ]);
    expect(code).toBe(0);
    expect(server.connections).toBe(1);
  });

  it('goes on after a mistake, and reports the first one in its exit code', async () => {
    const { code, stdout, stderr } = await repl('put k', 'nonsense', 'put "k', 'put k -', 'put k v');
    expect(stdout).toBe('ok, revision 1\n');
    expect(stderr.split('\n').map((line) => line.replace(/^error: (.{20}).*$/, '$1'))).toEqual([
      'missing required arg',
      "unknown command 'non",
      'the quotation mark "',
      '`-` is not for here:',
      '',
    ]);
    expect(code).toBe(2);
  });

  it('stops at exit', async () => {
    expect(await repl('put k v', 'exit', 'put k w')).toMatchObject({ code: 0, stdout: 'ok, revision 1\n' });
    expect(await repl('quit', 'put k w')).toMatchObject({ code: 0, stdout: '' });
    expect(server.store.text('k')).toBe('v');
  });

  it('helps', async () => {
    const { code, stdout } = await repl('help', 'help cas');
    expect(code).toBe(0);
    expect(stdout).toContain('append <key> <value>');
    expect(stdout).toContain('--absent');
  });

  it('answers in JSON where that is asked for', async () => {
    const { stdout } = await run({ args: ['--json'], stdin: 'put k v\nget k\n' });
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toMatchObject([{ ok: true }, { value: 'v' }]);
  });

  it('shows all servers', async () => {
    expect((await repl('status')).stdout).toContain('leader');
  });
});

describe('the prompt on a terminal', () => {
  it('completes commands, and remembers them', async () => {
    const { code, stdout } = await run({
      args: [],
      tty: true,
      type: async (keys, screen) => {
        await vi.waitUntil(() => screen().includes('seaworthy> '));
        keys.write('app\t');
        await vi.waitUntil(() => screen().includes('append '));
        keys.write('k x\r');
        await vi.waitUntil(() => screen().includes('revision 1'));
        keys.write('\u001b[A\r');
        await vi.waitUntil(() => screen().includes('revision 2'));
        keys.write('exit\r');
      },
    });
    expect(code).toBe(0);
    expect(stdout).toContain(`Talking to http://${listening.endpoint}`);
    expect(server.store.text('k')).toBe('xx');
  });

  it('gives up a command at Ctrl-C, but does not leave', async () => {
    server.onRequest = () => undefined;
    const { code, stderr } = await run({
      args: [],
      tty: true,
      type: async (keys, screen) => {
        keys.write('get k\r');
        await vi.waitUntil(() => server.received.length > 0);
        keys.write('\u0003');
        await vi.waitUntil(() => screen().split('seaworthy> ').length > 2);
        keys.write('\u0003');
        await vi.waitUntil(() => screen().includes('Ctrl-D'));
        keys.write('\u0004');
      },
    });
    expect(code).toBe(0);
    expect(stderr).toBe('error: the call was aborted (aborted)\n');
  });
});
