import { describeInspection, inspectStorage, StorageError } from '@seaworthy/storage-fs';

import { EXIT, exitCodeOf } from './daemon/exit-codes.ts';

const USAGE = `Usage: seaworthy-server inspect <data directory> [--json]

Prints what a node has stored: whose it is, its log, its snapshots, and whether all of it verifies.
Changes nothing. What a running node is writing at the same time may look torn.
`;

/** `seaworthy-server inspect`: resolves with 0 for a sound directory, 65 for one with problems. */
export async function inspect(argv: readonly string[]): Promise<number> {
  if (argv.includes('--help')) {
    process.stdout.write(USAGE);
    return EXIT.ok;
  }
  const directories = argv.filter((word) => !word.startsWith('--'));
  const strange = argv.find((word) => word.startsWith('--') && word !== '--json');
  const [directory] = directories;
  if (strange !== undefined || directory === undefined || directories.length > 1) {
    const what = strange === undefined ? 'expected one directory' : `there is no flag ${strange}`;
    process.stderr.write(`seaworthy-server inspect: ${what}\n${USAGE}`);
    return EXIT.configuration;
  }
  try {
    const inspection = await inspectStorage(directory);
    const text = argv.includes('--json')
      ? `${JSON.stringify(inspection, null, 2)}\n`
      : describeInspection(inspection);
    process.stdout.write(text);
    return inspection.problems.length === 0 ? EXIT.ok : EXIT.data;
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    process.stderr.write(`seaworthy-server inspect: ${error.message}\n`);
    return exitCodeOf(error);
  }
}
