import { describe, expect, it } from 'vitest';
import type { Received } from './testing/fake-server.test.support.ts';
import { refusal } from './testing/model-store.test.support.ts';
import { World } from './testing/world.test.support.ts';

const hex = ({ bytes }: Received): string => Buffer.from(bytes).toString('hex');

/** Handles the requests for keys one by one; sessions are opened as usual. */
function script(world: World, ...steps: ((received: Received) => void)[]): void {
  const server = world.server(1);
  server.onRequest = (received) => {
    const step = 'key' in received.command.request ? steps.shift() : undefined;
    if (step === undefined) received.reply(world.store.apply(received.bytes));
    else step(received);
  };
}

const ignore = (): void => undefined;
const cut = ({ peer }: Received): void => {
  peer.cut();
};
const refuse =
  (code: Parameters<typeof refusal>[0]) =>
  ({ reply }: Received): void => {
    reply(refusal(code));
  };

describe('the outcome of a write at its deadline', () => {
  it('is unknown when it was sent and not answered', async () => {
    const world = new World();
    script(world, ignore, ignore, ignore, ignore, ignore, ignore, ignore);
    const error = await world.failure(world.client().put('k', 'v'));
    expect(error).toMatchObject({ code: 'outcome_unknown', outcome: 'unknown', retryable: false });
    expect(world.clock.monotonicNow()).toBe(5000);
    expect(new Set(world.server(1).calls.map(hex)).size).toBe(1);
    expect(world.server(1).calls.length).toBeGreaterThan(3);
  });

  it('is none when it never left', async () => {
    const world = new World();
    world.network.place('n1:1', undefined);
    const error = await world.failure(world.client().put('k', 'v', { timeoutMs: 700 }));
    expect(error).toMatchObject({ code: 'unavailable', outcome: 'none', retryable: true });
    expect((error.cause as Error).message).toContain('connection refused');
    expect(world.clock.monotonicNow()).toBe(700);
  });

  it('is none when it was clearly refused every time', async () => {
    const world = new World();
    world.server(1).onRequest = refuse('not_leader');
    const options = { session: false };
    const error = await world.failure(world.client(options).put('k', 'v'));
    expect(error).toMatchObject({ code: 'unavailable', outcome: 'none', cause: { code: 'not_leader' } });
    world.server(1).onRequest = refuse('busy');
    const busy = await world.failure(world.client(options).put('k', 'v'));
    expect(busy).toMatchObject({ code: 'unavailable', outcome: 'none', cause: { code: 'busy' } });
  });

  it('is unknown when any attempt was unclear, however clearly later ones were refused', async () => {
    const world = new World();
    const later = Array.from({ length: 200 }, () => refuse('not_leader'));
    script(world, cut, ...later);
    const error = await world.failure(world.client().put('k', 'v'));
    expect(error).toMatchObject({
      code: 'outcome_unknown',
      outcome: 'unknown',
      cause: { code: 'not_leader' },
    });
    expect(world.server(1).calls.length).toBeGreaterThan(3);
  });

  it('is none when it waited for its turn', async () => {
    const world = new World();
    const server = world.server(1);
    server.limits = { ...server.limits, inFlight: 1 };
    server.onRequest = ignore;
    const client = world.client({ session: false, attemptTimeoutMs: 4000 });
    const first = world.failure(client.put('k', '1', { timeoutMs: 500 }));
    const second = world.failure(client.put('k', '2', { timeoutMs: 500 }));
    expect(await first).toMatchObject({ code: 'outcome_unknown', outcome: 'unknown' });
    expect(await second).toMatchObject({ code: 'timeout', outcome: 'none', retryable: true });
    expect(server.calls).toHaveLength(1);
  });

  it('is none for a read that was sent and not answered', async () => {
    const world = new World();
    script(world, ignore, ignore, ignore, ignore, ignore, ignore);
    expect(await world.failure(world.client().get('k'))).toMatchObject({
      code: 'timeout',
      outcome: 'none',
      retryable: true,
    });
  });

  it('can be far away, or never come', async () => {
    const world = new World();
    world.network.place('n1:1', undefined);
    const put = world.client({ timeoutMs: Infinity }).put('k', 'v');
    world.clock.schedule(50_000, () => {
      world.network.place('n1:1', world.server(1));
    });
    await world.until(put);
    expect(world.store.text('k')).toBe('v');
  });
});

