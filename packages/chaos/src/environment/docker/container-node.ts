import { ChaosError, messageOf } from '../../errors.ts';
import type { ContainerSpec, NodeCommand } from '../system.ts';
import { Agent } from './agent.ts';
import type { ClockFiles } from './clock-files.ts';
import { docker, saveLogs } from './docker-cli.ts';
import { labelFlags } from './labels.ts';

export interface ContainerPlan {
  readonly id: string;
  readonly runId: string;
  readonly image: string;
  readonly spec: ContainerSpec;
  readonly command: NodeCommand;
  /** The port of this computer at which clients reach it. */
  readonly hostPort: number;
  readonly networks: { readonly clients: string; readonly peers: string };
  /** In the network of the peers. */
  readonly address: string;
  readonly clock: ClockFiles;
  /** A folder of this computer with the first version of the clock's files. */
  readonly clockFolder: string;
  readonly logFile: string;
}

/** One node in a container, with the helper that hurts it from inside. */
export class ContainerNode {
  readonly id: string;
  readonly clientUrl: string;
  readonly address: string;
  readonly logFile: string;
  readonly name: string;
  readonly #plan: ContainerPlan;
  #agent: Agent | undefined;
  #sources: readonly string[] = [];
  readonly #unwritten = new Map<string, string>();
  #paused = false;

  constructor(plan: ContainerPlan) {
    this.#plan = plan;
    this.id = plan.id;
    this.clientUrl = `http://127.0.0.1:${plan.hostPort}`;
    this.address = plan.address;
    this.logFile = plan.logFile;
    this.name = `seaworthy-${plan.runId}-${plan.id}`;
  }

  /** Whether a process runs in it, and is not paused. */
  get hears(): boolean {
    return this.#agent !== undefined && !this.#paused;
  }

  get running(): boolean {
    return this.#agent !== undefined;
  }

  async create(): Promise<void> {
    const { id, runId, image, spec, command, hostPort, networks, address, clock, clockFolder } = this.#plan;
    const [program = 'node', ...args] = command.argv;
    const variables = Object.entries({ ...clock.variables, ...command.env });
    await docker([
      'create',
      ...['--name', this.name, '--hostname', id, ...labelFlags(runId)],
      ...['--init', '--cap-add', 'NET_ADMIN', '--no-healthcheck', '--restart', 'no'],
      ...['--network', networks.clients, '--publish', `127.0.0.1:${hostPort}:${spec.clientPort}`],
      ...variables.flatMap(([key, value]) => ['--env', `${key}=${value}`]),
      ...['--entrypoint', program, image, ...args],
    ]);
    await docker(['network', 'connect', '--ip', address, '--alias', id, networks.peers, this.name]);
    await docker(['cp', clockFolder, `${this.name}:${clock.folder}`]);
  }

  /** Resolves when its process runs and all that was cut is cut. */
  async start(): Promise<void> {
    if (this.#agent !== undefined) return;
    await docker(['start', this.name]);
    this.#paused = false;
    this.#agent = await Agent.start(this.name).catch(async (cause: unknown) => {
      const said = await docker(['logs', '--tail', '5', this.name], { both: true }).catch(() => '');
      const message = `${this.id} ended at once: ${said || messageOf(cause)}`;
      throw new ChaosError('environment_failed', message, { cause });
    });
    // A container that starts anew has a network that knows no rules.
    if (this.#sources.length > 0) await this.#agent.filter(this.#sources);
    for (const [path, text] of this.#unwritten) await this.#agent.write(path, text);
    this.#unwritten.clear();
  }

  async kill(): Promise<void> {
    if (this.#agent === undefined) return;
    this.#agent.close();
    this.#agent = undefined;
    this.#paused = false;
    await docker(['kill', '--signal', 'KILL', this.name]);
  }

  async pause(): Promise<void> {
    await this.#agent?.signal('SIGSTOP');
    this.#paused = this.running;
  }

  async resume(): Promise<void> {
    if (this.#paused) await this.#agent?.signal('SIGCONT');
    this.#paused = false;
  }

  /** Loses what comes from these addresses, also after a restart. */
  async drop(sources: readonly string[], always = false): Promise<void> {
    const same =
      sources.length === this.#sources.length && sources.every((each) => this.#sources.includes(each));
    if (same && !always) return;
    this.#sources = sources;
    await this.#agent?.filter(sources);
  }

  /** While the container does not run, this waits for it to be started. */
  async write(path: string, text: string): Promise<void> {
    if (this.#agent === undefined) this.#unwritten.set(path, text);
    else await this.#agent.write(path, text);
  }

  async hasAny(paths: readonly string[]): Promise<boolean> {
    return (await this.#agent?.exists(paths)) ?? false;
  }

  hear(name: string, timeoutMs: number): Promise<boolean | undefined> {
    return this.#agent?.hear(name, timeoutMs) ?? Promise.resolve(undefined);
  }

  async send(name: string, to: ContainerNode): Promise<void> {
    await this.#agent?.send(name, to.address);
  }

  async saveLogs(): Promise<void> {
    await saveLogs(this.name, this.logFile);
  }
}
