import { constants, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { configuration } from '@seaworthy/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { entry, hardState, write } from '../testing/log-model.test.support.ts';
import { chunksOf, failureOf, joined } from '../testing/opened.test.support.ts';
import { openStorage, type Storage, type StorageOptions } from '../storage.ts';
import { NodeFileSystem } from './node-file-system.ts';
import { lockByProcessId, lockFile } from './node-lock.ts';

let top: string;
beforeEach(async () => {
  top = await mkdtemp(join(tmpdir(), 'seaworthy-fs-'));
});
afterEach(async () => {
  await rm(top, { recursive: true });
});

function open(options: Partial<StorageOptions> = {}): Promise<Storage> {
  return openStorage({ directory: join(top, 'a/b'), clusterId: 'harbour', nodeId: 'n1', ...options });
}

describe('NodeFileSystem', () => {
  const fileSystem = new NodeFileSystem();

  it('writes several buffers at a place, and reads up to the end', async () => {
    const file = await fileSystem.open(join(top, 'x'), 'create');
    const many = Array.from({ length: 3000 }, (_, at) => Buffer.from(`${at},`));
    await file.write(many, 5);
    await file.datasync();
    const all = Buffer.concat([Buffer.alloc(5), ...many]);
    expect(await file.size()).toBe(all.byteLength);
    const target = Buffer.alloc(all.byteLength + 10);
    expect(await file.read(target, 0)).toBe(all.byteLength);
    expect(target.subarray(0, all.byteLength).equals(all)).toBe(true);
    await file.truncate(3);
    expect(await file.size()).toBe(3);
    await file.close();
  });

  it('writes a synced file in its place, and cuts it', async () => {
    const path = join(top, 'x');
    await writeFile(path, 'abcdef');
    const file = await fileSystem.open(path, 'synced');
    await file.write([Buffer.from('X'), Buffer.from('Y')], 2);
    await file.datasync();
    await file.truncate(5);
    const target = Buffer.alloc(5);
    expect(await file.read(target, 0)).toBe(5);
    expect(target.toString()).toBe('abXYe');
    await file.close();
  });

  it.runIf(process.platform === 'linux')('lets the writes of a synced file sync themselves', async () => {
    const path = join(top, 'x');
    await writeFile(path, '');
    const file = await fileSystem.open(path, 'synced');
    const descriptors = await readdir('/proc/self/fd');
    const links = await Promise.all(
      descriptors.map(async (fd) => [fd, await readlink(`/proc/self/fd/${fd}`).catch(() => '')] as const),
    );
    const [fd] = links.find(([, target]) => target === path) ?? [];
    const facts = await readFile(`/proc/self/fdinfo/${fd}`, 'utf8');
    const flags = parseInt(/^flags:\s*([0-7]+)$/m.exec(facts)?.[1] ?? '', 8);
    expect(flags & constants.O_DSYNC).toBe(constants.O_DSYNC);
    await file.close();
  });

  it('reports failures by their POSIX names', async () => {
    await expect(fileSystem.open(join(top, 'none'), 'read')).rejects.toMatchObject({ code: 'ENOENT' });
    await (await fileSystem.open(join(top, 'x'), 'create')).close();
    await expect(fileSystem.open(join(top, 'x'), 'create')).rejects.toMatchObject({ code: 'EEXIST' });
    await expect(fileSystem.syncDirectory(join(top, 'none'))).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await fileSystem.kind(join(top, 'none'))).toBe(null);
    await expect(fileSystem.kind(join(top, 'x/y'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  });

  it('lists, renames, removes and makes directories', async () => {
    await fileSystem.makeDirectory(join(top, 'd'));
    await (await fileSystem.open(join(top, 'z'), 'create')).close();
    await symlink('z', join(top, 's'));
    expect(await fileSystem.list(top)).toEqual([
      { name: 'd', kind: 'directory' },
      { name: 's', kind: 'other' },
      { name: 'z', kind: 'file' },
    ]);
    await fileSystem.rename(join(top, 'z'), join(top, 'y'));
    await fileSystem.remove(join(top, 's'));
    await fileSystem.syncDirectory(top);
    expect(await readdir(top)).toEqual(['d', 'y']);
    expect(await fileSystem.kind(join(top, 'd'))).toBe('directory');
  });
});

describe('storage on real files', () => {
  it('finds its log and its snapshot again', async () => {
    const meta = { ...hardState(2), index: entry(4, 2).index, id: 's', configuration: configuration([]) };
    {
      await using storage = await open({ segmentBytes: 1 << 20 });
      await storage.logStore.load();
      for (let index = 1; index <= 300; index++)
        await storage.logStore.append(write(entry(index, 2, Buffer.alloc(8000, index))));
      await storage.snapshotStore.write(meta, chunksOf(Buffer.alloc(1_000_000, 'state ')));
    }
    await using storage = await open();
    const { entries } = await storage.logStore.load();
    expect(entries.length).toBe(300);
    expect(entries.every(({ index, data }) => Buffer.alloc(8000, index).equals(data))).toBe(true);
    const latest = await storage.snapshotStore.latest();
    expect(latest?.index).toBe(4);
    if (latest === null) throw new Error('no snapshot');
    const state = await joined(storage.snapshotStore.read(latest));
    expect(state.equals(Buffer.alloc(1_000_000, 'state '))).toBe(true);
  });

  it('is locked for a second opener in the same process', async () => {
    await using storage = await open();
    const failure = await failureOf(open());
    expect(failure).toMatchObject({ code: 'locked', retryable: true });
    expect(failure.message).toContain(`process ${process.pid}`);
    await storage.close();
    await (await open()).close();
  });

  it('lets exactly one of many that open at once in', async () => {
    const results = await Promise.allSettled(Array.from({ length: 6 }, () => open()));
    const opened = results.filter((result) => result.status === 'fulfilled');
    expect(opened.length).toBe(1);
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'locked' });
    await opened[0]?.value.close();
  });

  it('refuses a file where the directory should be', async () => {
    await writeFile(join(top, 'a'), 'x');
    expect((await failureOf(open())).code).toBe('not_a_directory');
    expect((await failureOf(open({ directory: join(top, 'a') }))).code).toBe('not_a_directory');
  });
});

describe.each([
  ['flock', lockFile],
  ['a process id', lockByProcessId],
])('a lock by %s', (_, lock) => {
  it('is held once, and free after its release', async () => {
    const path = join(top, 'lock');
    const held = await lock(path);
    await expect(lock(path)).rejects.toMatchObject({ code: 'ELOCKED', pid: process.pid });
    await held.release();
    await (await lock(path)).release();
    expect((await readdir(top)).filter((name) => name !== 'lock')).toEqual([]);
  });

  it('is not kept by a process that is gone', async () => {
    const path = join(top, 'lock');
    const held = await lock(path);
    const owner = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
    await held.release();
    for (const dead of [
      { ...owner, pid: 2 ** 22 + 1 },
      // The same process id, used again by a later process.
      { ...owner, started: '1' },
      // One of another container, which is gone, or it would hold the volume.
      { ...owner, processes: 'pid:[1]' },
    ]) {
      await writeFile(path, JSON.stringify(dead));
      await (await lock(path)).release();
    }
    await writeFile(path, 'not what it was');
    await (await lock(path)).release();
  });
});
