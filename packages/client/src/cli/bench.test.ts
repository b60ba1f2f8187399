import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LoadResult } from '../bench/index.ts';
import { FakeServer } from '../testing/fake-server.test.support.ts';
import { refusal } from '../testing/model-store.test.support.ts';
import { listen, type Listening } from '../testing/web-socket-server.test.support.ts';
import { runProgram, type Run } from './run-program.test.support.ts';

const BRIEF = ['--warmup', '0s', '--duration', '30ms', '--rounds', '2', '--keys', '10', '--in-flight', '4'];

let server: FakeServer;
let listening: Listening;

beforeEach(async () => {
  server = new FakeServer('n1');
  listening = await listen(server);
});

afterEach(async () => {
  await listening[Symbol.asyncDispose]();
});

const bench = (args: readonly string[], options: Partial<Run> = {}) =>
  runProgram({ args: ['bench', ...args], endpoints: listening.endpoint, ...options });

describe('bench', () => {
  it('prints the load, and a table of the rounds', async () => {
    const { code, stdout, stderr } = await bench([...BRIEF, '--value-bytes', '1024']);
    expect([code, stderr]).toEqual([0, '']);
    const [load, , heads, ...lines] = stdout.split('\n');
    expect(load).toBe(
      'put: values of 1,024 bytes, 10 keys (uniform), 4 in flight over 1 connection, ' +
        '2 rounds of 0.03 s after 0 s of warm-up',
    );
    expect(heads?.split(/\s+/)).toEqual('round ops/s errors p50 p90 p99 p99.9 max stall cpu s'.split(' '));
    expect(lines.slice(0, 5).map((line) => line.split(' ')[0])).toEqual(['1', '2', 'median', 'min', 'max']);
    expect([...server.store.keys.values()][0]?.value).toHaveLength(1024);
  });

  it('prints everything that was measured as JSON', async () => {
    const { code, stdout } = await bench([...BRIEF, '--shape', '90/10', '--connections', '2', '--json']);
    const result = JSON.parse(stdout) as LoadResult;
    expect(code).toBe(0);
    expect(result.plan).toMatchObject({ mix: { get: 90, put: 10 }, connections: 2, fill: true });
    expect(result.rounds).toHaveLength(2);
    expect(result.operations).toBeGreaterThan(0);
    expect(result.rounds[0]?.latencyMs?.p999).toBeGreaterThan(0);
  });

  it('fails where operations did, and still prints what was measured', async () => {
    server.onRequest = (received) => {
      const { op } = received.command.request;
      received.reply(op === 'put' ? refusal('value_too_large') : server.store.apply(received.bytes));
    };
    const { code, stdout } = await bench(BRIEF);
    expect(code).toBe(1);
    expect(stdout).toMatch(/\n- \d+ errors: value_too_large\n/);
  });

  it('fails where no server can be reached', async () => {
    await listening[Symbol.asyncDispose]();
    const { code, stdout, stderr } = await bench([...BRIEF, '--timeout', '100ms']);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^error: found no server.* \(unavailable\)\n$/);
    listening = await listen(server);
  });

  it('ends at Ctrl-C with what was measured until then', async () => {
    const { code, stdout } = await bench(['--warmup', '0s', '--duration', '1000s'], {
      onInterruptible: (interrupt) => {
        void vi.waitUntil(() => server.calls.length > 1000).then(interrupt);
      },
    });
    expect(code).toBe(130);
    expect(stdout).toMatch(/\n1 .*\d/);
  });

  it('says so when Ctrl-C left nothing to print', async () => {
    const { code, stdout } = await bench(['--warmup', '1000s'], {
      onInterruptible: (interrupt) => {
        void vi.waitUntil(() => server.calls.length > 100).then(interrupt);
      },
    });
    expect(code).toBe(130);
    expect(stdout).toContain('interrupted before the first round');
  });

  it('does not wait for a server at Ctrl-C', async () => {
    server.greet = () => null;
    const { code, stdout, stderr } = await bench(['--timeout', '1000s'], {
      onInterruptible: (interrupt) => {
        void vi.waitUntil(() => server.connections > 0).then(interrupt);
      },
    });
    expect([code, stdout, stderr]).toEqual([130, '', '']);
  });

  it.each([
    [['--in-flight', 'many'], 'Expected a number'],
    [['--in-flight', ''], 'Expected a number'],
    [['--in-flight', '0'], 'inFlight'],
    [['--in-flight', '2', '--connections', '3'], 'as many in flight as there are connections'],
    [['--shape', 'fly'], 'expected a shape'],
    [['--rate', '-1'], 'rate'],
    [['--duration', '5x'], 'Expected a time'],
    [['--duration', '0s'], 'seconds'],
    [['--distribution', 'normal'], 'distribution'],
    [['more'], 'too many arguments'],
    [['--wings'], 'unknown option'],
  ])('called with %j is called in the wrong way', async (args, text) => {
    const { code, stdout, stderr } = await bench(args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(text);
    expect(server.connections).toBe(0);
  });
});
