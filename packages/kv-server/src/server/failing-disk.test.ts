import { MemoryLogStore, MemorySnapshotStore, VirtualClock } from '@seaworthy/core/testing';
import type { LogWrite } from '@seaworthy/core';
import { StorageError } from '@seaworthy/storage-fs';
import { afterEach, describe, expect, it } from 'vitest';

import { EXIT, exitCodeOf } from '../daemon/exit-codes.ts';
import { KvStateMachine } from '../state/kv-state-machine.ts';
import { within } from './deadline.ts';
import { startServer, type KvServer } from './kv-server.ts';
import { Observer } from './observer.ts';
import { WatchedLogStore } from './watched-log-store.ts';

/** A disk that syncs until a test says otherwise. */
class Disk extends MemoryLogStore {
  mode: 'works' | 'fails' | 'hangs' | 'fills up' = 'works';

  isSpaceLow(): boolean {
    return this.mode === 'fills up';
  }

  override async append(write: LogWrite): Promise<void> {
    if (this.mode === 'fails')
      throw new StorageError('sync_failed', 'cannot sync: I/O error', { path: '/log' });
    if (this.mode === 'hangs') await new Promise(() => undefined);
    await super.append(write);
  }
}

let server: KvServer | null = null;

async function serve(disk: Disk, onFailure?: (error: Error) => void): Promise<KvServer> {
  server = await startServer({
    nodeId: 'n1',
    dataDirectory: '/nowhere',
    electionTimeoutMs: 100,
    heartbeatMs: 20,
    openStorage: () =>
      Promise.resolve({
        logStore: disk,
        snapshotStore: new MemorySnapshotStore(),
        close: () => Promise.resolve(),
      }),
    ...(onFailure !== undefined && { onFailure }),
  });
  return server;
}

function put({ clientUrl }: KvServer, value: string): Promise<Response> {
  return fetch(`${clientUrl}/v1/kv/a`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ value }),
  });
}

afterEach(async () => {
  await server?.stop();
  server = null;
});

describe('a disk that fails', () => {
  it('ends the node for good: nothing that was not synced is acknowledged', async () => {
    const disk = new Disk();
    let tell: (error: Error) => void = () => undefined;
    const failed = new Promise<Error>((resolve) => (tell = resolve));
    const node = await serve(disk, (error) => tell(error));
    while ((await put(node, '1')).status !== 200);
    disk.mode = 'fails';
    expect((await put(node, '2')).status).toBe(504);
    const error = await failed;
    expect(error).toMatchObject({ code: 'sync_failed' });
    expect(exitCodeOf(error)).toBe(EXIT.disk);
    expect(await (await put(node, '3')).json()).toMatchObject({ code: 'shutting_down' });
    for (const path of ['/livez', '/readyz']) expect((await fetch(node.clientUrl + path)).status).toBe(503);
  });
});

describe('a disk that fills up', () => {
  it('stops writes, not reads, until there is space again', async () => {
    const disk = new Disk();
    const node = await serve(disk);
    while ((await put(node, '1')).status !== 200);
    disk.mode = 'fills up';
    const refused = await put(node, '2');
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ code: 'busy' });
    expect(await (await fetch(`${node.clientUrl}/v1/kv/a`)).json()).toMatchObject({ version: 1 });
    disk.mode = 'works';
    expect((await put(node, '3')).status).toBe(200);
  });
});

describe('a disk that hangs', () => {
  it('is noticed: the process is no longer alive, though it still answers', async () => {
    const clock = new VirtualClock();
    const disk = new Disk();
    const log = new WatchedLogStore(disk, clock);
    const observer = new Observer({
      clusterId: 'c',
      clock,
      stateMachine: new KvStateMachine(),
      findUrl: () => null,
    });
    observer.log = log;
    const disks = (): boolean | undefined => observer.liveness().find(({ name }) => name === 'disk')?.ok;
    await log.append({ hardState: null, entries: [] });
    clock.advance(60_000);
    expect([disks(), log.writes]).toEqual([true, 1]);
    disk.mode = 'hangs';
    void log.append({ hardState: null, entries: [] });
    clock.advance(20_000);
    expect([disks(), log.stalledMs]).toEqual([true, 20_000]);
    clock.advance(20_000);
    expect(disks()).toBe(false);
  });
});

describe('Observer', () => {
  it('is not ready before it has a node, and not once it stops', () => {
    const clock = new VirtualClock();
    const observer = new Observer({
      clusterId: 'c',
      clock,
      stateMachine: new KvStateMachine(),
      findUrl: () => null,
    });
    const failing = (): string[] =>
      observer
        .readiness()
        .filter(({ ok }) => !ok)
        .map(({ name }) => name);
    expect(failing()).toEqual(['recovered', 'leader']);
    observer.stopping = true;
    expect(failing()).toEqual(['recovered', 'leader', 'not-stopping']);
    expect(observer.status(false)).toBeNull();
  });
});

describe('within', () => {
  it('waits for what comes in time, and no longer', async () => {
    const clock = new VirtualClock();
    expect(await within(clock, 10, Promise.resolve())).toBe(true);
    expect(await within(clock, 10, Promise.reject(new Error('no matter')))).toBe(true);
    const late = within(clock, 10, new Promise(() => undefined));
    clock.advance(10);
    expect(await late).toBe(false);
  });
});
