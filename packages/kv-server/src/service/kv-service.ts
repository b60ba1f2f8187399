import type { Clock, RaftError } from '@seaworthy/core';
import {
  CommandReader,
  decodeCommand,
  stampTime,
  WireError,
  type Command,
  type ErrorCode,
  type Limits,
  type Operation,
  type Refusal,
  type Reply,
} from '@seaworthy/client/wire';

import type { KvStateMachine } from '../state/kv-state-machine.ts';
import { encodeSettings, sameSettings, type Settings } from '../state/settings.ts';
import type { KvNode } from './kv-node.ts';
import { LogTime } from './log-time.ts';
import { refusal, refusalOf, type FindUrl } from './refusals.ts';
import { WriteBatch } from './write-batch.ts';

/** Decides whether a request may be carried out; null means that it may. */
export type Authorise = (command: Command) => Refusal | null;

export type Settle = (reply: Reply) => void;

export interface KvServiceOptions {
  readonly stateMachine: KvStateMachine;
  readonly clock: Clock;
  readonly limits: Limits;
  /** What this node proposes for all replicas whenever it leads. */
  readonly settings: Settings;
  readonly findUrl: FindUrl;
  /** By default everything is allowed. */
  readonly authorise?: Authorise;
  /** Requests of all connections that may wait for their answers. Default 131,072. */
  readonly maxInFlight?: number;
}

/** A linearizable read that waits for its confirmation. */
interface Read {
  readonly key: Uint8Array;
  readonly settle: Settle;
}

const DEFAULT_MAX_IN_FLIGHT = 131_072;
const SETTINGS_RETRY_MS = 1000;

/** Carries out encoded commands. Every door leads here, so that every request is read, limited and authorised alike. */
export class KvService {
  readonly limits: Limits;
  readonly #options: KvServiceOptions;
  readonly #maxInFlight: number;
  readonly #logTime: LogTime;
  /** The request that is being taken. */
  readonly #request = new CommandReader();
  readonly #requests = new Map<Operation, number>();
  readonly #refusals = new Map<ErrorCode, number>();
  #batch: WriteBatch | null = null;
  #reads: Read[] = [];
  #gathering = false;
  #node: KvNode | null = null;
  #stopping = false;
  #inFlight = 0;
  #whenDrained: (() => void)[] = [];

  constructor(options: KvServiceOptions) {
    this.limits = options.limits;
    this.#options = options;
    this.#maxInFlight = options.maxInFlight ?? DEFAULT_MAX_IN_FLIGHT;
    this.#logTime = new LogTime(options.clock);
  }

  /** Requests that wait for their answers. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Requests so far, by operation. */
  get requests(): ReadonlyMap<Operation, number> {
    return this.#requests;
  }

  /** Refusals so far, by code. */
  get refusals(): ReadonlyMap<ErrorCode, number> {
    return this.#refusals;
  }

  get stopping(): boolean {
    return this.#stopping;
  }

  /** Begins to serve, now that the node has recovered. */
  attach(node: KvNode): void {
    this.#node = node;
    node.subscribe((event) => {
      if (event.type === 'role' && event.role === 'leader') this.#beginToLead(node);
    });
    if (node.status().role === 'leader') this.#beginToLead(node);
  }

