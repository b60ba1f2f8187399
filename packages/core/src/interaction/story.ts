import {
  describeConfiguration,
  describeEffect,
  describeEntry,
  describeMessage,
} from '../testing/describe.ts';
import { ScriptedCluster, type Envelope } from '../testing/scripted-cluster.ts';
import { diskOf, forgetLeader } from '../testing/scripting.ts';
import { DEFAULT_LIMITS, type RaftLimits } from '../raft/config.ts';
import { invariant } from '../raft/invariant.ts';
import type { MembershipChange } from '../raft/membership-change.ts';
import type { Restored } from '../raft/state.ts';
import { nodeId, type NodeId, type SnapshotMeta } from '../raft/types.ts';

/**
 * A story is a text: commands, each followed by what it made the cluster do. `#` begins a comment, `>` a line of output.
 * Running a story gives the same text with the output written anew; a test compares the two.
 *
 * | command | does |
 * |---|---|
 * | `disk NODE TERM [TERM …]` | before the cluster: the term a node was in, and those of the entries it holds |
 * | `cluster SIZE [learners=N] [spares=N] [name=value …]` | begins, with limits of the protocol changed |
 * | `tick NODE [TIMES] [now=MS]` | lets time pass on one node |
 * | `silence NODE …` | lets so much time pass that these nodes count on no leader any more, and loses what they then send |
 * | `campaign NODE` | campaigns without a pre-vote |
 * | `propose NODE COMMAND …` | proposes commands |
 * | `read NODE ID [now=MS]` | asks for a linearizable read |
 * | `change NODE [+ID[@ADDRESS]] [~ID[@ADDRESS]] [-ID] …` | asks to add voters, to add learners, to remove members |
 * | `transfer NODE TO` | hands leadership over |
 * | `step-down NODE`, `forget-leader NODE` | |
 * | `unreachable NODE PEER` | tells a node that messages to a peer were lost |
 * | `write NODE` | completes the oldest write of a node's disk |
 * | `deliver [from=A] [to=B] [type=T]` | delivers what matches of what is on its way now |
 * | `duplicate [from=A] [to=B] [type=T]` | puts a copy of what matches on its way |
 * | `drop [quiet] [from=A] [to=B] [type=T]` | loses what matches |
 * | `snapshot NODE` | takes a snapshot |
 * | `send-snapshot NODE ok\|fail` | carries a snapshot that a node wants to send, and tells it how that went |
 * | `carry-snapshot NODE` | carries it, and tells the sender nothing yet |
 * | `report-snapshot NODE ok\|fail` | tells the sender how the oldest one that was carried went |
 * | `crash NODE [WRITES]`, `restart NODE` | a crash may find the oldest writes on the disk |
 * | `stabilize [quiet] [without=NODE]` | completes and delivers everything, but to and from one node |
 * | `status [NODE …]`, `members`, `log NODE` | show these nodes or all, every node's configuration, one node's log |
 */
export function runStory(text: string): string {
  return new StoryRun().run(text);
}

type Command = (story: StoryRun, node: string, words: readonly string[]) => void;

