import type { Backoff } from './connection/backoff.ts';
import { parseEndpoints, type Endpoint } from './endpoint.ts';
import { invalidArgument } from './errors.ts';
import type { ClientClock, ClientPorts, ClientRandom, ConnectSocket, FetchJson } from './ports.ts';
import { systemClock } from './system/clock.ts';
import { fetchJson } from './system/fetch-json.ts';
import { systemRandom } from './system/random.ts';
import { connectWebSocket } from './system/web-socket.ts';

/** How a client is set up. All times are in milliseconds. */
export interface ClientOptions {
  /** Servers of one cluster, as `host:port` or `http://host:port`, in a list or separated by commas. One will do. */
  readonly endpoints: readonly string[] | string;
  /** How long a call may take, retries included; Infinity for no limit. Default 5000. */
  readonly timeoutMs?: number | undefined;
  /** A server that answers nothing for so long is given up and another one is tried. Default 1000. */
  readonly attemptTimeoutMs?: number | undefined;
  /**
   * Whether writes belong to a session, so that they are repeated without being done twice. Default true. Without,
   * a write whose answer is lost fails with `outcome_unknown` and is never repeated.
   */
  readonly session?: boolean | undefined;
  /** Whether addresses that servers tell may be used, besides `endpoints`. Default true. */
  readonly discover?: boolean | undefined;
  /** Calls that may be open at a time; further ones fail with `busy`. Default 65536. */
  readonly maxPending?: number | undefined;
  /** Waits between failing attempts to find a server. Default from 25 up to 150. */
  readonly backoff?: Partial<Backoff> | undefined;
  /** Closes the client when aborted. */
  readonly signal?: AbortSignal | undefined;
  /** Default: the computer's clock. */
  readonly clock?: ClientClock | undefined;
  /** Default: `Math.random`. */
  readonly random?: ClientRandom | undefined;
  /** Default: a WebSocket of the `ws` package. */
  readonly connectSocket?: ConnectSocket | undefined;
  /** Default: `fetch`. */
  readonly fetchJson?: FetchJson | undefined;
}

/** What goes for one call. */
export interface CallOptions {
  /** Ends the wait. A write that was sent may still take effect: see the error's `outcome`. */
  readonly signal?: AbortSignal | undefined;
  /** How long the call may take in milliseconds, retries included; Infinity for no limit. Default: the client's. */
  readonly timeoutMs?: number | undefined;
}

export interface GetOptions extends CallOptions {
  /**
   * `linearizable` (the default) sees every write that was answered before. `serializable` reads one server's own
   * store, which may be behind, but does not need a majority.
   */
  readonly consistency?: 'linearizable' | 'serializable' | undefined;
  /** With `serializable`: the server to read from. Default: any. */
  readonly endpoint?: string | undefined;
}

/** Options with every default in place. */
export interface Settings {
  readonly endpoints: readonly Endpoint[];
  readonly timeoutMs: number;
  readonly attemptTimeoutMs: number;
  readonly session: boolean;
  readonly discover: boolean;
  readonly maxPending: number;
  readonly backoff: Backoff;
  readonly ports: ClientPorts;
}

/** The longest wait of a timer of Node. */
const MAX_TIMER_MS = 2_147_483_647;

export function resolveOptions(options: ClientOptions): Settings {
  const initialMs = checkMs('backoff.initialMs', options.backoff?.initialMs ?? 25);
  const maxMs = checkMs('backoff.maxMs', options.backoff?.maxMs ?? 150);
  if (initialMs > maxMs) throw invalidArgument('expected backoff.initialMs to be at most backoff.maxMs');
  const maxPending = options.maxPending ?? 65_536;
  if (!Number.isSafeInteger(maxPending) || maxPending < 1)
    throw invalidArgument(`expected maxPending to be a whole number from 1, got ${maxPending}`);
  return {
    endpoints: parseEndpoints(options.endpoints),
    timeoutMs: checkTimeout(options.timeoutMs ?? 5000),
    attemptTimeoutMs: checkMs('attemptTimeoutMs', options.attemptTimeoutMs ?? 1000),
    session: options.session ?? true,
    discover: options.discover ?? true,
    maxPending,
    backoff: { initialMs, maxMs },
    ports: {
      clock: options.clock ?? systemClock,
      random: options.random ?? systemRandom,
      connectSocket: options.connectSocket ?? connectWebSocket,
      fetchJson: options.fetchJson ?? fetchJson,
    },
  };
}

/** A deadline may also be Infinity. */
export function checkTimeout(timeoutMs: number): number {
  return timeoutMs === Infinity ? timeoutMs : checkMs('timeoutMs', timeoutMs);
}

function checkMs(name: string, value: number): number {
  if (typeof value !== 'number' || !(value > 0 && value <= MAX_TIMER_MS))
    throw invalidArgument(
      `expected ${name} to be milliseconds above 0 and up to ${MAX_TIMER_MS}, got ${value}`,
    );
  return value;
}
