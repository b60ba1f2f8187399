import { describe, expect, it } from 'vitest';

import { entry, lastOf, write } from './testing/log-model.test.support.ts';
import { DIRECTORY, failureOf, load, openOn } from './testing/opened.test.support.ts';
import { SimulatedFileSystem } from './testing/simulated-file-system.ts';

const IDENTITY = `${DIRECTORY}/identity`;

async function used(): Promise<SimulatedFileSystem> {
  const fileSystem = new SimulatedFileSystem();
  const { logStore, close } = await load(fileSystem);
  await logStore.append(write(entry(1, 1)));
  await close();
  return fileSystem;
}

function image(fileSystem: SimulatedFileSystem): readonly (readonly [string, string])[] {
  return fileSystem
    .files()
    .map((path) => [path, Buffer.from(fileSystem.contents(path)).toString('base64')] as const);
}

describe('openStorage', () => {
  it('refuses a directory of another cluster or node, says whose it is, and changes nothing', async () => {
    const fileSystem = await used();
    const before = image(fileSystem);
    const cluster = await failureOf(openOn(fileSystem, { clusterId: 'lagoon' }));
    expect(cluster).toMatchObject({ code: 'wrong_cluster', path: DIRECTORY });
    expect(cluster.message).toMatch(/belongs to cluster "harbour", expected "lagoon"/);
    const node = await failureOf(openOn(fileSystem, { nodeId: 'n2' }));
    expect(node).toMatchObject({ code: 'wrong_node', path: DIRECTORY });
    expect(node.message).toMatch(/belongs to node "n1", expected "n2"/);
    expect(image(fileSystem)).toEqual(before);
    expect(lastOf((await load(fileSystem)).log).index).toBe(1);
  });

  it('refuses a newer format', async () => {
    const fileSystem = await used();
    fileSystem.put(IDENTITY, Buffer.from('seaworthy storage format 12\nwhatever that means\n'));
    const before = image(fileSystem);
    const failure = await failureOf(openOn(fileSystem));
    expect(failure).toMatchObject({ code: 'unknown_format', path: IDENTITY });
    expect(failure.message).toContain('format 12; this version knows formats up to 1');
    expect(image(fileSystem)).toEqual(before);
  });

  it.each([
    ['empty', ''],
    ['of something else', 'hello\n'],
    ['without a checksum', 'seaworthy storage format 1\n{"clusterId":"harbour","nodeId":"n1"}\n'],
    ['of no JSON', 'seaworthy storage format 1\n{\ncrc32 00000000\n'],
    ['edited', 'seaworthy storage format 1\n{"clusterId":"harbour","nodeId":"n1"}\ncrc32 00000000\n'],
  ])('refuses an identity that is %s', async (_, text) => {
    const fileSystem = await used();
    fileSystem.put(IDENTITY, Buffer.from(text));
    expect(await failureOf(openOn(fileSystem))).toMatchObject({ code: 'corrupt_identity', path: IDENTITY });
  });

  it('refuses data without an identity', async () => {
    const fileSystem = await used();
    await fileSystem.remove(IDENTITY);
    const before = image(fileSystem);
    const failure = await failureOf(openOn(fileSystem));
    expect(failure).toMatchObject({ code: 'corrupt_identity', path: IDENTITY });
    expect(failure.message).toContain('missing');
    expect(image(fileSystem)).toEqual(before);
  });

  it('refuses a directory with files of somebody else, and puts nothing there', async () => {
    const fileSystem = new SimulatedFileSystem();
    await fileSystem.makeDirectory('/data');
    await fileSystem.makeDirectory(DIRECTORY);
    fileSystem.put(`${DIRECTORY}/photos.zip`, Uint8Array.of(1));
    const failure = await failureOf(openOn(fileSystem));
    expect(failure).toMatchObject({ code: 'foreign_files', path: DIRECTORY });
    expect(failure.message).toContain('photos.zip');
    expect(fileSystem.files()).toEqual([`${DIRECTORY}/photos.zip`]);
  });

  it('accepts an empty directory, and the top of a volume', async () => {
    const fileSystem = new SimulatedFileSystem();
    await fileSystem.makeDirectory('/data');
    await fileSystem.makeDirectory(DIRECTORY);
    await fileSystem.makeDirectory(`${DIRECTORY}/lost+found`);
    await (await load(fileSystem)).close();
    expect(fileSystem.files()).toContain(IDENTITY);
  });

  it('refuses a path that leads to a file, or through one', async () => {
    const fileSystem = new SimulatedFileSystem();
    fileSystem.put('/data', Uint8Array.of(1));
    expect(await failureOf(openOn(fileSystem, { directory: '/data' }))).toMatchObject({
      code: 'not_a_directory',
      path: '/data',
    });
    expect(await failureOf(openOn(fileSystem))).toMatchObject({ code: 'not_a_directory' });
  });

  it.each([
    ['makeDirectory', 'EACCES'],
    ['lock', 'EROFS'],
    ['open', 'EPERM'],
  ] as const)('says that it may not write when %s fails with %s', async (operation, code) => {
    const fileSystem = new SimulatedFileSystem();
    fileSystem.fail({ operation, code, skip: operation === 'open' ? 1 : 0 });
    expect(await failureOf(openOn(fileSystem))).toMatchObject({ code: 'not_writable', cause: { code } });
  });

  it('lets one user in at a time, and the next one after it closed', async () => {
    const fileSystem = new SimulatedFileSystem();
    const first = await openOn(fileSystem);
    const failure = await failureOf(openOn(fileSystem));
    expect(failure).toMatchObject({ code: 'locked', path: DIRECTORY, retryable: true });
    expect(failure.message).toContain('process 1');
    await first.close();
    await (await openOn(fileSystem)).close();
  });

  it('gives the lock up when it refuses a directory, and when the log fails to close', async () => {
    const fileSystem = await used();
    fileSystem.fail({ operation: 'list', path: 'snapshots', code: 'EIO' });
    expect((await failureOf(openOn(fileSystem))).code).toBe('io_failed');
    const opened = await load(fileSystem);
    await opened.logStore.append(write(entry(2, 1)));
    fileSystem.fail({ operation: 'datasync', code: 'EIO' });
    expect((await failureOf(opened.close())).code).toBe('sync_failed');
    await (await load(fileSystem)).close();
  });

  it('is disposed of by await using', async () => {
    const fileSystem = new SimulatedFileSystem();
    {
      await using storage = await openOn(fileSystem);
      await storage.logStore.load();
      await storage.logStore.append(write(entry(1, 1)));
    }
    expect((await load(fileSystem)).log.entries.length).toBe(1);
  });

  it.each([
    ['wal', 'corrupt_log'],
    ['snapshots', 'corrupt_snapshot'],
  ])('refuses a directory that lost its %s', async (name, code) => {
    const fileSystem = await used();
    const without = new SimulatedFileSystem();
    await without.makeDirectory('/data');
    await without.makeDirectory(DIRECTORY);
    await without.makeDirectory(`${DIRECTORY}/${name === 'wal' ? 'snapshots' : 'wal'}`);
    for (const path of fileSystem.files())
      if (!path.includes(`/${name}/`)) without.put(path, fileSystem.contents(path));
    expect(await failureOf(openOn(without))).toMatchObject({ code, path: `${DIRECTORY}/${name}` });
  });

  it.each([
    [{ directory: '' }, 'a directory'],
    [{ clusterId: '' }, 'a cluster id'],
    [{ clusterId: 'two words' }, 'a cluster id'],
    [{ clusterId: 'x'.repeat(129) }, 'a cluster id'],
    [{ nodeId: '../n1' }, 'a node id'],
    [{ segmentBytes: 100 }, 'segmentBytes'],
    [{ segmentBytes: 4096.5 }, 'segmentBytes'],
    [{ segmentBytes: 2 ** 31 }, 'segmentBytes'],
    [{ preallocateBytes: -1 }, 'preallocateBytes'],
    [{ sync: 'sometimes' as never }, 'sync'],
  ])('refuses %j', async (options, expected) => {
    const fileSystem = new SimulatedFileSystem();
    const failure = await failureOf(openOn(fileSystem, options));
    expect(failure.code).toBe('invalid_argument');
    expect(failure.message).toContain(`expected ${expected}`);
    expect(fileSystem.calls).toBe(0);
  });
});
