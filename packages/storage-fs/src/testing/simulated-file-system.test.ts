import { SeededRandom } from '@seaworthy/core/testing';
import { describe, expect, it } from 'vitest';

import { SimulatedFileSystem } from './simulated-file-system.ts';
import { SECTOR_BYTES } from './simulated-node.ts';

async function withFile(bytes: Uint8Array): Promise<SimulatedFileSystem> {
  const fileSystem = new SimulatedFileSystem();
  fileSystem.put('/a', bytes);
  return fileSystem;
}

describe('SimulatedFileSystem', () => {
  it('loses what was not synced: contents and names, each by itself', async () => {
    const fileSystem = new SimulatedFileSystem();
    const named = await fileSystem.open('/named', 'create');
    await named.write([Buffer.from('x')], 0);
    await fileSystem.syncDirectory('/');
    const synced = await fileSystem.open('/synced', 'create');
    await synced.write([Buffer.from('x')], 0);
    await synced.datasync();
    fileSystem.crash();
    expect(fileSystem.files()).toEqual(['/named']);
    expect(fileSystem.contents('/named').byteLength).toBe(0);
  });

  it('tears a write at sectors', async () => {
    const fileSystem = await withFile(new Uint8Array(8 * SECTOR_BYTES));
    const file = await fileSystem.open('/a', 'write');
    await file.write([new Uint8Array(8 * SECTOR_BYTES - 100).fill(1)], 50);
    fileSystem.crash({ random: new SeededRandom(5), chance: 0.5 });
    const found = fileSystem.contents('/a');
    const sectors = Array.from({ length: 8 }, (_, at) => found[at * SECTOR_BYTES + 60]);
    expect(new Set(sectors)).toEqual(new Set([0, 1]));
    for (let at = 1; at < 7; at++) {
      const sector = found.subarray(at * SECTOR_BYTES, (at + 1) * SECTOR_BYTES);
      expect(new Set(sector).size).toBe(1);
    }
  });

  it('keeps everything written when only the process ends', async () => {
    const fileSystem = await withFile(new Uint8Array(10));
    const file = await fileSystem.open('/a', 'write');
    await file.write([Buffer.from('abc'), Buffer.from('de')], 2);
    fileSystem.restart();
    expect(Buffer.from(fileSystem.contents('/a')).toString()).toBe('\0\0abcde\0\0\0');
    await expect(file.datasync()).rejects.toMatchObject({ code: 'EBADF' });
    fileSystem.crash();
    expect(new Set(fileSystem.contents('/a'))).toEqual(new Set([0]));
  });

  it('drops written pages on a failed sync, as Linux does', async () => {
    const fileSystem = await withFile(new Uint8Array(4));
    const file = await fileSystem.open('/a', 'write');
    await file.write([Buffer.from('abcd')], 0);
    fileSystem.fail({ operation: 'datasync', code: 'EIO' });
    await expect(file.datasync()).rejects.toMatchObject({ code: 'EIO' });
    await file.datasync();
    expect(Buffer.from(fileSystem.contents('/a')).toString()).toBe('abcd');
    fileSystem.crash();
    expect(Buffer.from(fileSystem.contents('/a')).toString()).toBe('\0\0\0\0');
  });

  it('renames atomically', async () => {
    for (let seed = 0; seed < 20; seed++) {
      const fileSystem = await withFile(Buffer.from('old'));
      fileSystem.put('/b', Buffer.from('new'));
      await fileSystem.rename('/b', '/a');
      fileSystem.crash({ random: new SeededRandom(seed), chance: 0.5 });
      const found = fileSystem.files().map((path) => Buffer.from(fileSystem.contents(path)).toString());
      expect([['old', 'new'], ['new']]).toContainEqual(found);
    }
  });

  it('cuts the power in a chosen call', async () => {
    const fileSystem = await withFile(new Uint8Array(4));
    const file = await fileSystem.open('/a', 'write');
    fileSystem.cutPowerAfter(2);
    await file.write([Buffer.from('abcd')], 0);
    await expect(file.datasync()).rejects.toMatchObject({ code: 'EPOWER' });
    await expect(fileSystem.list('/')).rejects.toMatchObject({ code: 'EPOWER' });
    fileSystem.crash();
    expect(new Set(fileSystem.contents('/a'))).toEqual(new Set([0]));
  });

  it('fills up', async () => {
    const fileSystem = await withFile(new Uint8Array(4));
    fileSystem.capacityBytes = 6;
    const file = await fileSystem.open('/a', 'write');
    await file.write([Buffer.from('abcdef')], 0);
    await expect(file.write([Buffer.from('xyz')], 4)).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(Buffer.from(fileSystem.contents('/a')).toString()).toBe('abcdxy');
  });

  it('answers as a file system does', async () => {
    const fileSystem = await withFile(Buffer.from('abc'));
    await expect(fileSystem.open('/none', 'read')).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(fileSystem.open('/a', 'create')).rejects.toMatchObject({ code: 'EEXIST' });
    await expect(fileSystem.open('/a/b', 'read')).rejects.toMatchObject({ code: 'ENOTDIR' });
    await expect(fileSystem.makeDirectory('/x/y')).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(fileSystem.remove('/none')).rejects.toMatchObject({ code: 'ENOENT' });
    const file = await fileSystem.open('/a', 'read');
    const target = new Uint8Array(5);
    expect(await file.read(target, 1)).toBe(2);
    await file.truncate(1);
    expect(await file.size()).toBe(1);
    await file.truncate(3);
    expect([...fileSystem.contents('/a')]).toEqual([97, 0, 0]);
    expect(await fileSystem.kind('/a')).toBe('file');
    expect(await fileSystem.kind('/')).toBe('directory');
    expect(await fileSystem.kind('/none')).toBe(null);
  });
});
