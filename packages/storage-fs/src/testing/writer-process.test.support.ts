import { entry, hardState } from './log-model.test.support.ts';
import { openStorage } from '../storage.ts';

/*
 * A process to be killed: `node writer-process <directory>`. It opens the storage, says "open", and appends entries as fast as
 * it can, several at a time; it says "acknowledged <index>" when one is durable.
 */

/** What entry `index` holds, so that the test can tell. */
export function dataFor(index: number): Buffer {
  return Buffer.alloc(20 + ((index * 37) % 900), `entry ${index}.`);
}

async function main(directory: string): Promise<void> {
  const storage = await openStorage({
    directory,
    clusterId: 'harbour',
    nodeId: 'n1',
    segmentBytes: 64 * 1024,
  });
  const log = await storage.logStore.load();
  const term = log.hardState.term + 1;
  let next = (log.entries.at(-1) ?? log.base).index + 1;
  await storage.logStore.append({ hardState: hardState(term, 'n1'), entries: [] });
  process.stdout.write('open\n');
  const appendOnAndOn = async (): Promise<void> => {
    for (;;) {
      const index = next++;
      await storage.logStore.append({ hardState: null, entries: [entry(index, term, dataFor(index))] });
      process.stdout.write(`acknowledged ${index}\n`);
    }
  };
  await Promise.all([appendOnAndOn(), appendOnAndOn(), appendOnAndOn()]);
}

const [, , directory] = process.argv;
if (directory !== undefined && process.argv[1]?.includes('writer-process')) await main(directory);
