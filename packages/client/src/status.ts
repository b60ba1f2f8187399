import { statusUrl, type Endpoint } from './endpoint.ts';
import { messageOf, SeaworthyError } from './errors.ts';
import type { ClientPorts } from './ports.ts';

/** What one server says of itself. Log positions are indices, from 0 for none. */
export interface ServerStatus {
  readonly endpoint: string;
  readonly reachable: true;
  readonly node: string;
  readonly role: string;
  readonly term: number;
  readonly leader: string | null;
  readonly commit: number;
  readonly applied: number;
  readonly last: number;
}

/** A server that did not tell how it is. */
export interface UnreachableServer {
  readonly endpoint: string;
  readonly reachable: false;
  readonly error: SeaworthyError;
}

export type EndpointStatus = ServerStatus | UnreachableServer;

/** Asks one server how it is. Rejects with `unavailable`, `protocol` or `aborted`. */
export async function fetchStatus(
  endpoint: Endpoint,
  ports: ClientPorts,
  timeoutMs: number,
  signals: readonly AbortSignal[],
): Promise<ServerStatus> {
  const controller = new AbortController();
  const aborted = signals.find((signal) => signal.aborted);
  if (aborted !== undefined)
    throw new SeaworthyError('aborted', 'the call was aborted', { cause: aborted.reason });
  const late = new SeaworthyError('unavailable', `${endpoint} did not answer within ${timeoutMs} ms`);
  const cancel =
    timeoutMs === Infinity
      ? () => undefined
      : ports.clock.schedule(timeoutMs, () => {
          controller.abort(late);
        });
  const signal = AbortSignal.any([controller.signal, ...signals]);
  try {
    return readStatus(endpoint, await untilAborted(ports.fetchJson(statusUrl(endpoint), signal), signal));
  } catch (error) {
    if (error instanceof SeaworthyError) throw error;
    if (signal.aborted) throw new SeaworthyError('aborted', 'the call was aborted', { cause: signal.reason });
    throw new SeaworthyError('unavailable', `${endpoint}: ${messageOf(error)}`, { cause: error });
  } finally {
    cancel();
  }
}

/** Does not rely on `work` to heed the signal. */
async function untilAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return await new Promise<Result>((resolve, reject) => {
    const onAbort = (): void => {
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    void work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', onAbort);
    });
  });
}

function readStatus(endpoint: Endpoint, body: unknown): ServerStatus {
  const fields = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const fault = (expected: string): SeaworthyError =>
    new SeaworthyError('protocol', `${endpoint}: expected the status to have ${expected}`);
  const text = (name: string): string => {
    const value = fields[name];
    if (typeof value !== 'string') throw fault(`a string as ${name}`);
    return value;
  };
  const whole = (name: string): number => {
    const value = fields[name];
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
      throw fault(`a whole number as ${name}`);
    return value;
  };
  return {
    endpoint,
    reachable: true,
    node: text('node'),
    role: text('role'),
    term: whole('term'),
    leader: fields['leader'] === null ? null : text('leader'),
    commit: whole('commit'),
    applied: whole('applied'),
    last: whole('last'),
  };
}
