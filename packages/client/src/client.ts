import { keyBytes, valueBytes, type Bytes } from './bytes.ts';
import { AddressBook } from './connection/address-book.ts';
import { Call } from './connection/call.ts';
import { Channel, type ChannelHooks } from './connection/channel.ts';
import { OpenCalls } from './connection/open-calls.ts';
import { ReadyWait, type Pending } from './connection/pending.ts';
import { parseEndpoint, type Endpoint } from './endpoint.ts';
import { invalidArgument, isSeaworthyError, SeaworthyError } from './errors.ts';
import { Emitter, type ClientEvents, type ClientListener } from './events.ts';
import { checkTimeout, resolveOptions } from './options.ts';
import type { CallOptions, ClientOptions, GetOptions, Settings } from './options.ts';
import { toCasResult, toDeleteResult, toFoundValue, toWriteResult } from './results.ts';
import type { CasResult, DeleteResult, StoredValue, WriteResult } from './results.ts';
import { SessionKeeper } from './session/session-keeper.ts';
import { fetchStatus, type EndpointStatus, type ServerStatus } from './status.ts';
import type { Answer, Request } from './wire/index.ts';

const NO_HOOKS: Pick<ChannelHooks, 'onConnect' | 'onDisconnect' | 'onLeader'> = {
  onConnect: () => undefined,
  onDisconnect: () => undefined,
  onLeader: () => undefined,
};
const NO_OPTIONS: CallOptions = {};
/** An attempt to open a session outlives the writes that asked for it by no more than this. */
const MAX_OPEN_MS = 5000;

/**
 * A client of one cluster. Every call finds the leader, survives the loss of connections and of leaders, and ends by
 * its deadline, in a result or in a {@link SeaworthyError} whose `outcome` says whether a write may have taken effect.
 * Calls that overlap may take effect in any order.
 */
export class Client {
  readonly #settings: Settings;
  readonly #book = new AddressBook();
  readonly #events: Emitter<ClientEvents>;
  readonly #channel: Channel;
  readonly #keeper: SessionKeeper;
  /** For reads of one server's own store, by the endpoints that will do; made when needed. */
  readonly #local = new Map<string, Channel>();
  readonly #open: OpenCalls<Pending>;
  /** Attempts to open a session. They are not the caller's calls, so they do not count as such. */
  readonly #openings: OpenCalls<Pending>;
  readonly #end = new AbortController();
  #leader: string | null = null;

