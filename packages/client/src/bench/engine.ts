import type { Cancel, ClientClock } from '../ports.ts';
import type { OperationSource } from './operations.ts';
import type { Pacing } from './pacing.ts';
import type { Done, LoadConnection } from './target.ts';

/** Whoever keeps account of a load. Times are in milliseconds on the load's clock. */
export interface LoadObserver {
  /** It was possible from `possibleAt` on: when it was meant to begin, or when a place became free after that. */
  onStart(intendedAt: number, possibleAt: number, startedAt: number): void;
  onDone(intendedAt: number, endedAt: number, error: unknown): void;
}

export interface EngineOptions {
  readonly connections: readonly LoadConnection[];
  /** Operations that are open at a time, at most; spread evenly over the connections. */
  readonly inFlight: number;
  readonly clock: ClientClock;
  readonly pacing: Pacing;
  readonly operations: OperationSource;
  readonly observer: LoadObserver;
}

/** A place for one open operation. */
interface Lane {
  readonly connection: LoadConnection;
  readonly done: Done;
  state: 'idle' | 'starting' | 'open';
  intendedAt: number;
}

/** A place whose operation failed rests for so long, so that a system that refuses everything is not hammered. */
const REST_MS = 10;

/** Keeps operations going. It makes no promise, closure or timer per operation, for what it costs is in the figures. */
export class Engine {
  readonly #options: EngineOptions;
  /** A ring, so that places, and with them connections, take turns. */
  readonly #idle: Lane[];
  #idleFrom = 0;
  #idleCount: number;
  /** Since when there has been an idle place. */
  #idleSince = -Infinity;
  #open = 0;
  #stopped = false;
  #abandoned = false;
  #wake: Cancel | undefined;
  #becomeQuiet!: () => void;
  /** Resolves once no operation is open and none will begin. */
  readonly quiet: Promise<void> = new Promise((resolve) => (this.#becomeQuiet = resolve));

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#idle = Array.from({ length: options.inFlight }, (_, place) => this.#newLane(place));
    this.#idleCount = this.#idle.length;
  }

  /** Operations that have begun and not ended. */
  get open(): number {
    return this.#open;
  }

  start(): void {
    this.#pump(this.#options.clock.monotonicNow());
  }

  /** No further operation begins. */
  stop(): void {
    this.#stopped = true;
    this.#wake?.();
    this.#wake = undefined;
    this.#checkQuiet();
  }

  /** The observer hears nothing more of operations that are still open. */
  abandon(): void {
    this.stop();
    this.#abandoned = true;
  }

  #newLane(place: number): Lane {
    const { connections } = this.#options;
    const lane: Lane = {
      connection: connections[place % connections.length] as LoadConnection,
      done: (error) => {
        this.#onDone(lane, error);
      },
      state: 'idle',
      intendedAt: 0,
    };
    return lane;
  }

  /** Begins what is due for as long as there are idle places. */
  #pump(now: number): void {
    const { pacing } = this.#options;
    while (this.#idleCount > 0 && !this.#stopped) {
      const at = pacing.next(now);
      if (at > now) {
        this.#wakeIn(at - now);
        return;
      }
      this.#begin(at, now);
    }
  }

  #begin(at: number, now: number): void {
    const { operations, observer, pacing } = this.#options;
    const operation = operations.next();
    if (operation === null) {
      this.stop();
      return;
    }
    pacing.taken();
    const lane = this.#takeIdle();
    lane.intendedAt = at;
    lane.state = 'starting';
    this.#open++;
    observer.onStart(at, Math.max(at, this.#idleSince), now);
    lane.connection.start(operation, lane.done);
    lane.state = 'open';
  }

  #onDone(lane: Lane, error: unknown): void {
    if (this.#abandoned) return;
    if (lane.state !== 'open')
      throw new Error(
        lane.state === 'idle' ? 'an operation ended twice' : 'an operation ended while it was begun',
      );
    const { clock, observer } = this.#options;
    const now = clock.monotonicNow();
    lane.state = 'idle';
    this.#open--;
    observer.onDone(lane.intendedAt, now, error);
    if (error === null) this.#rejoin(lane, now);
    else
      clock.schedule(REST_MS, () => {
        this.#rejoin(lane, clock.monotonicNow());
      });
    if (this.#stopped) this.#checkQuiet();
  }

  #rejoin(lane: Lane, now: number): void {
    if (this.#idleCount === 0) this.#idleSince = now;
    this.#idle[(this.#idleFrom + this.#idleCount) % this.#idle.length] = lane;
    this.#idleCount++;
    this.#pump(now);
  }

  #takeIdle(): Lane {
    const lane = this.#idle[this.#idleFrom] as Lane;
    this.#idleFrom = (this.#idleFrom + 1) % this.#idle.length;
    this.#idleCount--;
    return lane;
  }

  #wakeIn(delayMs: number): void {
    if (this.#wake !== undefined) return;
    const { clock } = this.#options;
    this.#wake = clock.schedule(delayMs, () => {
      this.#wake = undefined;
      this.#pump(clock.monotonicNow());
    });
  }

  #checkQuiet(): void {
    if (this.#stopped && this.#open === 0) this.#becomeQuiet();
  }
}
