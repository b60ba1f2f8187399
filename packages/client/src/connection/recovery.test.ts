import { describe, expect, it } from 'vitest';
import { encodeWelcome, DEFAULT_LIMITS, FRAME_REPLIES } from '../wire/index.ts';
import type { Received } from '../testing/fake-server.test.support.ts';
import { refusal } from '../testing/model-store.test.support.ts';
import { World } from '../testing/world.test.support.ts';

const hex = ({ bytes }: Received): string => Buffer.from(bytes).toString('hex');

/** Makes the first request for a key vanish with its connection, before or after it is carried out. */
function loseFirst(world: World, carriedOut: boolean): void {
  const server = world.server(1);
  server.onRequest = (received) => {
    if ('key' in received.command.request && server.calls.length === 1) {
      if (carriedOut) world.store.apply(received.bytes);
      received.peer.cut();
    } else received.reply(world.store.apply(received.bytes));
  };
}

describe('a lost connection', () => {
  it.each([true, false])(
    'makes a write be sent again as the same bytes (carried out before: %s)',
    async (carriedOut) => {
      const world = new World();
      loseFirst(world, carriedOut);
      expect(await world.until(world.client().append('k', 'x'))).toEqual({ revision: 1 });
      expect(world.store.text('k')).toBe('x');
      const [first, second] = world.server(1).calls.map(hex);
      expect(second).toBe(first);
      expect(world.server(1).calls).toHaveLength(2);
    },
  );

  it('makes a read be sent again', async () => {
    const world = new World();
    loseFirst(world, false);
    expect(await world.until(world.client({ session: false }).get('k'))).toBeNull();
  });

  it('moves everything to the next leader, in the order it was asked for', async () => {
    const world = new World(3);
    const client = world.client();
    await world.until(client.put('k', ''));
    world.server(1).onRequest = () => undefined;
    const appends = [...'abcdefgh'].map((letter) => client.append('k', letter));
    await world.clock.advance(20);
    for (const server of world.servers) server.leader = 'n2';
    world.network.place('n1:1', undefined);
    await world.until(Promise.all(appends));
    expect(world.store.text('k')).toBe('abcdefgh');
    expect(world.server(2).frames.filter((frame) => frame.length > 1)).toHaveLength(1);
  });
});

describe('calls that wait behind others', () => {
  it('keep their place when those are sent again', async () => {
    const world = new World();
    const client = world.client();
    await world.until(client.put('k', ''));
    const server = world.server(1);
    server.limits = { ...server.limits, inFlight: 2 };
    server.cutAll();
    const { onRequest } = server;
    server.onRequest = ({ peer }) => {
      peer.cut();
    };
    world.clock.schedule(20, () => {
      server.onRequest = onRequest;
    });
    await world.until(Promise.all([...'abcdef'].map((letter) => client.append('k', letter))));
    expect(world.store.text('k')).toBe('abcdef');
  });
});

describe('a server that falls silent', () => {
  it('is given up after the time for an attempt, and the next one asked', async () => {
    const world = new World(3);
    const client = world.client();
    await world.until(client.put('k', '1'));
    world.network.silence('n1:1');
    for (const server of world.servers) server.leader = 'n2';
    const start = world.clock.monotonicNow();
    await world.until(client.put('k', '2'));
    expect(world.clock.monotonicNow() - start).toBeGreaterThanOrEqual(1000);
    expect(world.clock.monotonicNow() - start).toBeLessThan(1050);
    expect(world.network.open).toBe(1);
  });

  it('is not returned to while others still name it, but is once it answers again', async () => {
    const world = new World(2);
    const client = world.client({ attemptTimeoutMs: 400 });
    await world.until(client.put('k', '1'));
    world.network.silence('n1:1');
    world.clock.schedule(1500, () => {
      world.network.silence('n1:1', false);
    });
    await world.until(client.put('k', '2'));
    expect(world.clock.monotonicNow()).toBeLessThan(2600);
    expect(world.store.text('k')).toBe('2');
  });

  it('is not given up while it answers others in the meantime', async () => {
    const world = new World();
    const server = world.server(1);
    server.onRequest = (received) => {
      const slow = 'key' in received.command.request && received.command.request.key[0] === 0x73;
      world.clock.schedule(slow ? 3000 : 1, () => {
        received.reply(world.store.apply(received.bytes));
      });
    };
    const client = world.client();
    const slow = client.put('slow', 'v');
    for (let n = 0; n < 5; n++) {
      await world.clock.advance(600);
      await world.until(client.put('fast', 'v'));
    }
    await world.until(slow);
    expect(server.connections).toBe(1);
  });

  it('is not blamed for the time in which this process stood still', async () => {
    const world = new World();
    const server = world.server(1);
    server.onRequest = (received) => {
      world.clock.schedule(5, () => {
        received.reply(world.store.apply(received.bytes));
      });
    };
    const client = world.client({ timeoutMs: 60_000, attemptTimeoutMs: 50 });
    const put = client.put('k', 'v');
    await world.clock.advance(2);
    // All timers come due at once, as after SIGCONT, those of the client's patience among them.
    world.clock.freeze(5000);
    await world.until(put);
    expect(server.connections).toBe(1);
  });
});