const COMMANDS: Readonly<Record<string, Command>> = {
  disk: (story, node, [current = '', ...terms]) => story.keep(node, Number(current), terms.map(Number)),
  cluster: (story, size, words) => story.begin(Number(size), words),
  tick: (story, node, words) => story.tick(node, words),
  silence: (story, first, words) => story.silence([first, ...words]),
  campaign: ({ cluster }, node) => void cluster.step(node, { type: 'campaign' }),
  propose: ({ cluster }, node, words) => void cluster.propose(node, ...words),
  read: ({ cluster }, node, words) => {
    const now = settingsIn(words)['now'];
    cluster.step(node, {
      type: 'read',
      id: Number(words[0]),
      ...(now === undefined ? {} : { now: Number(now) }),
    });
  },
  change: ({ cluster }, node, words) =>
    void cluster.step(node, { type: 'change-membership', changes: words.map(changeOf) }),
  transfer: ({ cluster }, node, [to = '']) => void cluster.step(node, { type: 'transfer', to: nodeId(to) }),
  'step-down': ({ cluster }, node) => void cluster.step(node, { type: 'step-down' }),
  'forget-leader': ({ cluster }, node) => void cluster.step(node, { type: 'forget-leader' }),
  unreachable: ({ cluster }, node, [peer = '']) =>
    void cluster.step(node, { type: 'unreachable', peer: nodeId(peer) }),
  write: ({ cluster }, node) => cluster.completeWrite(node),
  deliver: (story, first, words) => story.deliver(matcher([first, ...words])),
  duplicate: (story, first, words) => story.duplicate(matcher([first, ...words])),
  drop: (story, first, words) => story.drop([first, ...words]),
  snapshot: ({ cluster }, node) => void cluster.node(node).snapshot(),
  'send-snapshot': ({ cluster }, node, [outcome]) => cluster.transferSnapshot(node, outcome === 'ok'),
  'carry-snapshot': (story, node) => story.carrySnapshot(node),
  'report-snapshot': (story, node, [outcome]) => story.reportSnapshot(node, outcome === 'ok'),
  crash: ({ cluster }, node, [writes]) => cluster.crash(node, Number(writes ?? 0)),
  restart: ({ cluster }, node) => cluster.restart(node),
  stabilize: (story, first, words) => story.stabilize([first, ...words]),
  status: (story, first, words) => story.status([first, ...words]),
  members: (story) => story.members(),
  log: (story, node) => story.log(node),
};

class StoryRun {
  #cluster: ScriptedCluster | null = null;
  readonly #disks: Record<string, Restored> = {};
  /** Snapshots that were carried and whose senders do not know yet. */
  readonly #carried: { readonly from: NodeId; readonly to: NodeId; readonly meta: SnapshotMeta }[] = [];
  #output: string[] = [];

  run(text: string): string {
    const lines: string[] = [];
    for (const line of text.split('\n')) {
      if (line.startsWith('>')) continue;
      lines.push(line);
      if (line.trim() === '' || line.startsWith('#')) continue;
      this.#output = [];
      const [name = '', first = '', ...words] = line.trim().split(/\s+/);
      const command = COMMANDS[name];
      if (command === undefined) throw new Error(`unknown command ${name}`);
      command(this, first, words);
      for (const output of this.#output) lines.push(`> ${output}`);
    }
    return lines.join('\n');
  }

  get cluster(): ScriptedCluster {
    if (this.#cluster === null) throw new Error('a story begins with "cluster SIZE"');
    return this.#cluster;
  }

  keep(node: string, currentTerm: number, terms: readonly number[]): void {
    invariant(this.#cluster === null, 'disks are filled before a cluster begins');
    this.#disks[node] = diskOf(terms, currentTerm);
  }

  begin(size: number, words: readonly string[]): void {
    const { learners = '0', spares = '0', ...limits } = settingsIn(words);
    this.#cluster = new ScriptedCluster({
      size,
      learners: Number(learners),
      spares: Number(spares),
      limits: limitsOf(limits),
      disks: this.#disks,
      onEffect: (node, effect) => this.#output.push(`${node} ${describeEffect(effect)}`),
    });
  }

  tick(node: string, words: readonly string[]): void {
    const now = settingsIn(words)['now'];
    const times = Number(words.find((word) => !word.includes('=')) ?? 1);
    for (let count = 0; count < times; count++)
      this.cluster.step(node, { type: 'tick', ...(now === undefined ? {} : { now: Number(now) }) });
  }

  silence(names: readonly string[]): void {
    forgetLeader(this.cluster, ...names);
    this.#output = [];
  }

  deliver(matches: Matcher): void {
    const { network } = this.cluster;
    for (const envelope of network.filter(matches)) {
      this.#output.push(shown(envelope));
      this.cluster.deliver(network.indexOf(envelope));
    }
  }

  duplicate(matches: Matcher): void {
    const { network } = this.cluster;
    for (const envelope of network.filter(matches)) {
      this.#output.push(`twice: ${shown(envelope)}`);
      network.push({ ...envelope });
    }
  }

  drop(words: readonly string[]): void {
    const matches = matcher(words);
    const lost = this.cluster.network.filter(matches);
    if (!words.includes('quiet')) this.#output.push(...lost.map((envelope) => `lost: ${shown(envelope)}`));
    this.cluster.drop(matches);
  }

  carrySnapshot(name: string): void {
    const sender = this.cluster.node(name);
    const { snapshot: meta } = sender.disk;
    const request = sender.snapshotRequests.shift();
    invariant(request !== undefined && meta !== null, `${name} wants to send no snapshot`);
    this.cluster.node(request.to).receiveSnapshot(sender.id, request.term, meta, sender.applied);
    this.cluster.check();
    this.#carried.push({ from: sender.id, to: request.to, meta });
  }

  reportSnapshot(name: string, ok: boolean): void {
    const position = this.#carried.findIndex(({ from }) => from === name);
    const [carried] = position === -1 ? [] : this.#carried.splice(position, 1);
    invariant(carried !== undefined, `nothing that ${name} sent was carried`);
    const { to, meta } = carried;
    this.cluster.step(name, { type: 'snapshot-sent', to, meta, ok });
  }

  stabilize(words: readonly string[]): void {
    const { without } = settingsIn(words);
    this.cluster.stabilize(({ from, to }) => from !== without && to !== without);
    if (words.includes('quiet')) this.#output = [];
  }

  status(names: readonly string[]): void {
    for (const node of this.cluster.nodes) {
      if (names[0] !== '' && !names.includes(node.id)) continue;
      if (!node.alive) {
        this.#output.push(`${node.id} is down`);
        continue;
      }
      const { role, term, leader, snapshot, commit, durable, last, peers } = node.view;
      const progress = peers
        .map(({ id, state, match, next }) => ` ${id}:${state} match=${match} next=${next}`)
        .join('');
      const indices = `snapshot=${snapshot} applied=${node.applied.length} commit=${commit} durable=${durable} last=${last}`;
      this.#output.push(
        `${node.id} ${role} term=${term} leader=${leader ?? 'unknown'} ${indices}${progress}`,
      );
    }
  }

