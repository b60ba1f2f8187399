import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { median, round } from '../../numbers.mjs';
import { startSeaworthy, status } from '../clusters/seaworthy.mjs';
import { Loader } from '../load/loader.mjs';
import { now } from '../load/timeline.mjs';
import { eventually, residentBytes, stop } from '../processes.mjs';
import { longestStall, rateIn, silenceAfter } from './gaps.mjs';
import { SnapshotWatch } from './snapshot-watch.mjs';

/** The default of the server, in milliseconds. */
const ELECTION_TIMEOUT_MS = 500;
/** Puts that are open at a time. */
export const IN_FLIGHT = 256;
const SETTLE_MS = 3000;
const BEFORE_MS = 2000;
const LAG_MS = 5000;
const CATCH_UP_SECONDS = 120;
const POLL_MS = 100;

/**
 * What happens to a cluster that holds many keys, while puts go on: memory, snapshots, a node that starts
 * again, one that lags behind, and leaders that are killed.
 */
export async function measureLargeStore(directory, { keys, kills, snapshotSeconds }) {
  const cluster = await startSeaworthy(directory);
  const loader = await Loader.start(cluster);
  const story = new Story(cluster, loader, directory, keys);
  try {
    const memory = await story.fill();
    return {
      memory,
      'no event': await story.quiet(),
      snapshot: await story.snapshots(snapshotSeconds),
      'follower restarted': await story.restartFollower(),
      'follower lags': await story.lag(),
      'leader killed': await story.killLeaders(kills),
    };
  } finally {
    await loader.stop();
    await cluster.stop();
  }
}

class Story {
  #cluster;
  #loader;
  #directory;
  #plan;

  constructor(cluster, loader, directory, keys) {
    this.#cluster = cluster;
    this.#loader = loader;
    this.#directory = directory;
    this.#plan = { keys, keyBytes: 64, valueBytes: 256, inFlight: IN_FLIGHT, warmupSeconds: 0, rounds: 1 };
  }

  /** The memory of the node that has most, beyond an empty server's. */
  async fill() {
    const { processes } = this.#cluster;
    const resident = () => processes.map(({ pid }) => residentBytes(pid));
    const empty = resident();
    const { result } = await this.#loader.run({ ...this.#plan, fill: true, seconds: 0.5 });
    await pause(SETTLE_MS);
    const perKey = resident().map((bytes, node) => (bytes - empty[node]) / this.#plan.keys);
    return {
      'filled in s': round(result.fillSeconds),
      'bytes per key': round(Math.max(...perKey)),
      'resident MiB': resident().map((bytes) => Math.round(bytes / 2 ** 20)),
    };
  }

  async quiet() {
    const { timeline, span } = await this.#underLoad(() => pause(2 * BEFORE_MS));
    return {
      'puts/s': round(rateIn(timeline, span)),
      'longest stall ms': round(longestStall(timeline, span)),
    };
  }

  /** The stalls while any of the nodes writes a snapshot. */
  async snapshots(seconds) {
    const leader = await this.#cluster.leader();
    const watches = this.#cluster.processes.map(
      (_, node) => new SnapshotWatch(join(this.#directory, `n${node + 1}`, 'snapshots')),
    );
    const { timeline, span } = await this.#underLoad(() =>
      eventually('a snapshot of the leader', async () => watches[leader].spans[0], seconds).catch(
        () => undefined,
      ),
    );
    for (const watch of watches) watch.stop();
    const spans = watches.flatMap((watch) => watch.spans);
    if (watches[leader].spans.length === 0) return { note: `none of the leader within ${seconds} s` };
    const lengths = watches[leader].spans.map(({ from, to }) => to - from);
    return {
      'snapshots seen': spans.length,
      'written in ms': round(median(lengths)),
      'puts/s': round(rateIn(timeline, span)),
      'puts/s meanwhile': round(median(watches[leader].spans.map((each) => rateIn(timeline, each)))),
      'longest stall ms': round(longestStall(timeline, ...spans)),
    };
  }

  async restartFollower() {
    const follower = await this.#follower();
    return await this.#disturb(follower, async () => {
      await stop([this.#cluster.processes[follower]]);
      this.#cluster.restart(follower);
    });
  }

  async lag() {
    const follower = await this.#follower();
    const { pid } = this.#cluster.processes[follower];
    return await this.#disturb(follower, async () => {
      process.kill(pid, 'SIGSTOP');
      await pause(LAG_MS);
      process.kill(pid, 'SIGCONT');
    });
  }

  /** From the kill to the first success. */
  async killLeaders(times) {
    const killed = [];
    const { timeline } = await this.#underLoad(async () => {
      for (let time = 0; time < times; time++) {
        await pause(BEFORE_MS);
        const leader = await this.#cluster.leader();
        killed.push(now());
        await stop([this.#cluster.processes[leader]]);
        await pause(BEFORE_MS);
        this.#cluster.restart(leader);
        await this.#caughtUp(leader);
      }
    });
    const stalls = killed.map((at) => silenceAfter(timeline, at));
    return {
      times,
      'median ms': round(median(stalls)),
      'longest ms': round(Math.max(...stalls)),
      'longest, in election timeouts': round(Math.max(...stalls) / ELECTION_TIMEOUT_MS),
    };
  }

  /** Does something to a follower while puts go on, and waits until it has all that the leader had. */
  async #disturb(follower, act) {
    let hit;
    let back;
    let whole;
    const { timeline, span } = await this.#underLoad(async () => {
      await pause(BEFORE_MS);
      hit = now();
      await act();
      back = now();
      await this.#caughtUp(follower);
      whole = now();
    });
    const meanwhile = { from: hit, to: whole };
    return {
      'puts/s before': round(rateIn(timeline, { from: span.from, to: hit })),
      'puts/s meanwhile': round(rateIn(timeline, meanwhile)),
      'longest stall ms': round(longestStall(timeline, meanwhile)),
      'caught up after s': round((whole - back) / 1000),
    };
  }

  async #underLoad(act) {
    const from = now();
    const running = this.#loader.begin({ ...this.#plan, seconds: 3600 });
    try {
      await act();
    } finally {
      this.#loader.finish();
    }
    const { timeline } = await running;
    return { timeline, span: { from, to: timeline.endedAt } };
  }

  async #follower() {
    return ((await this.#cluster.leader()) + 1) % this.#cluster.endpoints.length;
  }

  /** Waits until a node has applied what the leader had committed a little earlier. */
  async #caughtUp(node) {
    const { endpoints } = this.#cluster;
    await eventually(
      'a node catches up',
      async () => {
        const { commit } = await status(endpoints[await this.#cluster.leader()]);
        await pause(POLL_MS);
        return (await status(endpoints[node])).applied >= commit ? true : undefined;
      },
      CATCH_UP_SECONDS,
    );
  }
}
