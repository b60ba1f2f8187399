import fs from 'node:fs';
import { join } from 'node:path';
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';

import { median, MIB, round } from '../numbers.mjs';

const SYNCS = 300;
const SYNC_BYTES = 4096;
const WARM_UP = 20;
/** statfs(2) */
const TMPFS = 0x01021994;
const RAMFS = 0x858458f6;

/** The machine, and how long a write of 4 KiB to a preallocated file takes until it is on `directory`'s disk. */
export function describeMachine(directory) {
  const { type } = fs.statfsSync(directory);
  if (type === TMPFS || type === RAMFS)
    throw new Error(`${directory} is in memory, where a sync costs nothing; --dir DIRECTORY on a disk`);
  return {
    cpu: cpus()[0]?.model,
    cores: availableParallelism(),
    memoryGib: round(totalmem() / 2 ** 30),
    kernel: release(),
    node: process.version,
    loadBefore: round(loadavg()[0]),
    fdatasyncMs: measureSync(directory),
  };
}

export function machineLine({ cpu, cores, memoryGib, kernel, node, loadBefore, fdatasyncMs }) {
  const { p50, p99 } = fdatasyncMs;
  return (
    `${cores} × ${cpu}, ${memoryGib} GiB, Linux ${kernel}, Node ${node}; load ${loadBefore} before; ` +
    `4 KiB on the disk in ${p50} ms (p99 ${p99} ms)`
  );
}

function measureSync(directory) {
  const path = join(directory, 'sync');
  const fd = fs.openSync(path, 'wx');
  try {
    fs.writeSync(fd, Buffer.alloc(MIB));
    fs.fsyncSync(fd);
    const bytes = Buffer.alloc(SYNC_BYTES, 1);
    const times = Array.from({ length: SYNCS }, (_, at) => {
      const begin = performance.now();
      fs.writeSync(fd, bytes, 0, SYNC_BYTES, (at * SYNC_BYTES) % MIB);
      fs.fdatasyncSync(fd);
      return performance.now() - begin;
    })
      .slice(WARM_UP)
      .sort((a, b) => a - b);
    return { p50: round(median(times)), p99: round(times[Math.floor(times.length * 0.99)]) };
  } finally {
    fs.closeSync(fd);
    fs.unlinkSync(path);
  }
}
