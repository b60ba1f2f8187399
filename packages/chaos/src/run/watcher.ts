import { setTimeout as delay } from 'node:timers/promises';

import type { ClockSample } from '../check/results.ts';
import type { Environment, NodeAddress } from '../environment/environment.ts';
import { ChaosError } from '../errors.ts';
import type { Recorder } from '../history/recorder.ts';
import { formatDuration } from '../temporal.ts';
import { withDeadline } from './deadline.ts';

/** What a node says of itself. */
export interface Glance {
  readonly role: string;
  readonly term: number;
}

export interface Leader {
  readonly node: string;
  readonly term: number;
}

export interface WatcherOptions {
  readonly environment: Pick<Environment, 'system' | 'nodes' | 'readClock'>;
  readonly recorder: Recorder;
  /** Between two looks at a node. Default 200. */
  readonly intervalMs?: number;
  /** Between two readings of a node's clocks. Default 1000. */
  readonly clockIntervalMs?: number;
}

const LOOK_TIMEOUT_MS = 500;
const CLOCK_TIMEOUT_MS = 1000;

/** Watches the cluster from outside for as long as a run lasts: who leads, and what the clocks show. */
export class Watcher {
  readonly clocks: ClockSample[] = [];
  readonly #options: WatcherOptions;
  readonly #glances = new Map<string, Glance | undefined>();
  readonly #end = new AbortController();
  readonly #waiting = new Set<(leader: Leader) => void>();
  #leader: Leader | undefined;
  #loops: Promise<unknown> = Promise.resolve();

  constructor(options: WatcherOptions) {
    this.#options = options;
  }

  /** Who leads now: of all that say so, the one of the highest term. */
  get leader(): Leader | undefined {
    return leaderOf(this.#glances);
  }

  start(): void {
    const { environment, intervalMs = 200, clockIntervalMs = 1000 } = this.#options;
    const loops = environment.nodes.flatMap((node) => [
      this.#repeat(intervalMs, () => this.#lookAt(node)),
      this.#repeat(clockIntervalMs, () => this.#readClock(node)),
    ]);
    this.#loops = Promise.all(loops);
  }

  async stop(): Promise<void> {
    this.#end.abort();
    await this.#loops;
  }

  /** Waits until some node leads. Rejects with `no_leader` after `timeoutMs`, and with the reason of `signal`. */
  async waitForLeader(timeoutMs: number, signal: AbortSignal): Promise<Leader> {
    const { leader } = this;
    if (leader !== undefined) return leader;
    const text = `no node led the cluster within ${formatDuration(timeoutMs)}`;
    return await withDeadline(timeoutMs, signal, (end) => {
      return new Promise<Leader>((resolve, reject) => {
        this.#waiting.add(resolve);
        const onEnd = (): void => {
          this.#waiting.delete(resolve);
          reject(signal.aborted ? (signal.reason as Error) : new ChaosError('no_leader', text));
        };
        if (end.aborted) onEnd();
        else end.addEventListener('abort', onEnd, { once: true });
      });
    });
  }

  async #repeat(intervalMs: number, act: () => Promise<void>): Promise<void> {
    const { signal } = this.#end;
    while (!signal.aborted) {
      await act();
      // The end of the watch ends the wait.
      await delay(intervalMs, undefined, { signal }).catch(() => undefined);
    }
  }

  async #lookAt(node: NodeAddress): Promise<void> {
    let glance: Glance | undefined;
    try {
      glance = await withDeadline(LOOK_TIMEOUT_MS, this.#end.signal, (signal) =>
        this.#options.environment.system.status(node.clientUrl, signal),
      );
    } catch {
      // A node that is down, cut off or paused tells nothing; that is what this run is about.
    }
    if (this.#end.signal.aborted) return;
    this.#glances.set(node.id, glance);
    this.#announce();
  }

  #announce(): void {
    const { leader } = this;
    if (leader === undefined) return;
    for (const resolve of this.#waiting) resolve(leader);
    this.#waiting.clear();
    const known = this.#leader;
    if (known !== undefined && leader.term < known.term) return;
    if (known?.node === leader.node && known.term === leader.term) return;
    this.#leader = leader;
    const description = `${leader.node} leads term ${leader.term}`;
    this.#options.recorder.note({ kind: 'leader', ...leader, description });
  }

  async #readClock({ id }: NodeAddress): Promise<void> {
    const { environment, recorder } = this.#options;
    try {
      const reading = await withDeadline(CLOCK_TIMEOUT_MS, this.#end.signal, (signal) =>
        Promise.race([environment.readClock(id), aborted(signal)]),
      );
      const { wallOffsetMs, monotonicOffsetMs } = reading;
      this.clocks.push({ node: id, time: recorder.now(), wallOffsetMs, monotonicOffsetMs });
    } catch {
      // The clock of a node that is down cannot be read.
    }
  }
}

/** Rejects once the signal is aborted. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

function leaderOf(glances: ReadonlyMap<string, Glance | undefined>): Leader | undefined {
  let leader: Leader | undefined;
  for (const [node, glance] of glances) {
    if (glance?.role !== 'leader') continue;
    if (leader === undefined || glance.term > leader.term) leader = { node, term: glance.term };
  }
  return leader;
}
