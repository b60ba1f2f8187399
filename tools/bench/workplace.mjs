import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { etcdVersion } from './clusters/etcd.mjs';
import { describeMachine, machineLine } from './machine.mjs';
import { killAll } from './processes.mjs';

/** What a shell adds to the number of a signal to get an exit code. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143 };

/** Makes a directory on the disk to measure, lets `work` work there, and cleans up, after a signal, too. */
export async function inDirectory(parent, work) {
  const directory = await mkdtemp(join(parent ?? tmpdir(), 'seaworthy-bench-'));
  const cleanUp = () => {
    killAll();
    // Those that are being ended may still write a little.
    rmSync(directory, { recursive: true, force: true, maxRetries: 10 });
  };
  for (const [signal, code] of Object.entries(SIGNALS))
    process.once(signal, () => {
      cleanUp();
      process.exit(code);
    });
  try {
    return await work(directory);
  } finally {
    cleanUp();
  }
}

/** As {@link inDirectory}, and says first what machine this is. */
export function withWorkplace(parent, measure) {
  return inDirectory(parent, async (directory) => {
    const machine = describeMachine(directory);
    const etcd = (await etcdVersion()) ?? null;
    console.log(machineLine(machine));
    console.log(
      etcd === null ? 'etcd is left out: it is not installed (apt-get install etcd-server)' : `etcd ${etcd}`,
    );
    return await measure({ directory, machine, etcd, withEtcd: etcd !== null });
  });
}
