import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { NodeEvent } from '@seaworthy/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Address } from '../config/address.ts';
import { freePorts } from './free-ports.test.support.ts';
import { startServer, type KvServer } from './kv-server.ts';
import type { KvServerOptions } from './server-options.ts';

let directory: string;
const running = new Set<KvServer>();

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'seaworthy-'));
});

afterEach(async () => {
  await Promise.all([...running].map((server) => server.stop()));
  running.clear();
  await rm(directory, { recursive: true });
});

class Cluster {
  readonly members = new Map<string, Address>();
  readonly servers = new Map<string, KvServer>();
  readonly events: { node: string; event: NodeEvent }[] = [];

  static async start(count: number, more: Partial<KvServerOptions> = {}): Promise<Cluster> {
    const cluster = new Cluster();
    const ports = await freePorts(count);
    for (const [position, port] of ports.entries())
      cluster.members.set(`n${position + 1}`, { host: '127.0.0.1', port });
    await Promise.all([...cluster.members.keys()].map((id) => cluster.boot(id, more)));
    return cluster;
  }

  async boot(id: string, more: Partial<KvServerOptions> = {}): Promise<KvServer> {
    const server = await startServer({
      nodeId: id,
      members: this.members,
      listenPeers: this.members.get(id) as Address,
      dataDirectory: join(directory, id),
      heartbeatMs: 20,
      electionTimeoutMs: 150,
      onEvent: (event) => this.events.push({ node: id, event }),
      ...more,
    });
    this.servers.set(id, server);
    running.add(server);
    return server;
  }

  async halt(id: string): Promise<void> {
    await this.servers.get(id)?.stop();
    this.servers.delete(id);
  }

  async leader(): Promise<KvServer> {
    return await eventually(() => {
      for (const server of this.servers.values()) if (server.status()?.role === 'leader') return server;
      return undefined;
    });
  }
}

async function eventually<Value>(look: () => Value | undefined | Promise<Value | undefined>): Promise<Value> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

interface Told {
  status: number;
  body: Record<string, unknown>;
}

