import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { etcdVersion } from './clusters/etcd.mjs';
import { describeMachine, machineLine } from './machine.mjs';

/** Makes a directory on the disk to measure, says what machine this is, lets `measure` work there, and cleans up. */
export async function withWorkplace(parent, measure) {
  const directory = await mkdtemp(join(parent ?? tmpdir(), 'seaworthy-bench-'));
  try {
    const machine = describeMachine(directory);
    const etcd = (await etcdVersion()) ?? null;
    console.log(machineLine(machine));
    console.log(
      etcd === null ? 'etcd is left out: it is not installed (apt-get install etcd-server)' : `etcd ${etcd}`,
    );
    return await measure({ directory, machine, etcd, withEtcd: etcd !== null });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
