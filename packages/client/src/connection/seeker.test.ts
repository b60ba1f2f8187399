import { describe, expect, it } from 'vitest';
import { refusal } from '../testing/model-store.test.support.ts';
import { World } from '../testing/world.test.support.ts';
import { FakeServer } from '../testing/fake-server.test.support.ts';

describe('the search for the leader', () => {
  it('goes where a follower’s welcome points, asking on for whose address is not known yet', async () => {
    const world = new World(3);
    for (const server of world.servers) server.leader = 'n3';
    await world.until(world.client().put('k', 'v'));
    expect(world.network.dialled).toEqual(['n1:1', 'n2:1', 'n3:1']);
    expect(world.clock.monotonicNow()).toBeLessThan(20);
  });

  it('goes straight to a leader whose address is known', async () => {
    const world = new World(4);
    const client = world.client();
    for (const server of world.servers) server.leader = 'n4';
    await world.until(client.get('k'));
    for (const server of world.servers) server.leader = 'n2';
    world.server(4).onRequest = ({ reply }) => {
      reply(refusal('not_leader', 'n2'));
    };
    await world.until(client.get('k'));
    expect(world.network.dialled).toEqual(['n1:1', 'n2:1', 'n3:1', 'n4:1', 'n2:1']);
  });

  it('finds the leader’s address in a refusal when only a follower’s is given', async () => {
    const world = new World(2);
    for (const server of world.servers) server.leader = 'n2';
    world.server(1).onRequest = ({ reply }) => {
      reply(refusal('not_leader', 'n2', 'http://n2:1'));
    };
    await world.until(world.client({ endpoints: 'n1:1' }).put('k', 'v'));
    expect(world.network.dialled).toEqual(['n1:1', 'n2:1']);
    expect(world.store.text('k')).toBe('v');
  });

  it('uses no address that it was not given, if told so', async () => {
    const world = new World(2);
    for (const server of world.servers) server.leader = 'n2';
    world.server(1).onRequest = ({ reply }) => {
      reply(refusal('not_leader', 'n2', 'http://n2:1'));
    };
    const client = world.client({ endpoints: 'n1:1', discover: false });
    expect(await world.failure(client.put('k', 'v'))).toMatchObject({
      code: 'unavailable',
      outcome: 'none',
      retryable: true,
      cause: { code: 'not_leader' },
    });
    expect(new Set(world.network.dialled)).toEqual(new Set(['n1:1']));
    expect(world.network.dialled.length).toBeLessThan(60);
  });

  it('is not led astray by addresses that are none', async () => {
    const world = new World(1);
    let refused = 0;
    world.server(1).onRequest = (received) => {
      if (refused++ < 3) received.reply(refusal('not_leader', 'n9', 'gopher://n9'));
      else received.reply(world.store.apply(received.bytes));
    };
    await world.until(world.client().put('k', 'v'));
    expect(world.store.text('k')).toBe('v');
  });

  it('goes round with growing waits while no server leads, until the deadline', async () => {
    const world = new World(3);
    for (const server of world.servers) server.leader = null;
    const error = await world.failure(world.client().put('k', 'v'));
    expect(error).toMatchObject({ code: 'unavailable', outcome: 'none' });
    expect((error.cause as Error).message).toContain('knows of no leader');
    expect(world.clock.monotonicNow()).toBe(5000);
    expect(world.network.dialled.slice(0, 4)).toEqual(['n1:1', 'n2:1', 'n3:1', 'n1:1']);
    expect(world.network.dialled.length).toBeGreaterThan(12);
    expect(world.network.dialled.length).toBeLessThan(60);
  });

  it('finds a leader within the longest wait after its election', async () => {
    const world = new World(3);
    for (const server of world.servers) server.leader = null;
    world.clock.schedule(1500, () => {
      for (const server of world.servers) server.leader = 'n2';
    });
    await world.until(world.client().put('k', 'v'));
    expect(world.clock.monotonicNow()).toBeLessThan(2100);
  });

  it('does not go in circles when servers point at each other', async () => {
    const world = new World(2);
    world.server(1).leader = 'n2';
    world.server(2).leader = 'n1';
    expect(await world.failure(world.client().get('k'))).toMatchObject({ code: 'unavailable' });
    expect(world.network.dialled.length).toBeLessThan(300);
  });

  it('does not go in circles when a server that says it leads refuses', async () => {
    const world = new World(1);
    world.server(1).onRequest = ({ reply }) => {
      reply(refusal('not_leader', 'n1', 'http://n1:1'));
    };
    expect(await world.failure(world.client().get('k'))).toMatchObject({ code: 'unavailable' });
    expect(world.network.dialled.length).toBeLessThan(240);
  });

  it('does not run back to a leader that is gone because others have not noticed yet', async () => {
    const world = new World(3);
    const client = world.client();
    await world.until(client.get('k'));
    world.network.place('n1:1', undefined);
    const from = world.network.dialled.length;
    const get = client.get('k');
    await world.clock.advance(200);
    expect(world.network.dialled.slice(from).filter((endpoint) => endpoint === 'n1:1')).toEqual([]);
    for (const server of world.servers) server.leader = 'n3';
    await world.until(get);
  });

  it('is not held up by addresses that swallow everything', async () => {
    const world = new World(4);
    for (const server of world.servers) server.leader = 'n4';
    for (const endpoint of ['n1:1', 'n2:1', 'n3:1']) world.network.silence(endpoint);
    await world.until(world.client().put('k', 'v'));
    expect(world.clock.monotonicNow()).toBeLessThan(800);
    expect(world.network.open).toBe(1);
  });

  it('passes over addresses where nobody listens', async () => {
    const world = new World(3);
    for (const server of world.servers) server.leader = 'n3';
    world.network.place('n1:1', undefined);
    world.network.place('n2:1', undefined);
    await world.until(world.client().put('k', 'v'));
    expect(world.clock.monotonicNow()).toBeLessThan(20);
  });

  it('works with two addresses of the same server', async () => {
    const world = new World(1);
    const follower = world.server(1);
    world.network.place('alias:1', follower);
    const leader = new FakeServer('n2', world.store, 'n2');
    follower.leader = 'n2';
    world.network.place('n2:1', leader);
    await world.until(world.client({ endpoints: 'n1:1,alias:1,n2:1' }).put('k', 'v'));
    expect(leader.calls).toHaveLength(1);
  });

  it('keeps away from another cluster, for sessions mean nothing there', async () => {
    const world = new World(1);
    const stranger = new FakeServer('n1');
    stranger.cluster = 'another';
    const client = world.client({ endpoints: 'n1:1,n2:1' });
    await world.until(client.put('k', 'v'));
    world.network.place('n1:1', undefined);
    world.network.place('n2:1', stranger);
    expect(await world.failure(client.put('k', 'w'))).toMatchObject({ code: 'unavailable', outcome: 'none' });
    expect(stranger.received).toEqual([]);
    expect(stranger.connections).toBeGreaterThan(0);
  });

  it('rests when nobody waits for it', async () => {
    const world = new World(1);
    world.network.place('n1:1', undefined);
    const client = world.client();
    await world.failure(client.get('k', { timeoutMs: 300 }));
    await world.clock.advance(1000);
    const { length } = world.network.dialled;
    await world.clock.advance(60_000);
    expect(world.network.dialled.length).toBe(length);
    expect(world.clock.timers).toBe(0);
  });

  it('stops when nobody waits for a connection any more', async () => {
    const world = new World();
    world.network.place('n1:1', undefined);
    await using client = world.client();
    expect(await world.failure(client.ready({ timeoutMs: 300 }))).toMatchObject({ code: 'unavailable' });
    await world.clock.advance(1000);
    const dialled = world.network.dialled.length;
    await world.clock.advance(10_000);
    expect(world.network.dialled.length).toBe(dialled);
  });
});
