import type { Recorder } from '../../history/recorder.ts';
import { toCompletion, toStoreOperation, type TestClient } from '../../workload/client.ts';
import { KvWorkload } from '../../workload/kv-workload.ts';
import { LibraryClient } from '../../workload/library-client.ts';
import { Pace } from '../../workload/pace.ts';
import type { Invocation } from '../../history/recorder.ts';
import { SeededRandom } from '@seaworthy/core/testing';
import { DirectClient } from './direct-client.ts';
import { Gate } from './gate.ts';
import { ComputerClock, ProcessClock } from './node-clock.ts';
import type { World } from './world.ts';

const TIMEOUT_MS = 3_000;

interface Process {
  readonly number: number;
  readonly client: TestClient;
  readonly pace: Pace;
  readonly signal: AbortSignal;
}

function never(): AbortSignal {
  return new AbortController().signal;
}

/** The clients of a run: half of them use the client library and its sessions, the others talk to one node each. */
export class Clients {
  readonly #world: World;
  readonly #recorder: Recorder;
  readonly #workload: KvWorkload;
  readonly #processes: Process[] = [];
  #stopped = false;
  #open = 0;

  constructor(world: World, recorder: Recorder) {
    const { plan } = world;
    this.#world = world;
    this.#recorder = recorder;
    this.#workload = new KvWorkload({ seed: plan.seed, keys: plan.keys, operationsPerKey: 40 });
    for (let number = 0; number < plan.clients; number++) {
      const pace = new Pace(plan.seed + number, plan.operationsPerSecond / plan.clients, 0);
      this.#processes.push({ number, client: this.#makeClient(number), pace, signal: never() });
    }
  }

  /** Operations whose end has not come yet. */
  get open(): number {
    return this.#open;
  }

  start(): void {
    for (const { client, number } of this.#processes)
      void client.open({
        process: number,
        nodes: this.#world.nodes.map(({ id }) => ({ id, clientUrl: `http://${id}:1` })),
        routing: 'follow',
        timeoutMs: TIMEOUT_MS,
      });
    for (const process of this.#processes) this.#next(process);
  }

  /** Begins nothing new. */
  stop(): void {
    this.#stopped = true;
  }

  /** A write by a client that nobody has heard of; tells when it has succeeded. */
  probe(onWritten: () => void): void {
    const client = this.#makeClient(1_000_000);
    void client
      .open({
        process: 1_000_000,
        nodes: this.#world.nodes.map(({ id }) => ({ id, clientUrl: `http://${id}:1` })),
        routing: 'follow',
        timeoutMs: 60_000,
      })
      .then(() => client.invoke({ f: 'put', key: 'probe', value: 'written' }, never()))
      .then(({ type }) => {
        if (type === 'ok') onWritten();
      });
  }

  /** Reads every key that was ever touched, one after the other, over library clients. */
  readAll(onRead: () => void): void {
    const reads = this.#workload.finalReads();
    const [process] = this.#processes;
    const next = (): void => {
      const read = reads.pop();
      if (read === undefined || process === undefined) return onRead();
      this.#carryOut(process, read, next);
    };
    next();
  }

  #makeClient(number: number): TestClient {
    const world = this.#world;
    const { scheduler, nodes } = world;
    if (number % 2 === 1) {
      const node = nodes[number % world.plan.size];
      if (node === undefined) throw new RangeError(`there is no node for process ${number}`);
      const later = (delayMs: number, run: () => void): (() => void) => scheduler.schedule(delayMs, run);
      return new DirectClient(world.ask(node), later, TIMEOUT_MS);
    }
    const gate = new Gate(scheduler);
    return new LibraryClient({
      clock: new ProcessClock(new ComputerClock(scheduler, 0), gate),
      random: new SeededRandom(world.random.uint32()),
      connectSocket: (url, handlers) => world.connect(number, gate, url, handlers).socket,
      fetchJson: () => Promise.reject(new Error('there is no HTTP here')),
    });
  }

  #next(process: Process): void {
    const { scheduler } = this.#world;
    scheduler.schedule(process.pace.next(scheduler.nowMs), () => {
      if (this.#stopped) return;
      this.#carryOut(process, this.#chooseFor(process.number), () => this.#next(process));
    });
  }

  /** Every fourth process only reads: one that also writes waits for a leader that is cut off, and asks it nothing more. */
  #chooseFor(number: number): Invocation {
    let invocation = this.#workload.next(number);
    while (number % 4 === 3 && invocation.f !== 'get') invocation = this.#workload.next(number);
    return invocation;
  }

  #carryOut({ number, client, signal }: Process, invocation: Invocation, then: () => void): void {
    this.#open++;
    this.#recorder.invoke(number, invocation);
    this.#world.note(
      `client ${number} ${invocation.f} ${invocation.key} ${JSON.stringify(invocation.value)}`,
    );
    void client.invoke(toStoreOperation(invocation), signal).then((answer) => {
      const completion = toCompletion(invocation, answer, (stored) => this.#workload.decode(stored));
      this.#open--;
      this.#recorder.complete(number, completion);
      this.#workload.observe(number, invocation, completion);
      this.#world.note(`client ${number} ${JSON.stringify(completion)}`);
      if (completion.type === 'ok') this.#world.exercised.operations++;
      if (completion.type === 'info') this.#world.exercised.unknownOperations++;
      then();
    });
  }
}
