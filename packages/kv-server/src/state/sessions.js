import { Session } from './session.js';
/** The sessions of all clients, the one that was used least recently first. */
export class Sessions {
  #byId;
  constructor(sessions = []) {
    this.#byId = new Map([...sessions].map((session) => [session.id, session]));
  }
  get size() {
    return this.#byId.size;
  }
  values() {
    return this.#byId.values();
  }
  open(id, now, maxSessions) {
    this.#byId.set(id, new Session(id, now));
    this.limit(maxSessions);
  }
  close(id) {
    this.#byId.delete(id);
  }
  /** Finds a session and marks it as used at log time `now`. */
  use(id, now) {
    const session = this.#byId.get(id);
    if (session === undefined) return undefined;
    session.lastUsed = now;
    // A `Map` iterates in order of insertion, which thereby is the order of use.
    this.#byId.delete(id);
    this.#byId.set(id, session);
    return session;
  }
  /** Ends every session that was not used for `ttlMs` of log time. */
  expire(now, ttlMs) {
    for (const { id, lastUsed } of this.#byId.values()) {
      if (now - lastUsed <= ttlMs) return;
      this.#byId.delete(id);
    }
  }
  /** Ends those used least recently until no more than `maxSessions` are left. */
  limit(maxSessions) {
    for (const id of this.#byId.keys()) {
      if (this.#byId.size <= maxSessions) return;
      this.#byId.delete(id);
    }
  }
}
//# sourceMappingURL=sessions.js.map