describe('a refusal', () => {
  it('of a server that does not lead any more is followed by another try at its successor, at once', async () => {
    const world = new World(2);
    const client = world.client();
    await world.until(client.put('k', '1'));
    await world.until(client.get('k', { consistency: 'serializable', endpoint: 'n2:1' }));
    for (const server of world.servers) server.leader = 'n2';
    world.server(1).onRequest = ({ reply }) => {
      reply(refusal('not_leader', 'n2', 'http://elsewhere:1'));
    };
    const start = world.clock.monotonicNow();
    await world.until(client.put('k', '2'));
    expect(world.clock.monotonicNow() - start).toBeLessThan(10);
    expect(world.network.dialled).toEqual(['n1:1', 'n2:1', 'n2:1']);
  });

  it('of one request does not disturb those that still wait for their answers', async () => {
    const world = new World(2);
    const client = world.client();
    await world.until(client.put('k', ''));
    const [first, second] = world.servers;
    let answerLate: (() => void) | undefined;
    if (first === undefined || second === undefined) throw new Error('no servers');
    first.onRequest = (received) => {
      if (answerLate === undefined) answerLate = () => received.reply(world.store.apply(received.bytes));
      else received.reply(refusal('not_leader', 'n2'));
    };
    for (const server of world.servers) server.leader = 'n2';
    const early = client.append('k', 'a');
    const late = client.append('k', 'b');
    await world.until(late);
    answerLate?.();
    await world.until(early);
    expect(world.store.text('k')).toBe('ba');
    expect(second.calls).toHaveLength(1);
    expect(world.network.open).toBe(1);
  });

  it('for shutting down sends everything elsewhere', async () => {
    const world = new World(2);
    const client = world.client();
    await world.until(client.put('k', '1'));
    for (const server of world.servers) server.leader = 'n2';
    world.server(1).onRequest = ({ reply }) => {
      reply(refusal('shutting_down'));
    };
    await world.until(client.put('k', '2'));
    expect(world.server(2).calls).toHaveLength(1);
  });

  it('for being busy holds everything back for a while, on the same connection', async () => {
    const world = new World();
    const server = world.server(1);
    let refused = 0;
    server.onRequest = (received) => {
      received.reply(refused++ < 4 ? refusal('busy') : world.store.apply(received.bytes));
    };
    await world.until(world.client({ session: false }).append('k', 'x'));
    expect(world.store.text('k')).toBe('x');
    expect(server.connections).toBe(1);
    expect(world.clock.monotonicNow()).toBeGreaterThan(100);
  });
});

describe('a server that does not keep to the protocol', () => {
  const bad: [string, (world: World) => void][] = [
    ['greets with garbage', (world) => (world.server(1).greet = () => new Uint8Array([1, 2, 3]))],
    ['greets with text', (world) => (world.server(1).greet = () => 'hello')],
    ['greets with nothing', (world) => (world.server(1).greet = () => null)],
    [
      'greets without limits',
      (world) =>
        (world.server(1).greet = () =>
          encodeWelcome({
            node: 'n1',
            cluster: 'c',
            leader: 'n1',
            limits: { ...DEFAULT_LIMITS, inFlight: -1 },
          })),
    ],
    ['answers with garbage', (world) => answer(world, new Uint8Array([FRAME_REPLIES, 9]))],
    ['answers with text', (world) => answer(world, 'answer')],
    ['answers with another kind of frame', (world) => answer(world, new Uint8Array([7]))],
    [
      'answers what was not asked',
      (world) => answer(world, new Uint8Array([FRAME_REPLIES, 9, 9, 9, 9, 0, 0, 0, 0])),
    ],
  ];

  it.each(bad)('and %s is left for another', async (_, spoil) => {
    const world = new World(2);
    spoil(world);
    world.server(2).leader = 'n2';
    await world.until(world.client().append('k', 'v'));
    expect(world.store.text('k')).toBe('v');
  });

  it.each(bad)('and %s is named when there is no other', async (name, spoil) => {
    const world = new World(1);
    spoil(world);
    const error = await world.failure(world.client().append('k', 'v'));
    expect(error).toMatchObject({ code: 'unavailable', outcome: 'none' });
    const cause = error.cause as { code: string; message: string };
    expect(cause.code).toBe(name === 'greets with nothing' ? 'unavailable' : 'protocol');
    expect(cause.message).toContain('http://n1:1');
  });

  it('and gives an answer to another question is left', async () => {
    const world = new World(1);
    world.server(1).onRequest = ({ reply }) => {
      reply({ ok: true, answer: { succeeded: true, revision: 1, current: null, session: 0 } });
    };
    // An opened session without a number, and a key that exists without a value.
    expect(await world.failure(world.client().put('k', 'v'))).toMatchObject({
      code: 'unavailable',
      outcome: 'none',
    });
    expect(await world.failure(world.client().get('k'))).toMatchObject({ code: 'timeout', outcome: 'none' });
  });

  function answer(world: World, message: Uint8Array | string): void {
    world.server(1).onRequest = ({ peer }) => {
      peer.send(message);
    };
  }
});