  /**
   * Carries out one encoded command and calls `settle` once, possibly before returning. The bytes belong to the
   * service from here on.
   */
  handle(encoded: Uint8Array, settle: Settle): void {
    const node = this.#node;
    if (node === null)
      return this.#refuse(settle, refusal('busy', 'this server is still recovering its data'));
    if (this.#stopping) return this.#refuse(settle, refusal('shutting_down', 'this server is stopping'));
    if (this.#inFlight >= this.#maxInFlight)
      return this.#refuse(settle, refusal('busy', `${this.#inFlight} requests are waiting already`));
    const op = this.#admit(encoded, settle);
    if (op === null) return;
    if (op !== 'get') return this.#write(op, encoded, settle);
    const { key, isSerializable } = this.#request;
    if (isSerializable) settle({ ok: true, answer: this.#options.stateMachine.get(key) });
    else this.#read(key, settle);
  }

  /** Calls `hand` to {@link handle} requests that came together: their writes share entries of the log, in their order. */
  together(hand: () => void): void {
    this.#gathering = true;
    try {
      hand();
    } finally {
      this.#gathering = false;
      this.#submit();
    }
  }

  /** From now on, requests are refused; those in flight go on. */
  refuseNew(): void {
    this.#stopping = true;
  }

  /** Resolves when no request is in flight. */
  async drained(): Promise<void> {
    if (this.#inFlight > 0) await new Promise<void>((resolve) => this.#whenDrained.push(resolve));
  }

  #admit(encoded: Uint8Array, settle: Settle): Operation | null {
    const { authorise } = this.#options;
    try {
      const { op } = this.#request.read(encoded, this.limits);
      this.#requests.set(op, (this.#requests.get(op) ?? 0) + 1);
      const denied = authorise === undefined ? null : authorise(decodeCommand(encoded));
      if (denied === null) return op;
      this.#refuse(settle, denied);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.#refuse(settle, refusal(error.code, error.message));
    }
    return null;
  }

  #read(key: Uint8Array, settle: Settle): void {
    this.#inFlight++;
    this.#reads.push({ key, settle });
    if (!this.#gathering) this.#submit();
  }

  #write(op: Operation, encoded: Uint8Array, settle: Settle): void {
    stampTime(encoded, this.#logTime.stamp(this.#options.stateMachine.logTime));
    this.#inFlight++;
    // A session is named by the entry that opens it, so that entry holds nothing else.
    const alone = op === 'open-session';
    if (alone) this.#submitWrites();
    this.#batch ??= new WriteBatch();
    this.#batch.add(encoded, settle);
    if (alone || !this.#gathering || this.#batch.isFull) this.#submitWrites();
  }

  /** Hands over what was gathered; the reads last, for they are to see the writes that came with them. */
  #submit(): void {
    const reads = this.#reads;
    this.#reads = [];
    this.#submitWrites();
    if (reads.length === 0) return;
    this.#node?.read((outcome) => {
      for (const { key, settle } of reads) {
        this.#inFlight--;
        if (outcome.ok) settle({ ok: true, answer: this.#options.stateMachine.get(key) });
        else this.#refuseFor(settle, outcome.error);
      }
      this.#noticeDrained();
    });
  }

  #submitWrites(): void {
    const batch = this.#batch;
    this.#batch = null;
    if (batch === null) return;
    this.#node?.propose(batch.encode(), (outcome) => {
      for (const [position, settle] of batch.settles.entries()) {
        this.#inFlight--;
        if (outcome.ok) settle(this.#counted(outcome.result[position] as Reply));
        else this.#refuseFor(settle, outcome.error);
      }
      this.#noticeDrained();
    });
  }

  #beginToLead(node: KvNode): void {
    this.#logTime.begin(this.#options.stateMachine.logTime);
    this.#agreeOnSettings(node);
  }

  /** Proposes this server's settings if the replicated ones differ, once everything before is applied here. */
  #agreeOnSettings(node: KvNode): void {
    const { stateMachine, settings, clock } = this.#options;
    const retry = (error: RaftError): void => {
      // With any other error this node leads no more, and its successor has settings of its own.
      if (error.code === 'busy') clock.schedule(SETTINGS_RETRY_MS, () => this.#agreeOnSettings(node));
    };
    node.read((outcome) => {
      if (!outcome.ok) return retry(outcome.error);
      if (sameSettings(stateMachine.settings, settings)) return;
      node.propose(encodeSettings(settings), (proposed) => {
        if (!proposed.ok) retry(proposed.error);
      });
    });
  }

  #refuseFor(settle: Settle, error: RaftError): void {
    this.#refuse(settle, refusalOf(error, this.#options.findUrl));
  }

  #refuse(settle: Settle, why: Refusal): void {
    settle(this.#counted({ ok: false, refusal: why }));
  }

  #counted(reply: Reply): Reply {
    if (!reply.ok) this.#refusals.set(reply.refusal.code, (this.#refusals.get(reply.refusal.code) ?? 0) + 1);
    return reply;
  }

  #noticeDrained(): void {
    if (this.#inFlight === 0) for (const resolve of this.#whenDrained.splice(0)) resolve();
  }
}
