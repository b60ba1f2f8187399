import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { cpuSeconds, forkProgram, machineSeconds, residentBytes, stop } from '../processes.mjs';
import { sum } from '../../numbers.mjs';

const PROGRAM = fileURLToPath(new URL('program.mjs', import.meta.url));

/** The load program of one cluster, from its parent's side. */
export class Loader {
  #cluster;
  #child;
  #ended;

  static async start(cluster, nodeFlags = []) {
    const { child } = await forkProgram(PROGRAM, [JSON.stringify(cluster.target)], nodeFlags);
    return new Loader(cluster, child);
  }

  constructor(cluster, child) {
    this.#cluster = cluster;
    this.#child = child;
    this.#ended = once(child, 'exit').then(([code, signal]) => {
      throw new Error(`the load on ${cluster.name} ended with ${code ?? signal}`);
    });
    this.#ended.catch(() => undefined);
  }

  /**
   * Puts the cluster under a load and measures what it costs: `result` as `runLoad` gives it, CPU seconds of each
   * server, the memory each has at the end, and what share of all cores was busy with something else.
   */
  async run(plan) {
    const { processes } = this.#cluster;
    const ours = [...processes, this.#child];
    const before = ours.map(({ pid }) => cpuSeconds(pid));
    const machineBefore = machineSeconds();
    const answer = await this.#ask({ plan });
    const used = ours.map(({ pid }, position) => cpuSeconds(pid) - before[position]);
    const machine = machineSeconds();
    const others = machine.busy - machineBefore.busy - sum(used);
    return {
      ...answer,
      serverCpuSeconds: used.slice(0, -1),
      othersShare: Math.max(0, others / (machine.all - machineBefore.all)),
      residentBytes: processes.map(({ pid }) => residentBytes(pid)),
    };
  }

  /** As {@link run}, without the account of the servers: they may come and go meanwhile. */
  begin(plan) {
    return this.#ask({ plan, timeline: true });
  }

  /** Ends the load that is going on; its result comes all the same. */
  finish() {
    this.#child.send('stop');
  }

  get process() {
    return this.#child;
  }

  stop() {
    return stop([this.#child]);
  }

  /** Lets the program end by itself. */
  async leave() {
    const gone = once(this.#child, 'exit');
    this.#child.disconnect();
    await gone;
  }

  async #ask(message) {
    this.#child.send(message);
    const said = new Promise((resolve) => this.#child.once('message', resolve));
    const answer = await Promise.race([said, this.#ended]);
    if (answer.error !== undefined) throw new Error(`${this.#cluster.name}: ${answer.error}`);
    return answer;
  }
}

/** Of one measurement of a {@link Loader}: CPU time of all servers per operation, in microseconds. */
export function serverMicros({ result, serverCpuSeconds }) {
  return (sum(serverCpuSeconds) / result.operations) * 1e6;
}

/** CPU time of the load program per operation, in microseconds. */
export function loadMicros({ result: { operations, rounds } }) {
  return (sum(rounds.map(({ cpuSeconds }) => cpuSeconds)) / operations) * 1e6;
}
