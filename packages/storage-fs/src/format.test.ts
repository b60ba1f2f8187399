import { readFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';

import { configuration, nodeId } from '@seaworthy/core';
import { describe, expect, it } from 'vitest';

import { entry, hardState, position } from './testing/log-model.test.support.ts';
import { chunksOf, DIRECTORY, load } from './testing/opened.test.support.ts';
import { SimulatedFileSystem } from './testing/simulated-file-system.ts';

/*
 * Reads the bytes as FORMAT.md says, with none of the code that writes them. When this fails, the format has changed:
 * then its number must, too.
 */

async function written(): Promise<SimulatedFileSystem> {
  const fileSystem = new SimulatedFileSystem();
  const { logStore, snapshotStore, close } = await load(fileSystem);
  await logStore.append({
    hardState: hardState(7, 'n2'),
    entries: [entry(1, 2 ** 40, 'hello'), { ...entry(2, 2 ** 40, ''), kind: 'configuration' }],
  });
  await logStore.compact(position(1, 2 ** 40));
  await logStore.reset(position(9, 7));
  const meta = { ...position(9, 7), id: 's9', configuration: configuration([nodeId('n1')]) };
  await snapshotStore.write(meta, chunksOf(Buffer.from('state')));
  await close();
  return fileSystem;
}

function bytesOf(fileSystem: SimulatedFileSystem, name: string): Buffer {
  return Buffer.from(fileSystem.contents(`${DIRECTORY}/${name}`));
}

function position16(bytes: Buffer, at: number): readonly [bigint, bigint] {
  return [bytes.readBigUInt64LE(at), bytes.readBigUInt64LE(at + 8)];
}

describe('format 1', () => {
  it('has this identity, which FORMAT.md shows', async () => {
    const text = bytesOf(await written(), 'identity').toString();
    const document = await readFile(new URL('../FORMAT.md', import.meta.url), 'utf8');
    expect(document).toContain(text);
    const body = 'seaworthy storage format 1\n{"clusterId":"harbour","nodeId":"n1"}\n';
    expect(text).toBe(`${body}crc32 ${crc32(body).toString(16).padStart(8, '0')}\n`);
  });

  it('has this segment header', async () => {
    const header = bytesOf(await written(), 'wal/0000000000000001.wal').subarray(0, 512);
    expect(header.toString('latin1', 0, 8)).toBe('SEAWLOG\n');
    expect(header.readUInt32LE(8)).toBe(1);
    expect(header.readBigUInt64LE(16)).toBe(1n);
    expect(header.readBigUInt64LE(24)).toBe(4096n);
    expect(header.readUInt32LE(32)).toBe(0);
    expect(position16(header, 40)).toEqual([0n, 0n]);
    expect(position16(header, 56)).toEqual([0n, 0n]);
    expect(header.readUInt16LE(88)).toBe(7);
    expect(header.toString('utf8', 90, 97)).toBe('harbour');
    expect(header.readUInt16LE(232)).toBe(2);
    expect(header.toString('utf8', 234, 236)).toBe('n1');
    expect(header.readUInt32LE(508)).toBe(crc32(header.subarray(0, 508)));
  });

  it('has these records', async () => {
    const segment = bytesOf(await written(), 'wal/0000000000000001.wal');
    const salt = segment.readUInt32LE(12);
    const found: unknown[] = [];
    let previous = segment.readUInt32LE(32);
    let at = 512;
    while (segment.readUInt8(at + 20) !== 0) {
      const length = segment.readUInt32LE(at + 8);
      const checksum = segment.readUInt32LE(at);
      expect(crc32(segment.subarray(at + 4, at + 24 + length), salt)).toBe(checksum);
      expect(segment.readUInt32LE(at + 4)).toBe(previous);
      expect(segment.readUInt32LE(at + 16)).toBe(1);
      const durable = segment.readUInt32LE(at + 12);
      const [type, kind] = [segment.readUInt8(at + 20), segment.readUInt8(at + 21)];
      found.push([at, type, kind, durable, segment.toString('hex', at + 24, at + 24 + length)]);
      previous = checksum;
      at += 24 + Math.ceil(length / 8) * 8;
    }
    const term = '0000000000010000';
    const one = '0100000000000000';
    expect(found).toEqual([
      [512, 2, 0, 0, '0000000000000000'],
      // The first start leaves a mark.
      [544, 5, 0, 544, ''],
      [568, 2, 0, 568, `0700000000000000${Buffer.from('n2').toString('hex')}`],
      [608, 1, 1, 568, `${term}${one}${Buffer.from('hello').toString('hex')}`],
      [656, 1, 2, 568, `${term}0200000000000000`],
      [696, 3, 0, 696, `${term}${one}`],
      [736, 4, 0, 736, '07000000000000000900000000000000'],
      [776, 5, 0, 776, ''],
    ]);
    expect(segment.subarray(at).every((byte) => byte === 0)).toBe(true);
  });

  it('has this watermark', async () => {
    const bytes = bytesOf(await written(), 'wal/watermark');
    expect(bytes.byteLength).toBe(4608);
    for (const at of [0, 4096]) {
      const slot = bytes.subarray(at, at + 512);
      expect(slot.toString('latin1', 0, 8)).toBe('SEAWMRK\n');
      expect(slot.readUInt32LE(8)).toBe(1);
      expect(slot.readBigUInt64LE(16) % 2n).toBe(at === 0 ? 0n : 1n);
      expect(slot.readBigUInt64LE(24)).toBe(1n);
      expect(slot.readBigUInt64LE(32)).toBe(800n);
      expect(slot.readBigUInt64LE(40)).toBe(7n);
      expect(slot.readUInt16LE(64)).toBe(2);
      expect(slot.toString('utf8', 66, 68)).toBe('n2');
      expect(slot.readUInt32LE(508)).toBe(crc32(slot.subarray(0, 508), crc32('harbour\nn1')));
    }
  });

  it('has this snapshot', async () => {
    const bytes = bytesOf(await written(), 'snapshots/0000000000000009-0000000000000007.snap');
    expect(bytes.toString('latin1', 0, 8)).toBe('SEAWSNP\n');
    expect(bytes.readUInt32LE(8)).toBe(2);
    const end = 16 + bytes.readUInt32LE(12);
    expect(bytes.toString('utf8', 16, end)).toBe(
      '{"clusterId":"harbour","index":9,"term":7,"id":"s9","configuration":{"voters":["n1"],"learners":[],"outgoing":[],"target":null,"addresses":{}}}',
    );
    const header = crc32(bytes.subarray(0, end));
    expect(bytes.readUInt32LE(end)).toBe(header);
    const [length, checksum] = [bytes.readUInt32LE(end + 4), bytes.readUInt32LE(end + 8)];
    expect(bytes.toString('utf8', end + 12, end + 12 + length)).toBe('state');
    const data = Buffer.concat([bytes.subarray(end + 4, end + 8), Buffer.from('state')]);
    expect(checksum).toBe(crc32(data, header));
    const footer = bytes.subarray(end + 12 + length);
    expect(footer.byteLength).toBe(20);
    expect([footer.readUInt32LE(0), footer.readUInt32LE(4), footer.readBigUInt64LE(8)]).toEqual([0, 1, 5n]);
    expect(footer.readUInt32LE(16)).toBe(crc32(footer.subarray(0, 16), checksum));
  });
});
