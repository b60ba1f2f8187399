import { mkdtemp, writeFile, appendFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';

import type { Environment, NodeAddress } from '../environment/environment.ts';
import type { SystemUnderTest } from '../environment/system.ts';
import type { StoreCompletion, StoreOperation, TestClient } from '../workload/client.ts';
import type { Nemesis } from './experiment.ts';

/** A cluster that exists in memory alone: one store, and nodes that take turns in leading it. */
export class FakeCluster implements Environment {
  readonly name = 'local';
  readonly description = 'a cluster in memory';
  readonly nodes: readonly NodeAddress[] = ['n1', 'n2', 'n3'].map((id) => ({ id, clientUrl: `fake:${id}` }));
  readonly store = new Map<string, string>();
  readonly calls: string[] = [];
  readonly #logs: string;
  readonly #down = new Set<string>();
  #term = 0;
  leader: string | undefined;

  private constructor(logs: string) {
    this.#logs = logs;
  }

  static async create(): Promise<FakeCluster> {
    return new FakeCluster(await mkdtemp(join(tmpdir(), 'seaworthy-fake-')));
  }

  readonly system: SystemUnderTest = {
    name: 'a store in memory',
    electionTimeoutMs: 100,
    runtime: 'native',
    command: () => ({ argv: ['true'] }),
    status: (url) => {
      const node = url.replace('fake:', '');
      if (this.#down.has(node)) return Promise.reject(new Error('down'));
      const role = node === this.leader ? 'leader' : 'follower';
      return Promise.resolve({ node, role, term: this.#term });
    },
  };

  async start(): Promise<void> {
    this.calls.push('start');
    for (const { id } of this.nodes) await writeFile(this.logFile(id), '');
    await this.#elect();
  }

  async stop(): Promise<void> {
    this.calls.push('stop');
    await Promise.resolve();
  }

  async remove(): Promise<void> {
    await rm(this.#logs, { recursive: true });
  }

  capability(): { available: true } {
    return { available: true };
  }

  async kill(node: string): Promise<void> {
    this.calls.push(`kill ${node}`);
    this.#down.add(node);
    if (node === this.leader) await this.#elect();
  }

  async restart(node: string): Promise<void> {
    this.calls.push(`restart ${node}`);
    this.#down.delete(node);
    await this.log(node, { type: 'started', term: this.#term, votedFor: this.leader ?? null });
  }

  async log(node: string, event: object): Promise<void> {
    await appendFile(this.logFile(node), `${JSON.stringify({ msg: 'raft', node, event })}\n`);
  }

  readClock(): Promise<{ wallOffsetMs: number; monotonicOffsetMs: number; uncertaintyMs: number }> {
    return Promise.resolve({ wallOffsetMs: 0, monotonicOffsetMs: 0, uncertaintyMs: 0 });
  }

  logFile(node: string): string {
    return join(this.#logs, `${node}.log`);
  }

  pause = (): Promise<void> => Promise.resolve();
  resume = (): Promise<void> => Promise.resolve();
  cut = (): Promise<void> => Promise.resolve();
  probe = (): Promise<boolean> => Promise.resolve(true);
  setClock = (): Promise<void> => Promise.resolve();
  resetClock = (): Promise<void> => Promise.resolve();

  async #elect(): Promise<void> {
    const candidates = this.nodes
      .map(({ id }) => id)
      .filter((id) => !this.#down.has(id) && id !== this.leader);
    this.leader = candidates[0];
    this.#term++;
    if (this.leader === undefined) return;
    await this.log(this.leader, { type: 'role', role: 'leader', term: this.#term, leader: this.leader });
  }
}

/** A client of the store in memory. `stale` reads answer what the store held some writes ago. */
export class FakeClient implements TestClient {
  readonly #cluster: FakeCluster;
  readonly #stale: boolean;
  readonly #past = new Map<string, string | null>();

  constructor(cluster: FakeCluster, stale = false) {
    this.#cluster = cluster;
    this.#stale = stale;
  }

  open = (): Promise<void> => Promise.resolve();
  setup = (): Promise<void> => Promise.resolve();
  teardown = (): Promise<void> => Promise.resolve();
  close = (): Promise<void> => Promise.resolve();

  async invoke(operation: StoreOperation): Promise<StoreCompletion> {
    await turn();
    const completion = this.#apply(operation);
    await turn();
    return completion;
  }

  #apply(operation: StoreOperation): StoreCompletion {
    const { store } = this.#cluster;
    const { key } = operation;
    const current = store.get(key) ?? null;
    if (operation.f === 'get') {
      if (!this.#stale) return { type: 'ok', value: current };
      if (!this.#past.has(key)) this.#past.set(key, current);
      return { type: 'ok', value: this.#past.get(key) ?? null };
    }
    switch (operation.f) {
      case 'put':
        store.set(key, operation.value);
        return { type: 'ok' };
      case 'append':
        store.set(key, `${current ?? ''}${operation.value}`);
        return { type: 'ok' };
      case 'delete':
        store.delete(key);
        return { type: 'ok', value: current !== null };
      case 'cas':
        if (current !== operation.expected) return { type: 'ok', value: false, current };
        store.set(key, operation.value);
        return { type: 'ok', value: true };
    }
  }
}

/** Kills the leader once, and starts it again when another one leads. */
export const killTheLeader: Nemesis = {
  names: ['kill-leader'],
  async run({ environment, recorder, leader, signal }) {
    const victim = leader();
    if (victim === undefined) throw new Error('nobody leads');
    const fault = {
      id: 'f1',
      kind: 'kill-leader',
      nodes: [victim],
      description: `${victim} killed`,
      status: 'installed',
    } as const;
    recorder.startFault(fault);
    await environment.kill(victim);
    while ((leader() === undefined || leader() === victim) && !signal.aborted) await turn();
    await environment.restart(victim);
    recorder.stopFault(fault);
  },
};
