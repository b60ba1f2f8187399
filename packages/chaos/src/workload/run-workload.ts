import { setMaxListeners } from 'node:events';
import { performance } from 'node:perf_hooks';

import type { NodeAddress } from '../environment/environment.ts';
import { messageOf } from '../errors.ts';
import type { Invocation, Recorder } from '../history/recorder.ts';
import { pauseFor } from '../run/pause-for.ts';
import { toCompletion, toStoreOperation, type MakeClient, type Routing, type TestClient } from './client.ts';
import { Pace } from './pace.ts';
import type { Workload } from './workload.ts';

export interface WorkloadRunOptions {
  readonly workload: Workload;
  readonly recorder: Recorder;
  readonly makeClient: MakeClient;
  readonly concurrency: number;
  /** Operations per second, all processes together. */
  readonly ratePerSecond: number;
  readonly operationTimeoutMs: number;
  readonly seed: number;
}

/** Half of the processes follow the leader; the others talk to single nodes. */
const ROUTINGS: readonly Routing[] = ['follow', 'stay', 'follow', 'roam'];

/** The clients of a run, one per process, and what they do in its phases. */
export class WorkloadRun {
  readonly #options: WorkloadRunOptions;
  readonly #clients: TestClient[] = [];
  #nodes = 0;

  constructor(options: WorkloadRunOptions) {
    this.#options = options;
  }

  async open(nodes: readonly NodeAddress[]): Promise<void> {
    const { concurrency, makeClient, operationTimeoutMs } = this.#options;
    this.#nodes = nodes.length;
    for (let process = 0; process < concurrency; process++) {
      const first = process % nodes.length;
      const client = makeClient();
      this.#clients.push(client);
      const routing = ROUTINGS[process % ROUTINGS.length] as Routing;
      await client.open({
        process,
        nodes: [...nodes.slice(first), ...nodes.slice(0, first)],
        routing,
        timeoutMs: operationTimeoutMs,
      });
    }
    await this.#clients[0]?.setup();
  }

  /** Runs all processes until `end` is aborted; then waits for what is open. `now` cuts that short. */
  async mainPhase(end: AbortSignal, now: AbortSignal): Promise<void> {
    setMaxListeners(0, end);
    await Promise.all(this.#clients.map((client, process) => this.#runProcess(client, process, end, now)));
  }

  /** Reads every key that was ever touched, over all processes; tells how many reads did not succeed. */
  async finalReads(now: AbortSignal): Promise<number> {
    const reads = this.#options.workload.finalReads();
    let unread = 0;
    await Promise.all(
      this.#clients.map(async (client, process) => {
        for (let read = reads.pop(); read !== undefined && !now.aborted; read = reads.pop()) {
          if (!(await this.#readAtLast(client, process, read, now))) unread++;
        }
      }),
    );
    return unread;
  }

  async close(): Promise<void> {
    const [first] = this.#clients;
    try {
      await first?.teardown();
    } finally {
      await Promise.allSettled(this.#clients.map((client) => client.close()));
    }
  }

  async #runProcess(client: TestClient, process: number, end: AbortSignal, now: AbortSignal): Promise<void> {
    const { workload, concurrency, ratePerSecond, seed } = this.#options;
    const pace = new Pace(seed + process, ratePerSecond / concurrency, performance.now());
    while (!end.aborted) {
      await pauseFor(pace.next(performance.now()), end);
      if (end.aborted) return;
      await this.#carryOut(client, process, workload.next(process), now);
    }
  }

  /** A node that does not lead refuses, and the client goes on to another one: a few attempts reach the leader. */
  async #readAtLast(
    client: TestClient,
    process: number,
    read: Invocation,
    now: AbortSignal,
  ): Promise<boolean> {
    for (let attempt = 0; attempt < this.#nodes + 1 && !now.aborted; attempt++) {
      if ((await this.#carryOut(client, process, read, now)) === 'ok') return true;
      await pauseFor(100, now);
    }
    return false;
  }

  async #carryOut(
    client: TestClient,
    process: number,
    invocation: Invocation,
    now: AbortSignal,
  ): Promise<'ok' | 'fail' | 'info'> {
    const { recorder, workload } = this.#options;
    recorder.invoke(process, invocation);
    const isRead = invocation.f === 'read' || invocation.f === 'get';
    let completion;
    try {
      const answer = await client.invoke(toStoreOperation(invocation), now);
      completion = toCompletion(invocation, answer, (stored) => workload.decode(stored));
    } catch (error) {
      completion = { type: isRead ? 'fail' : 'info', error: messageOf(error) } as const;
    }
    recorder.complete(process, completion);
    workload.observe(process, invocation, completion);
    return completion.type;
  }
}
