// What the log costs beyond the disk: ratios of the store to a bare write + fdatasync of the same bytes on a preallocated
// file, both measured in this run, in turn, by medians. Prints one line for each figure, with what is asked for.
//   node tools/bench-storage.mjs [directory on the disk to measure]
import fs from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';

import { startNode, systemClock, systemRandom } from '../packages/core/dist/index.js';
import { MemoryHub } from '../packages/core/dist/testing/index.js';
import { openStorage } from '../packages/storage-fs/dist/index.js';

const ROUNDS = 9;
const MIB = 1 << 20;
const ENTRY_BYTES = 256;
/** Header, term and index of an entry stand before its data. */
const RECORD_BYTES = 24 + 16 + ENTRY_BYTES;
/** What a node keeps of its log in memory. */
const CACHE_BYTES = 32 * MIB;
const READ_BYTES = 64 * MIB;
const OPEN_BYTES = Number(process.env.SEAWORTHY_BENCH_OPEN_MIB ?? 1024) * MIB;

const root = await mkdtemp(join(process.argv[2] ?? tmpdir(), 'seaworthy-bench-storage-'));
let directories = 0;

function open(options = {}) {
  const directory = join(root, `data-${directories++}`);
  return openStorage({ directory, clusterId: 'bench', nodeId: 'n1', segmentBytes: 64 * MIB, ...options });
}

function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

async function timed(count, run) {
  const times = [];
  for (let at = 0; at < count; at++) {
    const start = process.hrtime.bigint();
    await run(at);
    times.push(Number(process.hrtime.bigint() - start) / 1e3);
  }
  return median(times);
}

/** A bare file, full of zeros and synced; `append` writes so many bytes behind the ones before, and syncs. */
class Floor {
  constructor(bytes) {
    this.fd = fs.openSync(join(root, `floor-${directories++}`), 'wx+');
    this.bytes = bytes;
    this.buffer = Buffer.alloc(bytes, 7);
    this.at = 0;
    for (let at = 0; at < 64 * MIB; at += MIB) fs.writeSync(this.fd, Buffer.alloc(MIB), 0, MIB, at);
    fs.fsyncSync(this.fd);
  }

  append() {
    return new Promise((resolve, reject) => {
      fs.write(this.fd, this.buffer, 0, this.bytes, this.at, (error) => {
        if (error) return reject(error);
        fs.fdatasync(this.fd, (failed) => (failed ? reject(failed) : resolve()));
      });
      this.at += this.bytes;
    });
  }
}

/** Appends one write of so many entries after another. */
class Appender {
  constructor(logStore, count, bytes = ENTRY_BYTES) {
    this.logStore = logStore;
    this.count = count;
    this.data = Buffer.alloc(bytes, 7);
    this.next = 1;
  }

  append() {
    const entries = Array.from({ length: this.count }, () => ({
      index: this.next++,
      term: 1,
      kind: 'command',
      data: this.data,
    }));
    return this.logStore.append({ hardState: null, entries });
  }
}

function report(name, value, asked, details) {
  console.log(`${name.padEnd(34)} ${value.padStart(12)}   asked: ${asked.padEnd(14)} ${details}`);
}

async function compareAppends(name, entriesPerWrite, writesPerRound, show, options = {}) {
  const storage = await open(options);
  await storage.logStore.load();
  const appender = new Appender(storage.logStore, entriesPerWrite);
  const floor = new Floor(entriesPerWrite * RECORD_BYTES);
  const [ours, bare] = [[], []];
  for (let round = 0; round <= ROUNDS; round++) {
    const pair = [
      await timed(writesPerRound, () => floor.append()),
      await timed(writesPerRound, () => appender.append()),
    ];
    // The first round warms up.
    if (round > 0) {
      bare.push(pair[0]);
      ours.push(pair[1]);
    }
  }
  show(name, median(ours), median(bare));
  await storage.close();
}

function latency(name, ours, bare) {
  report(
    name,
    `${(ours / bare).toFixed(2)} x`,
    '<= 1.3 x',
    `${ours.toFixed(0)} us, floor ${bare.toFixed(0)} us`,
  );
}

function throughput(name, ours, bare) {
  const perSecond = (micros) => `${((64 * ENTRY_BYTES) / micros).toFixed(1)} MB/s`;
  report(
    name,
    `${((100 * bare) / ours).toFixed(0)} %`,
    '>= 70 %',
    `${perSecond(ours)}, floor ${perSecond(bare)}`,
  );
}

/** Many callers, none of whom waits for another: what group commit is for. */
async function concurrent(name, sync) {
  const storage = await open({ sync });
  await storage.logStore.load();
  const appender = new Appender(storage.logStore, 1);
  const rounds = [];
  for (let round = 0; round < 5; round++) {
    const start = performance.now();
    await Promise.all(Array.from({ length: 2000 }, () => appender.append()));
    rounds.push(2000 / ((performance.now() - start) / 1000));
  }
  report(name, `${Math.round(median(rounds))}/s`, '-', '2000 appends of 256 B at once');
  await storage.close();
}

