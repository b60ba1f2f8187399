import { Session } from './session.ts';

/** The sessions of all clients, the one that was used least recently first. */
export class Sessions {
  readonly #byId: Map<number, Session>;
  /** The one used most recently, where that is known; it may have ended since. */
  #newest: Session | null = null;
  /** No session was last used before this. */
  #oldestUse = -Infinity;

  constructor(sessions: Iterable<Session> = []) {
    this.#byId = new Map([...sessions].map((session) => [session.id, session]));
  }

  get size(): number {
    return this.#byId.size;
  }

  values(): IterableIterator<Session> {
    return this.#byId.values();
  }

  open(id: number, now: number, maxSessions: number): void {
    this.#oldestUse = Math.min(this.#oldestUse, now);
    this.#newest = new Session(id, now);
    this.#byId.set(id, this.#newest);
    this.limit(maxSessions);
  }

  close(id: number): void {
    this.#byId.delete(id);
  }

  /** Finds a session and marks it as used at log time `now`. */
  use(id: number, now: number): Session | undefined {
    const session = this.#byId.get(id);
    if (session === undefined) return undefined;
    session.lastUsed = now;
    if (session === this.#newest) return session;
    // A `Map` iterates in order of insertion, which thereby is the order of use.
    this.#byId.delete(id);
    this.#byId.set(id, session);
    this.#newest = session;
    return session;
  }

  /** Ends every session that was not used for `ttlMs` of log time. */
  expire(now: number, ttlMs: number): void {
    if (now - this.#oldestUse <= ttlMs) return;
    for (const { id, lastUsed } of this.#byId.values()) {
      this.#oldestUse = lastUsed;
      if (now - lastUsed <= ttlMs) return;
      this.#byId.delete(id);
    }
    this.#oldestUse = Infinity;
  }

  /** Ends those used least recently until no more than `maxSessions` are left. */
  limit(maxSessions: number): void {
    for (const id of this.#byId.keys()) {
      if (this.#byId.size <= maxSessions) return;
      this.#byId.delete(id);
    }
  }
}
