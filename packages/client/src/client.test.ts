import { describe, expect, it } from 'vitest';
import { connect, createClient } from './client.ts';
import { isSeaworthyError, SeaworthyError } from './errors.ts';
import { World } from './testing/world.test.support.ts';

describe('a client', () => {
  it('writes and reads', async () => {
    const world = new World();
    const client = world.client();
    expect(await world.until(client.put('k', 'v'))).toEqual({ revision: 1 });
    expect(await world.until(client.append('k', 'w'))).toEqual({ revision: 2 });
    const read = await world.until(client.get('k'));
    expect(read).toMatchObject({ text: 'vw', revision: 2, createRevision: 1, modRevision: 2, version: 2 });
    expect(read?.value).toEqual(new TextEncoder().encode('vw'));
    expect(await world.until(client.delete('k'))).toEqual({ existed: true, revision: 3 });
    expect(await world.until(client.delete('k'))).toEqual({ existed: false, revision: 3 });
    expect(await world.until(client.get('k'))).toBeNull();
  });

  it('compares and sets', async () => {
    const world = new World();
    const client = world.client();
    expect(await world.until(client.cas('k', null, 'a'))).toEqual({
      succeeded: true,
      revision: 1,
      current: null,
    });
    expect(await world.until(client.cas('k', 'a', 'b'))).toMatchObject({ succeeded: true, revision: 2 });
    const refused = await world.until(client.cas('k', 'a', 'c'));
    expect(refused).toMatchObject({ succeeded: false, revision: 2, current: { text: 'b', version: 2 } });
    expect(await world.until(client.cas('none', 'a', 'c'))).toMatchObject({
      succeeded: false,
      current: null,
    });
  });

  it('takes bytes as they are, and is not disturbed when they change afterwards', async () => {
    const world = new World();
    const client = world.client();
    const value = new Uint8Array([0, 255, 128]);
    const put = client.put(new Uint8Array([255]), value);
    value.fill(7);
    await world.until(put);
    const read = await world.until(client.get(new Uint8Array([255])));
    expect(read?.value).toEqual(new Uint8Array([0, 255, 128]));
  });

  it('puts the calls of one turn into one frame, in order', async () => {
    const world = new World();
    const client = world.client();
    await world.until(client.put('k', ''));
    const before = world.server(1).frames.length;
    await world.until(Promise.all(Array.from({ length: 100 }, (_, n) => client.append('k', `${n},`))));
    expect(world.server(1).frames.length).toBe(before + 1);
    expect(world.store.text('k')).toBe(Array.from({ length: 100 }, (_, n) => `${n},`).join(''));
  });

  it('has one connection and one session, however many calls come at once', async () => {
    const world = new World();
    const client = world.client();
    await world.until(Promise.all([client.put('a', '1'), client.put('b', '2'), client.get('c')]));
    expect(world.server(1).connections).toBe(1);
    expect(
      world.server(1).received.filter(({ command }) => command.request.op === 'open-session'),
    ).toHaveLength(1);
  });

  it('keeps to the limits that the server names', async () => {
    const world = new World();
    world.server(1).limits = { keyBytes: 3, valueBytes: 10, frameBytes: 80, inFlight: 2 };
    const client = world.client();
    expect(await world.failure(client.put('long', 'v'))).toMatchObject({
      code: 'key_too_long',
      outcome: 'none',
    });
    expect(await world.failure(client.put('k', '12345678901'))).toMatchObject({ code: 'value_too_large' });
    expect(await world.failure(client.cas('k', '12345678901', ''))).toMatchObject({
      code: 'value_too_large',
    });
    await world.until(Promise.all(Array.from({ length: 10 }, (_, n) => client.append('k', `${n}`))));
    expect(world.store.text('k')).toBe('0123456789');
    expect(Math.max(...world.server(1).frames.map((frame) => frame.length))).toBeLessThanOrEqual(2);
  });

  it('never has more requests open than the server allows', async () => {
    const world = new World();
    const server = world.server(1);
    server.limits = { ...server.limits, inFlight: 4 };
    let open = 0;
    let most = 0;
    server.onRequest = (received) => {
      most = Math.max(most, ++open);
      world.clock.schedule(5, () => {
        open--;
        received.reply(world.store.apply(received.bytes));
      });
    };
    const client = world.client({ session: false });
    await world.until(Promise.all(Array.from({ length: 30 }, (_, n) => client.append('k', `${n},`))));
    expect(most).toBe(4);
    expect(world.store.text('k')).toBe(Array.from({ length: 30 }, (_, n) => `${n},`).join(''));
  });

  it('says busy when more calls are open than it may have', async () => {
    const world = new World();
    const client = world.client({ maxPending: 2 });
    const open = [client.put('a', '1'), client.put('b', '2')];
    expect(await world.failure(client.put('c', '3'))).toMatchObject({
      code: 'busy',
      outcome: 'none',
      retryable: true,
    });
    await world.until(Promise.all(open));
    await world.until(client.put('c', '3'));
  });

  it('reads one server’s own store', async () => {
    const world = new World(2);
    const client = world.client();
    await world.until(client.put('k', 'v'));
    world.server(2).onRequest = (received) => {
      received.reply({ ok: true, answer: { succeeded: false, revision: 0, current: null, session: 0 } });
    };
    const at = (endpoint?: string) => client.get('k', { consistency: 'serializable', endpoint });
    expect(await world.until(at('n2:1'))).toBeNull();
    expect(await world.until(at('n1:1'))).toMatchObject({ text: 'v' });
    expect(await world.until(at())).toMatchObject({ text: 'v' });
    expect(world.server(2).calls.map(({ command }) => command.request)).toMatchObject([
      { op: 'get', serializable: true },
    ]);
    expect(await world.failure(client.get('k', { endpoint: 'n2:1' }))).toMatchObject({
      code: 'invalid_argument',
    });
  });

  it('reads a server’s own store while no server leads', async () => {
    const world = new World(3);
    for (const server of world.servers) server.leader = null;
    const client = world.client();
    expect(await world.until(client.get('k', { consistency: 'serializable' }))).toBeNull();
  });

  it('refuses arguments that make no sense, before anything is sent', async () => {
    const world = new World();
    const client = world.client();
    const invalid = { code: 'invalid_argument', outcome: 'none', retryable: false };
    expect(await world.failure(client.get(''))).toMatchObject(invalid);
    expect(await world.failure(client.put('k', 5 as unknown as string))).toMatchObject(invalid);
    expect(await world.failure(client.put('k', '\ud800'))).toMatchObject(invalid);
    expect(await world.failure(client.get('k', { timeoutMs: 0 }))).toMatchObject(invalid);
    expect(await world.failure(client.get('k', { timeoutMs: NaN }))).toMatchObject(invalid);
    expect(await world.failure(client.get('k', { consistency: 'hopeful' as 'serializable' }))).toMatchObject(
      invalid,
    );
    expect(world.network.dialled).toEqual([]);
    expect(() => createClient({ endpoints: 'x' })).toThrow(expect.objectContaining(invalid) as Error);
    expect(() => createClient({ endpoints: 'x:1', attemptTimeoutMs: -1 })).toThrow('attemptTimeoutMs');
    expect(() => createClient({ endpoints: 'x:1', maxPending: 0 })).toThrow('maxPending');
    expect(() => createClient({ endpoints: 'x:1', backoff: { initialMs: 9, maxMs: 1 } })).toThrow('backoff');
  });

  it('tells of connections and leaders', async () => {
    const world = new World(2);
    const client = world.client();
    const events: unknown[] = [];
    client.on('connect', ({ node }) => events.push(['connect', node]));
    client.on('disconnect', ({ node }) => events.push(['disconnect', node]));
    const off = client.on('leaderChange', ({ leader, previous }) => events.push([previous, leader]));
    await world.until(client.put('k', 'v'));
    for (const server of world.servers) server.leader = 'n2';
    world.network.place('n1:1', undefined);
    await world.until(client.put('k', 'w'));
    expect(events).toEqual([
      ['connect', 'n1'],
      [null, 'n1'],
      ['disconnect', 'n1'],
      ['connect', 'n2'],
      ['n1', 'n2'],
    ]);
    expect(client.leader).toBe('n2');
    off();
  });
});