  /** @internal Use {@link createClient} or {@link connect}. */
  constructor(options: ClientOptions) {
    this.#settings = resolveOptions(options);
    const { ports, backoff, endpoints, timeoutMs } = this.#settings;
    this.#open = new OpenCalls(ports.clock, timeoutMs);
    this.#openings = new OpenCalls(ports.clock, timeoutMs);
    this.#events = new Emitter(ports.clock.defer.bind(ports.clock));
    this.#keeper = new SessionKeeper({
      ports,
      backoff,
      open: () => this.#openSession(),
      submit: (call) => {
        this.#channel.submit(call);
      },
    });
    this.#channel = this.#newChannel(endpoints, true, {
      onConnect: (endpoint, { node }) => {
        this.#events.emit('connect', { endpoint, node });
      },
      onDisconnect: (endpoint, { node }, error) => {
        this.#events.emit('disconnect', { endpoint, node, reason: error.message });
      },
      onLeader: (leader) => {
        this.#onLeader(leader);
      },
    });
    const { signal } = options;
    if (signal?.aborted === true) this.#closeNow();
    signal?.addEventListener('abort', this.#closeNow, { once: true, signal: this.#end.signal });
  }

  /** The addresses this client was given, in one spelling. */
  get endpoints(): readonly string[] {
    return this.#settings.endpoints;
  }

  /** The node that leads, as far as is known. */
  get leader(): string | null {
    return this.#leader;
  }

  get closed(): boolean {
    return this.#end.signal.aborted;
  }

  /** Calls `listener` at every event of that name until the returned function is called. */
  on<Name extends keyof ClientEvents>(name: Name, listener: ClientListener<Name>): () => void {
    return this.#events.on(name, listener);
  }

  /** Waits for a connection to the leader or, if only followers can be reached, to one of those. */
  async ready(options: CallOptions = {}): Promise<void> {
    const timeoutMs = this.#admit(options);
    const wait = new ReadyWait({ open: this.#open, timeoutMs, signal: options.signal }, this.#channel);
    this.#channel.whenReady(wait);
    await wait.promise;
  }

  /** Reads a key; null where it does not exist. Linearizable unless told otherwise. */
  get(key: Bytes, options: GetOptions = NO_OPTIONS): Promise<StoredValue | null> {
    return promised(() => {
      const serializable = isSerializable(options);
      const request: Request = { op: 'get', key: keyBytes(key), serializable };
      const channel = serializable ? this.#localChannel(options.endpoint) : this.#channel;
      const call = this.#newCall(request, options, channel, toFoundValue);
      channel.submit(call);
      return call;
    });
  }

  /** Sets a key. */
  put(key: Bytes, value: Bytes, options: CallOptions = NO_OPTIONS): Promise<WriteResult> {
    return promised(() =>
      this.#write({ op: 'put', key: keyBytes(key), value: valueBytes(value) }, options, toWriteResult),
    );
  }

  /** Adds to the end of a key's value; a key that does not exist comes to be. */
  append(key: Bytes, value: Bytes, options: CallOptions = NO_OPTIONS): Promise<WriteResult> {
    return promised(() =>
      this.#write({ op: 'append', key: keyBytes(key), value: valueBytes(value) }, options, toWriteResult),
    );
  }

  /** Deletes a key; it need not exist. */
  delete(key: Bytes, options: CallOptions = NO_OPTIONS): Promise<DeleteResult> {
    return promised(() => this.#write({ op: 'delete', key: keyBytes(key) }, options, toDeleteResult));
  }

  /**
   * Compare and set: sets a key if its value is `expected`, or, with null, if the key does not exist. A refusal is a
   * result, not an error.
   */
  cas(
    key: Bytes,
    expected: Bytes | null,
    value: Bytes,
    options: CallOptions = NO_OPTIONS,
  ): Promise<CasResult> {
    return promised(() => {
      const request: Request = {
        op: 'cas',
        key: keyBytes(key),
        expected: expected === null ? null : valueBytes(expected),
        value: valueBytes(value),
      };
      return this.#write(request, options, toCasResult);
    });
  }

  /** Asks every endpoint how it is; does not reject when servers cannot be reached. */
  async status(endpoint?: undefined, options?: CallOptions): Promise<EndpointStatus[]>;
  /** Asks one server how it is. Rejects with `unavailable` if it cannot be reached. */
  async status(endpoint: string, options?: CallOptions): Promise<ServerStatus>;
  async status(endpoint?: string, options: CallOptions = {}): Promise<EndpointStatus[] | ServerStatus> {
    if (endpoint !== undefined) return await this.#status(parseEndpoint(endpoint), options);
    return await Promise.all(
      this.endpoints.map(async (each): Promise<EndpointStatus> => {
        try {
          return await this.#status(each, options);
        } catch (error) {
          if (!isSeaworthyError(error) || error.code === 'closed') throw error;
          return { endpoint: each, reachable: false, error };
        }
      }),
    );
  }

  /**
   * Ends the session and the connections. Open calls fail with `closed`; their `outcome` says whether they may have
   * taken effect. Safe to call twice.
   */
  close(): Promise<void> {
    this.#closeNow();
    return Promise.resolve();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  readonly #closeNow = (): void => {
    if (this.closed) return;
    this.#end.abort(new SeaworthyError('closed', 'the client is closed'));
    for (const call of this.#open.clear()) call.abandon('closed', 'the client was closed during the call');
    const last = this.#keeper.close();
    for (const call of this.#openings.clear()) call.abandon('closed', 'the client was closed');
    this.#channel.close(last);
    for (const channel of this.#local.values()) channel.close();
  };

  #write<Result>(
    request: Request,
    options: CallOptions,
    toResult: (answer: Answer) => Result,
  ): CallFor<Result> {
    const call = this.#newCall(request, options, this.#channel, toResult);
    if (this.#settings.session) this.#keeper.submit(call);
    else this.#channel.submit(call);
    return call;
  }

  #openSession(): Promise<Answer> {
    const call = new Call({
      open: this.#openings,
      timeoutMs: Math.min(this.#settings.timeoutMs, MAX_OPEN_MS),
      request: { op: 'open-session' },
      toResult: (answer) => answer,
      channel: this.#channel,
    }) as CallFor<Answer>;
    this.#channel.submit(call);
    return call.promise;
  }

  #newCall<Result>(
    request: Request,
    options: CallOptions,
    channel: Channel,
    toResult: (answer: Answer) => Result,
  ): CallFor<Result> {
    const timeoutMs = this.#admit(options);
    const { signal } = options;
    return new Call({ open: this.#open, timeoutMs, signal, request, toResult, channel }) as CallFor<Result>;
  }

  /** Whether one more call may be open; how long it may take. */
  #admit({ timeoutMs = this.#settings.timeoutMs, signal }: CallOptions): number {
    if (this.closed) throw new SeaworthyError('closed', 'the client is closed');
    if (signal?.aborted === true)
      throw new SeaworthyError('aborted', 'the call was aborted', { cause: signal.reason });
    if (this.#open.size >= this.#settings.maxPending)
      throw new SeaworthyError('busy', `${this.#settings.maxPending} calls are open already`);
    return checkTimeout(timeoutMs);
  }

  async #status(endpoint: Endpoint, options: CallOptions): Promise<ServerStatus> {
    if (this.closed) throw new SeaworthyError('closed', 'the client is closed');
    const { ports, timeoutMs } = this.#settings;
    const signals = [this.#end.signal, ...(options.signal === undefined ? [] : [options.signal])];
    return await fetchStatus(endpoint, ports, checkTimeout(options.timeoutMs ?? timeoutMs), signals);
  }

  #localChannel(endpoint: string | undefined): Channel {
    const endpoints = endpoint === undefined ? this.#settings.endpoints : [parseEndpoint(endpoint)];
    const key = endpoints.join();
    const known = this.#local.get(key);
    if (known !== undefined) return known;
    const channel = this.#newChannel(endpoints, false, NO_HOOKS);
    this.#local.set(key, channel);
    return channel;
  }

  #newChannel(
    endpoints: readonly Endpoint[],
    leader: boolean,
    hooks: Omit<ChannelHooks, 'onSessionExpired'>,
  ): Channel {
    const { attemptTimeoutMs, backoff, discover, ports } = this.#settings;
    const options = { endpoints, leader, discover, attemptTimeoutMs, backoff, ports, book: this.#book };
    return new Channel(options, {
      ...hooks,
      onSessionExpired: (call) => {
        this.#keeper.expired(call);
      },
    });
  }

  #onLeader(leader: string): void {
    if (leader === this.#leader) return;
    const previous = this.#leader;
    this.#leader = leader;
    this.#events.emit('leaderChange', { leader, previous });
  }
}

/** A call, and what it comes to. */
type CallFor<Result> = Call & { readonly promise: Promise<Result> };

/** What a call comes to, or what was thrown instead of beginning it; one promise for each call, and no more. */
function promised<Result>(begin: () => CallFor<Result>): Promise<Result> {
  try {
    return begin().promise;
  } catch (error) {
    return rejected(error);
  }
}

async function rejected(error: unknown): Promise<never> {
  throw error;
}

function isSerializable({ consistency = 'linearizable', endpoint }: GetOptions): boolean {
  if (consistency !== 'linearizable' && consistency !== 'serializable') {
    throw invalidArgument(
      `expected consistency to be linearizable or serializable, got ${JSON.stringify(consistency)}`,
    );
  }
  if (consistency === 'linearizable' && endpoint !== undefined)
    throw invalidArgument('only a serializable read can be sent to an endpoint of choice');
  return consistency === 'serializable';
}

/** A client that connects when its first call needs it. Throws `invalid_argument` if the options are not sound. */
export function createClient(options: ClientOptions): Client {
  return new Client(options);
}

/**
 * A client with a connection that stands. Rejects with `unavailable` when no server answers within `timeoutMs`, and
 * with `aborted` when the signal is.
 */
export async function connect(options: ClientOptions): Promise<Client> {
  const client = createClient(options);
  try {
    await client.ready({ signal: options.signal });
    return client;
  } catch (error) {
    await client.close();
    if (options.signal?.aborted === true && isSeaworthyError(error) && error.code === 'closed')
      throw new SeaworthyError('aborted', 'connecting was aborted', { cause: options.signal.reason });
    throw error;
  }
}
