import { writeSync } from 'node:fs';

import { SeededRandom } from '@seaworthy/core/testing';
import { describe, expect, it } from 'vitest';

import { smallDirectory, Tally } from './testing/harmed-directory.test.support.ts';
import { SECTOR_BYTES } from './testing/simulated-file.ts';
import type { SimulatedFileSystem } from './testing/simulated-file-system.ts';

/** Whether every bit is flipped and every length tried, or one bit of most bytes and some of the lengths. */
const ALL = process.env['SEAWORTHY_EVERY_BIT'] === '1';
const TIMEOUT_MS = 3_600_000;

function report(what: string, tally: Tally): void {
  writeSync(1, `${what}: ${String(tally)}\n`);
}

function* placesOf(fileSystem: SimulatedFileSystem): Generator<readonly [path: string, at: number]> {
  for (const path of fileSystem.files()) {
    const sectors = Math.ceil(fileSystem.contents(path).byteLength / SECTOR_BYTES);
    for (let at = 0; at < sectors; at++) yield [path, at * SECTOR_BYTES];
  }
}

function sectorAt(fileSystem: SimulatedFileSystem, path: string, at: number): Uint8Array {
  return fileSystem.contents(path).slice(at, at + SECTOR_BYTES);
}

/** Puts `sector` there, as far as the file reaches. */
function overwrite(fileSystem: SimulatedFileSystem, path: string, at: number, sector: Uint8Array): void {
  const bytes = fileSystem.contents(path);
  bytes.set(sector.subarray(0, bytes.byteLength - at), at);
  fileSystem.put(path, bytes);
}

describe.each(['stopped', 'killed'] as const)('a directory whose process was %s', (end) => {
  it(
    'is found out, or none the worse, with any bit flipped',
    async () => {
      const random = new SeededRandom(3);
      const sound = await smallDirectory(end);
      const tally = await Tally.of(sound);
      for (const path of sound.files()) {
        const { byteLength } = sound.contents(path);
        for (let at = 0; at < byteLength; at += ALL || at < 600 ? 1 : 1 + random.below(8)) {
          const bits = ALL ? [0, 1, 2, 3, 4, 5, 6, 7] : [random.below(8)];
          for (const bit of bits)
            await tally.try(`bit ${bit} of byte ${at} of ${path}`, (disk) => disk.flipBit(path, at, bit));
        }
      }
      report(`bits flipped, ${end}`, tally);
      expect(tally.count('corrupt_log')).toBeGreaterThan(1000);
      expect(tally.count('corrupt_snapshot')).toBeGreaterThan(500);
      expect(tally.count('corrupt_identity')).toBeGreaterThan(30);
      expect(tally.count('unknown_format')).toBeGreaterThan(2);
      // The unused ends of the segments, one of the two halves of the watermark, and the last mark.
      expect(tally.count('harmless')).toBeGreaterThan(100);
    },
    TIMEOUT_MS,
  );

  it(
    'is found out, or none the worse, with any file gone or cut off anywhere',
    async () => {
      const random = new SeededRandom(4);
      const sound = await smallDirectory(end);
      const tally = await Tally.of(sound);
      for (const path of sound.files()) {
        await tally.try(`${path} removed`, (disk) => disk.remove(path));
        const bytes = sound.contents(path);
        for (let length = 0; length < bytes.byteLength; length += ALL ? 1 : 1 + random.below(16))
          await tally.try(`${path} cut to ${length} bytes`, (disk) => disk.put(path, bytes.slice(0, length)));
      }
      report(`files removed and cut off, ${end}`, tally);
      expect(tally.count('corrupt_log')).toBeGreaterThan(500);
    },
    TIMEOUT_MS,
  );

  it(
    'is found out, or none the worse, with any two sectors exchanged, one lost, or one put over another',
    async () => {
      const sound = await smallDirectory(end);
      const tally = await Tally.of(sound);
      const places = [...placesOf(sound)];
      for (const [index, [path, at]] of places.entries()) {
        await tally.try(`${at} of ${path} lost`, (disk) =>
          overwrite(disk, path, at, new Uint8Array(SECTOR_BYTES)),
        );
        for (const [otherPath, otherAt] of places.slice(ALL ? 0 : Math.max(0, index - 12), index)) {
          const [one, other] = [sectorAt(sound, path, at), sectorAt(sound, otherPath, otherAt)];
          const names = `${at} of ${path} and ${otherAt} of ${otherPath}`;
          await tally.try(`${names} exchanged`, (disk) => {
            overwrite(disk, path, at, other);
            overwrite(disk, otherPath, otherAt, one);
          });
          await tally.try(`${names}, the first twice`, (disk) => overwrite(disk, otherPath, otherAt, one));
          await tally.try(`${names}, the second twice`, (disk) => overwrite(disk, path, at, other));
        }
      }
      report(`sectors exchanged, lost and doubled, ${end}`, tally);
      expect(tally.count('corrupt_log')).toBeGreaterThan(500);
    },
    TIMEOUT_MS,
  );
});