/** How long appends take at worst while a snapshot of 64 MiB is written beside them, and the process's longest pause. */
async function pauseOfSnapshot() {
  const storage = await open();
  await storage.logStore.load();
  const appender = new Appender(storage.logStore, 1);
  const chunk = Buffer.alloc(MIB, 5);
  async function* state() {
    for (let at = 0; at < 64; at++) yield chunk;
  }
  const times = [];
  const loop = monitorEventLoopDelay({ resolution: 1 });
  const configuration = { voters: [], learners: [], outgoing: [], target: null, addresses: {} };
  let writing = true;
  loop.enable();
  const snapshot = storage.snapshotStore
    .write({ index: 1, term: 1, id: 's', configuration }, state())
    .finally(() => (writing = false));
  while (writing) times.push(await timed(1, () => appender.append()));
  await snapshot;
  loop.disable();
  times.sort((a, b) => a - b);
  const worst = times[Math.floor(times.length * 0.99)];
  report(
    'pause by a snapshot of 64 MiB',
    `${(loop.max / 1e6).toFixed(1)} ms`,
    '-',
    `${times.length} appends meanwhile, median ${median(times).toFixed(0)} us, p99 ${worst.toFixed(0)} us`,
  );
  await storage.close();
}

/** Opens a long log as a node does whose snapshot stands for it, and as one without; then reads it as for a peer far behind. */
async function openLog(entryBytes) {
  const directory = join(root, `data-${directories++}`);
  const options = { directory, clusterId: 'bench', nodeId: 'n1', segmentBytes: 64 * MIB, sync: 'none' };
  const written = await openStorage(options);
  await written.logStore.load();
  const appender = new Appender(written.logStore, Math.ceil(MIB / entryBytes), entryBytes);
  for (let bytes = 0; bytes < OPEN_BYTES; bytes += MIB) await appender.append();
  await written.close();
  const last = appender.next - 1;
  const rates = { omitted: [], all: [], read: [] };
  const rate = async (list, bytes, run) => {
    const start = performance.now();
    await run();
    list.push(bytes / 1e6 / ((performance.now() - start) / 1000));
  };
  for (let round = 0; round < 3; round++) {
    const storage = await openStorage(options);
    await rate(rates.omitted, last * entryBytes, () => storage.logStore.load(last));
    await rate(rates.read, READ_BYTES, async () => {
      const end = Math.floor(READ_BYTES / entryBytes);
      for (let next = 1; next <= end;) next += (await storage.logStore.read(next, end, MIB)).length;
    });
    await storage.close();
  }
  const storage = await openStorage(options);
  await rate(rates.all, last * entryBytes, () => storage.logStore.load());
  await storage.close();
  const what = `${OPEN_BYTES / MIB} MiB of ${entryBytes} B entries`;
  const show = (name, list, asked, details) =>
    report(name, `${median(list).toFixed(0)} MB/s`, asked, details);
  show(`open ${what}`, rates.omitted, '>= 500 MB/s', 'from the page cache, verified, behind a snapshot');
  show('  with all of it in memory', rates.all, '-', 'without a snapshot');
  show('  reading it for a peer', rates.read, '-', `${READ_BYTES / MIB} MiB, 1 MiB at a time`);
  await rm(directory, { recursive: true });
}

/** What a whole node takes, with a log that grows far beyond what it may keep in memory. */
async function memoryOfNode() {
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  const storage = await open({ sync: 'none', segmentBytes: 16 * MIB });
  const node = await startNode({
    id: 'n1',
    voters: ['n1'],
    logStore: storage.logStore,
    snapshotStore: storage.snapshotStore,
    transport: new MemoryHub(systemClock).transport('n1'),
    stateMachine: { apply: (entries) => entries, snapshot: async function* () {}, restore: async () => {} },
    clock: systemClock,
    random: systemRandom,
    snapshotEveryEntries: 1e9,
    snapshotEveryBytes: 1e12,
    maxLogMemoryBytes: CACHE_BYTES,
  });
  while (node.status().role !== 'leader') await new Promise((resolve) => setTimeout(resolve, 20));
  const propose = () =>
    new Promise((resolve, reject) =>
      node.propose(Buffer.alloc(4096, 7), (outcome) => (outcome.ok ? resolve() : reject(outcome.error))),
    );
  for (let done = 0; done < 512 * MIB; done += 64 * 4096)
    await Promise.all(Array.from({ length: 64 }, propose));
  globalThis.gc?.();
  const grown = (process.memoryUsage().rss - before) / MIB;
  const { logMemoryBytes } = node.inspect().view;
  report(
    'memory of a node, 512 MiB of log',
    `${grown.toFixed(0)} MiB`,
    '-',
    `growth of the process, with the garbage of its callers; ${(logMemoryBytes / MIB).toFixed(0)} MiB of the log in memory`,
  );
  await node.stop();
  await storage.close();
}

/** What a store keeps in memory while much more passes through it than it may keep. */
async function memory() {
  const storage = await open({ sync: 'none', segmentBytes: 16 * MIB });
  await storage.logStore.load();
  const appender = new Appender(storage.logStore, 64, 4096);
  const pass = async (bytes) => {
    for (let done = 0; done < bytes; done += 64 * 4096) {
      await appender.append();
      if (appender.next % 4096 === 1 && appender.next > 4096)
        await storage.logStore.compact({ index: appender.next - 1, term: 1 });
    }
    globalThis.gc?.();
    return process.memoryUsage().rss;
  };
  const before = await pass(64 * MIB);
  const after = await pass(512 * MIB);
  report(
    'memory while 512 MiB pass',
    `${((after - before) / MIB).toFixed(0)} MiB`,
    '<= 32 MiB',
    'growth of the process',
  );
  await storage.close();
}

try {
  await compareAppends('single appends of 256 B', 1, 300, latency);
  await compareAppends('batches of 64 x 256 B', 64, 150, throughput);
  await concurrent('many callers, group commit', 'group');
  await concurrent('many callers, a sync for each', 'each');
  await concurrent('many callers, no sync', 'none');
  await pauseOfSnapshot();
  await memory();
  await memoryOfNode();
  await openLog(4096);
  await openLog(256);
} finally {
  await rm(root, { recursive: true });
}