describe('an unclear answer', () => {
  it.each(['outcome_unknown', 'internal'] as const)(
    '%s makes a write be sent again until it is clear',
    async (code) => {
      const world = new World();
      const doneInSecret = (received: Received): void => {
        world.store.apply(received.bytes);
        received.reply(refusal(code));
      };
      script(world, doneInSecret, refuse(code));
      expect(await world.until(world.client().append('k', 'x'))).toEqual({ revision: 1 });
      expect(world.store.text('k')).toBe('x');
      expect(world.server(1).calls).toHaveLength(3);
      expect(new Set(world.server(1).calls.map(hex)).size).toBe(1);
    },
  );

  it('followed by a refusal for good stays unclear', async () => {
    const world = new World();
    script(world, cut, refuse('value_too_large'));
    expect(await world.failure(world.client().put('k', 'v'))).toMatchObject({
      code: 'outcome_unknown',
      outcome: 'unknown',
      cause: { code: 'value_too_large' },
    });
  });

  it('makes a read be sent again', async () => {
    const world = new World();
    script(world, refuse('outcome_unknown'), refuse('internal'));
    expect(await world.until(world.client().get('k'))).toBeNull();
  });
});

describe('a refusal for good', () => {
  it.each([
    'invalid_request',
    'unknown_operation',
    'key_too_long',
    'value_too_large',
    'frame_too_large',
  ] as const)('%s ends the call at once', async (code) => {
    const world = new World();
    script(world, refuse(code), refuse(code));
    const client = world.client();
    expect(await world.failure(client.put('k', 'v'))).toMatchObject({
      code,
      outcome: 'none',
      retryable: false,
    });
    expect(await world.failure(client.get('k'))).toMatchObject({ code, outcome: 'none' });
    expect(world.server(1).calls).toHaveLength(2);
  });

  it('of the session ends the writes that wait for it', async () => {
    const world = new World();
    world.server(1).onRequest = refuse('unknown_operation');
    const error = await world.failure(world.client().put('k', 'v'));
    expect(error).toMatchObject({ code: 'unknown_operation', outcome: 'none' });
    expect(error.message).toContain('no session');
  });
});

describe('without sessions', () => {
  it.each<[string, (received: Received) => void]>([
    ['a lost connection', cut],
    ['outcome_unknown', refuse('outcome_unknown')],
    ['internal', refuse('internal')],
  ])('a write is never sent again after %s', async (_, step) => {
    const world = new World();
    script(world, step);
    const client = world.client({ session: false });
    const error = await world.failure(client.put('k', 'v'));
    expect(error).toMatchObject({ code: 'outcome_unknown', outcome: 'unknown', retryable: false });
    expect(world.clock.monotonicNow()).toBeLessThan(100);
    await world.clock.advance(5000);
    expect(world.server(1).calls).toHaveLength(1);
    expect(world.server(1).received.map(({ command }) => command.session)).toEqual([0]);
  });

  it('a write is sent again after a clear refusal', async () => {
    const world = new World();
    script(world, refuse('not_leader'), refuse('busy'), refuse('shutting_down'));
    await world.until(world.client({ session: false }).append('k', 'x'));
    expect(world.store.text('k')).toBe('x');
  });

  it('a write to a silent server is given up with the server', async () => {
    const world = new World();
    script(world, ignore);
    const error = await world.failure(world.client({ session: false }).put('k', 'v'));
    expect(error).toMatchObject({ code: 'outcome_unknown', outcome: 'unknown' });
    expect(world.clock.monotonicNow()).toBeLessThan(1100);
  });
});

describe('an expired session', () => {
  it('is replaced, and the write sent there, when it certainly had no effect', async () => {
    const world = new World();
    const client = world.client();
    await world.until(client.append('k', 'a'));
    world.store.sessions.clear();
    await world.until(
      Promise.all([client.append('k', 'b'), client.append('k', 'c'), client.append('k', 'd')]),
    );
    expect(world.store.text('k')).toBe('abcd');
    expect(world.store.sessions.size).toBe(1);
    const marks = world
      .server(1)
      .calls.map(({ command }) => [command.session, command.sequence, command.floor]);
    expect(marks.slice(-3)).toEqual([
      [2, 1, 1],
      [2, 2, 1],
      [2, 3, 1],
    ]);
  });

  it('after a clear refusal is replaced too', async () => {
    const world = new World();
    const client = world.client();
    await world.until(client.append('k', 'a'));
    world.store.sessions.clear();
    script(world, refuse('not_leader'));
    await world.until(client.append('k', 'b'));
    expect(world.store.text('k')).toBe('ab');
  });

  it('after an unclear attempt leaves the outcome unknown, and nothing is sent again', async () => {
    const world = new World();
    const client = world.client();
    await world.until(client.append('k', 'a'));
    script(world, (received) => {
      world.store.apply(received.bytes);
      world.store.sessions.clear();
      received.peer.cut();
    });
    const error = await world.failure(client.append('k', 'b'));
    expect(error).toMatchObject({
      code: 'outcome_unknown',
      outcome: 'unknown',
      cause: { code: 'session_expired' },
    });
    await world.until(client.append('k', 'c'));
    expect(world.store.text('k')).toBe('abc');
  });

  it('that expires again and again is not opened without pause', async () => {
    const world = new World();
    world.server(1).onRequest = (received) => {
      received.reply(
        'key' in received.command.request ? refusal('session_expired') : world.store.apply(received.bytes),
      );
    };
    const error = await world.failure(world.client().put('k', 'v'));
    expect(error).toMatchObject({ outcome: 'none' });
    expect(world.store.sessions.size).toBeLessThan(60);
  });
});

