import { describe, expect, it } from 'vitest';

import { entry, write } from '../testing/log-model.test.support.ts';
import { DIRECTORY, failureOf, load } from '../testing/opened.test.support.ts';
import { smallDirectory } from '../testing/harmed-directory.test.support.ts';
import { SimulatedFileSystem } from '../testing/simulated-file-system.ts';
import { describeInspection } from './describe-inspection.ts';
import { inspectStorage } from './inspect-storage.ts';

const SECOND = `${DIRECTORY}/wal/0000000000000002.wal`;

function imageOf(fileSystem: SimulatedFileSystem): string {
  return fileSystem
    .files()
    .map((path) => `${path} ${Buffer.from(fileSystem.contents(path)).toString('base64')}`)
    .join('\n');
}

describe('inspectStorage', () => {
  it('tells what a sound directory holds, and changes nothing', async () => {
    const fileSystem = await smallDirectory('stopped');
    const before = imageOf(fileSystem);
    const inspection = await inspectStorage(DIRECTORY, fileSystem);
    expect(inspection).toMatchObject({
      path: DIRECTORY,
      identity: { clusterId: 'harbour', nodeId: 'n1' },
      watermark: { sequence: 3, hardState: { term: 2, votedFor: null } },
      log: {
        hardState: { term: 2, votedFor: null },
        base: { index: 3, term: 1 },
        last: { index: 29, term: 2 },
        entries: 26,
        tornBytes: 0,
        lost: null,
      },
      snapshots: [{ index: 3, term: 1, id: 's', chunks: 1, bytes: 700 }],
      otherFiles: [],
      problems: [],
    });
    expect(inspection.segments.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    expect(inspection.segments[0]?.entries?.first).toEqual({ index: 1, term: 1 });
    expect(inspection.segments[2]?.entries?.last).toEqual({ index: 29, term: 2 });
    expect(imageOf(fileSystem)).toBe(before);
  });

  it('is readable', async () => {
    const text = describeInspection(await inspectStorage(DIRECTORY, await smallDirectory('stopped')));
    expect(text.split('\n').slice(0, 6)).toEqual([
      '/data/n1: node n1 of cluster harbour',
      'log:',
      '  term 2, no vote',
      '  26 entries, after 3 (term 1), through 29 (term 2)',
      'watermark:',
      expect.stringMatching(/^ {2}\d+ bytes of segment 3; term 2, no vote$/),
    ]);
    expect(text).toMatch(
      /\n {2}0000000000000001\.wal: \d+ of 4096 bytes, \d+ records, entries 1 \(term 1\) to \d+ \(term 1\)\n/,
    );
    expect(text).toContain('700 bytes in 1 chunks');
    expect(text.endsWith('problems:\n  none\n')).toBe(true);
  });

  it('tells everything that is wrong at once, and what can be read all the same', async () => {
    const fileSystem = await smallDirectory('stopped');
    fileSystem.flipBit(SECOND, 700, 1);
    fileSystem.flipBit(fileSystem.files().find((path) => path.endsWith('.snap')) ?? '', 300, 1);
    fileSystem.put(`${DIRECTORY}/wal/notes.txt`, Uint8Array.of(1));
    const inspection = await inspectStorage(DIRECTORY, fileSystem);
    expect(inspection.log).toBe(null);
    expect(inspection.segments.length).toBe(3);
    expect(inspection.problems.map(({ code }) => code)).toEqual(['corrupt_log', 'corrupt_snapshot']);
    expect(inspection.otherFiles).toEqual([`${DIRECTORY}/wal/notes.txt`]);
    expect(describeInspection(inspection)).toContain('cannot be vouched for');
  });

  it('tells of a log whose snapshot is gone, of a torn tail, and of what was lost to damage', async () => {
    const dangling = await smallDirectory('stopped');
    await dangling.remove(dangling.files().find((path) => path.endsWith('.snap')) ?? '');
    expect((await inspectStorage(DIRECTORY, dangling)).problems).toMatchObject([{ code: 'corrupt_log' }]);

    const torn = new SimulatedFileSystem();
    const { logStore } = await load(torn);
    await logStore.append(write(entry(1, 1, new Uint8Array(100).fill(1))));
    torn.crash();
    torn.flipBit(`${DIRECTORY}/wal/0000000000000001.wal`, 700, 0);
    expect((await inspectStorage(DIRECTORY, torn)).log?.tornBytes).toBeGreaterThan(100);

    const repaired = await smallDirectory('stopped');
    repaired.flipBit(SECOND, 700, 1);
    await (await load(repaired, { repair: true })).close();
    const inspection = await inspectStorage(DIRECTORY, repaired);
    expect(inspection.log).toMatchObject({ lost: { term: 2 }, hardState: { term: 3, votedFor: null } });
    expect(inspection.otherFiles.length).toBe(1);
    expect(describeInspection(inspection)).toContain('goes on behind byte');
  });

  it('says that a directory is nobody’s, or none', async () => {
    const fileSystem = new SimulatedFileSystem();
    expect((await failureOf(inspectStorage(DIRECTORY, fileSystem))).code).toBe('not_a_directory');
    await fileSystem.makeDirectory('/data');
    const { problems, identity } = await inspectStorage('/data', fileSystem);
    expect(identity).toBe(null);
    expect(problems.map(({ code }) => code)).toContain('corrupt_identity');
  });
});
