import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import {
  awaitSetting,
  checkClockSetting,
  CLOCK_SHIM,
  HOST_CLOCK,
  readNodeClock,
  shimEnvironment,
  shimSetting,
} from '../clock/clock-control.ts';
import type {
  Capability,
  ClockReading,
  ClockSetting,
  Environment,
  EnvironmentOptions,
  FaultClass,
  Link,
  NodeAddress,
} from '../environment.ts';
import { ProxyNetwork } from '../proxy/proxy-network.ts';
import type { SystemUnderTest } from '../system.ts';
import { freePorts } from './free-ports.ts';
import { NodeProcess } from './node-process.ts';

const ORPHAN_GUARD = fileURLToPath(
  new URL('../../../src/environment/local/orphan-guard.cjs', import.meta.url),
);
const PROBE_MS = 700;
const CLOCK_MS = 1000;

interface LocalNode extends NodeAddress {
  readonly process: NodeProcess;
  readonly clockFile: string;
  readonly logFile: string;
}

/** Processes of this computer, with a proxy in every link between them. Call {@link Environment.start} next. */
export async function createLocalEnvironment(
  options: EnvironmentOptions,
  why = 'as asked',
): Promise<Environment> {
  const network = new ProxyNetwork();
  const ports = await freePorts(options.nodes.length * 2);
  const sites = options.nodes.map((id, index) => ({
    id,
    clients: ports[2 * index] as number,
    peers: ports[2 * index + 1] as number,
  }));
  await network.start(new Map(sites.map(({ id, peers }) => [id, { host: '127.0.0.1', port: peers }])));
  const folders = ['logs', 'data', 'clocks'].map((name) => join(options.directory, name));
  await Promise.all(folders.map((folder) => mkdir(folder, { recursive: true })));
  const nodes = sites.map(({ id, clients, peers }): LocalNode => {
    const clientUrl = `http://127.0.0.1:${clients}`;
    const clockFile = join(options.directory, 'clocks', `${id}.json`);
    const logFile = join(options.directory, 'logs', `${id}.log`);
    const command = options.system.command({
      id,
      clusterId: options.runId,
      listenClients: `127.0.0.1:${clients}`,
      listenPeers: `127.0.0.1:${peers}`,
      clientUrl,
      peers: new Map(
        sites.map((other) => [
          other.id,
          other.id === id ? `127.0.0.1:${peers}` : network.address({ from: id, to: other.id }),
        ]),
      ),
      dataDir: join(options.directory, 'data', id),
    });
    const preloaded =
      options.system.runtime === 'node' ? shimEnvironment(clockFile, CLOCK_SHIM, [ORPHAN_GUARD]) : {};
    const env = { ...preloaded, SEAWORTHY_PARENT: String(process.pid), ...command.env };
    return { id, clientUrl, clockFile, logFile, process: new NodeProcess(id, { ...command, env }, logFile) };
  });
  return new LocalEnvironment(options, nodes, network, why);
}

class LocalEnvironment implements Environment {
  readonly name = 'local';
  readonly description: string;
  readonly system: SystemUnderTest;
  readonly #options: EnvironmentOptions;
  readonly #nodes: readonly LocalNode[];
  readonly #network: ProxyNetwork;
  readonly #killAll: () => void;
  #clockSequence = 0;
  #stopped = false;

  constructor(options: EnvironmentOptions, nodes: readonly LocalNode[], network: ProxyNetwork, why: string) {
    this.description = `local: ${nodes.length} processes of this computer, ${why}`;
    this.system = options.system;
    this.#options = options;
    this.#nodes = nodes;
    this.#network = network;
    this.#killAll = () => {
      for (const node of nodes) node.process.killNow();
    };
  }

  get nodes(): readonly NodeAddress[] {
    return this.#nodes.map(({ id, clientUrl }) => ({ id, clientUrl }));
  }

  async start(): Promise<void> {
    process.once('exit', this.#killAll);
    await Promise.all(this.#nodes.map((node) => node.process.start()));
  }

  capability(fault: FaultClass): Capability {
    if (fault === 'pause' && process.platform === 'win32') {
      return { available: false, reason: 'Windows has no SIGSTOP' };
    }
    if ((fault === 'clock-wall' || fault === 'clock-monotonic') && this.system.runtime !== 'node') {
      return {
        available: false,
        reason: `the clocks of ${this.system.name}, no program for Node.js, cannot be set`,
      };
    }
    return { available: true };
  }

  async kill(node: string): Promise<void> {
    await this.#node(node).process.kill();
  }

  async restart(node: string): Promise<void> {
    await this.#node(node).process.start();
  }

  async pause(node: string): Promise<void> {
    this.#node(node).process.pause();
  }

  async resume(node: string): Promise<void> {
    this.#node(node).process.resume();
  }

  async cut(links: readonly Link[]): Promise<void> {
    this.#network.cut(links);
  }

  async probe(link: Link): Promise<boolean | undefined> {
    const target = this.#node(link.to).process;
    if (!target.running || target.paused) return undefined;
    return await this.#network.probe(link, PROBE_MS);
  }

  async setClock(node: string, setting: ClockSetting): Promise<void> {
    checkClockSetting(setting);
    const { clockFile, process } = this.#node(node);
    const sinceMs = Date.now();
    this.#clockSequence += 1;
    await writeFile(`${clockFile}.new`, shimSetting(setting, this.#clockSequence, sinceMs));
    await rename(`${clockFile}.new`, clockFile);
    if (!process.running || process.paused) return;
    await awaitSetting(() => this.readClock(node), setting, sinceMs, CLOCK_MS);
  }

  async resetClock(node: string): Promise<void> {
    await this.setClock(node, HOST_CLOCK);
  }

  async readClock(node: string): Promise<ClockReading> {
    return await readNodeClock(this.system, this.#node(node).clientUrl);
  }

  logFile(node: string): string {
    return this.#node(node).logFile;
  }

  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    await Promise.all(this.#nodes.map((node) => node.process.kill()));
    process.removeListener('exit', this.#killAll);
    await this.#network.stop();
    const { directory, keepData } = this.#options;
    await rm(join(directory, 'clocks'), { recursive: true, force: true });
    if (keepData !== true) await rm(join(directory, 'data'), { recursive: true, force: true });
  }

  #node(id: string): LocalNode {
    const node = this.#nodes.find((each) => each.id === id);
    if (node === undefined) throw new RangeError(`expected one of the nodes of the cluster, found ${id}`);
    return node;
  }
}
