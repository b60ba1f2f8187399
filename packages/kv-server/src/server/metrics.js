import { monitorEventLoopDelay } from 'node:perf_hooks';
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
const EVENT_LOOP_RESOLUTION_MS = 20;
const MS_PER_SECOND = 1000;
const NS_PER_SECOND = 1e9;
/** Metrics that cost nothing until they are asked for; METRICS.md lists them. */
export class Metrics {
  #exporter = new PrometheusExporter({ preventServerStart: true });
  #serializer = new PrometheusSerializer('', false, undefined, true, true);
  #provider;
  #loop;
  constructor(sources) {
    this.#provider = new MeterProvider({ readers: [this.#exporter] });
    this.#loop = monitorEventLoopDelay({ resolution: EVENT_LOOP_RESOLUTION_MS });
    this.#loop.enable();
    const meter = this.#provider.getMeter('seaworthy');
    observeRaft(meter, sources);
    observeService(meter, sources);
    this.#observeProcess(meter);
  }
  /** All metrics in the text format of Prometheus. */
  async toText() {
    const { resourceMetrics, errors } = await this.#exporter.collect();
    if (errors.length > 0) throw new AggregateError(errors, 'metrics could not be read');
    return this.#serializer.serialize(resourceMetrics);
  }
  async close() {
    this.#loop.disable();
    await this.#provider.shutdown();
  }
  #observeProcess(meter) {
    gauge(meter, 'seaworthy_event_loop_delay', 'Delay of timers since the last scrape', 's', (result) => {
      for (const quantile of [0.5, 0.99, 1])
        result.observe(this.#loop.percentile(quantile * 100) / NS_PER_SECOND, { quantile: String(quantile) });
      this.#loop.reset();
    });
    value(meter, 'seaworthy_resident_memory', 'Memory of the process', 'By', () => process.memoryUsage.rss());
    value(meter, 'seaworthy_uptime', 'Time since the process began', 's', () => process.uptime());
  }
}
function observeRaft(meter, { status, observer }) {
  const raft = (name, description, read) =>
    value(meter, `seaworthy_raft_${name}`, description, '', () => {
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
  gauge(meter, 'seaworthy_raft_match_index', 'On the leader: up to where a peer agrees', '', (result) => {
    for (const { id, match } of status()?.peers ?? []) result.observe(match, { peer: id });
  });
  counter(meter, 'seaworthy_raft_leader_changes', 'Times another leader became known', '', (result) =>
    result.observe(observer.leaderChanges),
  );
  counter(meter, 'seaworthy_log_writes', 'Writes to the log that became durable', '', (result) =>
    result.observe(observer.log?.writes ?? 0),
  );
  counter(meter, 'seaworthy_log_write_seconds', 'What these writes took, added up', '', (result) =>
    result.observe((observer.log?.waitedMs ?? 0) / MS_PER_SECOND),
  );
}
function observeService(meter, { service, native, stateMachine }) {
  counter(meter, 'seaworthy_requests', 'Requests, by operation', '', (result) => {
    for (const [operation, count] of service.requests) result.observe(count, { operation });
  });
  counter(meter, 'seaworthy_refusals', 'Requests that were refused, by code', '', (result) => {
    for (const [code, count] of service.refusals) result.observe(count, { code });
  });
  value(meter, 'seaworthy_in_flight', 'Requests that wait for their answers', '', () => service.inFlight);
  value(meter, 'seaworthy_native_connections', 'Open WebSockets of clients', '', () => native.connections);
  value(meter, 'seaworthy_revision', 'Revision of the store', '', () => stateMachine.revision);
  value(meter, 'seaworthy_keys', 'Keys in the store', '', () => stateMachine.keys);
  value(meter, 'seaworthy_sessions', 'Open sessions', '', () => stateMachine.sessions);
}
function value(meter, name, description, unit, read) {
  gauge(meter, name, description, unit, (result) => {
    const now = read();
    if (now !== undefined) result.observe(now);
  });
}
function gauge(meter, name, description, unit, observe) {
  meter.createObservableGauge(name, { description, unit }).addCallback(observe);
}
function counter(meter, name, description, unit, observe) {
  meter.createObservableCounter(name, { description, unit }).addCallback(observe);
}
//# sourceMappingURL=metrics.js.map
