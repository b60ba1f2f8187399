import { beforeEach, describe, expect, it } from 'vitest';
import { refusal } from '../testing/model-store.test.support.ts';
import { World } from '../testing/world.test.support.ts';
import { busyMeter } from './fake-target.test.support.ts';
import type { LoadPlanInput } from './plan.ts';
import { runLoad, type RunOptions } from './run.ts';
import { seaworthyTarget } from './seaworthy-target.ts';

const PLAN: LoadPlanInput = { inFlight: 4, keys: 10, warmupSeconds: 0, seconds: 0.05, rounds: 1 };

let world: World;

beforeEach(() => {
  world = new World(3);
  for (const server of world.servers)
    server.onRequest = (received) => {
      world.clock.schedule(5, () => {
        received.reply(server.store.apply(received.bytes));
      });
    };
});

function run(plan: LoadPlanInput, options: RunOptions = {}) {
  const { clock } = world;
  const { connectSocket } = world.network;
  const target = seaworthyTarget({ endpoints: world.endpoints, clock, connectSocket, timeoutMs: 500 });
  return world.until(
    runLoad({ ...PLAN, ...plan }, target, { clock, meter: busyMeter(clock), ...options }).catch(
      (error: unknown) => ({ error }),
    ),
  );
}

/** The operations of the load, as they came to the servers. */
function calls(place: number): string[] {
  return world.server(place).calls.map(({ command }) => command.request.op);
}

describe('a cluster under load', () => {
  it.each(['put', 'append', 'cas', 'get', 'get-serializable'] as const)('takes %s', async (kind) => {
    const result = await run({ mix: { [kind]: 1 } });
    expect(result).toMatchObject({ errors: {}, operations: expect.any(Number) as number });
    expect('operations' in result && result.operations).toBeGreaterThan(20);
  });

  it('holds what was put', async () => {
    await run({ valueBytes: 100, keyBytes: 32 });
    const [key, state] = [...world.store.keys][0] ?? [];
    expect(key).toMatch(/^bench\/0{25}\d$/);
    expect(state?.value).toHaveLength(100);
  });

  it('gives every connection a session of its own', async () => {
    await run({ connections: 3 });
    expect(world.server(1).connections).toBeGreaterThanOrEqual(3);
    const sessions = new Set(world.server(1).calls.map(({ command }) => command.session));
    expect(sessions.size).toBe(3);
  });

  it('reads from one server after the other where any will do', async () => {
    await run({ mix: { 'get-serializable': 1 }, connections: 3, inFlight: 6 });
    for (const place of [1, 2, 3]) expect(calls(place)).toContain('get');
  });

  it('says that a key is missing', async () => {
    expect(await run({ mix: { get: 1 }, fill: false })).toMatchObject({
      operations: 0,
      errors: { no_such_key: 12 },
    });
  });

  it('says that a cas was refused', async () => {
    expect(await run({ mix: { cas: 1 }, fill: false })).toMatchObject({
      operations: 0,
      errors: { cas_refused: expect.any(Number) as number },
    });
  });

  it('that dies in between costs errors, but no time without end', async () => {
    world.clock.schedule(1000, () => {
      for (const server of world.servers) {
        server.cutAll();
        server.greet = () => null;
        server.onRequest = () => undefined;
      }
    });
    const result = await run({ seconds: 2 });
    expect(result).toMatchObject({
      errors: { outcome_unknown: 4, unavailable: expect.any(Number) as number },
    });
  });

  it('that refuses for good is told by its code', async () => {
    world.server(1).onRequest = (received) => {
      const { op } = received.command.request;
      received.reply(op === 'put' ? refusal('value_too_large') : world.store.apply(received.bytes));
    };
    expect(await run({})).toMatchObject({ operations: 0, errors: { value_too_large: 16 } });
  });

  it('that cannot be reached ends the load before it began', async () => {
    for (const server of world.servers) server.greet = () => null;
    expect(await run({})).toMatchObject({ error: { code: 'unavailable' } });
  });

  it('need not be waited for until it can be reached', async () => {
    for (const server of world.servers) server.greet = () => null;
    const interruption = new AbortController();
    world.clock.schedule(100, () => {
      interruption.abort();
    });
    expect(await run({}, { signal: interruption.signal })).toMatchObject({ error: { code: 'aborted' } });
    expect(world.clock.monotonicNow()).toBeLessThan(200);
    expect(await run({}, { signal: interruption.signal })).toMatchObject({ error: { code: 'aborted' } });
  });
});
