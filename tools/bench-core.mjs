// What the protocol alone costs: three nodes in this process, messages handed over as they are, writes durable at once,
// empty commands. Prints entries per second from proposal to commit on the leader, the median of several rounds, for
// batches of several sizes and as many batches on their way.
// npx nx run tools:bench-core
import { BLANK } from '../packages/core/dist/raft/state.js';
import { DEFAULT_LIMITS } from '../packages/core/dist/raft/config.js';
import { configuration } from '../packages/core/dist/raft/configuration.js';
import { Raft } from '../packages/core/dist/raft/raft.js';

const ROUNDS = 7;
const ENTRIES = 400_000;
const EMPTY = new Uint8Array(0);

class Cluster {
  constructor() {
    const ids = ['n1', 'n2', 'n3'];
    this.mail = [];
    this.committed = 0;
    this.nodes = new Map(
      ids.map((id, seed) => {
        const config = { ...DEFAULT_LIMITS, id, bootstrap: configuration(ids), seed, keepEntries: 0 };
        return [id, new Raft({ ...config, maxUncommittedBytes: Infinity }, BLANK)];
      }),
    );
    this.step('n1', { type: 'campaign' });
    this.deliver();
    if (this.nodes.get('n1').view().role !== 'leader') throw new Error('n1 was not elected');
  }

  step(id, input) {
    const held = [];
    let sequence = 0;
    for (const effect of this.nodes.get(id).step(input)) {
      if (effect.type === 'persist') sequence = effect.sequence;
      else if (effect.type === 'apply' && id === 'n1') this.committed += effect.entries.length;
      else if (effect.type === 'send') {
        if (effect.after === 0) this.mail.push({ from: id, ...effect });
        else held.push({ from: id, ...effect });
      }
    }
    this.mail.push(...held);
    if (sequence > 0) this.step(id, { type: 'persisted', sequence });
  }

  deliver() {
    for (let next = 0; next < this.mail.length; next++) {
      const { from, to, message } = this.mail[next];
      this.step(to, { type: 'receive', from, message });
    }
    this.mail = [];
  }

  /** Lets the logs not grow for ever, as snapshots would. */
  compact() {
    for (const [id, node] of this.nodes) {
      const { commit } = node.view();
      const meta = {
        index: commit,
        term: node.termAt(commit),
        id: `s${commit}`,
        configuration: node.view().configuration,
      };
      if (meta.term !== undefined) this.step(id, { type: 'snapshot-taken', meta });
    }
  }
}

function measure(batch) {
  const cluster = new Cluster();
  const commands = Array(batch).fill(EMPTY);
  const total = batch === 1 ? ENTRIES / 8 : ENTRIES;
  const begin = process.hrtime.bigint();
  const before = cluster.committed;
  for (let proposed = 0; proposed < total; proposed += batch) {
    cluster.step('n1', { type: 'propose', commands });
    cluster.deliver();
    if (proposed % 50_000 < batch) cluster.compact();
  }
  const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
  return (cluster.committed - before) / seconds;
}

console.log('batch   entries/s');
for (const batch of [1, 64, 1_024]) {
  const rates = Array.from({ length: ROUNDS }, () => measure(batch)).sort((a, b) => a - b);
  console.log(
    `${String(batch).padStart(5)}   ${Math.round(rates[Math.floor(ROUNDS / 2)]).toLocaleString('en')}`,
  );
}
