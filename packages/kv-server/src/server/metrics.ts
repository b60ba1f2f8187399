import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks';

import type { Meter, ObservableResult } from '@opentelemetry/api';
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import type { NodeStatus } from '@seaworthy/core';

import type { NativeDoor } from '../native/native-door.ts';
import type { KvService } from '../service/kv-service.ts';
import type { KvStateMachine } from '../state/kv-state-machine.ts';
import type { Observer } from './observer.ts';
import type { Scrubber } from './scrubber.ts';

/** What the metrics are read from, whenever somebody asks for them. */
export interface MetricSources {
  /** Null while the node recovers. */
  readonly status: () => NodeStatus | null;
  readonly observer: Observer;
  readonly service: KvService;
  readonly native: NativeDoor;
  readonly stateMachine: KvStateMachine;
}

type Observe = (result: ObservableResult) => void;
type Reading = number | undefined;

const EVENT_LOOP_RESOLUTION_MS = 20;
const MS_PER_SECOND = 1000;
const NS_PER_MS = 1e6;

/** Metrics that cost nothing until they are asked for; METRICS.md lists them. */
export class Metrics {
  readonly #exporter = new PrometheusExporter({ preventServerStart: true });
  readonly #serializer = new PrometheusSerializer('', false, undefined, true, true);
  readonly #provider: MeterProvider;
  readonly #loop: IntervalHistogram;

  constructor(sources: MetricSources) {
    this.#provider = new MeterProvider({ readers: [this.#exporter] });
    this.#loop = monitorEventLoopDelay({ resolution: EVENT_LOOP_RESOLUTION_MS });
    this.#loop.enable();
    const meter = this.#provider.getMeter('seaworthy');
    observeRaft(meter, sources);
    observeScrubber(meter, sources);
    observeService(meter, sources);
    this.#observeProcess(meter);
  }

  /** All metrics in the text format of Prometheus. */
  async toText(): Promise<string> {
    const { resourceMetrics, errors } = await this.#exporter.collect();
    if (errors.length > 0) throw new AggregateError(errors, 'metrics could not be read');
    return this.#serializer.serialize(resourceMetrics);
  }

  async close(): Promise<void> {
    this.#loop.disable();
    await this.#provider.shutdown();
  }

  #observeProcess(meter: Meter): void {
    gauge(
      meter,
      'seaworthy_event_loop_delay_seconds',
      'By how much timers were late since the last scrape',
      (result) => {
        for (const quantile of [0.5, 0.99, 1])
          result.observe(this.#lateness(quantile), { quantile: String(quantile) });
        this.#loop.reset();
      },
    );
    value(meter, 'seaworthy_resident_memory_bytes', 'Memory of the process', () => process.memoryUsage.rss());
    value(meter, 'seaworthy_uptime_seconds', 'Time since the process began', () => process.uptime());
  }

  /** The histogram holds how long a timer of {@link EVENT_LOOP_RESOLUTION_MS} took. */
  #lateness(quantile: number): number {
    const tookMs = this.#loop.percentile(quantile * 100) / NS_PER_MS;
    return Math.max(0, tookMs - EVENT_LOOP_RESOLUTION_MS) / MS_PER_SECOND;
  }
}

function observeRaft(meter: Meter, { status, observer }: MetricSources): void {
  const raft = (name: string, description: string, read: (status: NodeStatus) => number): void =>
    value(meter, `seaworthy_raft_${name}`, description, () => {
      const now = status();
      return now === null ? undefined : read(now);
    });
  raft('term', 'Current term', ({ term }) => term);
  raft('is_leader', '1 if this node leads', ({ role }) => (role === 'leader' ? 1 : 0));
  raft('has_leader', '1 if this node knows a leader', ({ leader }) => (leader === null ? 0 : 1));
  raft('snapshot_index', 'Last log index within the snapshot', ({ snapshot }) => snapshot);
  raft('applied_index', 'Last log index that was applied', ({ applied }) => applied);
  raft('commit_index', 'Last log index known to be committed', ({ commit }) => commit);
  raft('last_index', 'Last log index', ({ last }) => last);
  raft('has_lost_entries', '1 while entries are missing that damage took', ({ lost }) =>
    lost === null ? 0 : 1,
  );
  gauge(meter, 'seaworthy_raft_match_index', 'On the leader: up to where a peer agrees', (result) => {
    for (const { id, match } of status()?.peers ?? []) result.observe(match, { peer: id });
  });
  counter(meter, 'seaworthy_raft_leader_changes', 'Times another leader became known', (result) =>
    result.observe(observer.leaderChanges),
  );
  counter(meter, 'seaworthy_log_writes', 'Writes to the log that became durable', (result) =>
    result.observe(observer.log?.writes ?? 0),
  );
  counter(meter, 'seaworthy_log_write_seconds', 'What these writes took, added up', (result) =>
    result.observe((observer.log?.waitedMs ?? 0) / MS_PER_SECOND),
  );
}

function observeScrubber(meter: Meter, { observer }: MetricSources): void {
  const scrubs = (name: string, description: string, read: (scrubber: Scrubber) => number): void =>
    counter(meter, `seaworthy_${name}`, description, (result) => {
      if (observer.scrubber !== null) result.observe(read(observer.scrubber));
    });
  scrubs('scrubs', 'Times that everything stored was read again', ({ finished }) => finished);
  scrubs('scrub_failures', 'Times that it could not be read, or not be renewed', ({ failed }) => failed);
  scrubs('scrub_damages', 'Damaged files that were found so', ({ damages }) => damages);
}

function observeService(meter: Meter, { service, native, stateMachine }: MetricSources): void {
  counter(meter, 'seaworthy_requests', 'Requests, by operation', (result) => {
    for (const [operation, count] of service.requests) result.observe(count, { operation });
  });
  counter(meter, 'seaworthy_refusals', 'Requests that were refused, by code', (result) => {
    for (const [code, count] of service.refusals) result.observe(count, { code });
  });
  value(meter, 'seaworthy_in_flight', 'Requests that wait for their answers', () => service.inFlight);
  value(meter, 'seaworthy_native_connections', 'Open WebSockets of clients', () => native.connections);
  value(meter, 'seaworthy_revision', 'Revision of the store', () => stateMachine.revision);
  value(meter, 'seaworthy_keys', 'Keys in the store', () => stateMachine.keys);
  value(meter, 'seaworthy_store_bytes', 'Memory of keys and values', () => stateMachine.heldBytes);
  value(meter, 'seaworthy_sessions', 'Open sessions', () => stateMachine.sessions);
}

function value(meter: Meter, name: string, description: string, read: () => Reading): void {
  gauge(meter, name, description, (result) => {
    const now = read();
    if (now !== undefined) result.observe(now);
  });
}

function gauge(meter: Meter, name: string, description: string, observe: Observe): void {
  meter.createObservableGauge(name, { description }).addCallback(observe);
}

function counter(meter: Meter, name: string, description: string, observe: Observe): void {
  meter.createObservableCounter(name, { description }).addCallback(observe);
}
