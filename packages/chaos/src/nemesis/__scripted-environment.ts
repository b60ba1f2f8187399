import type {
  Capability,
  ClockReading,
  ClockSetting,
  Environment,
  FaultClass,
  Link,
} from '../environment/environment.ts';
import type { SystemUnderTest } from '../environment/system.ts';

/** An environment that only keeps account of what was done to it, in time that the test moves. */
export class ScriptedEnvironment implements Environment {
  readonly name = 'local';
  readonly description = 'scripted';
  readonly nodes = ['n1', 'n2', 'n3', 'n4', 'n5'].map((id) => ({ id, clientUrl: `scripted:${id}` }));
  readonly down = new Set<string>();
  readonly paused = new Set<string>();
  readonly skewed = new Map<string, ClockSetting>();
  readonly unavailable = new Set<FaultClass>();
  /** Calls that fail, as `method node`. */
  readonly failing = new Set<string>();
  leader: string | undefined = 'n3';
  links: readonly Link[] = [];
  /** Cuts are made but let everything through. */
  leaky = false;
  /** A monotonic clock keeps what it gained. */
  readonly gained = new Map<string, number>();

  readonly system: SystemUnderTest = {
    name: 'scripted',
    electionTimeoutMs: 500,
    runtime: 'node',
    command: () => ({ argv: [] }),
    status: async (clientUrl) => {
      const node = clientUrl.slice('scripted:'.length);
      if (this.down.has(node) || this.paused.has(node)) throw new Error('no answer');
      return { node, role: node === this.leader ? 'leader' : 'follower', term: 1 };
    },
  };

  capability(fault: FaultClass): Capability {
    return this.unavailable.has(fault)
      ? { available: false, reason: `no ${fault} here` }
      : { available: true };
  }

  start = (): Promise<void> => Promise.resolve();
  stop = (): Promise<void> => Promise.resolve();
  logFile = (node: string): string => `${node}.log`;

  async kill(node: string): Promise<void> {
    this.#mayFail(`kill ${node}`);
    this.down.add(node);
  }

  async restart(node: string): Promise<void> {
    this.#mayFail(`restart ${node}`);
    this.down.delete(node);
  }

  async pause(node: string): Promise<void> {
    this.paused.add(node);
  }

  async resume(node: string): Promise<void> {
    this.paused.delete(node);
  }

  async cut(links: readonly Link[]): Promise<void> {
    this.#mayFail('cut');
    this.links = links;
  }

  async probe(link: Link): Promise<boolean | undefined> {
    if (this.down.has(link.to)) return undefined;
    return this.leaky || !this.links.some(({ from, to }) => from === link.from && to === link.to);
  }

  async setClock(node: string, setting: ClockSetting): Promise<void> {
    this.skewed.set(node, setting);
    if (setting.clocks === 'wall') return;
    this.gained.set(node, (this.gained.get(node) ?? 0) + Math.max(0, setting.offsetMs));
  }

  async resetClock(node: string): Promise<void> {
    this.skewed.delete(node);
  }

  async readClock(node: string): Promise<ClockReading> {
    const wallOffsetMs = this.skewed.get(node)?.offsetMs ?? 0;
    return { wallOffsetMs, monotonicOffsetMs: this.gained.get(node) ?? 0, uncertaintyMs: 1 };
  }

  get isWhole(): boolean {
    return this.down.size + this.paused.size + this.skewed.size + this.links.length === 0;
  }

  #mayFail(call: string): void {
    if (this.failing.has(call)) throw new Error(`${call} failed`);
  }
}
