import type { Plan } from '../plan.ts';
import type { PlantedBug } from './planted-bug.test.support.ts';

/** Everybody loses power, at once or one after the other, and part of what was not synced. */
const POWER_CUTS: Partial<Plan> = {
  size: 3,
  spares: 0,
  operationsPerSecond: 60,
  faults: Array.from({ length: 25 }, (_, round) => ({
    type: 'crash',
    atMs: 2_000 + 2_100 * round,
    forMs: 200,
    nodes: round % 2 === 0 ? [1, 2, 3] : ['leader', 'follower'],
    survival: [0, 0.5, 0.9][round % 3] ?? 0,
  })),
};

export const STORAGE_BUGS: readonly PlantedBug[] = [
  {
    id: 'writes-not-synced',
    what: 'writes are acknowledged before they are synced',
    precedent: 'etcd --unsafe-no-fsync',
    edits: [
      {
        file: 'storage-fs/src/wal/segment-writer.ts',
        find: "    await attempt('sync', this.path, () => this.#file.datasync());\n    this.#durable += bytes;",
        replace: '    this.#durable += bytes;',
      },
    ],
    overrides: POWER_CUTS,
  },
  {
    id: 'failed-sync-ignored',
    what: 'a sync that fails is taken for one that did not',
    precedent: 'Convex-Raft 156',
    edits: [
      {
        file: 'storage-fs/src/wal/segment-writer.ts',
        find: "    await attempt('sync', this.path, () => this.#file.datasync());\n    this.#durable += bytes;",
        replace: '    await this.#file.datasync().catch(() => undefined);\n    this.#durable += bytes;',
      },
    ],
    overrides: {
      ...POWER_CUTS,
      faults: Array.from({ length: 25 }, (_, round) => [
        ...[1, 2, 3].map((node) => ({ type: 'sync-failure', atMs: 2_000 + 2_100 * round, node }) as const),
        { type: 'crash', atMs: 2_060 + 2_100 * round, forMs: 200, nodes: [1, 2, 3], survival: 0 } as const,
      ]).flat(),
    },
  },
  {
    id: 'names-not-synced',
    what: 'the directory is not synced after a rename',
    precedent: 'fluree 1459',
    edits: [
      {
        file: 'storage-fs/src/file-system/whole-files.ts',
        find: "  await attempt('rename', from, () => fileSystem.rename(from, path));\n  await syncParent(fileSystem, path);",
        replace: "  await attempt('rename', from, () => fileSystem.rename(from, path));",
      },
    ],
    overrides: { ...POWER_CUTS, snapshotEveryEntries: 20, keepEntries: 0 },
  },
  {
    id: 'valid-prefix-dropped',
    what: 'of the last segment, the last good record is dropped at a start',
    precedent: 'etcd, bit flips in the WAL',
    edits: [
      {
        file: 'storage-fs/src/wal/scan.ts',
        find: '      onRecord(this.#decode(window, offset, frame), at);\n',
        replace: `      const more = offset + bytes + RECORD_HEADER_BYTES <= window.byteLength;
      const next = more ? readFrame(window, offset + bytes, at + bytes, size, this.#seal) : null;
      if (next === null && frame.type === 'entry') return 0;
      onRecord(this.#decode(window, offset, frame), at);\n`,
      },
    ],
    overrides: POWER_CUTS,
  },
  {
    id: 'checksums-ignored',
    what: 'a record counts whatever its checksum',
    precedent: 'Redis-Raft 654',
    edits: [
      {
        file: 'storage-fs/src/wal/scan.ts',
        find: 'if (!verifyRecord(window, offset, frame, this.#seal)) return 0;',
        replace: '',
      },
    ],
    overrides: {
      ...POWER_CUTS,
      operationsPerSecond: 200,
      snapshotEveryEntries: 100_000,
      durationMs: 20_000,
      faults: Array.from({ length: 10 }, (_, round) => ({
        type: 'bit-rot',
        atMs: 10_000 + 900 * round,
        node: 1,
      })),
    },
  },
];
