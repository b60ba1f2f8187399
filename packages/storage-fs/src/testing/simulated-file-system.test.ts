import { SeededRandom } from '@seaworthy/core/testing';
import { describe, expect, it } from 'vitest';

import { SimulatedFileSystem } from './simulated-file-system.ts';
import { SECTOR_BYTES } from './simulated-file.ts';

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

  it('has no room after so many bytes more, until there is room again', async () => {
    const fileSystem = await withFile(new Uint8Array(100));
    fileSystem.fullAfter(10);
    const file = await fileSystem.open('/a', 'write');
    await file.write([new Uint8Array(50)], 0);
    await file.write([new Uint8Array(10)], 100);
    await expect(file.write([new Uint8Array(1)], 110)).rejects.toMatchObject({ code: 'ENOSPC' });
    await file.truncate(105);
    await file.write([new Uint8Array(5)], 105);
    fileSystem.put('/b', new Uint8Array(7));
    await expect(file.write([new Uint8Array(1)], 110)).rejects.toMatchObject({ code: 'ENOSPC' });
    await fileSystem.remove('/b');
    await expect(file.write([new Uint8Array(1)], 110)).rejects.toMatchObject({ code: 'ENOSPC' });
    fileSystem.fullAfter(Infinity);
    await file.write([new Uint8Array(1000)], 110);
    expect(fileSystem.usedBytes).toBe(1110);
    fileSystem.crash();
    // The removal of the other file was not synced.
    expect(fileSystem.usedBytes).toBe(107);
  });

  it('fails so many syncs, or whatever call comes next', async () => {
    const fileSystem = await withFile(new Uint8Array(4));
    const file = await fileSystem.open('/a', 'write');
    fileSystem.fail({ operation: 'datasync', code: 'EIO', times: 3 });
    for (let count = 0; count < 3; count++)
      await expect(file.datasync()).rejects.toMatchObject({ code: 'EIO' });
    await file.datasync();
    fileSystem.fail({ code: 'EIO', skip: 1 });
    await file.size();
    await expect(file.size()).rejects.toMatchObject({ code: 'EIO' });
    await file.size();
  });

  it('tears a write that it calls synced; it shows when the power goes', async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const fileSystem = await withFile(new Uint8Array(40));
      const file = await fileSystem.open('/a', 'write');
      fileSystem.tearNext({ random: new SeededRandom(seed), path: '/a' });
      await file.write([new Uint8Array(20).fill(1)], 10);
      await file.datasync();
      await file.write([Uint8Array.of(2)], 0);
      await file.datasync();
      expect(fileSystem.contents('/a').filter((byte) => byte === 1).length).toBe(20);
      const [damage] = fileSystem.damage;
      if (damage?.type !== 'torn') throw new Error('nothing was torn');
      expect(damage).toMatchObject({ path: '/a', at: 10, of: 20 });
      fileSystem.crash();
      const expected = new Uint8Array(40).fill(1, 10, 10 + damage.kept).fill(2, 0, 1);
      expect([...fileSystem.contents('/a')]).toEqual([...expected]);
    }
  });

  it('misdirects a write to another sector of any file', async () => {
    const hit = new Set<string>();
    for (let seed = 1; seed <= 40; seed++) {
      const fileSystem = await withFile(new Uint8Array(4 * SECTOR_BYTES));
      fileSystem.put('/b', new Uint8Array(2 * SECTOR_BYTES));
      const file = await fileSystem.open('/a', 'write');
      fileSystem.misdirectNext({ random: new SeededRandom(seed) });
      await file.write([new Uint8Array(10).fill(1)], SECTOR_BYTES + 20);
      await file.datasync();
      const [damage] = fileSystem.damage;
      if (damage?.type !== 'misdirected') throw new Error('nothing was misdirected');
      expect(fileSystem.contents('/a')[SECTOR_BYTES + 20]).toBe(1);
      fileSystem.crash();
      expect(fileSystem.contents('/a')[SECTOR_BYTES + 20]).toBe(0);
      expect(damage.to % SECTOR_BYTES).toBe(20);
      expect([...fileSystem.contents(damage.onto).subarray(damage.to, damage.to + 10)]).toEqual(
        new Array(10).fill(1),
      );
      hit.add(`${damage.onto} ${Math.floor(damage.to / SECTOR_BYTES)}`);
    }
    expect([...hit].sort()).toEqual(['/a 0', '/a 2', '/a 3', '/b 0', '/b 1']);
  });

  it('rots in a durable place that chance chooses, the same for the same seed', async () => {
    const rotten = async (seed: number): Promise<SimulatedFileSystem> => {
      const fileSystem = await withFile(new Uint8Array(1000));
      fileSystem.put('/b', new Uint8Array(10));
      fileSystem.rot({ random: new SeededRandom(seed), path: 'a' });
      return fileSystem;
    };
    for (let seed = 1; seed <= 10; seed++) {
      const [one, other] = [await rotten(seed), await rotten(seed)];
      expect(one.damage).toEqual(other.damage);
      const [damage] = one.damage;
      if (damage?.type !== 'rot') throw new Error('nothing rotted');
      one.crash();
      expect([...one.contents('/b')]).toEqual(new Array(10).fill(0));
      expect(one.contents('/a').findIndex((byte) => byte !== 0)).toBe(damage.at);
      expect(one.contents('/a')[damage.at]).toBe(1 << damage.bit);
    }
    expect(new SimulatedFileSystem().rot({ random: new SeededRandom(1) })).toBe(null);
  });

  it('costs what is written, however long the file is', async () => {
    const fileSystem = new SimulatedFileSystem({ capacityBytes: 1 << 30 });
    const file = await fileSystem.open('/a', 'create');
    const zeros = new Uint8Array(4096);
    for (let at = 0; at < 32 << 20; at += zeros.byteLength) await file.write([zeros], at);
    await file.datasync();
    const small = new Uint8Array(100).fill(3);
    for (let count = 0; count < 100_000; count++) {
      await file.write([small], (count * 100) % (31 << 20));
      await file.datasync();
    }
    await fileSystem.syncDirectory('/');
    for (let count = 0; count < 1_000; count++) {
      const again = await fileSystem.open('/a', 'write');
      await again.write([small], count * 997);
      fileSystem.crash();
    }
    expect(fileSystem.usedBytes).toBe(32 << 20);
    // Were the file copied for each of them, this would have taken hours.
  }, 20_000);
});
