import { describeEffect, describeMessage } from '../testing/describe.ts';
import { ScriptedCluster, type Envelope } from '../testing/scripted-cluster.ts';
import type { Effect } from '../raft/effect.ts';

/**
 * A story is a text: commands, each followed by what it made the cluster do. `#` begins a comment, `>` a line of output.
 * Running a story gives the same text with the output written anew; a test compares the two.
 *
 * | command | does |
 * |---|---|
 * | `cluster SIZE [name=value …]` | begins, with limits of the protocol changed |
 * | `tick NODE [TIMES]` | lets time pass on one node |
 * | `campaign NODE` | campaigns without a pre-vote |
 * | `propose NODE COMMAND …` | proposes commands |
 * | `read NODE ID` | asks for a linearizable read |
 * | `transfer NODE TO` | hands leadership over |
 * | `write NODE` | completes the oldest write of a node's disk |
 * | `deliver [from=A] [to=B] [type=T]` | delivers what matches of what is on its way now |
 * | `drop [from=A] [to=B] [type=T]` | loses what matches |
 * | `snapshot NODE` | takes a snapshot |
 * | `send-snapshot NODE ok\|fail` | carries a snapshot that a node wants to send |
 * | `crash NODE`, `restart NODE` | |
 * | `stabilize [quiet]` | completes and delivers everything |
 * | `status` | shows every node |
 */
export function runStory(text: string): string {
  return new StoryRun().run(text);
}

class StoryRun {
  #cluster: ScriptedCluster | null = null;
  #output: string[] = [];

  run(text: string): string {
    const lines: string[] = [];
    for (const line of text.split('\n')) {
      if (line.startsWith('>')) continue;
      lines.push(line);
      if (line.trim() === '' || line.startsWith('#')) continue;
      this.#output = [];
      this.#command(line.trim().split(/\s+/));
      for (const output of this.#output) lines.push(`> ${output}`);
    }
    return lines.join('\n');
  }

  get #running(): ScriptedCluster {
    if (this.#cluster === null) throw new Error('a story begins with "cluster SIZE"');
    return this.#cluster;
  }

  #command([name = '', ...words]: readonly string[]): void {
    const [node = ''] = words;
    switch (name) {
      case 'cluster':
        this.#begin(Number(node), words.slice(1));
        return;
      case 'tick':
        this.#running.tick(node, Number(words[1] ?? 1));
        return;
      case 'campaign':
        this.#running.step(node, { type: 'campaign' });
        return;
      case 'propose':
        this.#running.propose(node, ...words.slice(1));
        return;
      case 'read':
        this.#running.step(node, { type: 'read', id: Number(words[1]) });
        return;
      case 'transfer':
        this.#running.step(node, { type: 'transfer', to: this.#running.node(words[1] ?? '').id });
        return;
      case 'write':
        this.#running.completeWrite(node);
        return;
      case 'deliver':
        this.#deliver(matcher(words));
        return;
      case 'drop':
        this.#drop(matcher(words));
        return;
      case 'snapshot':
        this.#running.node(node).snapshot();
        return;
      case 'send-snapshot':
        this.#running.transferSnapshot(node, words[1] === 'ok');
        return;
      case 'crash':
        this.#running.crash(node);
        return;
      case 'restart':
        this.#running.restart(node);
        return;
      case 'stabilize':
        this.#running.stabilize();
        if (node === 'quiet') this.#output = [];
        return;
      case 'status':
        this.#status();
        return;
      default:
        throw new Error(`unknown command ${name}`);
    }
  }

  #begin(size: number, settings: readonly string[]): void {
    const limits = Object.fromEntries(settings.map((setting) => setting.split('='))) as Record<
      string,
      string
    >;
    const numbers = Object.fromEntries(Object.entries(limits).map(([name, value]) => [name, Number(value)]));
    this.#cluster = new ScriptedCluster({
      size,
      limits: numbers,
      onEffect: (node: string, effect: Effect) => this.#output.push(`${node} ${describeEffect(effect)}`),
    });
  }

  #deliver(matches: (envelope: Envelope) => boolean): void {
    const { network } = this.#running;
    for (const envelope of network.filter(matches)) {
      this.#output.push(`${envelope.from} -> ${envelope.to} ${describeMessage(envelope.message)}`);
      this.#running.deliver(network.indexOf(envelope));
    }
  }

  #drop(matches: (envelope: Envelope) => boolean): void {
    for (const envelope of this.#running.network.filter(matches)) {
      this.#output.push(`lost: ${envelope.from} -> ${envelope.to} ${describeMessage(envelope.message)}`);
    }
    this.#running.drop(matches);
  }

  #status(): void {
    for (const node of this.#running.nodes) {
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
}

function matcher(words: readonly string[]): (envelope: Envelope) => boolean {
  const wanted = new Map(words.map((word) => word.split('=') as [string, string]));
  const fits = (name: string, value: string): boolean => (wanted.get(name) ?? value) === value;
  return ({ from, to, message }) => fits('from', from) && fits('to', to) && fits('type', message.type);
}