  members(): void {
    for (const { id, view } of this.cluster.nodes.filter((node) => node.alive)) {
      const { configuration, configurationIndex, commit } = view;
      const committed = configurationIndex <= commit ? '' : ' (not committed)';
      const members = describeConfiguration(configuration) || 'nobody';
      const addresses = Object.entries(configuration.addresses).map(([of, at]) => ` ${of}@${at}`);
      this.#output.push(`${id} ${configurationIndex}: ${members}${addresses.join('')}${committed}`);
    }
  }

  log(name: string): void {
    const { base, entries } = this.cluster.node(name).disk;
    this.#output.push(`${name} after ${base.term}/${base.index}: ${entries.map(describeEntry).join(', ')}`);
  }
}

type Matcher = (envelope: Envelope) => boolean;

function matcher(words: readonly string[]): Matcher {
  const wanted = settingsIn(words);
  const fits = (name: string, value: string): boolean => (wanted[name] ?? value) === value;
  return ({ from, to, message }) => fits('from', from) && fits('to', to) && fits('type', message.type);
}

function settingsIn(words: readonly string[]): Partial<Record<string, string>> {
  return Object.fromEntries(
    words.filter((word) => word.includes('=')).map((word) => word.split('=') as [string, string]),
  );
}

function limitsOf(settings: Partial<Record<string, string>>): Partial<RaftLimits> {
  const limits = Object.entries(settings).map(([name, text = '']) => {
    if (!(name in DEFAULT_LIMITS)) throw new Error(`there is no limit ${name}`);
    return [name, name === 'removedLeader' ? text : (JSON.parse(text) as unknown)];
  });
  return Object.fromEntries(limits) as Partial<RaftLimits>;
}

const CHANGES = { '+': 'add-voter', '~': 'add-learner', '-': 'remove' } as const;

function changeOf(word: string): MembershipChange {
  const sign = word.charAt(0);
  if (sign !== '+' && sign !== '~' && sign !== '-') throw new Error(`expected +ID, ~ID or -ID, got ${word}`);
  const [id = '', address] = word.slice(1).split('@');
  const change = { type: CHANGES[sign], id: nodeId(id) };
  return address === undefined ? change : { ...change, address };
}

function shown({ from, to, message }: Envelope): string {
  return `${from} -> ${to} ${describeMessage(message)}`;
}
