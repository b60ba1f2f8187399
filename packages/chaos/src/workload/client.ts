import type { NodeAddress } from '../environment/environment.ts';
import type { Value } from '../history/event.ts';
import type { Completion, Invocation } from '../history/recorder.ts';

/**
 * Which node a client talks to. `follow`: whoever leads. `stay`: one node, for as long as it does not say that another
 * one leads; so a leader that is cut off from its peers, and does not know it, keeps being asked. `roam`: one node,
 * until an operation there does not succeed; so whoever takes over is found soon.
 */
export type Routing = 'follow' | 'stay' | 'roam';

/** Where and for whom a client works. */
export interface ClientContext {
  /** The process whose operations it carries out. */
  readonly process: number;
  /** All nodes; the first one is the one to prefer. */
  readonly nodes: readonly NodeAddress[];
  readonly routing: Routing;
  /** After so many milliseconds an operation without an answer is given up. */
  readonly timeoutMs: number;
}

/**
 * How operations reach the system under test: five functions, as Jepsen's client has them. One client serves one
 * process, one operation at a time.
 */
export interface TestClient {
  /** Makes ready to talk to the nodes; need not connect. */
  open(context: ClientContext): Promise<void>;
  /** Called once per run, on one client, before the first operation. */
  setup(): Promise<void>;
  /**
   * Carries out an operation. `fail` is only for what certainly did not and will not happen; whoever is not sure
   * answers `info`. A rejection counts as `info`, of a read as `fail`. Values are the strings that the system stores.
   */
  invoke(operation: StoreOperation, signal: AbortSignal): Promise<StoreCompletion>;
  /** Called once per run, on one client, after the last operation. */
  teardown(): Promise<void>;
  close(): Promise<void>;
}

/** An operation with its values as the store has them. */
export type StoreOperation =
  | { readonly f: 'get'; readonly key: string }
  | { readonly f: 'put' | 'append'; readonly key: string; readonly value: string }
  | { readonly f: 'delete'; readonly key: string }
  | { readonly f: 'cas'; readonly key: string; readonly expected: string | null; readonly value: string };

/** How it ended. `value`: what a `get` read, whether a `cas` matched, whether a `delete` found something. */
export interface StoreCompletion {
  readonly type: 'ok' | 'fail' | 'info';
  readonly value?: string | boolean | null;
  readonly node?: string;
  readonly revision?: number;
  /** With a refused `cas`: the value that was there instead, if the system tells. */
  readonly current?: string | null;
  readonly error?: string;
}

export type MakeClient = () => TestClient;

/** The operation that an invocation stands for. */
export function toStoreOperation({ f, key, value }: Invocation): StoreOperation {
  switch (f) {
    case 'read':
    case 'get':
      return { f: 'get', key };
    case 'delete':
      return { f: 'delete', key };
    case 'write':
    case 'put':
      return { f: 'put', key, value: String(value) };
    case 'append':
      return { f: 'append', key, value: String(value) };
    case 'cas': {
      const [expected, next] = value as readonly [Value, Value];
      return { f: 'cas', key, expected: expected === null ? null : String(expected), value: String(next) };
    }
  }
}

/** The completion as it is recorded; `decode` turns what is stored into the workload's values. */
export function toCompletion(
  { f }: Invocation,
  { value, current, ...rest }: StoreCompletion,
  decode: (stored: string | null) => Value,
): Completion {
  const seen = current === undefined ? {} : { current: decode(current) };
  if (rest.type !== 'ok') return rest;
  switch (f) {
    case 'read':
    case 'get':
      return { ...rest, value: decode(typeof value === 'string' ? value : null) };
    case 'cas':
      return { ...rest, value: value === true, ...(value === true ? {} : seen) };
    case 'delete':
      return typeof value === 'boolean' ? { ...rest, value } : rest;
    case 'write':
    case 'put':
    case 'append':
      return rest;
  }
}
