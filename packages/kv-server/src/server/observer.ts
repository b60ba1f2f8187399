import type { Clock, NodeEvent } from '@seaworthy/core';

import type { Check } from '../http/operations-routes.ts';
import type { ServerStatus } from '../http/schemas.ts';
import type { KvNode } from '../service/kv-node.ts';
import type { FindUrl } from '../service/refusals.ts';
import type { KvStateMachine } from '../state/kv-state-machine.ts';
import { VERSION } from '../version.ts';
import type { Scrubber } from './scrubber.ts';
import type { WatchedLogStore } from './watched-log-store.ts';

/** A write that is not durable after this long means that the disk hangs. */
const STALLED_MS = 30_000;

export interface ObserverOptions {
  readonly clusterId: string;
  readonly clock: Clock;
  readonly stateMachine: KvStateMachine;
  readonly findUrl: FindUrl;
}

/** What a server knows about itself: its status, its health, and what it counts. */
export class Observer {
  /** Set once the node has recovered. */
  node: KvNode | null = null;
  /** Set once the storage is open. */
  log: WatchedLogStore | null = null;
  /** Set while what is stored is read again now and then. */
  scrubber: Scrubber | null = null;
  /** Why the node cannot go on. */
  failure: Error | null = null;
  stopping = false;
  leaderChanges = 0;
  #leader: string | null = null;
  readonly #options: ObserverOptions;

  constructor(options: ObserverOptions) {
    this.#options = options;
  }

  see(event: NodeEvent): void {
    if (event.type === 'failed') this.failure = event.error;
    if (event.type !== 'role' || event.leader === null || event.leader === this.#leader) return;
    this.#leader = event.leader;
    this.leaderChanges++;
  }

  status(withHash: boolean): ServerStatus | null {
    if (this.node === null) return null;
    const { clock, clusterId, stateMachine, findUrl } = this.#options;
    const { id, voters, peers, ...status } = this.node.status();
    return {
      node: id,
      cluster: clusterId,
      version: VERSION,
      ...status,
      leaderUrl: status.leader === null ? null : findUrl(status.leader),
      voters: [...voters],
      peers: peers.map((peer) => ({ ...peer })),
      revision: stateMachine.revision,
      keys: stateMachine.keys,
      sessions: stateMachine.sessions,
      ...(withHash ? { stateHash: stateMachine.hash() } : {}),
      clock: { wallMs: clock.wallNow(), monotonicMs: clock.monotonicNow() },
    };
  }

  liveness(): readonly Check[] {
    const stalledMs = Math.round(this.log?.stalledMs ?? 0);
    return [
      { name: 'event-loop', ok: true, detail: 'this answer shows it' },
      {
        name: 'disk',
        ok: stalledMs < STALLED_MS,
        detail: stalledMs === 0 ? 'no write is waiting' : `the oldest write is waiting for ${stalledMs} ms`,
      },
      { name: 'node', ok: this.failure === null, detail: this.failure?.message ?? 'has not failed' },
    ];
  }

  readiness(): readonly Check[] {
    const leader = this.node?.status().leader ?? null;
    return [
      {
        name: 'recovered',
        ok: this.node !== null,
        detail: this.node === null ? 'is reading its data' : 'yes',
      },
      { name: 'leader', ok: leader !== null, detail: leader ?? 'none is known' },
      { name: 'not-stopping', ok: !this.stopping, detail: this.stopping ? 'is stopping' : 'runs' },
      { name: 'node', ok: this.failure === null, detail: this.failure?.message ?? 'has not failed' },
    ];
  }
}
