import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { ChaosError, messageOf } from '../../errors.ts';
import {
  awaitSetting,
  checkClockSetting,
  CLOCK_SHIM,
  HOST_CLOCK,
  readNodeClock,
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
import { freePorts } from '../local/free-ports.ts';
import type { ContainerSpec, SystemUnderTest } from '../system.ts';
import { clockFiles, type ClockFiles } from './clock-files.ts';
import { ContainerNode } from './container-node.ts';
import { engineVersion } from './docker-cli.ts';
import { prepareImage } from './image.ts';
import { removeLeftovers, removeRun } from './labels.ts';
import { createNetwork } from './networks.ts';

const PROBE_MS = 400;
/** The first addresses of a network belong to the engine. */
const FIRST_ADDRESS = 11;

const AVAILABLE: Capability = { available: true };

/**
 * Containers on two networks: one for the nodes among themselves, without a way out, in which links are cut by packet
 * filters, and one on which clients reach them from this computer. Throws `environment_unavailable` if there is no
 * engine or no image.
 */
export async function createDockerEnvironment(
  options: EnvironmentOptions,
  why = 'as asked',
): Promise<Environment> {
  const { system } = options;
  if (system.container === undefined) {
    throw new ChaosError(
      'environment_unavailable',
      `${system.name} does not tell how it runs in a container`,
    );
  }
  const version = await engineVersion();
  const image = await prepareImage(system.container.image);
  const ports = await freePorts(options.nodes.length);
  const description = `docker: ${options.nodes.length} containers of Docker ${version}, ${why}`;
  return new DockerEnvironment({ ...options, spec: system.container, image, ports, description });
}

interface DockerOptions extends EnvironmentOptions {
  readonly spec: ContainerSpec;
  readonly image: string;
  /** Of this computer, one for each node. */
  readonly ports: readonly number[];
  readonly description: string;
}

class DockerEnvironment implements Environment {
  readonly name = 'docker';
  readonly description: string;
  readonly system: SystemUnderTest;
  readonly nodes: readonly NodeAddress[];
  readonly #options: DockerOptions;
  readonly #clock: ClockFiles;
  readonly #tidyUp: () => void;
  #nodes: readonly ContainerNode[] = [];
  #links: Capability = AVAILABLE;
  #clocks: Capability = AVAILABLE;
  #clockSequence = 0;
  #ended = false;

  constructor(options: DockerOptions) {
    this.description = options.description;
    this.system = options.system;
    this.nodes = options.nodes.map((id, index) => ({
      id,
      clientUrl: `http://127.0.0.1:${options.ports[index] ?? 0}`,
    }));
    this.#options = options;
    this.#clock = clockFiles(options.system.runtime);
    // The last resort, for a process that ends without having called stop.
    this.#tidyUp = () => {
      const names = this.#nodes.map(({ name }) => name);
      const networks = Object.values(networkNames(options.runId));
      spawnSync('docker', ['rm', '-f', '-v', ...names], { stdio: 'ignore', timeout: 20_000 });
      spawnSync('docker', ['network', 'rm', ...networks], { stdio: 'ignore', timeout: 20_000 });
    };
  }

  async start(): Promise<void> {
    await removeLeftovers();
    process.once('exit', this.#tidyUp);
    try {
      await this.#create();
      await Promise.all(this.#nodes.map((node) => node.start()));
      await this.#tryOut();
    } catch (cause) {
      await this.stop().catch(() => undefined);
      throw cause;
    }
  }

  capability(fault: FaultClass): Capability {
    switch (fault) {
      case 'partition':
      case 'one-way-partition':
        return this.#links;
      case 'clock-wall':
        return this.#clocks;
      case 'clock-monotonic':
        if (this.#clock.setsMonotonic) return this.#clocks;
        return { available: false, reason: `the monotonic clock of ${this.system.name} cannot be set` };
      case 'kill':
      case 'pause':
        return AVAILABLE;
    }
  }

  async kill(node: string): Promise<void> {
    await this.#node(node).kill();
  }

  async restart(node: string): Promise<void> {
    await this.#node(node).start();
  }

  async pause(node: string): Promise<void> {
    await this.#node(node).pause();
  }

  async resume(node: string): Promise<void> {
    await this.#node(node).resume();
  }

  async cut(links: readonly Link[]): Promise<void> {
    const cut = links.map(({ from, to }) => ({ from: this.#node(from), to: this.#node(to) }));
    await Promise.all(
      this.#nodes.map((node) => {
        const lost = cut.filter(({ to }) => to === node).map(({ from }) => from.address);
        return node.drop([...new Set(lost)]);
      }),
    );
  }

  async probe(link: Link): Promise<boolean | undefined> {
    const [from, to] = [this.#node(link.from), this.#node(link.to)];
    if (!from.running || !to.hears) return undefined;
    const name = `${link.from}>${link.to} ${performance.now()}`;
    const heard = to.hear(name, PROBE_MS);
    await from.send(name, to);
    return await heard;
  }

  async setClock(node: string, setting: ClockSetting): Promise<void> {
    checkClockSetting(setting);
    const container = this.#node(node);
    const sinceMs = Date.now();
    this.#clockSequence += 1;
    const { path, text } = this.#clock.file(setting, this.#clockSequence, sinceMs);
    await container.write(path, text);
    if (!container.hears) return;
    await awaitSetting(() => this.readClock(node), setting, sinceMs, this.#clock.settleMs);
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
    if (this.#ended) return;
    this.#ended = true;
    // A paused container ends at once when it is killed; nothing has to be undone first.
    await Promise.all(this.#nodes.map((node) => node.kill().catch(() => undefined)));
    await Promise.all(this.#nodes.map((node) => node.saveLogs().catch(() => undefined)));
    await removeRun(this.#options.runId);
    process.removeListener('exit', this.#tidyUp);
  }

  async #create(): Promise<void> {
    const { runId, directory, spec, image, ports } = this.#options;
    const logs = join(directory, 'logs');
    await mkdir(logs, { recursive: true });
    const networks = networkNames(runId);
    // Nodes shall not reach each other on the network of the clients, where nothing is ever cut.
    const apart = ['-o', 'com.docker.network.bridge.enable_icc=false'];
    const peers = await createNetwork(networks.peers, runId, ['--internal']);
    await createNetwork(networks.clients, runId, apart);
    const sites = this.nodes.map(({ id, clientUrl }, index) => ({
      ...{ id, clientUrl, hostPort: ports[index] as number },
      address: peers.host(FIRST_ADDRESS + index),
    }));
    const clockFolder = await this.#stageClockFiles();
    this.#nodes = sites.map(({ id, clientUrl, hostPort, address }) => {
      const { clientPort, peerPort, dataDir } = spec;
      const command = spec.command({
        id,
        clusterId: runId,
        listenClients: `0.0.0.0:${clientPort}`,
        listenPeers: `0.0.0.0:${peerPort}`,
        clientUrl,
        peers: new Map(sites.map((site) => [site.id, `${site.address}:${peerPort}`])),
        dataDir,
      });
      return new ContainerNode({
        ...{ id, runId, hostPort, address, networks, command, clockFolder },
        ...{ image, spec, clock: this.#clock },
        logFile: join(logs, `${id}.log`),
      });
    });
    await Promise.all(this.#nodes.map((node) => node.create()));
    await rm(clockFolder, { recursive: true, force: true });
  }

  /** What the nodes find when they start: the host's time. */
  async #stageClockFiles(): Promise<string> {
    const folder = join(this.#options.directory, 'clocks');
    await mkdir(folder, { recursive: true });
    await copyFile(CLOCK_SHIM, join(folder, 'clock-shim.cjs'));
    await writeFile(join(folder, 'setting.json'), shimSetting(HOST_CLOCK, 0, 0));
    await writeFile(join(folder, 'faketime'), '+0\n');
    return folder;
  }

  /** Finds out what can be done here. */
  async #tryOut(): Promise<void> {
    try {
      await Promise.all(this.#nodes.map((node) => node.drop([], true)));
    } catch (error) {
      this.#links = { available: false, reason: `packet filters do not work here: ${messageOf(error)}` };
    }
    const { needs } = this.#clock;
    const able = needs.length === 0 || (await this.#nodes[0]?.hasAny(needs)) === true;
    if (!able) this.#clocks = { available: false, reason: `the image has no libfaketime` };
  }

  #node(id: string): ContainerNode {
    const node = this.#nodes.find((each) => each.id === id);
    if (node === undefined) throw new RangeError(`expected one of the nodes of the cluster, found ${id}`);
    return node;
  }
}

function networkNames(runId: string): { clients: string; peers: string } {
  return { clients: `seaworthy-${runId}-clients`, peers: `seaworthy-${runId}-peers` };
}
