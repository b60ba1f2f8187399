import type { SystemUnderTest } from './system.ts';

/** From → to; a link is cut when what `from` sends does not reach `to`. */
export interface Link {
  readonly from: string;
  readonly to: string;
}

/** How a node's clocks differ from the host's. */
export interface ClockSetting {
  /** Added to the clock, in milliseconds. */
  readonly offsetMs: number;
  /** How fast the clock runs; 1 is as fast as the host's. */
  readonly rate: number;
  /** Which clocks are set: what `Date` shows, or also the clock that timers run on. */
  readonly clocks: 'wall' | 'wall-and-monotonic';
}

/** What a node's clocks show, against the host's at the same moment. */
export interface ClockReading {
  /** The node's wall clock less the host's, in milliseconds. */
  readonly wallOffsetMs: number;
  /** The node's monotonic clock less the host's, in milliseconds; only its changes mean something. */
  readonly monotonicOffsetMs: number;
  /** The reading is this uncertain, in milliseconds (half of the round trip). */
  readonly uncertaintyMs: number;
}

/** Whether a kind of fault can be injected here. */
export type Capability =
  { readonly available: true } | { readonly available: false; readonly reason: string };

export type FaultClass =
  'partition' | 'one-way-partition' | 'kill' | 'pause' | 'clock-wall' | 'clock-monotonic';

/** One node of the system under test, where clients reach it. */
export interface NodeAddress {
  readonly id: string;
  /** Such as `http://127.0.0.1:17401`. */
  readonly clientUrl: string;
}

export interface EnvironmentOptions {
  readonly system: SystemUnderTest;
  /** The ids of the nodes, such as `n1`. */
  readonly nodes: readonly string[];
  /** Unique among runs; everything that an environment makes carries it. */
  readonly runId: string;
  /** The folder of the run; logs go to `logs/` in it. It must exist. */
  readonly directory: string;
  /** Keeps what the nodes stored, where it is kept in the run's folder. */
  readonly keepData?: boolean;
}

/**
 * A place where a cluster runs and can be hurt: containers, or processes. Every method may be called again with the
 * same effect; every fault can be undone; `stop` leaves nothing behind.
 */
export interface Environment {
  readonly name: 'docker' | 'local';
  /** One line for people: what it is and why it was chosen. */
  readonly description: string;
  readonly system: SystemUnderTest;
  readonly nodes: readonly NodeAddress[];
  /** Starts all nodes and resolves when their processes run (not when they have a leader). */
  start(): Promise<void>;
  capability(fault: FaultClass): Capability;
  /** SIGKILL; resolves when the process is gone. */
  kill(node: string): Promise<void>;
  /** Starts a killed node again on its old data; resolves when its process runs. */
  restart(node: string): Promise<void>;
  pause(node: string): Promise<void>;
  resume(node: string): Promise<void>;
  /** Cuts exactly these links between nodes; all others are whole. An empty list heals. */
  cut(links: readonly Link[]): Promise<void>;
  /** Whether what `from` sends reaches `to` now, tried by something other than the rule itself; undefined if it cannot be told. */
  probe(link: Link): Promise<boolean | undefined>;
  setClock(node: string, setting: ClockSetting): Promise<void>;
  /** Both clocks as the host's again, as far as a monotonic clock can be. */
  resetClock(node: string): Promise<void>;
  readClock(node: string): Promise<ClockReading>;
  /** The log file of each node, complete once `stop` has resolved. */
  logFile(node: string): string;
  /** Ends every node and removes containers, networks and processes; the log files remain. */
  stop(): Promise<void>;
}