describe('the floor', () => {
  const marks = (world: World) =>
    world.server(1).calls.map(({ command }) => ({ sequence: command.sequence, floor: command.floor }));

  it('follows the answers', async () => {
    const world = new World();
    const client = world.client();
    await world.until(Promise.all([client.put('a', ''), client.put('b', '')]));
    await world.until(client.put('c', ''));
    expect(marks(world)).toEqual([
      { sequence: 1, floor: 1 },
      { sequence: 2, floor: 1 },
      { sequence: 3, floor: 3 },
    ]);
  });

  it('is the latest one when a command leaves, however long it stood in line', async () => {
    const world = new World();
    const server = world.server(1);
    server.limits = { ...server.limits, inFlight: 2 };
    const client = world.client();
    await world.until(Promise.all([...'abcdef'].map((key) => client.put(key, ''))));
    expect(marks(world)).toEqual([
      { sequence: 1, floor: 1 },
      { sequence: 2, floor: 1 },
      { sequence: 3, floor: 2 },
      { sequence: 4, floor: 3 },
      { sequence: 5, floor: 4 },
      { sequence: 6, floor: 5 },
    ]);
  });

  it('is renewed after a clear refusal, so that a server full of kept answers can drop them', async () => {
    const world = new World();
    script(world, refuse('busy'));
    const client = world.client();
    await world.until(Promise.all([client.put('a', ''), client.put('b', '')]));
    expect(marks(world)).toEqual([
      { sequence: 1, floor: 1 },
      { sequence: 2, floor: 1 },
      { sequence: 1, floor: 1 },
    ]);
    script(world, ignore, refuse('busy'));
    void client.put('c', '', { timeoutMs: 10 }).catch(() => undefined);
    await world.until(client.put('d', ''));
    expect(marks(world).slice(3)).toEqual([
      { sequence: 3, floor: 3 },
      { sequence: 4, floor: 3 },
      { sequence: 4, floor: 4 },
    ]);
  });

  it('waits for the oldest that is open, and passes it once nobody waits for it', async () => {
    const world = new World();
    script(world, ignore);
    const client = world.client({ attemptTimeoutMs: 4000 });
    const lost = world.failure(client.put('a', '', { timeoutMs: 2000 }));
    await world.clock.advance(10);
    await world.until(client.put('b', ''));
    await world.until(client.put('c', ''));
    expect(await lost).toMatchObject({ code: 'outcome_unknown' });
    await world.until(client.put('d', ''));
    expect(marks(world)).toEqual([
      { sequence: 1, floor: 1 },
      { sequence: 2, floor: 1 },
      { sequence: 3, floor: 1 },
      { sequence: 4, floor: 4 },
    ]);
  });
});

describe('abort', () => {
  it('before the call sends nothing', async () => {
    const world = new World();
    const error = await world.failure(world.client().put('k', 'v', { signal: AbortSignal.abort('enough') }));
    expect(error).toMatchObject({ code: 'aborted', outcome: 'none', cause: 'enough' });
    expect(world.network.dialled).toEqual([]);
  });

  it('before the write is sent leaves no effect', async () => {
    const world = new World();
    world.server(1).leader = null;
    const controller = new AbortController();
    const put = world.client().put('k', 'v', { signal: controller.signal });
    world.clock.schedule(50, () => {
      controller.abort();
    });
    expect(await world.failure(put)).toMatchObject({ code: 'aborted', outcome: 'none', retryable: false });
    world.server(1).leader = 'n1';
    await world.clock.advance(5000);
    expect(world.server(1).calls).toEqual([]);
  });

  it('after the write was sent leaves the outcome unknown, and the client at work', async () => {
    const world = new World();
    script(world, ({ bytes, reply }) => {
      world.clock.schedule(100, () => {
        reply(world.store.apply(bytes));
      });
    });
    const client = world.client();
    const controller = new AbortController();
    const put = client.put('k', 'v', { signal: controller.signal });
    world.clock.schedule(50, () => {
      controller.abort();
    });
    expect(await world.failure(put)).toMatchObject({ code: 'aborted', outcome: 'unknown' });
    await world.clock.advance(100);
    expect(await world.until(client.get('k'))).toMatchObject({ text: 'v' });
    expect(world.server(1).connections).toBe(1);
  });

  it('of a read leaves no effect, and no listener', async () => {
    const world = new World();
    script(world, ignore);
    const controller = new AbortController();
    const client = world.client();
    const get = client.get('k', { signal: controller.signal });
    world.clock.schedule(50, () => {
      controller.abort();
    });
    expect(await world.failure(get)).toMatchObject({ code: 'aborted', outcome: 'none' });
  });
});
