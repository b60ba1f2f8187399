import { decodeCommand, stampTime, WireError } from '@seaworthy/client/wire';
import { encodeSettings, sameSettings } from '../state/settings.js';
import { LogTime } from './log-time.js';
import { refusal, refusalOf } from './refusals.js';
const DEFAULT_MAX_IN_FLIGHT = 131_072;
const SETTINGS_RETRY_MS = 1000;
/** Carries out encoded commands. Every door leads here, so that every request is read, limited and authorised alike. */
export class KvService {
  limits;
  #options;
  #maxInFlight;
  #logTime;
  #requests = new Map();
  #refusals = new Map();
  #node = null;
  #stopping = false;
  #inFlight = 0;
  #whenDrained = [];
  constructor(options) {
    this.limits = options.limits;
    this.#options = options;
    this.#maxInFlight = options.maxInFlight ?? DEFAULT_MAX_IN_FLIGHT;
    this.#logTime = new LogTime(options.clock);
  }
  /** Requests that wait for their answers. */
  get inFlight() {
    return this.#inFlight;
  }
  /** Requests so far, by operation. */
  get requests() {
    return this.#requests;
  }
  /** Refusals so far, by code. */
  get refusals() {
    return this.#refusals;
  }
  get stopping() {
    return this.#stopping;
  }
  /** Begins to serve, now that the node has recovered. */
  attach(node) {
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
  handle(encoded, settle) {
    const node = this.#node;
    if (node === null)
      return this.#refuse(settle, refusal('busy', 'this server is still recovering its data'));
    if (this.#stopping) return this.#refuse(settle, refusal('shutting_down', 'this server is stopping'));
    if (this.#inFlight >= this.#maxInFlight)
      return this.#refuse(settle, refusal('busy', `${this.#inFlight} requests are waiting already`));
    const command = this.#admit(encoded, settle);
    if (command === null) return;
    const { request } = command;
    if (request.op !== 'get') {
      this.#write(node, encoded, settle);
    } else if (request.serializable) {
      settle({ ok: true, answer: this.#options.stateMachine.get(request.key) });
    } else {
      this.#read(node, request.key, settle);
    }
  }
  /** From now on, requests are refused; those in flight go on. */
  refuseNew() {
    this.#stopping = true;
  }
  /** Resolves when no request is in flight. */
  async drained() {
    if (this.#inFlight > 0) await new Promise((resolve) => this.#whenDrained.push(resolve));
  }
  #admit(encoded, settle) {
    try {
      const command = decodeCommand(encoded, this.limits);
      const { op } = command.request;
      this.#requests.set(op, (this.#requests.get(op) ?? 0) + 1);
      const denied = this.#options.authorise?.(command) ?? null;
      if (denied === null) return command;
      this.#refuse(settle, denied);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.#refuse(settle, refusal(error.code, error.message));
    }
    return null;
  }
  #read(node, key, settle) {
    this.#inFlight++;
    node.read((outcome) => {
      this.#inFlight--;
      if (outcome.ok) settle({ ok: true, answer: this.#options.stateMachine.get(key) });
      else this.#refuseFor(settle, outcome.error);
      this.#noticeDrained();
    });
  }
  #write(node, encoded, settle) {
    stampTime(encoded, this.#logTime.stamp(this.#options.stateMachine.logTime));
    this.#inFlight++;
    node.propose(encoded, (outcome) => {
      this.#inFlight--;
      if (outcome.ok) settle(this.#counted(outcome.result));
      else this.#refuseFor(settle, outcome.error);
      this.#noticeDrained();
    });
  }
  #beginToLead(node) {
    this.#logTime.begin(this.#options.stateMachine.logTime);
    this.#agreeOnSettings(node);
  }
  /** Proposes this server's settings if the replicated ones differ, once everything before is applied here. */
  #agreeOnSettings(node) {
    const { stateMachine, settings, clock } = this.#options;
    const retry = (error) => {
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
  #refuseFor(settle, error) {
    this.#refuse(settle, refusalOf(error, this.#options.findUrl));
  }
  #refuse(settle, why) {
    settle(this.#counted({ ok: false, refusal: why }));
  }
  #counted(reply) {
    if (!reply.ok) this.#refusals.set(reply.refusal.code, (this.#refusals.get(reply.refusal.code) ?? 0) + 1);
    return reply;
  }
  #noticeDrained() {
    if (this.#inFlight === 0) for (const resolve of this.#whenDrained.splice(0)) resolve();
  }
}
//# sourceMappingURL=kv-service.js.map