async function ask(server: KvServer, method: string, path: string, body?: unknown): Promise<Told> {
  const response = await fetch(server.clientUrl + path, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** Asks until somebody leads; a write whose outcome is unknown is not asked again. */
async function persist(server: KvServer, method: string, path: string, body?: unknown): Promise<Told> {
  return await eventually(async () => {
    const told = await ask(server, method, path, body);
    return told.status === 503 ? undefined : told;
  });
}

describe('one node', () => {
  it('serves, tells about itself, and keeps its data over a restart', async () => {
    const alone = new Cluster();
    alone.members.set('n1', { host: '127.0.0.1', port: 0 });
    const server = await alone.boot('n1');
    await server.ready();
    await server.ready();
    expect((await ask(server, 'PUT', '/v1/kv/a', { value: '1' })).body).toEqual({
      succeeded: true,
      revision: 1,
    });
    expect((await ask(server, 'GET', '/readyz?verbose')).body).toMatchObject({ ready: true });
    expect((await ask(server, 'GET', '/livez')).status).toBe(200);
    const { body: status } = await ask(server, 'GET', '/v1/status?hash=true');
    expect(status).toMatchObject({
      node: 'n1',
      cluster: 'seaworthy',
      role: 'leader',
      leader: 'n1',
      leaderUrl: server.clientUrl,
      revision: 1,
      keys: 1,
      stateHash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    const metrics = await (await fetch(`${server.clientUrl}/metrics`)).text();
    const documented = await readFile(new URL('../../METRICS.md', import.meta.url), 'utf8');
    const named = (text: string, pattern: RegExp): Set<string | undefined> =>
      new Set([...text.matchAll(pattern)].map(([, name]) => name));
    // A node alone has no peers to tell of, and perhaps nothing was refused so far.
    const told = named(metrics, /^# TYPE (\w+)/gm)
      .add('seaworthy_raft_match_index')
      .add('seaworthy_refusals_total');
    expect(told).toEqual(named(documented, /^\| `(\w+)/gm));
    expect(metrics).toMatch(/^seaworthy_requests_total{operation="put"} [1-9]/m);
    await alone.halt('n1');
    const again = await alone.boot('n1');
    expect((await persist(again, 'GET', '/v1/kv/a')).body).toMatchObject({ value: '1', revision: 1 });
    expect(alone.events[0]).toMatchObject({ node: 'n1', event: { type: 'started', last: 0 } });
  });

  it('refuses a directory that another server holds, and one of another cluster', async () => {
    const alone = new Cluster();
    alone.members.set('n1', { host: '127.0.0.1', port: 0 });
    await alone.boot('n1');
    await expect(alone.boot('n1')).rejects.toMatchObject({ code: 'locked' });
    await alone.halt('n1');
    await expect(alone.boot('n1', { clusterId: 'other' })).rejects.toMatchObject({ code: 'wrong_cluster' });
    await alone.boot('n1');
  });

  it('tells whoever waits for a leader when it stops before there is one', async () => {
    const half = new Cluster();
    const [port = 0, other = 0] = await freePorts(2);
    half.members.set('n1', { host: '127.0.0.1', port });
    half.members.set('n2', { host: '127.0.0.1', port: other });
    const server = await half.boot('n1');
    const ready = expect(server.ready()).rejects.toMatchObject({ code: 'stopped' });
    await server.stop();
    await ready;
    await expect(server.ready()).rejects.toMatchObject({ code: 'stopped' });
  });

  it('applies its settings through the log', async () => {
    const alone = new Cluster();
    alone.members.set('n1', { host: '127.0.0.1', port: 0 });
    const limits = { keyBytes: 10, valueBytes: 5, frameBytes: 1000, inFlight: 10 };
    const server = await alone.boot('n1', { limits });
    await persist(server, 'PUT', '/v1/kv/a', { value: '123' });
    await eventually(async () =>
      (await ask(server, 'GET', '/v1/status')).body['last'] === 3 ? true : undefined,
    );
    expect(await ask(server, 'POST', '/v1/kv/a/append', { value: '456' })).toMatchObject({
      status: 413,
      body: { code: 'value_too_large' },
    });
  });
});

describe('three nodes', () => {
  it('agree, send clients to the leader, and end with the same state', async () => {
    const cluster = await Cluster.start(3);
    const leader = await cluster.leader();
    const follower = [...cluster.servers.values()].find((server) => server !== leader) as KvServer;
    for (let round = 0; round < 20; round++)
      expect((await persist(follower, 'POST', '/v1/kv/a/append', { value: 'x' })).status).toBe(200);
    expect((await persist(follower, 'GET', '/v1/kv/a')).body['value']).toBe('x'.repeat(20));
    const { body } = await eventually(async () => {
      const response = await fetch(`${follower.clientUrl}/v1/kv/b`, {
        method: 'PUT',
        body: JSON.stringify({ value: '1' }),
        headers: { 'content-type': 'application/json' },
        redirect: 'manual',
      });
      return response.status === 307
        ? { body: (await response.json()) as Record<string, unknown> }
        : undefined;
    });
    expect(body).toMatchObject({ code: 'not_leader', leaderUrl: leader.clientUrl });
    const hashes = await eventually(() => {
      const found = [...cluster.servers.values()].map((server) => server.status(true));
      const [first] = found;
      return found.every((status) => status?.applied === first?.last)
        ? found.map((status) => status?.stateHash)
        : undefined;
    });
    expect(new Set(hashes).size).toBe(1);
  });

  it('survive the loss of any one of them, which catches up by a snapshot when it returns', async () => {
    const more = { snapshotEveryEntries: 20, keepEntries: 5 };
    const cluster = await Cluster.start(3, more);
    let writes = 0;
    for (const id of ['n1', 'n2', 'n3']) {
      await cluster.halt(id);
      const leader = await cluster.leader();
      for (const end = writes + 40; writes < end; writes++)
        expect((await persist(leader, 'PUT', `/v1/kv/k${writes}`, { value: String(writes) })).status).toBe(
          200,
        );
      const returned = await cluster.boot(id, more);
      await eventually(() => (returned.status()?.keys === writes ? true : undefined));
    }
    expect(cluster.events.some(({ event }) => event.type === 'snapshot-installed')).toBe(true);
    const [first, second, third] = [...cluster.servers.values()];
    for (const server of [first, second, third] as KvServer[]) {
      const read = await ask(server, 'GET', '/v1/kv/k17?consistency=serializable');
      expect(read.body).toMatchObject({ value: '17' });
    }
  }, 30_000);

  it('hand leadership over when the leader stops, and lose nothing', async () => {
    const cluster = await Cluster.start(3);
    const leader = await cluster.leader();
    const { node } = leader.status() ?? { node: '' };
    await persist(leader, 'PUT', '/v1/kv/a', { value: '1' });
    await cluster.halt(node);
    const next = await cluster.leader();
    expect((await persist(next, 'GET', '/v1/kv/a')).body['value']).toBe('1');
    expect(cluster.events.filter(({ event }) => event.type === 'stopped')).toMatchObject([{ node }]);
  });
});

/** Changes a byte of this text in a node's log, wherever it stands. */
async function spoil(node: string, text: string): Promise<void> {
  const segment = join(directory, node, 'wal', '0000000000000001.wal');
  const bytes = await readFile(segment);
  const at = bytes.indexOf(text);
  expect(at).toBeGreaterThan(0);
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  await writeFile(segment, bytes);
}

describe('nodes all of whose disks lost something', () => {
  it('come back by themselves, with everything, as long as two of them have each entry between them', async () => {
    const cluster = await Cluster.start(3);
    const leader = await cluster.leader();
    for (let count = 0; count < 20; count++)
      await persist(leader, 'PUT', `/v1/kv/k${count}`, { value: `value ${count} ${'x'.repeat(40)}` });
    const nodes = [...cluster.servers.keys()];
    // Nobody is told of the last commit before the next message: all have the entries, which is what counts.
    await eventually(() => {
      const lasts = [...cluster.servers.values()].map((server) => server.status()?.last);
      return new Set(lasts).size === 1 ? true : undefined;
    });
    for (const id of nodes) await cluster.halt(id);
    for (const [place, id] of nodes.entries()) {
      await spoil(id, `value ${5 + place} x`);
      await spoil(id, `value ${12 + place} x`);
    }

    // The third never returns.
    const [one = '', two = ''] = nodes;
    const back = await Promise.all([cluster.boot(one), cluster.boot(two)]);
    const next = await cluster.leader();
    for (let count = 0; count < 20; count++) {
      const { body } = await persist(next, 'GET', `/v1/kv/k${count}`);
      expect(body['value']).toBe(`value ${count} ${'x'.repeat(40)}`);
    }
    expect(back.map((server) => server.status()?.lost)).toEqual([null, null]);
  });
});

describe('a node whose disk lost something', () => {
  it('gets it from its peers, votes again, and can keep the cluster going', async () => {
    const cluster = await Cluster.start(3);
    const leader = await cluster.leader();
    for (let count = 0; count < 20; count++)
      await persist(leader, 'PUT', `/v1/kv/k${count}`, { value: 'x'.repeat(50) });
    const [damaged = '', other = ''] = [...cluster.servers]
      .filter(([, server]) => server !== leader)
      .map(([id]) => id);
    await cluster.halt(damaged);
    const segment = join(directory, damaged, 'wal', '0000000000000001.wal');
    const bytes = await readFile(segment);
    bytes.writeUInt8(bytes.readUInt8(1200) ^ 1, 1200);
    await writeFile(segment, bytes);

    const sound = [...cluster.servers.keys()];
    for (const id of sound) await cluster.halt(id);
    const warnings: string[] = [];
    const back = await cluster.boot(damaged, { onWarning: ({ code }) => warnings.push(code) });
    expect(warnings).toEqual(expect.arrayContaining(['log_damaged']));
    expect((await ask(back, 'GET', '/v1/status')).body).toMatchObject({
      role: 'follower',
      lost: { last: {} },
    });
    const misses = async (): Promise<boolean> =>
      /^seaworthy_raft_has_lost_entries 1$/m.test(await (await fetch(`${back.clientUrl}/metrics`)).text());
    expect(await misses()).toBe(true);

    await Promise.all(sound.map((id) => cluster.boot(id)));
    await eventually(() => (back.status()?.revision === 20 ? true : undefined));
    expect(back.status()?.lost).toBeNull();
    expect(await misses()).toBe(false);

    // The two others lose one more: without the vote of the repaired node nobody could lead.
    await cluster.halt(other);
    const next = await cluster.leader();
    expect(await persist(next, 'PUT', '/v1/kv/more', { value: '1' })).toMatchObject({ status: 200 });
  });
});