describe('connect', () => {
  const options = (world: World) => ({
    endpoints: world.endpoints,
    clock: world.clock,
    connectSocket: world.network.connectSocket,
  });

  it('gives a client whose connection stands', async () => {
    const world = new World(3);
    const client = await world.until(connect(options(world)));
    expect(world.network.open).toBe(1);
    await client.close();
  });

  it('fails when no server answers in time, and leaves nothing behind', async () => {
    const world = new World(2);
    world.network.place('n1:1', undefined);
    world.network.silence('n2:1');
    const error = await world.failure(connect({ ...options(world), timeoutMs: 3000 }));
    expect(error).toMatchObject({ code: 'unavailable', outcome: 'none', retryable: true });
    expect(error.cause).toBeInstanceOf(SeaworthyError);
    expect(world.clock.monotonicNow()).toBe(3000);
    expect([world.network.open, world.clock.timers]).toEqual([0, 0]);
  });

  it('can be aborted', async () => {
    const world = new World();
    world.network.silence('n1:1');
    const controller = new AbortController();
    const connecting = connect({ ...options(world), signal: controller.signal });
    world.clock.schedule(100, () => {
      controller.abort();
    });
    expect(await world.failure(connecting)).toMatchObject({ code: 'aborted', outcome: 'none' });
    expect(world.network.open).toBe(0);
  });
});

describe('closing', () => {
  it('ends open calls, says of each whether it may have happened, and leaves nothing behind', async () => {
    const world = new World();
    const client = world.client();
    await world.until(client.put('k', 'v'));
    world.server(1).onRequest = () => undefined;
    const sent = world.failure(client.put('k', 'w'));
    const read = world.failure(client.get('k'));
    await world.clock.advance(5);
    const last = client.put('k', 'x');
    await client.close();
    const unsent = world.failure(last);
    await client.close();
    expect(await sent).toMatchObject({ code: 'closed', outcome: 'unknown', retryable: false });
    expect(await read).toMatchObject({ code: 'closed', outcome: 'none' });
    expect(await unsent).toMatchObject({ code: 'closed', outcome: 'none' });
    expect(await world.failure(client.get('k'))).toMatchObject({ code: 'closed', outcome: 'none' });
    expect(await world.failure(client.status('n1:1'))).toMatchObject({ code: 'closed' });
    await world.clock.settle();
    expect(world.network.open).toBe(0);
    expect(client.closed).toBe(true);
  });

  it('ends the session', async () => {
    const world = new World();
    {
      await using client = world.client();
      await world.until(client.put('k', 'v'));
      expect(world.store.sessions.size).toBe(1);
    }
    await world.clock.advance(10);
    expect(world.store.sessions.size).toBe(0);
    expect(world.clock.timers).toBe(0);
  });

  it('happens when the client’s signal is aborted', async () => {
    const world = new World();
    const controller = new AbortController();
    const client = world.client({ signal: controller.signal });
    const call = world.failure(client.get('k'));
    controller.abort();
    expect(await call).toMatchObject({ code: 'closed' });
    expect(world.client({ signal: controller.signal }).closed).toBe(true);
  });

  it('while nothing stands stops the search', async () => {
    const world = new World();
    world.network.place('n1:1', undefined);
    const client = world.client();
    const call = world.failure(client.put('k', 'v'));
    await world.clock.advance(200);
    await client.close();
    expect(await call).toMatchObject({ code: 'closed', outcome: 'none' });
    const dialled = world.network.dialled.length;
    await world.clock.advance(5000);
    expect(world.network.dialled.length).toBe(dialled);
    expect(world.clock.timers).toBe(0);
  });
});

describe('status', () => {
  const body = {
    node: 'n1',
    role: 'leader',
    term: 2,
    leader: 'n1',
    commit: 5,
    applied: 4,
    last: 6,
    more: true,
  };

  it('asks every endpoint, and marks those that do not answer', async () => {
    const world = new World(3);
    const client = world.client({
      fetchJson: (url) => {
        if (url.includes('n1')) return Promise.resolve(body);
        if (url.includes('n2')) return Promise.reject(new Error('connection refused'));
        return new Promise(() => undefined);
      },
    });
    const [first, second, third] = await world.until(client.status());
    expect(first).toEqual({
      ...{ endpoint: 'http://n1:1', reachable: true, node: 'n1', role: 'leader', term: 2 },
      ...{ leader: 'n1', commit: 5, applied: 4, last: 6 },
    });
    expect(second).toMatchObject({
      endpoint: 'http://n2:1',
      reachable: false,
      error: { code: 'unavailable' },
    });
    expect(third).toMatchObject({ reachable: false, error: { code: 'unavailable' } });
    expect(world.clock.monotonicNow()).toBe(5000);
  });

  it('of one endpoint fails if it does not answer properly', async () => {
    const world = new World();
    const answer = (value: unknown) =>
      world.client({ fetchJson: () => Promise.resolve(value) }).status('n9:1');
    expect(await world.until(answer(body))).toMatchObject({ endpoint: 'http://n9:1', node: 'n1' });
    expect(await world.failure(answer(null))).toMatchObject({ code: 'protocol' });
    expect(await world.failure(answer({ ...body, term: '2' }))).toMatchObject({ code: 'protocol' });
    expect(await world.failure(answer({ ...body, commit: -1 }))).toMatchObject({ code: 'protocol' });
    const controller = new AbortController();
    const client = world.client({ fetchJson: () => new Promise(() => undefined) });
    const asking = world.failure(client.status('n1:1', { signal: controller.signal }));
    controller.abort();
    expect(await asking).toMatchObject({ code: 'aborted' });
  });
});

describe('SeaworthyError', () => {
  it('is known across copies of the package', () => {
    expect(isSeaworthyError(new SeaworthyError('busy', 'busy'))).toBe(true);
    expect(isSeaworthyError(new Error('busy'))).toBe(false);
    expect(isSeaworthyError(undefined)).toBe(false);
  });

  it('is not retryable when the outcome is unknown', () => {
    expect(new SeaworthyError('busy', '').retryable).toBe(true);
    expect(new SeaworthyError('timeout', '', { outcome: 'unknown' }).retryable).toBe(false);
    expect(new SeaworthyError('value_too_large', '').retryable).toBe(false);
  });
});
